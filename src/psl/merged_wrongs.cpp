#include "psl/merged_wrongs.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "psl/units.hpp"

namespace tributary::psl {
namespace {

std::string whole(const SchemaTexts& files) {
  std::string text;
  for (const auto& file : files) text += file.text + "\n";
  return text;
}

// Only PostgreSQL's schemas are known; a part of a schema that has no datasource is one too.
bool is_known(const SchemaTexts& files) {
  auto provider = datasource_provider(files);
  return provider.empty() || provider == "postgresql" || provider == "postgres";
}

std::vector<Invalid> refused(const SchemaTexts& files) {
  return validate(files, major_that_fits(files));
}

// Which member of which block an error is about.
class Owners {
 public:
  explicit Owners(const SyntaxTree& tree) {
    for (const auto& item : tree.items()) {
      if (item.kind != Item::Kind::block) continue;
      auto title = declaration_title(item);
      places_[item.range.begin] = {item.range.begin, item.range.end, title, ""};
      for (const auto& unit : member_units(tree, item).units)
        if (unit.member) places_[unit.member->range.begin] = {unit.member->range.end, item.range.end, title, unit.key};
    }
  }

  Wrong wrong_of(const Invalid& invalid) const {
    Wrong out{"", "", invalid.message, Wrong::Kind::invalid};
    auto begin = invalid.range.begin;
    auto behind = places_.upper_bound(begin);
    if (behind == places_.begin()) return out;
    const auto& place = std::prev(behind)->second;
    if (begin < place.block_end) out.declaration = place.declaration;
    if (begin < place.end) out.member = place.member;
    return out;
  }

 private:
  struct Place {
    std::size_t end = 0, block_end = 0;
    std::string declaration, member;
  };
  std::map<std::size_t, Place> places_;  // by where it begins
};

std::vector<Wrong> invalid_by_merge(const Sides& sides, const SchemaTexts& result) {
  if (!is_known(result)) return {};
  auto found = refused(result);
  if (found.empty()) return {};  // by far the most: the sides need not be looked at
  if (!refused(sides.ours).empty() || !refused(sides.theirs).empty()) return {};
  std::vector<Owners> owners;
  for (const auto& file : result) owners.emplace_back(SyntaxTree(file.text));
  std::vector<Wrong> out;
  for (const auto& invalid : found) out.push_back(owners[invalid.file].wrong_of(invalid));
  return out;
}

}  // namespace

std::vector<Wrong> wrongs_of_merge(const Sides& sides, const SchemaTexts& result) {
  auto damage = merge_damage(whole(result));
  for (const auto* input : {&sides.base, &sides.ours, &sides.theirs}) {
    if (damage.empty()) break;
    auto had = merge_damage(whole(*input));
    std::set<Wrong> known(had.begin(), had.end());
    std::erase_if(damage, [&](const Wrong& wrong) { return known.count(wrong) > 0; });
  }
  return damage.empty() ? invalid_by_merge(sides, result) : damage;
}

std::vector<Wrong> wrongs_of_both(const Sides& sides, const SchemaTexts& a, const SchemaTexts& b) {
  auto of_a = wrongs_of_merge(sides, a);
  if (of_a.empty()) return {};
  auto list = wrongs_of_merge(sides, b);
  std::set<Wrong> of_b(list.begin(), list.end());
  std::erase_if(of_a, [&](const Wrong& wrong) { return of_b.count(wrong) == 0; });
  return of_a;
}

}  // namespace tributary::psl
