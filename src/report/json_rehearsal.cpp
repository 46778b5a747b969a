#include <cmath>

#include "report/json.hpp"

namespace tributary {
namespace {

const char* outcome_name(StepOutcome::Outcome outcome) {
  switch (outcome) {
    case StepOutcome::Outcome::applied:
      return "applied";
    case StepOutcome::Outcome::failed:
      return "failed";
    case StepOutcome::Outcome::not_reached:
      return "not-reached";
  }
  return "not-reached";
}

const char* kind_name(Order::Kind kind) {
  switch (kind) {
    case Order::Kind::fresh:
      return "fresh";
    case Order::Kind::rolling:
      return "rolling";
    case Order::Kind::intermediate:
      return "intermediate";
    case Order::Kind::as_happened:
      return "as-happened";
    case Order::Kind::deployed:
      return "deployed";
    case Order::Kind::pair:
      return "pair";
  }
  return "fresh";
}

Json number_or_null(int number) {
  return number > 0 ? Json(number) : Json();
}

// Tenths of milliseconds say more than the clock knows, and differ from run to run anyway.
Json json_step(const StepOutcome& step) {
  return {{"project", json_text(step.ref.project)},
          {"migration", json_text(step.ref.migration)},
          {"source", json_or_null(step.source)},
          {"outcome", outcome_name(step.outcome)},
          {"ms", std::lround(step.ms)},
          {"sqlstate", json_or_null(step.sqlstate)},
          {"message", json_or_null(step.message)},
          {"statement", json_or_null(step.statement)},
          {"line", number_or_null(step.line)},
          {"column", number_or_null(step.column)},
          {"hint", json_or_null(step.hint)}};
}

Json json_run(const Run& run) {
  Json order = Json::array(), steps = Json::array();
  for (const auto& step : run.order.migrations)
    order.push_back({{"project", json_text(step.ref.project)}, {"migration", json_text(step.ref.migration)}});
  for (const auto& step : run.steps) steps.push_back(json_step(step));
  return {{"name", json_text(run.order.name)},
          {"kind", kind_name(run.order.kind)},
          {"project", json_text(run.order.project)},
          {"database", json_or_null(run.order.database)},
          {"order", order},
          {"ok", run.ok},
          {"not_checked_because", json_or_null(run.not_checked_because)},
          {"unknown", json_names(run.order.unknown)},
          {"kept", json_or_null(run.kept)},
          {"steps", steps}};
}

Json side(const std::optional<std::string>& text) {
  return text ? json_text(*text) : Json();
}

Json json_differences(const Rehearsal& rehearsal) {
  Json out = Json::array();
  for (const auto& compared : rehearsal.compared)
    for (const auto& one : compared.differences)
      out.push_back({{"object", json_text(object_text(one.object))},
                     {"fact", json_or_null(one.fact)},
                     {"left", side(one.left)},
                     {"right", side(one.right)},
                     {"left_run", json_text(compared.left)},
                     {"right_run", json_text(compared.right)},
                     {"incomparable_because", json_or_null(one.incomparable_because)}});
  return out;
}

}  // namespace

Json json_rehearsal(const Rehearsal& rehearsal) {
  Json runs = Json::array(), blocked = Json::array(), learned = Json::array(), left_out = Json::array();
  for (const auto& one : rehearsal.left_out)
    left_out.push_back({{"source", json_text(one.source)}, {"because", json_text(one.because)}});
  for (const auto& run : rehearsal.runs) runs.push_back(json_run(run));
  for (const auto& one : rehearsal.blocked)
    blocked.push_back(
        {{"source", json_text(one.source)}, {"because", json_text(one.because)}, {"help", json_or_null(one.help)}});
  for (const auto& one : rehearsal.learned)
    learned.push_back({{"source", json_text(one.source)},
                       {"needs", json_text(one.need.source)},
                       {"because", json_text(one.need.because)}});
  return {{"server",
           {{"version", json_text(rehearsal.server_version)},
            {"private", rehearsal.private_server},
            {"look", json_or_null(rehearsal.look)},
            {"end", json_or_null(rehearsal.end)}}},
          {"runs", runs},
          {"order_independent", rehearsal.order_independent ? Json(*rehearsal.order_independent) : Json()},
          {"differences", json_differences(rehearsal)},
          {"learned", learned},
          {"blocked", blocked},
          {"left_out", left_out},
          {"contested", json_names(rehearsal.contested)},
          {"sequences_tried", rehearsal.sequences_tried},
          {"proven", rehearsal.proven},
          {"scripts",
           {{"listed", rehearsal.listed},
            {"distinct", rehearsal.distinct},
            {"executed", rehearsal.executed},
            {"databases_cloned", rehearsal.cloned}}}};
}

}  // namespace tributary
