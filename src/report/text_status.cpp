#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/count.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_rows = 40, most_details = 12, most_names = 8;

struct Row {
  const Source* source;
  const Project* project;  // null: the source has none
};

std::string badges(const Workspace& workspace, const Source& source) {
  std::vector<std::string> words;
  if (source.name == workspace.target.name) words.push_back("target");
  if (source.kind == Source::Kind::ref) words.push_back("ref");
  if (source.detached) words.push_back("detached");
  if (source.locked) words.push_back("locked");
  if (source.missing) words.push_back("missing");
  if (source.dirty) words.push_back("dirty");
  return text::join(words, " ");
}

bool says_something(const Row& row) {
  const auto& source = *row.source;
  bool state = source.missing || source.locked || source.dirty || !source.obstacles.empty();
  return state || source.kind == Source::Kind::worktree ||
         (row.project && (!row.project->own.empty() || !row.project->stale.empty() || !row.project->obstacles.empty()));
}

std::vector<Row> rows_of(const Workspace& workspace) {
  std::vector<Row> rows;
  for (const auto& source : workspace.sources) {
    for (const auto& project : source.projects) rows.push_back({&source, &project});
    if (source.projects.empty()) rows.push_back({&source, nullptr});
  }
  // A repository with hundreds of branches: those with something of their own come before those that only follow.
  if (rows.size() > most_rows) std::stable_partition(rows.begin(), rows.end(), says_something);
  return rows;
}

Span number(std::size_t count, Ink ink = Ink::plain) {
  return count ? Span{std::to_string(count), ink} : Span{"-", Ink::dim};
}

std::pair<Span, Span> database_cells(const Answer& answer, const Source& source, const Project& project) {
  if (!project.database || !answer.analysis.databases) return {{"-", Ink::dim}, {"-", Ink::dim}};
  const auto* database = database_of(answer, source.name, project.path);
  if (!project.database->problem.empty() && !database) return {{"no URL", Ink::yellow}, {"-", Ink::dim}};
  const auto* history = history_of(answer, source.name, project.path);
  Span name = database ? Span{database->id} : Span{project.database->redacted};
  if (database && database->state == Database::State::broken_ledger) return {name, {"ledger not readable", Ink::red}};
  if (database && database->state == Database::State::not_read) return {name, {"ledger not read", Ink::yellow}};
  if (history) return {name, {in_words(*history), ink_of(*history)}};
  if (!database || database->state == Database::State::not_asked) return {name, {"not asked", Ink::dim}};
  if (database->state == Database::State::denied) return {name, {"login refused", Ink::yellow}};
  return {name, {database->state == Database::State::ok ? "-" : "unreachable", Ink::yellow}};
}

bool several_projects(const Workspace& workspace) {
  std::set<std::string> paths;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) paths.insert(project.path);
  return paths.size() > 1;
}

bool has_stale(const Workspace& workspace) {
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (!project.stale.empty()) return true;
  return false;
}

std::vector<Span> cells(const Answer& answer, const Row& row, bool with_project, bool any_stale) {
  const auto& workspace = answer.analysis.workspace;
  bool target = row.source->name == workspace.target.name;
  std::vector<Span> out = {{row.source->name, target ? Ink::bold : Ink::plain},
                           {badges(workspace, *row.source), row.source->missing ? Ink::red : Ink::dim}};
  if (!row.project) {
    if (with_project) out.push_back({"-", Ink::dim});
    for (int i = any_stale ? 0 : 1; i < 5; ++i) out.push_back({"-", Ink::dim});
    out.push_back({row.source->missing ? "-" : "no project", Ink::dim});
    out.push_back({"-", Ink::dim});
    return out;
  }
  const auto& project = *row.project;
  if (with_project) out.push_back({project.path});
  auto shared = target && project.folder ? project.folder->migrations.size() : project.shared.size();
  auto [database, ledger] = database_cells(answer, *row.source, project);
  out.push_back(number(project.own.size(), Ink::cyan));
  out.push_back(number(shared));
  if (any_stale) out.push_back(number(project.stale.size(), Ink::yellow));
  for (const auto& span : {number(static_cast<std::size_t>(project.models)),
                           number(static_cast<std::size_t>(project.enums)), database, ledger})
    out.push_back(span);
  return out;
}

void write_sources(Page& page, const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  bool with_project = several_projects(workspace), any_stale = has_stale(workspace);
  Table table;
  table.columns = {{"SOURCE", false, 22}, {"STATE"}};
  if (with_project) table.columns.push_back({"PROJECT", false, 16});
  for (auto head : {"OWN", "SHARED"}) table.columns.push_back({head, true});
  if (any_stale) table.columns.push_back({"STALE", true});
  table.columns.push_back({"MODELS", true, 0, true});
  table.columns.push_back({"ENUMS", true, 0, true});
  table.columns.push_back({"DATABASE", false, 10});
  table.columns.push_back({"LEDGER"});
  auto rows = rows_of(workspace);
  std::size_t shown = rows.size() <= most_rows + 1 ? rows.size() : most_rows;
  for (std::size_t i = 0; i < shown; ++i) table.rows.push_back(cells(answer, rows[i], with_project, any_stale));
  page.blank();
  page.table(table, 0);
  page.more(rows.size() - shown, 0);
}

