// A row without finished_at and rolled_back_at: the script failed, or its run was killed. `migrate deploy` stops with
// P3009 for every migration after it, also for other branches on the same database, until somebody says what became of
// it.
#include <fmt/format.h>

#include <optional>
#include <set>

#include "analyse/applied.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"
#include "prisma/failed_row.hpp"
#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

// The first line of the server's message; the log below it repeats the script.
std::string first_log_line(const LedgerRow& row) {
  if (!row.logs) return "";
  for (const auto& line : text::lines(*row.logs))
    if (line.starts_with("ERROR:") || line.starts_with("Database error: ")) return text::trim(line);
  for (const auto& line : text::lines(*row.logs))
    if (!text::trim(line).empty()) return text::trim(line);
  return "";
}

/// What of the script the database holds, and what it does not; all empty where its structure or the script is not
/// known.
struct Parts {
  std::vector<std::string> there, not_there;
  int last_there = 0;  ///< line of the last statement whose objects are all there; 0 = none
  int next = 0;        ///< line of the statement behind it, which may have run if it makes nothing; 0 = there is none
  std::string statement;  ///< that one's first line
};

std::string first_line_of(const Script& script, const Statement& statement) {
  auto text = script.text.substr(statement.begin, statement.end - statement.begin);
  auto line = text::trim(text.substr(0, text.find('\n')));
  return line.size() > 80 ? line.substr(0, 77) + "…" : line;
}

/// Statements run one after the other: the one behind the last whose objects are there is where it stopped, at the
/// earliest.
void find_stop(const Script& script, const ScriptChanges& read, const std::set<std::size_t>& whole, Parts& parts) {
  if (whole.empty() || script.text.empty()) return;
  auto last = *whole.rbegin();
  parts.last_there = read.statements[last].line;
  if (last + 1 >= read.statements.size()) return;
  parts.next = read.statements[last + 1].line;
  parts.statement = first_line_of(script, read.statements[last + 1]);
}

/// nullopt: that cannot be told.
std::optional<bool> is_there(const Present& present, const ObjectName& object) {
  if (object.kind == ObjectKind::enum_value) return present.has_value(object);
  return present.could_tell(object) ? std::optional(present.has(object)) : std::nullopt;
}

Parts parts_of(const Analysis& analysis, const Consumer& consumer, const std::string& name) {
  Parts parts;
  const auto* migration = consumer.at.project->folder->find(name);
  auto structure = analysis.structures.find(consumer.database->id);
  if (!migration || !migration->script || structure == analysis.structures.end() || !structure->second) return parts;
  auto read = analysis.changes.find(migration->script->blob);
  if (read == analysis.changes.end()) return parts;
  Present present(*structure->second, *consumer.database);
  std::set<std::string> own;
  std::set<std::size_t> whole, broken;
  for (const auto& change : read->second->changes) {
    if (change.verb != Verb::create) continue;
    auto there = is_there(present, change.object);
    if (!there) continue;
    if (change.statement < read->second->statements.size()) (*there ? whole : broken).insert(change.statement);
    own.insert(object_key(change.object));
    if (own.count(owner_key(change.object))) continue;
    (*there ? parts.there : parts.not_there).push_back(object_text(change.object));
  }
  for (auto statement : broken) whole.erase(statement);
  if (prisma::sends_statements(consumer.at.project->prisma)) find_stop(*migration->script, *read->second, whole, parts);
  return parts;
}

std::string half_way(const Parts& parts, const std::string& applied, const std::string& rolled_back) {
  auto rest = parts.next ? fmt::format(
                               "from line {} on (`{}`): look first which of the statements that create nothing "
                               "have run",
                               parts.next, parts.statement)
                         : std::string("what it creates and is not there");
  return fmt::format(
      "Finish it by hand, {}. Then record it: {}. Or drop {} by hand, then: {}, and repair the script before the next "
      "deploy. Or take the rest out into a new migration and record this one as applied.",
      rest, applied, list(parts.there, 20), rolled_back);
}

/// The way out that fits what is there.
std::string help(const Consumer& consumer, const std::string& name, const Parts& parts, bool already) {
  const auto& project = *consumer.at.project;
  auto rolled_back = in_project(consumer, typed::resolve_rolled_back(project, name));
  auto applied = in_project(consumer, typed::resolve_applied(project, name));
  bool folder = project.folder->find(name) != nullptr;
  bool all = !parts.there.empty() && parts.not_there.empty();
  if (all && (already || !parts.next))
    return fmt::format("All that it makes is there. Where its other statements are done, too: {}", applied);
  if (!parts.there.empty()) return half_way(parts, applied, typed::resolve_rolled_back(project, name));
  if (already && folder)
    return fmt::format(
        "Something that it makes was there already, and rolled back it fails in the same way. Where all that it does "
        "is done: {}. Else remove its folder, or take out of the script what is there.",
        applied);
  if (!folder || !prisma::sends_statements(project.prisma)) return rolled_back;
  return fmt::format("Compare the script with the database. Where nothing of it is there: {}", rolled_back);
}

std::string say_parts(const Parts& parts) {
  if (parts.there.empty()) return "";
  auto text =
      fmt::format("; of what it makes {} {} there", list(parts.there, 20), parts.there.size() == 1 ? "is" : "are");
  if (!parts.not_there.empty())
    text += fmt::format(", {} {} not", list(parts.not_there, 20), parts.not_there.size() == 1 ? "is" : "are");
  if (parts.next)
    text += fmt::format("; it stopped behind line {} at the earliest: line {} is `{}`", parts.last_there, parts.next,
                        parts.statement);
  return text;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    for (const auto& name : consumer.history->failed) {
      const auto* row = prisma::failed_row(*consumer.database, name);
      auto log = row ? first_log_line(*row) : "";
      Hit hit;
      hit.place = place_in(consumer, name);
      hit.message = fmt::format("{} failed in {}", name, consumer.database->id);
      if (row && !row->started_at.empty()) hit.message += fmt::format(" at {}", shown_time(row->started_at));
      if (!log.empty()) hit.message += ": " + log;
      hit.why = "`prisma migrate deploy` stops with P3009 on this database, for every branch, until it is resolved.";
      auto parts = parts_of(analysis, consumer, name);
      hit.message += say_parts(parts);
      hit.help = help(consumer, name, parts, row && prisma::found_it_there(*row));
      hit.database = consumer.database->id;
      hit.key = consumer.database->id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule failed_migration = {"failed-migration",
                                      Severity::error,
                                      Needs::ledger,
                                      Group::ledger,
                                      {},
                                      "A migration failed in a database and blocks every deploy",
                                      look};
}
}  // namespace tributary
