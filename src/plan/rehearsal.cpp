// The orders in which a project's migrations can come to a database.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "plan/deploy.hpp"
#include "plan/own.hpp"
#include "prisma/names.hpp"
#include "prisma/version.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using namespace plan;
using Steps = std::vector<Replayed>;

/// As the target's Prisma sends scripts, which is what deploys the merged folder.
void send_as(const PrismaVersion& version, Steps& steps) {
  for (auto& step : steps) step.by_statement = prisma::sends_statements(version);
}

Replayed step_of(const std::string& project, const std::string& source, const Migration* migration,
                 const std::string& name) {
  Replayed step{{project, name}, source, nullptr, ""};
  if (!migration)
    step.no_script_because = "the folder was not found";
  else if (!migration->script)
    step.no_script_because = migration->no_script_because;
  else if (migration->script->too_large)
    step.no_script_because = fmt::format("the script is too large to be read ({} bytes)", migration->script->bytes);
  else
    step.script = migration->script;
  return step;
}

const Project* project_of(const Source& source, const std::string& key) {
  for (const auto& project : source.projects)
    if (project_key(project) == key) return &project;
  return nullptr;
}

bool is_postgres(const Project& project) {
  return project.provider.empty() || project.provider == "postgresql";
}

void mark_deploy(Steps& steps) {
  if (!steps.empty()) steps.front().new_deploy = true;
}

Steps target_steps(const Workspace& workspace, const std::string& key) {
  Steps steps;
  const auto* target = workspace.find(workspace.target.name);
  const auto* project = target ? project_of(*target, key) : nullptr;
  if (!project || !project->folder) return steps;
  for (const auto* migration : prisma::listing(*project->folder, project->prisma))
    steps.push_back(step_of(key, "", migration, migration->name));
  mark_deploy(steps);
  return steps;
}

void sort_by_name(const Workspace& workspace, const std::string& key, Steps& steps) {
  auto version = version_for(workspace, key);
  std::stable_sort(steps.begin(), steps.end(), [&](const Replayed& a, const Replayed& b) {
    return prisma::listed_before(a.ref.migration, b.ref.migration, version);
  });
}

// What a source adds to those that are there, as one `migrate deploy` runs it.
Steps added_by(const Workspace& workspace, const std::string& key, const std::string& source, const Steps& there) {
  Steps steps;
  const auto* from = workspace.find(source);
  const auto* project = from ? project_of(*from, key) : nullptr;
  if (!project) return steps;
  for (const auto& name : project->own) {
    bool known =
        std::any_of(there.begin(), there.end(), [&](const Replayed& step) { return step.ref.migration == name; });
    if (!known) steps.push_back(step_of(key, source, project->folder ? project->folder->find(name) : nullptr, name));
  }
  sort_by_name(workspace, key, steps);
  mark_deploy(steps);
  return steps;
}

Steps rolled(const Workspace& workspace, const std::string& key, const std::vector<std::string>& sources) {
  auto steps = target_steps(workspace, key);
  for (const auto& source : sources) {
    auto added = added_by(workspace, key, source, steps);
    steps.insert(steps.end(), added.begin(), added.end());
  }
  return steps;
}

// The same migrations as one deploy to an empty database runs them.
Steps as_one_folder(const Workspace& workspace, const std::string& key, Steps steps) {
  for (auto& step : steps) step.new_deploy = false;
  sort_by_name(workspace, key, steps);
  mark_deploy(steps);
  return steps;
}

std::vector<std::string> sources_of(const Sequence& sequence) {
  std::vector<std::string> names;
  for (const auto& step : sequence.steps)
    if (!step.adds.empty()) names.push_back(step.source);
  return names;
}

std::vector<std::string> project_keys(const Workspace& workspace, const Sequence& sequence) {
  std::vector<std::string> keys;
  auto add = [&](const Source* source) {
    if (!source) return;
    for (const auto& project : source->projects)
      if (is_postgres(project) && std::find(keys.begin(), keys.end(), project_key(project)) == keys.end())
        keys.push_back(project_key(project));
  };
  add(workspace.find(workspace.target.name));
  for (const auto& step : sequence.steps) add(workspace.find(step.source));
  return keys;
}

bool has_own(const Workspace& workspace, const std::string& key, const std::string& source) {
  const auto* from = workspace.find(source);
  const auto* project = from ? project_of(*from, key) : nullptr;
  return project && !project->own.empty();
}

void add_intermediates(std::vector<Order>& orders, const Workspace& workspace, const std::string& key,
                       const std::vector<std::string>& sources) {
  auto add = [&](const std::string& name, const std::vector<std::string>& merged) {
    auto steps = as_one_folder(workspace, key, rolled(workspace, key, merged));
    if (!steps.empty()) orders.push_back({Order::Kind::intermediate, name, key, std::move(steps), "", {}});
  };
  add(workspace.target.name + " as it is", {});
  for (std::size_t i = 0; i + 1 < sources.size(); ++i) {
    if (!has_own(workspace, key, sources[i])) continue;
    add(workspace.target.name + " after " + sources[i], {sources.begin(), sources.begin() + static_cast<long>(i) + 1});
  }
}

// What both of a pair stand on: the sources that they need, and those need, in the sequence's order.
std::vector<std::string> foundations(const Sequence& sequence, const std::string& one, const std::string& other) {
  std::set<std::string> wanted = {one, other};
  for (auto step = sequence.steps.rbegin(); step != sequence.steps.rend(); ++step)
    if (wanted.count(step->source))
      for (const auto& need : step->needs) wanted.insert(need.source);
  wanted.erase(one), wanted.erase(other);
  std::vector<std::string> out;
  for (const auto& step : sequence.steps)
    if (wanted.count(step.source)) out.push_back(step.source);
  return out;
}

