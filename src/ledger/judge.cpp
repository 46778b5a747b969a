#include <algorithm>

#include "ledger/diagnosis.hpp"
#include "ledger/forecast.hpp"
#include "ledger/owners.hpp"
#include "ledger/union.hpp"
#include "prisma/script.hpp"
#include "tributary/ledger.hpp"

namespace tributary {
namespace {

struct Consumer {
  const Source* source = nullptr;
  const Project* project = nullptr;
};

Consumer consumer_of(const Workspace& workspace, const ProjectRef& ref) {
  const Source* source = workspace.find(ref.source);
  if (!source) return {};
  for (const auto& project : source->projects)
    if (project.path == ref.project && project.folder) return {source, &project};
  return {};
}

/// The target's commit that removed the folder of that name.
std::string taken_out(const Target& target, const Project& project, const std::string& migration) {
  auto past = target.past.find(project.target_path);
  if (past == target.past.end()) return "";
  for (const auto& one : past->second)
    if (one.name == migration) return one.taken_out_by;
  return "";
}

History judged(const ledger::Situation& situation, const ProjectRef& ref, const Owners& owners) {
  auto history = ledger::diagnose({situation.folder, situation.project.prisma, situation.database});
  history.consumer = ref;
  for (auto& row : history.missing) {
    ledger::name_owner(row, owners);
    row.taken_out_by = taken_out(situation.workspace.target, situation.project, row.migration);
  }
  history.forecast = ledger::forecast(situation, history, owners);
  return history;
}

bool needs_owner(const MigrationsFolder& folder, const LedgerRow& row) {
  const Migration* migration = folder.find(row.migration_name);
  return !migration || !migration->script || !prisma::checksum_matches(migration->script->checksums, row.checksum);
}

}  // namespace

std::vector<History> judge_ledgers(const Workspace& workspace, const std::vector<Database>& databases,
                                   const Owners& owners) {
  std::vector<History> histories;
  for (const auto& database : databases)
    for (const auto& ref : database.consumers)
      if (auto consumer = consumer_of(workspace, ref); consumer.project)
        histories.push_back(
            judged({workspace, *consumer.source, *consumer.project, *consumer.project->folder, database}, ref, owners));
  return histories;
}

std::set<OwnerQuestion> unknown_rows(const Workspace& workspace, const std::vector<Database>& databases) {
  std::set<OwnerQuestion> questions;
  for (const auto& database : databases)
    for (const auto& ref : database.consumers)
      if (auto consumer = consumer_of(workspace, ref); consumer.project)
        for (const auto& row : database.rows)
          if (needs_owner(*consumer.project->folder, row)) questions.insert({row.migration_name, row.checksum});
  return questions;
}

MigrationsFolder union_of(const MigrationsFolder* folder, const std::vector<Migration>& added) {
  MigrationsFolder out;
  if (folder) out = *folder;
  if (!added.empty()) out.state = MigrationsFolder::State::present;
  for (const auto& migration : added)
    if (std::none_of(out.migrations.begin(), out.migrations.end(), [&](auto& m) { return m.name == migration.name; }))
      out.migrations.push_back(migration);
  std::sort(out.migrations.begin(), out.migrations.end(), [](auto& a, auto& b) { return a.name < b.name; });
  return out;
}

History judge_union(const Workspace& workspace, const Project& target_project, const std::vector<Migration>& added,
                    const Database& database, const Owners& owners) {
  auto folder = union_of(target_project.folder.get(), added);
  const Source& target = workspace.target_source();
  return judged({workspace, target, target_project, folder, database}, {target.name, target_project.path}, owners);
}

}  // namespace tributary
