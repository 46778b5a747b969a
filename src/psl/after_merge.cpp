#include "psl/after_merge.hpp"

#include <algorithm>
#include <map>

#include "psl/markers.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

class AfterMerge {
 public:
  AfterMerge(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels) {}

  Merged look(std::string text) {
    auto damage = merge_damage(text);
    if (damage.empty()) return {std::move(text), {}};  // by far the most: the inputs need not be looked at
    for (const auto* input : {&base_, &ours_, &theirs_})
      for (const auto& wrong : merge_damage(input->text()))
        damage.erase(std::remove(damage.begin(), damage.end(), wrong), damage.end());
    if (damage.empty()) return {std::move(text), {}};
    Merged out;
    std::map<std::size_t, std::pair<std::size_t, std::string>> edits;  // begin -> end, replacement; not overlapping
    SyntaxTree tree(text);
    for (const auto& wrong : damage) {
      out.conflicts.push_back({wrong.declaration, wrong.member, wrong.message, 0});
      if (auto range = place(tree, wrong); !range.empty() && !covered(edits, range))
        edits[range.begin] = {range.end, marked(std::string(tree.of(range)), wrong)};
    }
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
      text.replace(edit->first, edit->second.first - edit->first, edit->second.second);
    out.text = std::move(text);
    return out;
  }

 private:
  static bool covered(const std::map<std::size_t, std::pair<std::size_t, std::string>>& edits, Range range) {
    for (const auto& [begin, edit] : edits)
      if (begin < range.end && range.begin < edit.first) return true;
    return false;
  }

  static Range place(const SyntaxTree& tree, const Wrong& wrong) {
    for (const auto& item : tree.items()) {
      if (item.kind != Item::Kind::block || declaration_title(item) != wrong.declaration) continue;
      for (const auto& unit : member_units(tree, item).units)
        if (unit.key == wrong.member) return unit.member->range;
      return wrong.member.empty() ? Range{item.header.begin, item.closing.end} : item.header;
    }
    return {};
  }

  std::string version(const SyntaxTree& tree, const Wrong& wrong) const {
    return std::string(tree.of(place(tree, wrong)));
  }

  // A side that has the member too gives its own text; so the reader sees who brought it and who took away what it
  // needs.
  std::string marked(const std::string& merged, const Wrong& wrong) const {
    auto ours = version(ours_, wrong), theirs = version(theirs_, wrong), base = version(base_, wrong);
    if (ours.empty() && theirs.empty()) ours = merged;
    return psl::marked(labels_, ours, base, theirs);
  }

  const SyntaxTree &base_, &ours_, &theirs_;
  const Labels& labels_;
};

}  // namespace

Merged after_merge(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels,
                   std::string result) {
  return AfterMerge(base, ours, theirs, labels).look(std::move(result));
}

}  // namespace tributary::psl