void add_pairs(std::vector<Order>& orders, const Workspace& workspace, const Sequence& sequence, const std::string& key,
               const OrderQuestion& question) {
  for (const auto& [one, other] : question.conflicting) {
    if (!has_own(workspace, key, one) || !has_own(workspace, key, other)) continue;
    auto base = foundations(sequence, one, other);
    auto add = [&](const std::string& first, const std::string& second) {
      auto sources = base;
      sources.insert(sources.end(), {first, second});
      orders.push_back({Order::Kind::pair, first + ", then " + second, key, rolled(workspace, key, sources), "", {}});
    };
    add(one, other), add(other, one);
  }
}

/// Scripts of one project by each checksum that Prisma knows them by.
class ScriptsBySum {
 public:
  ScriptsBySum(const Workspace& workspace, const std::string& key, const OrderQuestion& question) {
    std::set<const MigrationsFolder*> seen;
    for (const auto& source : workspace.sources)
      if (const auto* project = project_of(source, key); project && seen.insert(project->folder.get()).second)
        add(source.name == workspace.target.name ? "" : source.name, project->folder.get());
    for (const auto& [sum, script] : question.past_scripts) known_.try_emplace(sum, script, "");
  }

  struct Found {
    std::shared_ptr<const Script> script;
    std::string source;
    Found(std::shared_ptr<const Script> a, std::string b) : script(std::move(a)), source(std::move(b)) {}
  };
  const Found* find(const std::string& checksum) const {
    auto at = known_.find(checksum);
    return at == known_.end() ? nullptr : &at->second;
  }

 private:
  void add(const std::string& source, const MigrationsFolder* folder) {
    if (!folder) return;
    for (const auto& migration : folder->migrations)
      if (migration.script && !migration.script->too_large)
        for (const auto* sum :
             {&migration.script->checksums.as_is, &migration.script->checksums.lf, &migration.script->checksums.crlf})
          known_.try_emplace(*sum, migration.script, source);
  }
  std::map<std::string, Found> known_;
};

// Made by `migrate resolve --applied` (mark_migration_applied.rs): its script was not run by Prisma.
bool never_ran(const LedgerRow& row) {
  return row.applied_steps_count == 0 && row.logs && row.logs->empty();
}

Order ledger_order(const Deployment& deployment, const ScriptsBySum& scripts) {
  const auto& database = *deployment.database;
  Order order{Order::Kind::as_happened, database.id + " as it is", deployment.project, {}, database.id, {}};
  for (const auto& row : database.rows) {
    if (!row.applied()) continue;
    const auto* found = scripts.find(row.checksum);
    if (never_ran(row))
      order.unknown.push_back(fmt::format("{} was only marked as applied in {}: what ran there instead is not known",
                                          row.migration_name, database.id));
    else if (!found)
      order.unknown.push_back(fmt::format("{} was applied in {} with a script that is nowhere in this repository",
                                          row.migration_name, database.id));
    else
      order.migrations.push_back({{deployment.project, row.migration_name}, found->source, found->script, ""});
  }
  mark_deploy(order.migrations);
  return order;
}

void add_ledgers(std::vector<Order>& orders, const Workspace& workspace, const std::vector<Database>& databases,
                 const std::string& key, const Steps& merged, const OrderQuestion& question) {
  ScriptsBySum scripts(workspace, key, question);
  for (const auto& deployment : deployments(workspace, databases)) {
    if (deployment.project != key || !deployment.database->has_ledger || deployment.database->rows.empty()) continue;
    auto order = ledger_order(deployment, scripts);
    auto after = order;
    after.kind = Order::Kind::deployed;
    after.name = deployment.database->id + ", then the merge";
    Steps pending;
    for (const auto& step : merged)
      if (!deployment.recorded.count(step.ref.migration)) pending.push_back(step);
    mark_deploy(pending);
    after.migrations.insert(after.migrations.end(), pending.begin(), pending.end());
    orders.push_back(std::move(order));
    if (!pending.empty()) orders.push_back(std::move(after));
  }
}

}  // namespace

Order rolling_order(const Workspace& workspace, const std::string& project, const std::vector<std::string>& sources) {
  Order order{Order::Kind::rolling, "rolling", project, rolled(workspace, project, sources), "", {}};
  send_as(version_for(workspace, project), order.migrations);
  return order;
}

std::vector<Order> rehearsal_orders(const Workspace& workspace, const Sequence& sequence,
                                    const std::vector<Database>& databases, const OrderQuestion& question) {
  std::vector<Order> orders;
  auto sources = sources_of(sequence);
  for (const auto& key : project_keys(workspace, sequence)) {
    auto rolling = rolling_order(workspace, key, sources);
    if (rolling.migrations.empty()) continue;
    auto merged = as_one_folder(workspace, key, rolling.migrations);
    orders.push_back({Order::Kind::fresh, "fresh", key, merged, "", {}});
    orders.push_back(std::move(rolling));
    add_intermediates(orders, workspace, key, sources);
    add_ledgers(orders, workspace, databases, key, merged, question);
    add_pairs(orders, workspace, sequence, key, question);
  }
  bool several = std::any_of(orders.begin(), orders.end(),
                             [&](const Order& order) { return order.project != orders.front().project; });
  for (auto& order : orders) send_as(version_for(workspace, order.project), order.migrations);
  for (auto& order : orders)
    if (several) order.name += " in " + order.project;
  return orders;
}

}  // namespace tributary
