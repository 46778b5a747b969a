#include "report/drift.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/page.hpp"

namespace tributary {
namespace {

bool looked_at(const Answer& answer, const History& history) {
  const auto& judged = answer.judged;
  return judged.empty() || std::find(judged.begin(), judged.end(), history.consumer.source) != judged.end();
}

const Database* find_database(const Answer& answer, const std::string& id) {
  if (!answer.analysis.databases) return nullptr;
  for (const auto& database : *answer.analysis.databases)
    if (database.id == id) return &database;
  return nullptr;
}

}  // namespace

std::vector<Drift> drifts(const Answer& answer) {
  std::vector<Drift> out;
  for (const auto& history : answer.analysis.histories) {
    if (history.missing.empty() || !looked_at(answer, history)) continue;
    Drift drift{&history, find_database(answer, history.database), {}};
    if (drift.database) drift.newest = drift.database->newest_rows();
    out.push_back(drift);
  }
  return out;
}

std::size_t ledgers_looked_at(const Answer& answer) {
  const auto& all = answer.analysis.histories;
  return std::count_if(all.begin(), all.end(), [&](const auto& history) {
    const auto* database = find_database(answer, history.database);
    return looked_at(answer, history) && (!database || database->state == Database::State::ok);
  });
}

std::vector<std::string> ledgers_not_known(const Answer& answer) {
  std::vector<std::string> out;
  if (!answer.analysis.databases) return out;
  for (const auto& database : *answer.analysis.databases) {
    const auto& judged = answer.judged;
    bool of_interest =
        judged.empty() || std::any_of(database.consumers.begin(), database.consumers.end(), [&](auto& one) {
          return std::find(judged.begin(), judged.end(), one.source) != judged.end();
        });
    if (of_interest && database.state != Database::State::ok)
      out.push_back(database.id + (database.error.empty() ? "" : ": " + database.error));
  }
  return out;
}

std::string applied_in_words(const Drift& drift, const MissingRow& row) {
  if (row.failed) return "failed, neither finished nor rolled back";
  if (row.rolled_back) return "rolled back";
  auto at = drift.newest.find(row.migration);
  if (at == drift.newest.end() || !at->second->finished_at) return "applied";
  return readable_time(*at->second->finished_at) + " UTC";
}

namespace {

const ScriptChanges* script_of(const Answer& answer, const MissingRow& row) {
  const auto* source = row.owner ? answer.analysis.workspace.find(row.owner->source) : nullptr;
  if (!source) return nullptr;
  for (const auto& project : source->projects)
    if (const auto* migration = project.folder ? project.folder->find(row.migration) : nullptr;
        migration && migration->script)
      if (auto read = answer.analysis.changes.find(migration->script->blob); read != answer.analysis.changes.end())
        return read->second.get();
  return nullptr;
}

const char* deed(const Change& change) {
  switch (change.verb) {
    case Verb::create:
      return "adds ";
    case Verb::drop:
      return "drops ";
    case Verb::rename:
      return "renames ";
    case Verb::alter:
      return "changes ";
    case Verb::write:
      return "writes rows of ";
    case Verb::opaque:
      return "does what cannot be read";
    default:
      return nullptr;
  }
}

}  // namespace

std::string changes_in_words(const Answer& answer, const MissingRow& row) {
  const auto* script = script_of(answer, row);
  std::vector<std::string> all;
  for (const auto& change : script ? script->changes : std::vector<Change>()) {
    const auto& name = change.object.name;
    // What stands in a new table comes with it.
    bool with_table = change.object.kind == ObjectKind::table && change.verb == Verb::create;
    bool inside = std::count(row.tables.begin(), row.tables.end(), name) > 0 && !change.object.part.empty();
    const auto* word = deed(change);
    if (!word || with_table || inside || (change.verb == Verb::opaque && !change.unread())) continue;
    auto words = word + (change.verb == Verb::opaque ? std::string() : object_text(change.object));
    if (std::count(all.begin(), all.end(), words) == 0) all.push_back(words);
  }
  constexpr std::size_t shown = 4;
  if (all.size() <= shown + 1) return text::join(all, ", ");
  auto more = all.size() - shown;
  all.resize(shown);
  return fmt::format("{} and {} more", text::join(all, ", "), more);
}

std::string evidence_in_words(const MissingRow& row) {
  if (!row.owner) return "no worktree, branch or tag holds a folder of this name";
  return row.content_matches ? "name and checksum of its migration.sql"
                             : "name only: its migration.sql is not what was applied";
}

std::string safety_in_words(const MissingRow& row) {
  const char* word = !row.safe_to_ignore ? "not known" : *row.safe_to_ignore ? "yes" : "no";
  return row.because.empty() ? word : fmt::format("{}: {}", word, row.because);
}

std::string owners_in_words(const std::vector<MissingRow>& rows) {
  std::vector<std::pair<std::string, int>> counts;
  for (const auto& row : rows) {
    auto name = !row.owner ? "nobody" : row.owner->source.empty() ? row.owner->ref : row.owner->source;
    auto at = std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == name; });
    if (at == counts.end()) at = counts.insert(counts.end(), {name, 0});
    ++at->second;
  }
  std::vector<std::string> words;
  for (const auto& [name, count] : counts) words.push_back(fmt::format("{} of {}", count, name));
  return text::join(words, ", ");
}

}  // namespace tributary
