#include "plan/needs.hpp"

#include <algorithm>
#include <set>

namespace tributary::plan {
namespace {

std::vector<Constraint> known_constraints(const Needs& needs, bool hard) {
  std::vector<Constraint> out;
  for (const auto& known : needs.known)
    if (known.need.hard == hard) out.push_back({needs.index.at(known.source), needs.index.at(known.need.source)});
  return out;
}

// Wishes (needs that are not hard) give way where they would close a circle.
std::vector<Constraint> all_constraints(const Folders& folders, const Needs& needs) {
  auto constraints = known_constraints(needs, true);
  for (const auto& stack : needs.stacks) constraints.push_back({stack.upper, stack.lower});
  auto groups = first_order(folders.candidates.size(), constraints).size();
  for (const auto& wish : known_constraints(needs, false)) {
    constraints.push_back(wish);
    if (first_order(folders.candidates.size(), constraints).size() != groups) constraints.pop_back();
  }
  return constraints;
}

// Inside a circle stamps decide, but a lower branch still comes before what stands on it.
std::vector<std::size_t> order_in_circle(const std::vector<std::size_t>& members, const std::vector<Stack>& stacks) {
  if (members.size() == 1) return members;
  std::map<std::size_t, std::size_t> place;
  for (std::size_t i = 0; i < members.size(); ++i) place[members[i]] = i;
  std::vector<Constraint> inside;
  for (const auto& stack : stacks)
    if (place.count(stack.upper) && place.count(stack.lower))
      inside.push_back({place[stack.upper], place[stack.lower]});
  std::vector<std::size_t> out;
  for (const auto& group : first_order(members.size(), inside))
    for (auto i : group) out.push_back(members[i]);
  return out;
}

std::pair<std::vector<Stack>::const_iterator, std::vector<Stack>::const_iterator> below(
    const std::vector<Stack>& stacks, std::size_t upper) {
  auto less = [](const Stack& a, const Stack& b) { return a.upper < b.upper; };
  return std::equal_range(stacks.begin(), stacks.end(), Stack{upper, 0, false}, less);
}

// Of all sources below one only those that no other one below it stands on: the rest follows from theirs.
std::vector<Need> stack_needs(const Folders& folders, const std::vector<Stack>& stacks, std::size_t upper) {
  auto [begin, end] = below(stacks, upper);
  std::set<std::size_t> indirect;
  for (auto at = begin; at != end; ++at) {
    auto [first, last] = below(stacks, at->lower);
    for (auto deeper = first; deeper != last; ++deeper) indirect.insert(deeper->lower);
  }
  std::vector<Need> needs;
  for (auto at = begin; at != end; ++at)
    if (!indirect.count(at->lower))
      needs.push_back({folders.candidates[at->lower].source->name,
                       at->by_commits ? "this source stands on its commits (a stack), and the lower branch goes first"
                                      : "this source holds all of its own folders byte for byte, and more (a stack)",
                       false});
  return needs;
}

}  // namespace

Needs gather_needs(const Folders& folders, const std::vector<KnownNeed>& known) {
  Needs needs;
  for (std::size_t i = 0; i < folders.candidates.size(); ++i) needs.index[folders.candidates[i].source->name] = i;
  needs.stacks = find_stacks(folders);
  for (const auto& need : known)
    if (need.source != need.need.source && needs.index.count(need.source) && needs.index.count(need.need.source))
      needs.known.push_back(need);
  return needs;
}

std::vector<std::vector<std::size_t>> merge_order(const Folders& folders, const Needs& needs) {
  std::vector<std::vector<std::size_t>> out;
  for (const auto& group : first_order(folders.candidates.size(), all_constraints(folders, needs)))
    out.push_back(order_in_circle(group, needs.stacks));
  return out;
}

std::vector<Need> needs_of(const Folders& folders, const Needs& needs, std::size_t candidate) {
  std::vector<Need> out;
  const auto& name = folders.candidates[candidate].source->name;
  for (const auto& known : needs.known)
    if (known.source == name && std::find(out.begin(), out.end(), known.need) == out.end()) out.push_back(known.need);
  for (auto& need : stack_needs(folders, needs.stacks, candidate)) out.push_back(std::move(need));
  std::stable_sort(out.begin(), out.end(), [](const Need& a, const Need& b) { return a.hard > b.hard; });
  return out;
}

}  // namespace tributary::plan
