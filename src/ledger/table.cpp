// Rows with what the repository knows of each: sorted as they were applied, which is what a person asks about.
#include <algorithm>
#include <charconv>
#include <ctime>

#include "base/files.hpp"
#include "base/text.hpp"
#include "prisma/script.hpp"
#include "tributary/error.hpp"
#include "tributary/ledger_table.hpp"

namespace tributary {
namespace {

/// Milliseconds since the epoch of "2025-10-16T16:40:00.500000Z"; nullopt where it is no such time.
std::optional<std::int64_t> moment(const std::string& iso) {
  if (iso.size() < 19) return std::nullopt;
  std::tm at{};
  int* parts[] = {&at.tm_year, &at.tm_mon, &at.tm_mday, &at.tm_hour, &at.tm_min, &at.tm_sec};
  const int begins[] = {0, 5, 8, 11, 14, 17}, lengths[] = {4, 2, 2, 2, 2, 2};
  for (int i = 0; i < 6; ++i) {
    const char* from = iso.data() + begins[i];
    if (std::from_chars(from, from + lengths[i], *parts[i]).ec != std::errc()) return std::nullopt;
  }
  at.tm_year -= 1900, at.tm_mon -= 1;
  std::int64_t ms = static_cast<std::int64_t>(timegm(&at)) * 1000;
  int fraction = 0;
  if (iso.size() > 22 && iso[19] == '.') std::from_chars(iso.data() + 20, iso.data() + 23, fraction);
  return ms + fraction;
}

std::string first_line(const std::string& log) {
  for (const auto& line : text::lines(log))
    if (line.starts_with("ERROR:") || line.starts_with("Database error: ")) return text::trim(line);
  for (const auto& line : text::lines(log))
    if (!text::trim(line).empty()) return text::trim(line);
  return "";
}

/// The target's folder before others of the same script.
const Owner* owner_of(const Workspace& workspace, const Owners& owners, const std::string& migration) {
  auto found = owners.find(migration);
  if (found == owners.end() || found->second.empty()) return nullptr;
  for (const auto& owner : found->second)
    if (owner.source == workspace.target.name) return &owner;
  return &found->second.front();
}

std::string folder_in(const Workspace& workspace, const Owner& owner, const std::string& migration) {
  const auto* source = workspace.find(owner.source);
  if (!source) return "";
  for (const auto& project : source->projects)
    if (project.folder && project.folder->find(migration)) return join_path(project.migrations_dir, migration);
  return "";
}

std::string taken_out_by(const Workspace& workspace, const std::string& migration) {
  for (const auto& [project, all] : workspace.target.past)
    for (const auto& past : all)
      if (past.name == migration) return past.taken_out_by;
  return "";
}

LedgerEntry entry_of(const Workspace& workspace, const Owners& owners, const LedgerRow& row) {
  LedgerEntry entry;
  entry.migration = row.migration_name, entry.checksum = row.checksum;
  entry.state = row.rolled_back() ? LedgerEntry::State::rolled_back
                : row.failed()    ? LedgerEntry::State::failed
                                  : LedgerEntry::State::applied;
  entry.started_at = row.started_at, entry.finished_at = row.finished_at;
  auto begin = moment(row.started_at), end = row.finished_at ? moment(*row.finished_at) : std::nullopt;
  if (begin && end && *end >= *begin) entry.ms = *end - *begin;
  if (!row.applied() && row.logs) entry.log_line = first_line(*row.logs);
  if (const auto* owner = owner_of(workspace, owners, row.migration_name)) {
    entry.owner = *owner;
    entry.folder = folder_in(workspace, *owner, row.migration_name);
    entry.edited =
        row.applied() && !owner->checksums.as_is.empty() && !prisma::checksum_matches(owner->checksums, row.checksum);
  }
  if (!entry.owner) entry.taken_out_by = taken_out_by(workspace, row.migration_name);
  return entry;
}

bool is_named(const Database& database, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) {
           return name == database.id ||
                  std::any_of(database.consumers.begin(), database.consumers.end(),
                              [&](const ProjectRef& consumer) { return consumer.source == name; });
         });
}

void require_known(const std::vector<Database>& databases, const std::vector<std::string>& wanted) {
  for (const auto& name : wanted) {
    bool known = std::any_of(databases.begin(), databases.end(),
                             [&](const Database& database) { return is_named(database, {name}); });
    if (known) continue;
    std::vector<std::string> ids;
    for (const auto& database : databases) ids.push_back(database.id);
    throw Error("no database and no source with one is called '" + name + "'", "",
                ids.empty() ? "no worktree points at a database" : "there are " + text::join(ids, ", "));
  }
}

}  // namespace

std::set<OwnerQuestion> questions_of_rows(const std::vector<Database>& databases) {
  std::set<OwnerQuestion> out;
  for (const auto& database : databases)
    for (const auto& row : database.rows) out.insert({row.migration_name, row.checksum});
  return out;
}

std::vector<LedgerTable> ledger_tables(const Workspace& workspace, const std::vector<Database>& databases,
                                       const std::vector<History>& histories, const Owners& owners,
                                       const std::vector<std::string>& wanted, const std::string& since) {
  require_known(databases, wanted);
  std::vector<LedgerTable> out;
  for (const auto& database : databases) {
    if (!is_named(database, wanted)) continue;
    LedgerTable table;
    table.database = database.id, table.url = database.url, table.has_ledger = database.has_ledger;
    if (database.state != Database::State::ok)
      table.error = database.error.empty() ? "it was not asked" : database.error;
    for (const auto& row : database.rows)
      if (row.started_at >= since) table.entries.push_back(entry_of(workspace, owners, row));
    std::stable_sort(table.entries.begin(), table.entries.end(),
                     [](const LedgerEntry& a, const LedgerEntry& b) { return a.started_at < b.started_at; });
    for (const auto& history : histories)
      if (history.database == database.id && !database.consumers.empty() && history.consumer == database.consumers[0])
        table.pending = history.deploys;
    out.push_back(std::move(table));
  }
  return out;
}

}  // namespace tributary
