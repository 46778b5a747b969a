#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/json_page.hpp"
#include "report/step.hpp"

namespace tributary {
namespace {

Headline::Point of_steps(const Answer& answer) {
  std::size_t ready = 0, stopped = 0;
  for (const auto& step : answer.sequence ? answer.sequence->steps : std::vector<Step>())
    ++(obstruction_of(answer, step.source) ? stopped : ready);
  if (ready + stopped == 0) return {Light::green, "nothing to merge"};
  return {stopped ? Light::red : Light::green, fmt::format("{} ready, {} blocked", ready, stopped)};
}

Headline::Point of_database(const Answer& answer, const Database& database) {
  const auto* history = history_in(answer.analysis.histories, database.id, answer.analysis.workspace.target.name);
  if (database.state != Database::State::ok || !history)
    return {Light::amber,
            fmt::format("{} was not read{}", database.id, database.error.empty() ? "" : ": " + database.error)};
  const auto& deploy = history->forecast.deploy;
  if (deploy.exit == 1) return {Light::red, fmt::format("{} cannot deploy: {}", database.id, deploy.sentence)};
  if (deploy.exit < 0) {
    auto pending = counted(history->deploys.size(), "migration");
    return {Light::amber, fmt::format("{}: {}", database.id, deploy.sentence),
            history->deploys.empty()
                ? ""
                : fmt::format("{} has {} to deploy, whether they go through is not known", database.id, pending)};
  }
  return {Light::green, database.id + (history->deploys.empty() ? " has nothing to deploy" : " can deploy")};
}

void add_databases(std::vector<Headline::Point>& points, const Answer& answer) {
  if (!answer.analysis.databases) {
    points.push_back({Light::amber, "no database was asked"});
    return;
  }
  if (answer.analysis.databases->empty()) points.push_back({Light::amber, "no database is configured"});
  for (const auto& database : *answer.analysis.databases) points.push_back(of_database(answer, database));
}

void add_rehearsal(std::vector<Headline::Point>& points, const Answer& answer) {
  const auto* rehearsal = answer.analysis.rehearsal.get();
  if (!rehearsal) return points.push_back({Light::amber, "the plan was not executed (--rehearse does)"});
  auto failed = std::count_if(rehearsal->runs.begin(), rehearsal->runs.end(),
                              [](const Run& run) { return !run.ok && run.not_checked_because.empty(); });
  auto left = std::count_if(rehearsal->runs.begin(), rehearsal->runs.end(),
                            [](const Run& run) { return !run.not_checked_because.empty(); });
  auto words =
      fmt::format("{} of {} executed orders fail", failed, rehearsal->runs.size() - static_cast<std::size_t>(left));
  if (left) words += fmt::format(", {} could not be executed", left);
  points.push_back({failed ? Light::red : left ? Light::amber : Light::green, words});
}

void add_findings(std::vector<Headline::Point>& points, const Answer& answer) {
  auto count = count_of(answer.verdict.findings);
  points.push_back({count.errors ? Light::red : count.warnings ? Light::amber : Light::green, in_words(count)});
  std::set<std::string> rules;
  for (const auto& one : answer.verdict.not_checked) rules.insert(one.rule);
  if (!rules.empty())
    points.push_back({Light::amber, fmt::format("{} could not look everywhere", counted(rules.size(), "rule"))});
}

}  // namespace

const char* light_name(Light light) {
  return light == Light::red ? "red" : light == Light::amber ? "amber" : "green";
}

Headline headline(const Answer& answer) {
  Headline out;
  out.points.push_back(of_steps(answer));
  add_databases(out.points, answer);
  auto said = std::min<std::size_t>(out.points.size(), 4);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < said; ++i)
    words.push_back(out.points[i].brief.empty() ? out.points[i].text : out.points[i].brief);
  if (out.points.size() > said) words.push_back(counted(out.points.size() - said, "more database"));
  out.sentence = text::join(words, "; ");
  add_findings(out.points, answer);
  add_rehearsal(out.points, answer);
  for (const auto& point : out.points) out.light = std::max(out.light, point.light);
  return out;
}

}  // namespace tributary
