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
    if (drift.database)
      for (const auto& row : drift.database->rows) drift.newest[row.migration_name] = &row;
    out.push_back(drift);
  }
  return out;
}

std::size_t ledgers_looked_at(const Answer& answer) {
  const auto& all = answer.analysis.histories;
  return std::count_if(all.begin(), all.end(), [&](const auto& history) { return looked_at(answer, history); });
}

std::string applied_in_words(const Drift& drift, const MissingRow& row) {
  if (row.failed) return "failed, neither finished nor rolled back";
  if (row.rolled_back) return "rolled back";
  auto at = drift.newest.find(row.migration);
  if (at == drift.newest.end() || !at->second->finished_at) return "applied";
  return readable_time(*at->second->finished_at) + " UTC";
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
