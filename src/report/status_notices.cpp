// What of a status needs somebody's attention: a line each, worst first. The rest is in the table, or said with -v.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/status_parts.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_notices = 12, most_names = 3;

/// In the order in which they are said.
enum class Rank { broken, unread, stands_in_the_way, others, waits, remark };

struct Notice {
  Rank rank = Rank::remark;
  std::string about, words;
};

struct Notices {
  std::vector<Notice> all;
  void add(Rank rank, const std::string& about, const std::string& words) { all.push_back({rank, about, words}); }
};

std::string few(const std::vector<std::string>& names) {
  auto shown = std::min(names.size(), names.size() <= most_names + 1 ? names.size() : most_names);
  auto words = text::join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return shown == names.size() ? words : words + fmt::format(" and {} more", names.size() - shown);
}

// "4 of feature/epic-3, 1 of nobody in this repository"
std::string by_owner(const std::vector<MissingRow>& rows) {
  std::vector<std::string> order;
  std::map<std::string, std::size_t> counts;
  for (const auto& row : rows) {
    auto name = !row.owner ? "nobody here" : row.owner->source.empty() ? row.owner->ref : row.owner->source;
    if (counts[name]++ == 0) order.push_back(name);
  }
  std::vector<std::string> parts;
  for (const auto& name : order) parts.push_back(fmt::format("{} of {}", counts[name], name));
  return few(parts);
}

bool answered(const History& history) {
  return history.state != LedgerState::unreachable && history.state != LedgerState::denied;
}

void add_ledger(Notices& out, const std::string& about, const History& history, const std::vector<std::string>& own) {
  if (!answered(history)) return;
  const auto& forecast = history.forecast;
  bool stops = forecast.deploy.exit > 0;
  auto in = history.database + ": ";
  if (!history.failed.empty())
    out.add(Rank::broken, about,
            in + "failed: " + few(history.failed) + (stops ? "; " + forecast.deploy.sentence : ""));
  if (!history.edited.empty())
    out.add(Rank::broken, about, in + "changed after they were applied: " + few(history.edited));
  bool destroys = forecast.outcome.what == DeployOutcome::What::destroys;
  if (history.failed.empty() && (stops || destroys)) out.add(Rank::broken, about, in + forecast.deploy.sentence);
  // For no reason that is said above: the structure has drifted.
  bool drifted = forecast.dev.exit > 0 && history.failed.empty() && history.edited.empty() && history.missing.empty();
  if (drifted && !stops) out.add(Rank::stands_in_the_way, about, in + forecast.dev.sentence);
  if (!stops && history.edited.empty() && forecast.status.exit > 0 && history.unapplied.empty())
    out.add(Rank::stands_in_the_way, about, in + forecast.status.sentence);
  if (!history.missing.empty())
    out.add(
        Rank::others, about,
        fmt::format("{}{} without a folder here ({}){}", in, counted(history.missing.size(), "row"),
                    by_owner(history.missing), forecast.dev.exit > 0 ? ": `migrate dev` would demand a reset" : ""));
  if (history.unapplied.empty() || stops || destroys) return;
  auto what = history.unapplied == own ? "all of its own" : few(history.unapplied);
  bool said = !forecast.deploy.instead.empty();
  out.add(Rank::waits, about,
          fmt::format("{}{} to apply: {}{}", in, history.unapplied.size(), what,
                      said ? "; " + forecast.deploy.sentence : ""));
}

void add_obstacles(Notices& out, const std::string& about, const std::vector<Obstacle>& obstacles) {
  for (const auto& one : obstacles)
    out.add(Rank::stands_in_the_way, about, in_words(one) + (one.hint.empty() ? "" : " -> " + one.hint));
}

void add_project(Notices& out, const Answer& answer, const Source& source, const Project& project, bool named) {
  auto about = named ? source.name + " (" + project.path + ")" : source.name;
  add_obstacles(out, about, project.obstacles);
  if (!project.deleted_on_disk.empty())
    out.add(Rank::stands_in_the_way, about, "deleted on disk: " + few(project.deleted_on_disk));
  if (const auto* history = history_of(answer, source.name, project.path))
    add_ledger(out, about, *history, project.own);
  if (!project.stale.empty())
    out.add(Rank::waits, about, fmt::format("stale, the target has taken it out: {}", few(project.stale)));
  if (!project.uncommitted.empty()) out.add(Rank::waits, about, "not committed: " + few(project.uncommitted));
  if (project.database && !project.database->problem.empty())
    out.add(Rank::remark, about, "no database: " + project.database->problem);
}

void add_source(Notices& out, const Answer& answer, const Source& source, bool named) {
  if (source.missing)
    out.add(Rank::stands_in_the_way, source.name,
            "missing: " + (source.missing_because.empty() ? "its folder is gone" : source.missing_because));
  if (source.locked && !source.locked_because.empty())
    out.add(Rank::remark, source.name, "locked: " + source.locked_because);
  add_obstacles(out, source.name, source.obstacles);
  for (const auto& project : source.projects) add_project(out, answer, source, project, named);
}

void add_databases(Notices& out, const Answer& answer) {
  if (!answer.analysis.databases) return;
  for (const auto& database : *answer.analysis.databases) {
    if (database.state == Database::State::ok || database.error.empty()) continue;
    out.add(Rank::unread, database.id, database.error + (database.hint.empty() ? "" : " -> " + database.hint));
  }
}

Ink ink_of(Rank rank) {
  return rank == Rank::broken ? Ink::red : rank == Rank::remark ? Ink::dim : Ink::yellow;
}

}  // namespace

void write_notices(Page& page, const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  Notices notices;
  add_databases(notices, answer);
  bool named = several_projects(workspace);
  for (const auto& source : workspace.sources) add_source(notices, answer, source, named);
  auto& all = notices.all;
  std::stable_sort(all.begin(), all.end(), [](const Notice& a, const Notice& b) { return a.rank < b.rank; });
  if (all.empty()) return;
  page.blank();
  std::size_t shown = all.size() <= most_notices + 1 ? all.size() : most_notices;
  for (std::size_t i = 0; i < shown; ++i)
    page.line({{all[i].about, Ink::bold}, {"  "}, {all[i].words, ink_of(all[i].rank)}});
  if (shown < all.size())
    page.line({{fmt::format("… and {} more (tributary status -v)", all.size() - shown), Ink::dim}});
}

}  // namespace tributary
