#include "plan/deploy.hpp"

#include "plan/own.hpp"
#include "prisma/script.hpp"

namespace tributary::plan {
namespace {

std::vector<std::string> projects_of(const Workspace& workspace, const Database& database) {
  std::vector<std::string> keys;
  for (const auto& consumer : database.consumers)
    if (const auto* source = workspace.find(consumer.source))
      for (const auto& project : source->projects)
        if (project.path == consumer.project) {
          auto key = project_key(project);
          bool known = false;
          for (const auto& other : keys) known = known || other == key;
          if (!known) keys.push_back(key);
        }
  return keys;
}

std::string locked_for_another(const Workspace& workspace, const std::string& project) {
  const auto* target = workspace.find(workspace.target.name);
  const Project* at = target ? project_for(*target, project) : nullptr;
  auto locked = at && at->folder ? prisma::locked_provider(at->folder->lock_file) : std::nullopt;
  return locked && *locked != "postgresql" ? *locked : "";
}

Deployment read_ledger(const Database& database, const std::string& project) {
  Deployment out{&database, project, {}, {}, {}, {}};
  for (const auto& row : database.rows) {
    if (!row.rolled_back()) out.recorded.insert(row.migration_name);
    if (row.applied()) out.applied.insert(row.migration_name);
    if (row.failed()) out.failed.push_back(row.migration_name);
  }
  return out;
}

}  // namespace

std::vector<Deployment> deployments(const Workspace& workspace, const std::vector<Database>& databases) {
  std::vector<Deployment> out;
  for (const auto& database : databases)
    if (database.state == Database::State::ok)
      for (const auto& project : projects_of(workspace, database)) {
        out.push_back(read_ledger(database, project));
        out.back().locked = locked_for_another(workspace, project);
      }
  return out;
}

bool stops(const Deployment& deployment) {
  const auto& database = *deployment.database;
  return !deployment.locked.empty() || !deployment.failed.empty() ||
         (!database.has_ledger && database.has_other_tables);
}

std::vector<std::string> would_run(const Deployment& deployment, const std::vector<std::string>& folder) {
  std::vector<std::string> out;
  for (const auto& name : folder)
    if (!deployment.recorded.count(name)) out.push_back(name);
  return out;
}

}  // namespace tributary::plan
