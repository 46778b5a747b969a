// The same migrations, executed in two orders that databases really take, leave two structures, or go through in one
// order and fail in the other. `migrate deploy` gives each database its own order: what is there already stays first.
// Nothing in Prisma says so; `migrate status` calls both databases up to date. Between two sources that are not merged
// yet it is a warning: the merge decides which of the two orders everybody gets.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

/// What stands before each migration, to see which ones changed places.
std::set<std::string> before(const Order& order, const Replayed& step) {
  std::set<std::string> names;
  for (const auto& other : order.migrations) {
    if (other.ref == step.ref) break;
    names.insert(other.ref.migration);
  }
  return names;
}

std::vector<const Replayed*> moved(const Order& left, const Order& right) {
  std::vector<const Replayed*> out;
  for (const auto& step : left.migrations)
    if (!step.source.empty() && before(left, step) != before(right, step)) out.push_back(&step);
  return out;
}

const Run* run_named(const Rehearsal& rehearsal, const std::string& name) {
  for (const auto& run : rehearsal.runs)
    if (run.order.name == name) return &run;
  return nullptr;
}

bool same_migrations(const Order& left, const Order& right) {
  std::multiset<MigrationRef> one, other;
  for (const auto& step : left.migrations) one.insert(step.ref);
  for (const auto& step : right.migrations) other.insert(step.ref);
  return one == other;
}

// The same values of an enum in another order: Prisma and its client do not look at it.
bool only_order_of_values(const Difference& difference) {
  if (difference.object.kind != ObjectKind::enum_type || difference.fact != "values") return false;
  auto left = text::lines(difference.left.value_or("")), right = text::lines(difference.right.value_or(""));
  std::sort(left.begin(), left.end()), std::sort(right.begin(), right.end());
  return left == right;
}

void add_hits(const Analysis& analysis, const Order& left, const Order& right, const std::string& what,
              std::vector<Hit>& hits, Severity at_most = Severity::error) {
  std::set<std::string> told;
  auto steps = moved(left, right);
  for (const auto* step : steps) {
    if (!told.insert(step->source).second) continue;
    Hit hit;
    hit.place = {step->source, step->ref.project, step->ref.migration};
    if (const auto* source = analysis.workspace.find(step->source))
      for (const auto& project : source->projects)
        if (project_key(project) == step->ref.project) hit.place.project = project.path;
    for (const auto* other : steps)
      if (other->source != step->source)
        hit.related.push_back({other->source, other->ref.project, other->ref.migration});
    hit.message = fmt::format("the order matters: {} ({} against {})", what, left.name, right.name);
    hit.why = "Each database applies what it lacks on top of what it has, so that both orders happen.";
    hit.help =
        "See both: tributary rehearse. Restamp the migration behind what it depends on, or make it give the same "
        "result in both orders.";
    hit.key = what;
    hit.counts_for_earlier_as_warning = !hit.related.empty();
    bool open_pair = left.kind == Order::Kind::pair || right.kind == Order::Kind::pair;
    hit.at_most = open_pair ? std::min(at_most, Severity::warning) : at_most;
    hits.push_back(hit);
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (!analysis.rehearsal) return hits;
  const auto& rehearsal = *analysis.rehearsal;
  for (const auto& compared : rehearsal.compared) {
    std::vector<std::string> objects;
    bool harmless = true;
    for (const auto& one : compared.differences) {
      auto name = object_text(one.object);
      if (!one.incomparable_because.empty()) continue;
      harmless = harmless && only_order_of_values(one);
      if (objects.empty() || objects.back() != name) objects.push_back(name);
    }
    const auto *left = run_named(rehearsal, compared.left), *right = run_named(rehearsal, compared.right);
    if (!objects.empty() && left && right)
      add_hits(analysis, left->order, right->order, "two structures, other in " + list(objects), hits,
               harmless ? Severity::info : Severity::error);
  }
  for (const auto& bad : rehearsal.runs)
    for (const auto& good : rehearsal.runs)
      if (!bad.ok && bad.not_checked_because.empty() && good.ok && same_migrations(bad.order, good.order))
        add_hits(analysis, good.order, bad.order, "it goes through one way only", hits);
  return hits;
}

}  // namespace

namespace rule {
extern const Rule order_dependent_structure = {"order-dependent-structure",
                                               Severity::error,
                                               Needs::rehearsal,
                                               Group::sources,
                                               {Topic::execution},
                                               "The same migrations give two structures in two orders that happen",
                                               look};
}
}  // namespace tributary
