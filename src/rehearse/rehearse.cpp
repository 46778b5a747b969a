#include "tributary/rehearse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "rehearse/replay.hpp"

namespace tributary {
namespace {

using namespace scratch;
using Outcome = StepOutcome::Outcome;

// What was executed of a node is told again for each order that goes through it, in that order's own names.
StepOutcome told_for(const Replayed& step, const Executed& executed) {
  StepOutcome outcome{step.ref, step.source, Outcome::not_reached};
  if (!executed.reached) return outcome;
  outcome = executed.outcome;
  outcome.ref = step.ref;
  outcome.source = step.source;
  return outcome;
}

Run run_of(const Order& order, const std::vector<std::size_t>& path, const std::vector<Executed>& executed, bool keep) {
  Run run;
  run.order = order, run.ok = true;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto& node = executed[path[i]];
    run.steps.push_back(told_for(order.migrations[i], node));
    run.ok = run.ok && run.steps.back().outcome == Outcome::applied;
    if (run.not_checked_because.empty() && !node.machine_lacks.empty())
      run.not_checked_because = node.machine_lacks, run.lacking = node.reached ? order.migrations[i].source : "";
    if (keep && !node.database.empty()) run.kept = node.database;
  }
  auto last = path.empty() ? 0 : path.back();
  if (run.ok) run.structure = executed[last].structure;
  if (run.ok && run.not_checked_because.empty()) run.not_checked_because = executed[last].unread;
  return run;
}

// Its rows cannot all be executed, so what it would leave says nothing.
Run not_executed(const Order& order) {
  Run run;
  run.order = order, run.not_checked_because = order.unknown.front();
  if (order.unknown.size() > 1) run.not_checked_because += fmt::format(", and {} more", order.unknown.size() - 1);
  for (const auto& step : order.migrations) run.steps.push_back({step.ref, step.source});
  return run;
}

std::multiset<std::pair<MigrationRef, std::string>> content_of(const Run& run) {
  std::multiset<std::pair<MigrationRef, std::string>> out;
  for (const auto& step : run.order.migrations) out.emplace(step.ref, step.script ? step.script->blob : "");
  return out;
}

bool comparable(const Run& one, const Run& other) {
  return one.order.project == other.order.project && content_of(one) == content_of(other);
}

// The first run that went through stands for its migrations; every other order of the same ones is held against it.
void compare_runs(Rehearsal& rehearsal) {
  std::vector<const Run*> first;
  for (const auto& run : rehearsal.runs) {
    if (!run.structure || run.order.migrations.empty()) continue;
    auto twin = std::find_if(first.begin(), first.end(), [&](const Run* other) { return comparable(*other, run); });
    if (twin == first.end())
      first.push_back(&run);
    else
      rehearsal.compared.push_back({(*twin)->order.name, run.order.name, compare(*(*twin)->structure, *run.structure)});
  }
}

bool differs(const Rehearsal::Compared& compared) {
  return std::any_of(compared.differences.begin(), compared.differences.end(),
                     [](const Difference& one) { return one.incomparable_because.empty(); });
}

// An order that fails where another of the same migrations goes through matters as much as another structure.
bool fails_only_one_way(const std::vector<Run>& runs) {
  for (const auto& bad : runs)
    if (!bad.ok && bad.not_checked_because.empty())
      for (const auto& good : runs)
        if (good.ok && comparable(bad, good)) return true;
  return false;
}

bool is_of_a_ledger(const Order& order) {
  return order.kind == Order::Kind::as_happened || order.kind == Order::Kind::deployed;
}

// One folder holds one of them: whatever an order with the other would do is in no order that was executed.
void find_contested(Rehearsal& rehearsal) {
  std::map<MigrationRef, std::map<std::string, std::string>> contents;  // checksum -> whose
  for (const auto& run : rehearsal.runs) {
    if (is_of_a_ledger(run.order)) continue;
    for (const auto& step : run.order.migrations)
      if (step.script) contents[step.ref].emplace(step.script->blob, step.source);
  }
  for (const auto& [ref, found] : contents) {
    std::set<std::string> sums, whose;
    for (const auto& [sum, source] : found) sums.insert(sum), whose.insert(source.empty() ? "the target" : source);
    if (sums.size() > 1)
      rehearsal.contested.push_back(fmt::format("{} has {} contents ({}): no order holds both", ref.migration,
                                                sums.size(), text::join({whose.begin(), whose.end()}, ", ")));
  }
}

void conclude(Rehearsal& rehearsal) {
  find_contested(rehearsal);
  compare_runs(rehearsal);
  bool matters =
      std::any_of(rehearsal.compared.begin(), rehearsal.compared.end(), differs) || fails_only_one_way(rehearsal.runs);
  bool all_went_through = std::none_of(rehearsal.runs.begin(), rehearsal.runs.end(), [](const Run& run) {
    return !run.ok && run.not_checked_because.empty() && run.order.kind != Order::Kind::pair;
  });
  if (matters)
    rehearsal.order_independent = false;
  else if (!rehearsal.compared.empty() && all_went_through && rehearsal.contested.empty())
    rehearsal.order_independent = true;
}

std::vector<std::string> projects_of(const std::vector<Order>& orders) {
  std::vector<std::string> projects;
  for (const auto& order : orders)
    if (std::find(projects.begin(), projects.end(), order.project) == projects.end()) projects.push_back(order.project);
  return projects;
}

}  // namespace

Rehearsal rehearse(const ScratchServer& server, const std::vector<Order>& orders, const RehearseOptions& options) {
  auto& parts = server.parts();
  Rehearsal rehearsal;
  rehearsal.server_version = parts.version;
  rehearsal.private_server = parts.own != nullptr;
  std::vector<Run> runs(orders.size());
  Counts counts;
  for (const auto& project : projects_of(orders)) {
    std::vector<std::size_t> mine;
    std::vector<const Order*> of_project;
    for (std::size_t i = 0; i < orders.size(); ++i)
      if (orders[i].project == project && orders[i].unknown.empty())
        mine.push_back(i), of_project.push_back(&orders[i]);
    auto tree = tree_of(of_project);
    auto executed = replay(parts, tree, project, options, counts);
    rehearsal.listed += tree.listed;
    rehearsal.distinct += tree.nodes.size() - 1;
    for (std::size_t i = 0; i < mine.size(); ++i)
      runs[mine[i]] = run_of(orders[mine[i]], tree.paths[i], executed, options.keep);
  }
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (!orders[i].unknown.empty()) runs[i] = not_executed(orders[i]);
  rehearsal.runs = std::move(runs);
  rehearsal.executed = counts.executed;
  rehearsal.cloned = counts.cloned;
  if (options.keep && parts.own) rehearsal.look = parts.own->look(), rehearsal.end = parts.own->end();
  conclude(rehearsal);
  return rehearsal;
}

}  // namespace tributary
