#include "ledger/diagnosis.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "prisma/names.hpp"
#include "prisma/script.hpp"
#include "prisma/version.hpp"

namespace tributary::ledger {
namespace {

using RowsByName = std::map<std::string, std::vector<const LedgerRow*>>;

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

RowsByName by_name(const std::vector<LedgerRow>& rows, bool without_rolled_back) {
  RowsByName out;
  for (const auto& row : rows)
    if (!without_rolled_back || !row.rolled_back()) out[row.migration_name].push_back(&row);
  return out;
}

void compare_folder(History& history, const Evidence& evidence, const RowsByName& live) {
  auto not_rolled_back = by_name(evidence.database.rows, true);
  for (const Migration* migration : prisma::listing(evidence.folder, evidence.prisma)) {
    bool legible = readable(*migration, evidence.prisma);
    if (!legible) history.unreadable.push_back(migration->name);
    if (!not_rolled_back.count(migration->name)) history.deploys.push_back(migration->name);
    auto rows = live.find(migration->name);
    if (rows == live.end()) {
      history.unapplied.push_back(migration->name);
    } else if (!legible) {
      history.prisma_error =
          "P3015: Could not find the migration file at migration.sql. Please delete the directory or restore the "
          "migration "
          "file.";
    } else if (!prisma::checksum_matches(migration->script->checksums, rows->second.front()->checksum)) {
      history.edited.push_back(migration->name);
    }
  }
}

MissingRow missing_row(const std::vector<const LedgerRow*>& rows) {
  const LedgerRow& newest = *rows.back();
  MissingRow row;
  row.migration = newest.migration_name;
  row.checksum = newest.checksum;
  row.applied = newest.applied();
  row.failed = newest.failed();
  row.rolled_back = newest.rolled_back();
  row.because = "its SQL has not been read";
  return row;
}

void compare_rows(History& history, const Evidence& evidence, const RowsByName& live) {
  auto all = by_name(evidence.database.rows, false);
  std::set<std::string> seen;
  for (const auto& row : evidence.database.rows) {
    const auto& name = row.migration_name;
    if (row.failed()) add_once(history.failed, name);
    if (!seen.insert(name).second) continue;
    const auto& attempts = all.at(name);
    if (std::all_of(attempts.begin(), attempts.end(), [](auto* attempt) { return attempt->rolled_back(); }))
      history.rolled_back.push_back(name);
    auto rows = live.find(name);
    if (rows != live.end() && !evidence.folder.find(name)) history.missing.push_back(missing_row(rows->second));
  }
}

/// Applied before one that the folder lists earlier: walking the listing, a row older than the newest so far is late,
/// and those between are the ones that ran before it.
void find_disorder(History& history, const Evidence& evidence) {
  std::map<std::string, const LedgerRow*> applied;
  for (const auto& row : evidence.database.rows)
    if (row.applied()) applied[row.migration_name] = &row;
  const LedgerRow* latest = nullptr;
  for (const Migration* migration : prisma::listing(evidence.folder, evidence.prisma)) {
    auto row = applied.find(migration->name);
    if (row == applied.end()) continue;
    if (latest && row->second->started_at < latest->started_at) history.applied_out_of_order.push_back(migration->name);
    if (!latest || row->second->started_at > latest->started_at) latest = row->second;
  }
}

std::string last_common(const History& history, const Evidence& evidence) {
  auto listing = prisma::listing(evidence.folder, evidence.prisma);
  for (std::size_t i = 1; i < listing.size(); ++i)
    if (listing[i]->name == history.unapplied.front()) return listing[i - 1]->name;
  return {};
}

/// MigrateStatus.ts: the first of these that fits is all that Prisma prints.
int status_exit(const History& history, bool has_ledger) {
  if (!history.prisma_error.empty() || !history.unapplied.empty()) return 1;
  return !has_ledger || !history.failed.empty() ? 1 : 0;
}

bool lock_mismatch(History& history, const MigrationsFolder& folder) {
  auto locked = prisma::locked_provider(folder.lock_file);
  if (!locked || *locked == "postgresql") return false;
  history.state = LedgerState::lock_mismatch;
  history.lock_provider = *locked;
  history.prisma_status_exit = 1;
  history.prisma_error =
      "P3019: The datasource provider `postgresql` specified in your schema does not match the one specified in the "
      "migration_lock.toml, `" +
      *locked + "`.";
  return true;
}

LedgerState category(const History& history, bool has_ledger) {
  bool pending = !history.unapplied.empty(), foreign = !history.missing.empty();
  if (pending) return foreign ? LedgerState::diverged : LedgerState::behind;
  if (!has_ledger) return LedgerState::no_table;
  return foreign ? LedgerState::folder_behind : LedgerState::in_sync;
}

}  // namespace

bool readable(const Migration& migration, const PrismaVersion& prisma) {
  return migration.script && (migration.script->valid_utf8 || prisma::decodes_invalid_utf8(prisma));
}

bool begins_with_bom(const Migration& migration) {
  return migration.script && migration.script->text.starts_with("\xEF\xBB\xBF");
}

History diagnose(const Evidence& evidence) {
  History history;
  const auto& database = evidence.database;
  history.database = database.id;
  if (database.state != Database::State::ok) {
    using State = Database::State;
    bool not_known = database.state == State::not_asked || database.state == State::not_read;
    bool unreachable = database.state == State::unreachable || database.state == State::not_asked;
    history.state = unreachable ? LedgerState::unreachable : LedgerState::denied;
    if (!not_known) history.prisma_status_exit = 1, history.prisma_error = database.error;
    return history;
  }
  auto live = by_name(database.rows, prisma::ignores_rolled_back(evidence.prisma));
  compare_folder(history, evidence, live);
  compare_rows(history, evidence, live);
  find_disorder(history, evidence);
  if (lock_mismatch(history, evidence.folder)) return history;
  history.state = category(history, database.has_ledger);
  if (history.state == LedgerState::diverged) history.last_common = last_common(history, evidence);
  history.prisma_status_exit = status_exit(history, database.has_ledger);
  return history;
}

}  // namespace tributary::ledger
