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
    Places places(tree);
    for (const auto& wrong : wrongs) {
      auto range = places.find(wrong);
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
    auto behind = edits.lower_bound(range.end);  // they do not overlap, so the last one in front reaches furthest
    return behind != edits.begin() && range.begin < std::prev(behind)->second.first;
  }

  // The first block of each title, each of its members by key.
  struct Block {
    const Item* item = nullptr;
    std::map<std::string, Range> members;
  };
  struct Places {
    explicit Places(const SyntaxTree& of) : tree(of) {
      for (const auto& item : tree.items())
        if (item.kind == Item::Kind::block) blocks.try_emplace(declaration_title(item), Block{&item, {}});
    }

    Range find(const Wrong& wrong) {
      auto known = blocks.find(wrong.declaration);
      if (known == blocks.end()) return {};
      auto& [item, members] = known->second;
      if (members.empty())
        for (const auto& unit : member_units(tree, *item).units)
          if (unit.member) members.emplace(unit.key, unit.member->range);
      if (auto member = members.find(wrong.member); member != members.end()) return member->second;
      return wrong.member.empty() ? Range{item->header.begin, item->closing.end} : item->header;
    }

    const SyntaxTree& tree;
    std::map<std::string, Block> blocks;
  };

  static std::string version(Places& places, const Wrong& wrong) {
    return std::string(places.tree.of(places.find(wrong)));
  }

  // A side that has the member too gives its own text; so the reader sees who brought it and who took away what it
  // needs.
  std::string marked(const std::string& merged, const Wrong& wrong) {
    auto ours = version(in_ours_, wrong), theirs = version(in_theirs_, wrong), base = version(in_base_, wrong);
    if (ours.empty() && theirs.empty()) ours = merged;
    return psl::marked(labels_, ours, base, theirs);
  }

  SyntaxTree base_, ours_, theirs_;
  Places in_base_{base_}, in_ours_{ours_}, in_theirs_{theirs_};
  const Labels& labels_;
};

}  // namespace

Merged after_merge(const Sides& sides, const Labels& labels, std::string result) {
  auto wrongs = wrongs_of_merge(sides, {{"", result}});
  if (wrongs.empty()) return {std::move(result), {}};
  return AfterMerge(sides, labels).mark(std::move(result), wrongs);
}

}  // namespace tributary::psl
