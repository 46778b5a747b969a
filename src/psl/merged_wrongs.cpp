#include "psl/merged_wrongs.hpp"

#include <algorithm>
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
Wrong wrong_of(const Invalid& invalid, const SyntaxTree& tree) {
  Wrong out{"", "", invalid.message, Wrong::Kind::invalid};
  auto at = invalid.range.begin;
  auto holds = [&](Range range) { return range.begin <= at && at < range.end; };
  for (const auto& item : tree.items()) {
    if (item.kind != Item::Kind::block || !holds(item.range)) continue;
    out.declaration = declaration_title(item);
    for (const auto& unit : member_units(tree, item).units)
      if (unit.member && holds(unit.member->range)) out.member = unit.key;
  }
  return out;
}

std::vector<Wrong> invalid_by_merge(const Sides& sides, const SchemaTexts& result) {
  if (!is_known(result)) return {};
  auto found = refused(result);
  if (found.empty()) return {};  // by far the most: the sides need not be looked at
  if (!refused(sides.ours).empty() || !refused(sides.theirs).empty()) return {};
  std::vector<SyntaxTree> trees;
  for (const auto& file : result) trees.emplace_back(file.text);
  std::vector<Wrong> out;
  for (const auto& invalid : found) out.push_back(wrong_of(invalid, trees[invalid.file]));
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
