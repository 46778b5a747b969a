// The weekly meeting: what was made, what collides, in which order it goes in.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checklist/items.hpp"

namespace tributary::checklist {
namespace {

constexpr std::int64_t week = 7 * 24 * 3600;

std::string day_digits(std::int64_t seconds) {
  auto iso = iso_time(seconds);
  return iso.substr(0, 4) + iso.substr(5, 2) + iso.substr(8, 2);
}

ChecklistItem made(const Desk& desk) {
  auto out = item("migrations-reviewed", "Migrations of this week reviewed");
  auto since = day_digits(desk.question.now - week);
  std::size_t older = 0;
  for (const auto& source : desk.analysis.workspace.sources) {
    std::vector<std::string> young;
    for (const auto& project : source.projects)
      for (const auto& name : project.own)
        if (name.size() >= 8 && name.compare(0, 8, since) >= 0)
          young.push_back(name);
        else
          ++older;
    if (!young.empty())
      out.evidence.push_back(fmt::format("{} ({}): {}: {}", source.name, short_commit(source.commit),
                                         counted(young.size(), "migration"), listed(young)));
  }
  out.state = out.evidence.empty() ? ItemState::done : ItemState::needs_person;
  if (out.evidence.empty()) out.evidence.push_back("no open migration has a stamp of the last seven days");
  if (older)
    out.evidence.push_back(fmt::format("{} that wait to be merged have older stamps", counted(older, "migration")));
  return out;
}

ChecklistItem conflicts(const Desk& desk) {
  auto out = item("conflicts", "Conflicts and dependencies identified");
  judge(out, desk,
        {.groups = {Group::sql, Group::schema},
         .topics = {Topic::content, Topic::stack, Topic::late},
         .but_not = {Topic::suppression}},
        "no two sources get into each other's way");
  for (const auto& step : desk.analysis.sequence.steps)
    for (const auto& need : step.needs)
      if (need.hard) out.evidence.push_back(fmt::format("{} needs {}: {}", step.source, need.source, need.because));
  return out;
}

ChecklistItem sequence(const Desk& desk) {
  const auto& steps = desk.analysis.sequence.steps;
  auto out = item("sequence-planned", "Merge sequence planned");
  if (steps.empty()) {
    out.state = ItemState::done;
    out.evidence.push_back("nothing waits to be merged");
    return out;
  }
  out.state = ItemState::needs_person;
  for (const auto& step : steps)
    out.evidence.push_back(
        fmt::format("{}. {} adds {}", step.number, step.source, counted(step.adds.size(), "migration")));
  out.next.push_back("tributary plan");
  return out;
}

ChecklistItem drift_seen(const Desk& desk) {
  auto out = drift_documented(desk);
  out.title = "Known drift brought up to date";
  return out;
}

}  // namespace

std::vector<ChecklistItem> weekly(const Desk& desk) {
  return {made(desk), conflicts(desk), sequence(desk), drift_seen(desk),
          asked("leads-met", "All leads were there", "only a person knows")};
}

}  // namespace tributary::checklist
