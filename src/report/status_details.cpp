#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/count.hpp"
#include "report/status_parts.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_details = 12, most_names = 8;

void write_names(Page& page, const std::string& label, const std::vector<std::string>& names, Ink ink = Ink::dim) {
  if (names.empty()) return;
  page.line({{label, ink}, {names.front()}}, 2);
  page.list({names.begin() + 1, names.end()}, 2 + static_cast<int>(text::columns(label)), most_names - 1);
}

// By owner, so that long names and long branches do not share a line; drift names the commits.
void write_foreign(Page& page, const std::vector<MissingRow>& rows) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<std::string>> by_owner;
  for (const auto& row : rows) {
    auto owner = row.owner;
    if (owner && !owner->ref.empty()) owner->commit.clear();
    auto words = owner_in_words(owner, row.taken_out_by);
    auto& group = by_owner[words];
    if (group.empty()) order.push_back(words);
    group.push_back(row.migration);
  }
  std::size_t shown = order.size() <= most_names + 1 ? order.size() : most_names;
  for (std::size_t i = 0; i < shown; ++i) {
    page.line({{i == 0 ? "lacks       " : "            ", Ink::yellow}, {"of " + order[i]}}, 2);
    page.list(by_owner[order[i]], 16, most_names);
  }
  page.more(order.size() - shown, 14);
}

void write_ledger(Page& page, const History& history, const std::vector<std::string>& own, Said& said) {
  page.line({{"ledger      ", Ink::dim}, {history.database + ": "}, {in_words(history), ink_of(history)}}, 2);
  if (!own.empty() && history.unapplied == own)
    page.line({{"to apply    ", Ink::dim}, {"all of its own"}}, 2);
  else
    write_names(page, "to apply    ", history.unapplied);
  write_names(page, "failed      ", history.failed, Ink::red);
  write_names(page, "edited      ", history.edited, Ink::red);
  write_foreign(page, history.missing);
  write_forecast(page, history, 2, said);
}

bool worth_details(const Answer& answer, const Source& source) {
  if (source.locked || source.missing || !source.obstacles.empty()) return true;
  for (const auto& project : source.projects) {
    const auto* history = history_of(answer, source.name, project.path);
    bool calm =
        !history || (history->state == LedgerState::in_sync && history->edited.empty() && history->failed.empty());
    if (!calm || !project.own.empty() || !project.stale.empty() || !project.uncommitted.empty() ||
        !project.deleted_on_disk.empty() || !project.obstacles.empty())
      return true;
  }
  return false;
}

void write_project(Page& page, const Answer& answer, const Source& source, const Project& project, bool named,
                   Said& said) {
  if (named) page.line({{project.path, Ink::bold}}, 1);
  write_names(page, "own         ", project.own);
  write_names(page, "stale       ", project.stale, Ink::yellow);
  write_names(page, "uncommitted ", project.uncommitted, Ink::yellow);
  write_names(page, "deleted     ", project.deleted_on_disk, Ink::yellow);
  if (answer.analysis.databases && project.database && !project.database->problem.empty())
    page.paragraph(project.database->problem, 2, {"database    ", Ink::yellow});
  if (const auto* history = history_of(answer, source.name, project.path))
    write_ledger(page, *history, project.own, said);
  write_obstacles(page, project.obstacles);
}

void write_details(Page& page, const Answer& answer, const Source& source, bool with_project, Said& said) {
  page.blank();
  // The folder in which the commands below are to be typed.
  auto folder = with_project || source.projects.empty() ? source.path : join_path(source.path, source.projects[0].path);
  page.line({{source.name, Ink::bold}, {source.path.empty() ? "" : "  " + folder, Ink::dim}});
  if (source.locked)
    page.paragraph(source.locked_because.empty() ? "yes" : source.locked_because, 2, {"locked      ", Ink::dim});
  if (source.missing)
    page.paragraph(source.missing_because.empty() ? "its folder is gone" : source.missing_because, 2,
                   {"missing     ", Ink::red});
  if (!source.contains.empty())
    page.paragraph("stands on " + text::join(source.contains, ", "), 2, {"stack       ", Ink::dim});
  write_obstacles(page, source.obstacles);
  for (const auto& project : source.projects) write_project(page, answer, source, project, with_project, said);
}

}  // namespace

void write_status_details(Page& page, const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  bool with_project = several_projects(workspace);
  std::size_t shown = 0, hidden = 0;
  Said said;
  for (const auto& source : workspace.sources) {
    if (!asked_about(answer, source.name)) continue;
    if (answer.about.empty() && !worth_details(answer, source)) continue;
    if (shown++ < most_details)
      write_details(page, answer, source, with_project, said);
    else
      ++hidden;
  }
  if (hidden) page.blank();
  page.more(hidden, 0);
}

bool several_projects(const Workspace& workspace) {
  std::set<std::string> paths;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) paths.insert(project.path);
  return paths.size() > 1;
}

bool asked_about(const Answer& answer, const std::string& source) {
  return answer.about.empty() || std::count(answer.about.begin(), answer.about.end(), source) > 0;
}

std::string in_words(const Obstacle& obstacle) {
  if (obstacle.file.empty()) return obstacle.message;
  auto line = obstacle.line ? fmt::format(":{}", obstacle.line) : "";
  return fmt::format("{}{}: {}", obstacle.file, line, obstacle.message);
}

void write_obstacles(Page& page, const std::vector<Obstacle>& obstacles) {
  for (const auto& one : obstacles) {
    page.paragraph(in_words(one), 2, {"problem     ", Ink::yellow});
    if (!one.hint.empty()) page.paragraph(one.hint, 14, {"-> ", Ink::cyan});
  }
}

}  // namespace tributary
