#include "psl/field_merge.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"
#include "psl/argument_merge.hpp"
#include "psl/comments.hpp"

namespace tributary::psl {
namespace {

using Attributes = std::vector<std::pair<std::string, AttributeIn>>;  // by name without @

constexpr auto two_documents = "both sides changed its documentation";

// One field as its parts.
struct Parts {
  std::string type, comment;
  Attributes attributes;

  AttributeIn find(const std::string& name) const {
    for (const auto& attribute : attributes)
      if (attribute.first == name) return attribute.second;
    return {};
  }
};

Parts parts_of(MemberIn in) {
  if (!in.unit) return {};
  const auto& member = *in.unit->member;
  Parts out{std::string(in.tree.of(member.type.range)), std::string(in.tree.of(member.comment)), {}};
  for (const auto& attribute : member.attributes)  // @db.VarChar and @db.Text are two values of one thing
    out.attributes.emplace_back(attribute.name.starts_with("db.") ? "db" : attribute.name,
                                AttributeIn{&in.tree, &attribute});
  return out;
}

std::string text_of(AttributeIn in) {
  return in.attribute ? std::string(in.tree->of(in.attribute->range)) : std::string();
}

// The part that one side alone changed; where both did, ours and a reason. What both added must be the same in each
// part: to leave an attribute out is a decision too.
class PartMerge {
 public:
  explicit PartMerge(bool has_base) : has_base_(has_base) {}

  std::string of(const std::string& base, const std::string& ours, const std::string& theirs, const std::string& what) {
    auto b = meaning_of(base), o = meaning_of(ours), t = meaning_of(theirs);
    if (o == t || (has_base_ && t == b)) return ours;
    if (has_base_ && o == b) return theirs;
    auto shown = [](const std::string& value) { return value.empty() ? std::string("nothing") : value; };
    if (why.empty())
      why = (has_base_ ? "both sides changed " : "both sides added it, with different values for ") + what + ": " +
            shown(ours) + " and " + shown(theirs);
    return ours;
  }

  std::string of(AttributeIn base, AttributeIn ours, AttributeIn theirs, const std::string& what) {
    PartMerge whole(has_base_);
    auto merged = whole.of(text_of(base), text_of(ours), text_of(theirs), what);
    if (whole.why.empty()) return merged;
    if (auto arguments = ours.attribute ? merge_arguments(base, ours, theirs) : std::nullopt) return *arguments;
    if (why.empty()) why = whole.why;
    return merged;
  }

  std::string why;

 private:
  bool has_base_;
};

// A member without the comment at its end.
std::string code_of(MemberIn in) {
  if (!in.unit) return {};
  std::string body = in.unit->body;
  const auto& comment = in.unit->member->comment;
  if (!comment.empty()) body = body.substr(0, comment.begin - in.unit->member->range.begin);
  return text::trim(body);
}

std::string comment_of(MemberIn in) {
  return in.unit ? std::string(in.tree.of(in.unit->member->comment)) : std::string();
}

AttributeIn attribute_of(MemberIn in) {
  if (!in.unit || in.unit->kind != "attribute") return {};
  return {&in.tree, &in.unit->member->attributes.at(0)};
}

std::string documentation_of(MemberIn in) {
  return in.unit ? meaning_of(without_plain_comments(in.unit->comments)) : std::string();
}

std::string expression_of(MemberIn in) {
  return in.unit ? std::string(in.tree.of(in.unit->member->expression)) : std::string();
}

// Nullopt: no part of it is a list or an argument that one side alone changed.
std::optional<std::string> merge_inside(MemberIn base, MemberIn ours, MemberIn theirs) {
  if (ours.unit->kind != theirs.unit->kind || (base.unit && base.unit->kind != ours.unit->kind)) return std::nullopt;
  if (ours.unit->kind == "attribute")
    return merge_arguments(attribute_of(base), attribute_of(ours), attribute_of(theirs));
  if (ours.unit->kind != "property") return std::nullopt;
  auto list = merge_list_items(expression_of(base), expression_of(ours), expression_of(theirs));
  return list ? std::optional(ours.unit->member->name + " = " + *list) : std::nullopt;
}

void add_comment(FieldMerged& merged, const std::string& base, const std::string& ours, const std::string& theirs) {
  auto comment = merged_end_comment(base, ours, theirs);
  if (!comment && merged.why.empty()) merged.why = two_documents;
  if (comment && !comment->empty()) merged.line += " " + *comment;
}

}  // namespace

FieldMerged merge_field(MemberIn base, MemberIn ours, MemberIn theirs) {
  auto b = parts_of(base), o = parts_of(ours), t = parts_of(theirs);
  PartMerge merge(base.unit != nullptr);
  auto type = merge.of(b.type, o.type, t.type, "its type");
  std::string line = "  " + ours.unit->member->name + (type.empty() ? "" : " " + type);
  auto all = o.attributes;
  for (const auto& attribute : t.attributes)
    if (!o.find(attribute.first).attribute) all.push_back(attribute);
  for (const auto& attribute : all) {
    const auto& name = attribute.first;
    auto merged = merge.of(b.find(name), o.find(name), t.find(name), "@" + name);
    if (!merged.empty()) line += " " + merged;
  }
  FieldMerged out{line, merge.why};
  add_comment(out, b.comment, o.comment, t.comment);
  return out;
}

FieldMerged merge_other_member(MemberIn base, MemberIn ours, MemberIn theirs) {
  auto differently = base.unit ? "both sides changed it, differently" : "both sides added it, differently";
  auto b = code_of(base), o = code_of(ours), t = code_of(theirs);
  FieldMerged out;
  if (meaning_of(o) == meaning_of(t) || (base.unit && meaning_of(t) == meaning_of(b)))
    out.line = "  " + o;
  else if (base.unit && meaning_of(o) == meaning_of(b))
    out.line = "  " + t;
  else if (auto inside = merge_inside(base, ours, theirs))
    out.line = "  " + *inside;
  else
    return {"  " + o, differently};
  auto db = documentation_of(base), d_o = documentation_of(ours), dt = documentation_of(theirs);
  if (d_o != dt && d_o != db && dt != db) return {out.line, base.unit ? two_documents : differently};
  add_comment(out, comment_of(base), comment_of(ours), comment_of(theirs));
  return out;
}

}  // namespace tributary::psl