void write_obstacles(Page& page, const std::vector<Obstacle>& obstacles) {
  for (const auto& one : obstacles) {
    auto place = one.file.empty() ? "" : one.line ? fmt::format("{}:{}: ", one.file, one.line) : one.file + ": ";
    page.paragraph(place + one.message, 2, {"problem     ", Ink::yellow});
    if (!one.hint.empty()) page.paragraph(one.hint, 14, {"-> ", Ink::cyan});
  }
}

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
    auto& group = by_owner[owner_in_words(owner)];
    if (group.empty()) order.push_back(owner_in_words(owner));
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
    bool calm = !history || (history->state == LedgerState::in_sync && history->edited.empty());
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

void write_all_details(Page& page, const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  bool with_project = several_projects(workspace);
  std::size_t shown = 0, hidden = 0;
  Said said;
  for (const auto& source : workspace.sources) {
    if (!worth_details(answer, source)) continue;
    if (shown++ < most_details)
      write_details(page, answer, source, with_project, said);
    else
      ++hidden;
  }
  if (hidden) page.blank();
  page.more(hidden, 0);
}

std::string reach(const Database& database) {
  switch (database.state) {
    case Database::State::ok:
      return "PostgreSQL " + database.server_version;
    case Database::State::unreachable:
      return "unreachable";
    case Database::State::denied:
      return "login refused";
    case Database::State::not_asked:
      return "not asked";
    case Database::State::broken_ledger:
      return "ledger not readable";
    case Database::State::not_read:
      return "ledger not read";
  }
  return "";
}

void write_database(Page& page, const Database& database) {
  bool ok = database.state == Database::State::ok;
  std::set<std::string> seen;
  std::vector<std::string> users;
  for (const auto& consumer : database.consumers)
    if (seen.insert(consumer.source).second) users.push_back(consumer.source);
  auto rows = !ok ? "" : database.has_ledger ? ", " + counted(database.rows.size(), "ledger row") : ", no ledger table";
  page.line({{database.id, Ink::bold}, {"  "}, {reach(database) + rows, ok ? Ink::plain : Ink::yellow}}, 2);
  if (!database.url.empty()) page.line({{database.url, Ink::dim}}, 4);
  auto words = users.size() > 1 ? "shared by " + text::join(users, ", ") : "used by " + text::join(users, ", ");
  if (users.size() > 1 && !database.proved_shared) words += " (judged by their URLs only)";
  if (!users.empty()) page.paragraph(words, 4);
  if (!database.error.empty()) page.paragraph(database.error, 4, {}, Ink::yellow);
  if (!database.hint.empty()) page.paragraph(database.hint, 4, {"-> ", Ink::cyan});
}

void write_databases(Page& page, const Answer& answer) {
  if (!answer.analysis.databases || answer.analysis.databases->empty()) return;
  page.heading("Databases");
  for (const auto& database : *answer.analysis.databases) write_database(page, database);
}

void write_target(Page& page, const Target& target) {
  page.line({{"target  ", Ink::dim},
             {target.name, Ink::bold},
             {target.commit.empty() ? "" : "  " + short_commit(target.commit), Ink::dim},
             {target.worktree.empty() ? "" : "  " + target.worktree, Ink::dim}});
  if (target.worktree.empty() && !target.name.empty())
    page.paragraph("checked out nowhere; read from " + (target.ref.empty() ? target.name : target.ref), 8);
  if (target.behind_upstream > 0)
    page.paragraph(fmt::format("{} behind {}: pull it before you trust what follows",
                               counted(target.behind_upstream, "commit"), target.upstream),
                   8, {}, Ink::yellow);
  if (!target.history_complete)
    page.paragraph("its history is not complete here (shallow): stale migrations cannot be told from own ones", 8, {},
                   Ink::yellow);
}

std::string totals(const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  std::set<std::string> own;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) own.insert(project.own.begin(), project.own.end());
  auto words = counted(workspace.sources.size(), "source") + ", " + counted(own.size(), "own migration") + " to merge";
  if (answer.analysis.databases) words += ", " + counted(answer.analysis.databases->size(), "database");
  if (workspace.refs_contained)
    words += fmt::format(", {} contained in the target", counted(workspace.refs_contained, "ref"));
  return words;
}

}  // namespace

void write_status(Page& page, const Answer& answer) {
  write_target(page, answer.analysis.workspace.target);
  write_obstacles(page, answer.analysis.workspace.obstacles);
  write_sources(page, answer);
  if (!page.style().quiet) {
    write_all_details(page, answer);
    write_databases(page, answer);
  }
  write_notes(page, answer);
  page.blank();
  auto count = count_of(answer.verdict.findings);
  auto ink = count.errors ? Ink::red : count.warnings ? Ink::yellow : Ink::green;
  auto words = in_words(count);
  page.line({{totals(answer) + "; "},
             {words, ink},
             {words == "no findings" ? "; tributary check reads the SQL, too" : ": tributary check reads the SQL, too",
              Ink::dim}});
}

}  // namespace tributary
