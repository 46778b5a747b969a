#pragma once
// Workspaces in a few words.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "tributary/plan.hpp"

namespace tributary::testing {

/// Folder name -> SQL.
using Migrations = std::map<std::string, std::string>;

inline std::shared_ptr<const MigrationsFolder> folder_of(const Migrations& migrations) {
  auto folder = std::make_shared<MigrationsFolder>();
  folder->state = MigrationsFolder::State::present;
  folder->lock_file = "provider = \"postgresql\"\n";
  for (const auto& [name, sql] : migrations) {
    auto script = std::make_shared<Script>();
    script->blob = git_blob_id(sql);
    script->bytes = sql.size();
    script->text = sql;
    Migration migration;
    migration.name = name;
    migration.script = script;
    folder->migrations.push_back(migration);
  }
  return folder;
}

inline Project project_of(const Migrations& migrations, const std::string& path = ".") {
  Project project;
  project.path = project.target_path = path;
  project.migrations_dir = path == "." ? "prisma/migrations" : path + "/prisma/migrations";
  project.folder = folder_of(migrations);
  project.prisma.major = 6;
  project.prisma.minor = 19;
  SchemaFile schema;
  schema.path = path == "." ? "prisma/schema.prisma" : path + "/prisma/schema.prisma";
  schema.blob = git_blob_id("model A");
  project.schema = project.base_schema = {schema};
  return project;
}

/// The source's project holds `shared` and `own`.
inline Project with_own(const Migrations& shared, const Migrations& own, const std::string& path = ".") {
  auto all = shared;
  all.insert(own.begin(), own.end());
  auto project = project_of(all, path);
  for (const auto& [name, sql] : shared) project.shared.push_back(name);
  for (const auto& [name, sql] : own) project.own.push_back(name);
  return project;
}

inline Source source_of(const std::string& name, const std::vector<Project>& projects) {
  Source source;
  source.name = source.branch = name;
  source.ref = "refs/heads/" + name;
  source.path = "/code/" + name;
  source.commit = git_blob_id(name);
  source.merge_base = git_blob_id("main");
  source.projects = projects;
  return source;
}

inline Workspace workspace_of(const Source& target, const std::vector<Source>& sources) {
  Workspace workspace;
  workspace.common_dir = "/code/main/.git";
  workspace.target.name = workspace.target.branch = target.name;
  workspace.target.commit = target.commit;
  workspace.target.worktree = target.path;
  workspace.sources = {target};
  workspace.sources.insert(workspace.sources.end(), sources.begin(), sources.end());
  return workspace;
}

inline LedgerRow row(const std::string& name, const std::string& state = "applied") {
  LedgerRow out;
  out.migration_name = name;
  out.started_at = "2025-10-16T00:00:00.000000Z";
  if (state != "failed") out.finished_at = out.started_at;
  if (state == "rolled back") out.rolled_back_at = out.started_at;
  return out;
}

inline Database database_of(const std::string& id, const std::vector<ProjectRef>& consumers,
                            const std::vector<LedgerRow>& rows) {
  Database database;
  database.id = id;
  database.state = Database::State::ok;
  database.has_ledger = true;
  database.consumers = consumers;
  database.rows = rows;
  return database;
}

}  // namespace tributary::testing
