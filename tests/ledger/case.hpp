#pragma once
// A folder, a ledger and the workspace around them, written as literals.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "prisma/script.hpp"
#include "tributary/ledger.hpp"

namespace tributary::testing {

inline PrismaVersion version(int major, int minor) {
  return {major, minor, 0, "test"};
}

inline Migration migration(const std::string& name, const std::string& sql) {
  Migration out;
  out.name = name;
  out.script = std::make_shared<const Script>(prisma::read_script(sql, 1u << 20));
  return out;
}
inline Migration without_script(const std::string& name) {
  Migration out;
  out.name = name;
  out.no_script_because = "no such file";
  return out;
}

inline std::shared_ptr<MigrationsFolder> folder(std::vector<Migration> migrations) {
  auto out = std::make_shared<MigrationsFolder>();
  out->state = MigrationsFolder::State::present;
  std::sort(migrations.begin(), migrations.end(), [](auto& a, auto& b) { return a.name < b.name; });
  out->migrations = std::move(migrations);
  return out;
}

/// The n-th row: started n minutes after midnight, finished a second later.
inline LedgerRow row(const std::string& name, const std::string& sql, int n) {
  LedgerRow out;
  auto minute = std::string(n < 10 ? "0" : "") + std::to_string(n);
  out.id = "row-" + minute;
  out.migration_name = name;
  out.checksum = prisma::read_script(sql, 1u << 20).checksums.as_is;
  out.started_at = "2025-01-01T00:" + minute + ":00.000000Z";
  out.finished_at = "2025-01-01T00:" + minute + ":01.000000Z";
  out.applied_steps_count = 1;
  return out;
}
inline LedgerRow failed(LedgerRow row) {
  row.finished_at.reset();
  return row;
}
inline LedgerRow rolled_back(LedgerRow row) {
  row.finished_at.reset();
  row.rolled_back_at = "2025-01-01T01:00:00.000000Z";
  return row;
}

inline Source source(const std::string& name, std::shared_ptr<const MigrationsFolder> folder,
                     const PrismaVersion& prisma = version(7, 9)) {
  Project project;
  project.target_path = ".";
  project.schema = {{"prisma/schema.prisma", "", nullptr}};
  project.migrations_dir = "prisma/migrations";
  project.provider = "postgresql";
  project.prisma = prisma;
  project.folder = std::move(folder);
  Source out;
  out.name = out.branch = name;
  out.ref = "refs/heads/" + name;
  out.path = "/worktrees/" + name;
  out.projects = {project};
  return out;
}

/// The first source is the target.
inline Workspace workspace(std::vector<Source> sources) {
  Workspace out;
  out.target.name = out.target.branch = sources.front().name;
  out.target.ref = sources.front().ref;
  out.sources = std::move(sources);
  return out;
}

inline Database database(std::vector<LedgerRow> rows, const Workspace& workspace) {
  Database out;
  out.id = "shop";
  out.state = Database::State::ok;
  out.schema = "public";
  out.has_ledger = out.has_other_tables = true;
  out.rows = std::move(rows);
  for (const auto& source : workspace.sources) out.consumers.push_back({source.name, "."});
  return out;
}

/// One source, which is its own target, before one ledger.
inline History judge_one(std::vector<Migration> migrations, std::vector<LedgerRow> rows, const PrismaVersion& prisma) {
  auto space = workspace({source("main", folder(std::move(migrations)), prisma)});
  return judge_ledgers(space, {database(std::move(rows), space)}, {}).front();
}

}  // namespace tributary::testing
