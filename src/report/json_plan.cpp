#include "report/json.hpp"
#include "report/step.hpp"

namespace tributary {
namespace {

const char* kind_name(Edit::Kind kind) {
  switch (kind) {
    case Edit::Kind::copy:
      return "copy";
    case Edit::Kind::write:
      return "write";
    case Edit::Kind::rename:
      return "rename";
    case Edit::Kind::remove:
      return "remove";
  }
  return "copy";
}

Json json_step(const Step& step) {
  Json needs = Json::array(), adds = Json::array(), applies = Json::array(), interleaves = Json::array();
  for (const auto& need : step.needs)
    needs.push_back({{"source", json_text(need.source)}, {"because", json_text(need.because)}, {"hard", need.hard}});
  for (const auto& one : step.adds)
    adds.push_back({{"project", json_text(one.project)}, {"migration", json_text(one.migration)}});
  for (const auto& one : step.applies)
    applies.push_back({{"database", json_text(one.database)},
                       {"project", json_text(one.project)},
                       {"migrations", json_names(one.migrations)},
                       {"already", json_names(one.already)}});
  for (const auto& one : step.interleaves)
    interleaves.push_back({{"source", json_text(one.source)},
                           {"project", json_text(one.project)},
                           {"migration", json_text(one.migration)}});
  return {{"step", step.number},
          {"source", json_text(step.source)},
          {"needs", needs},
          {"adds", adds},
          {"reasons", json_names(step.reasons)},
          {"applies", applies},
          {"interleaves", interleaves},
          {"interleaves_left_out", step.interleaves_left_out}};
}

// What stands against it, in one form whoever found it; null: nothing does.
Json blocked(const Obstruction& stuck) {
  if (!stuck) return {};
  const auto& because = stuck.refused ? stuck.refused->message : stuck.unworkable->because;
  const auto& help = stuck.refused ? stuck.refused->help : stuck.unworkable->help;
  return {{"because", json_text(because)}, {"help", json_or_null(help)}};
}

}  // namespace

Json json_sequence(const Answer& answer) {
  const auto& sequence = *answer.sequence;
  Json steps = Json::array(), together = Json::array(), chronology = Json::array();
  for (const auto& step : sequence.steps) {
    auto stuck = obstruction_of(answer, step.source);
    steps.push_back(json_step(step));
    steps.back()["blocked"] = blocked(stuck);
    steps.back()["command"] = stuck ? Json() : json_text(merge_command(answer, {step.source}));
    if (const auto* why = stuck.refused)
      steps.back()["refused"] = {
          {"rule", why->rule}, {"message", json_text(why->message)}, {"help", json_text(why->help)}};
  }
  for (const auto& group : sequence.together) together.push_back(json_names(group));
  for (const auto& entry : sequence.chronology)
    chronology.push_back({{"project", json_text(entry.project)},
                          {"migration", json_text(entry.migration)},
                          {"own_of", json_names(entry.own_of)}});
  return {{"sequence", steps},
          {"together", together},
          {"nothing_to_merge", json_names(sequence.nothing_to_merge)},
          {"chronology", chronology}};
}

Json json_edits(const std::vector<Edit>& edits) {
  Json out = Json::array();
  for (const auto& edit : edits)
    out.push_back({{"kind", kind_name(edit.kind)}, {"from", json_or_null(edit.from)}, {"to", json_or_null(edit.to)}});
  return out;
}

}  // namespace tributary
