#include "psl/after_merge.hpp"

#include <map>

#include "psl/markers.hpp"
#include "psl/merge_text.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

class AfterMerge {
 public:
  AfterMerge(const Sides& sides, const Labels& labels)
      : base_(sides.base.at(0).text), ours_(sides.ours.at(0).text), theirs_(sides.theirs.at(0).text), labels_(labels) {}

  Merged mark(std::string text, const std::vector<Wrong>& wrongs) {
    Merged out;
    std::map<std::size_t, std::pair<std::size_t, std::string>> edits;  // begin -> end, replacement; not overlapping
    std::map<std::size_t, const Wrong*> marks;
    std::vector<const Wrong*> listed;
    SyntaxTree tree(text);
    for (const auto& wrong : wrongs) {
      auto range = place(tree, wrong);
      if (range.empty() || covered(edits, range)) {
        listed.push_back(&wrong);
        continue;
      }
      edits[range.begin] = {range.end, marked(std::string(tree.of(range)), wrong)};
      marks[range.begin] = &wrong;
    }
    for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit)
      text.replace(edit->first, edit->second.first - edit->first, edit->second.second);
    if (edits.empty()) text = psl::marked(labels_, ours_.text(), base_.text(), theirs_.text());
    for (const auto& [begin, wrong] : marks) out.conflicts.push_back(conflict_of(*wrong));
    out.text = std::move(text);
    number_lines(out);
    for (const auto* wrong : listed) out.conflicts.push_back(conflict_of(*wrong));
    return out;
  }

 private:
  static Conflict conflict_of(const Wrong& wrong) {
    return {wrong.declaration, wrong.member, wrong.message, 0, wrong.kind};
  }

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

  SyntaxTree base_, ours_, theirs_;
  const Labels& labels_;
};

}  // namespace

Merged after_merge(const Sides& sides, const Labels& labels, std::string result) {
  auto wrongs = wrongs_of_merge(sides, {{"", result}});
  if (wrongs.empty()) return {std::move(result), {}};
  return AfterMerge(sides, labels).mark(std::move(result), wrongs);
}

}  // namespace tributary::psl
