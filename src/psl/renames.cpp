#include "psl/renames.hpp"

#include <algorithm>
#include <set>

namespace tributary::psl {
namespace {

using Members = std::map<std::string, std::string>;  // key -> meaning

struct Candidate {
  const Unit* unit;
  Members members;
};

// What two blocks that have nothing to do with each other share most often: a key and a few stamps.
constexpr std::size_t least_in_common = 2;

Members members_of(const SyntaxTree& tree, const Unit& unit) {
  Members out;
  for (const auto& member : member_units(tree, *unit.item).units)
    if (member.member) out[member.key] = meaning_of(member.body);
  return out;
}

bool is_declaration(const Unit& unit) {
  return unit.item && (unit.item->keyword == "model" || unit.item->keyword == "enum" || unit.item->keyword == "view");
}

std::vector<Candidate> only_in(const SyntaxTree& tree, const UnitList& list, const UnitList& other) {
  std::set<std::string> known;
  for (const auto& unit : other.units) known.insert(unit.key);
  std::vector<Candidate> out;
  for (const auto& unit : list.units)
    if (is_declaration(unit) && !known.count(unit.key)) out.push_back({&unit, members_of(tree, unit)});
  return out;
}

// Members that are the same in both; 0 where they are too few to say that this is one thing.
std::size_t in_common(const Candidate& a, const Candidate& b) {
  if (a.unit->item->keyword != b.unit->item->keyword) return 0;
  std::size_t common = 0;
  for (const auto& [key, meaning] : a.members)
    if (auto at = b.members.find(key); at != b.members.end() && at->second == meaning) ++common;
  auto larger = std::max(a.members.size(), b.members.size());
  return common >= least_in_common && 5 * common >= 3 * larger ? common : 0;
}

// The one that comes nearest; null where none does or two do alike.
const Candidate* nearest(const Candidate& to, const std::vector<Candidate>& among) {
  const Candidate* best = nullptr;
  std::size_t most = 0;
  for (const auto& candidate : among) {
    auto common = in_common(to, candidate);
    if (common == 0 || common < most) continue;
    best = common == most ? nullptr : &candidate;
    most = common;
  }
  return best;
}

void rename_key(UnitList& list, const std::string& from, const std::string& to) {
  for (auto& unit : list.units)
    if (unit.key == from) unit.key = to;
}

bool has(const UnitList& list, const std::string& key) {
  return std::any_of(list.units.begin(), list.units.end(), [&](const Unit& unit) { return unit.key == key; });
}

}  // namespace

std::map<std::string, std::string> renamed_declarations(const SyntaxTree& base_tree, const UnitList& base,
                                                        const SyntaxTree& side_tree, const UnitList& side) {
  // Beyond this nobody renames by hand, and all pairs would be compared.
  constexpr std::size_t most_pairs = 250'000;
  std::map<std::string, std::string> out;
  auto gone = only_in(base_tree, base, side), come = only_in(side_tree, side, base);
  if (gone.size() * come.size() > most_pairs) return out;
  for (const auto& old : gone) {
    const auto* now = nearest(old, come);
    if (now && nearest(*now, gone) == &old) out[old.unit->key] = now->unit->key;
  }
  return out;
}

void follow_renames(const SyntaxTree& base_tree, UnitList& base, const SyntaxTree& ours_tree, UnitList& ours,
                    const SyntaxTree& theirs_tree, UnitList& theirs) {
  auto by_ours = renamed_declarations(base_tree, base, ours_tree, ours);
  auto by_theirs = renamed_declarations(base_tree, base, theirs_tree, theirs);
  for (const auto& [old, name] : by_ours) {
    auto other = by_theirs.find(old);
    if (other != by_theirs.end() ? other->second != name && has(ours, other->second)
                                 : !has(theirs, old) || has(theirs, name))
      continue;
    rename_key(base, old, name);
    rename_key(theirs, other != by_theirs.end() ? other->second : old, name);
  }
  for (const auto& [old, name] : by_theirs) {
    if (by_ours.count(old) || !has(ours, old) || has(ours, name)) continue;
    rename_key(base, old, name);
    rename_key(ours, old, name);
  }
}

}  // namespace tributary::psl
