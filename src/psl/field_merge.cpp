#include "psl/field_merge.hpp"

#include <utility>
#include <vector>

namespace tributary::psl {
namespace {

using Attributes = std::vector<std::pair<std::string, std::string>>;  // name without @, text

Attributes attributes_of(const SyntaxTree& tree, const Member& member) {
  Attributes out;
  for (const auto& attribute : member.attributes)  // @db.VarChar and @db.Text are two values of one thing
    out.emplace_back(attribute.name.starts_with("db.") ? "db" : attribute.name, tree.of(attribute.range));
  return out;
}

std::string value_of(const Attributes& attributes, const std::string& name) {
  for (const auto& attribute : attributes)
    if (attribute.first == name) return attribute.second;
  return {};
}

// One field as its parts.
struct Parts {
  std::string type, comment;
  Attributes attributes;
};

Parts parts_of(const SyntaxTree& tree, const Unit* unit) {
  if (!unit) return {};
  const auto& member = *unit->member;
  return {std::string(tree.of(member.type.range)), std::string(tree.of(member.comment)), attributes_of(tree, member)};
}

// The part that one side alone changed; where both did, ours and a reason.
class PartMerge {
 public:
  explicit PartMerge(bool has_base) : has_base_(has_base) {}

  std::string of(const std::string& base, const std::string& ours, const std::string& theirs, const std::string& what) {
    auto b = meaning_of(base), o = meaning_of(ours), t = meaning_of(theirs);
    if (o == t || t == b) return ours;
    if (o == b) return theirs;
    auto shown = [](const std::string& value) { return value.empty() ? std::string("nothing") : value; };
    if (why.empty())
      why = (has_base_ ? "both sides changed " : "both sides added it, with different values for ") + what + ": " +
            shown(ours) + " and " + shown(theirs);
    return ours;
  }

  std::string why;

 private:
  bool has_base_;
};

}  // namespace

FieldMerged merge_field(const SyntaxTree& base_tree, const Unit* base, const SyntaxTree& ours_tree, const Unit& ours,
                        const SyntaxTree& theirs_tree, const Unit& theirs) {
  auto b = parts_of(base_tree, base), o = parts_of(ours_tree, &ours), t = parts_of(theirs_tree, &theirs);
  PartMerge merge(base != nullptr);
  auto type = merge.of(b.type, o.type, t.type, "its type");
  std::string line = "  " + ours.member->name + (type.empty() ? "" : " " + type);
  auto all = o.attributes;
  for (const auto& attribute : t.attributes)
    if (value_of(all, attribute.first).empty()) all.push_back(attribute);
  for (const auto& attribute : all) {
    const auto& name = attribute.first;
    auto merged =
        merge.of(value_of(b.attributes, name), value_of(o.attributes, name), value_of(t.attributes, name), "@" + name);
    if (!merged.empty()) line += " " + merged;
  }
  auto comment = merge.of(b.comment, o.comment, t.comment, "its comment");
  if (!comment.empty()) line += " " + comment;
  return {line, merge.why};
}

}  // namespace tributary::psl
