#include "psl/declaration_merge.hpp"

#include <algorithm>

#include "psl/align.hpp"
#include "psl/comments.hpp"
#include "psl/field_merge.hpp"
#include "psl/line_merge.hpp"
#include "psl/list_merge.hpp"
#include "psl/renames.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

std::string text_of(const Unit* unit) {
  return unit ? unit->text() : std::string();
}

// Merges one text; collects the conflicts on the way.
class Merger {
 public:
  Merger(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels, Take take)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels), take_(take) {}

  Merged run() {
    auto base = top_units(base_), ours = top_units(ours_), theirs = top_units(theirs_);
    follow_renames(base_, base, ours_, ours, theirs_, theirs);
    auto merged = merge_lists(base, ours, theirs, "\n",
                              [this](const Unit* b, const Unit* o, const Unit* t) { return declaration(b, o, t); });
    return {std::move(merged.text), std::move(conflicts_)};
  }

 private:
  std::string conflict(const Unit* b, const Unit* o, const Unit* t, const std::string& member, const std::string& why) {
    conflicts_.push_back({declaration_, member, why, 0});
    return undecided(take_, labels_, text_of(o), text_of(b), text_of(t));
  }

  // What is the same for declarations and members: one side alone, one side unchanged, both the same. False: both
  // changed.
  bool settled(const Unit* b, const Unit* o, const Unit* t, const std::string& member,
               std::optional<std::string>& out) {
    if (o && t) {
      if (same(*o, *t)) return out = b && o->text() == b->text() ? t->text() : o->text(), true;
      if (b && same(*t, *b)) return out = o->text(), true;
      if (b && same(*o, *b)) return out = t->text(), true;
      return false;
    }
    const Unit* left = o ? o : t;
    if (!b) return out = text_of(left), true;
    if (!left || same_but_for_comments(*left, *b)) return out = std::nullopt, true;
    out = conflict(b, o, t, member,
                   std::string(o ? labels_.theirs : labels_.ours) + " deleted it, " +
                       (o ? labels_.ours : labels_.theirs) + " changed it");
    return true;
  }

  std::optional<std::string> declaration(const Unit* b, const Unit* o, const Unit* t) {
    const Unit* any = o ? o : t ? t : b;
    declaration_ = any->item ? declaration_title(*any->item) : "";
    std::optional<std::string> out;
    if (settled(b, o, t, {}, out)) return out;
    if (!o->item || !t->item || (b && !b->item)) return lines(b, o, t);
    auto readable = [](const Unit* u) {
      return !u || (!u->item->closing.empty() &&
                    std::none_of(u->item->members.begin(), u->item->members.end(),
                                 [](const Member& m) { return m.kind == Member::Kind::invalid; }));
    };
    return readable(b) && readable(o) && readable(t) ? block(b, *o, *t) : lines(b, o, t);
  }

  std::string lines(const Unit* b, const Unit* o, const Unit* t) {
    auto merged = merge_lines(text_of(b), text_of(o), text_of(t), labels_, take_);
    if (!merged.clean)
      conflicts_.push_back({declaration_,
                            {},
                            "it cannot be read as a block of a schema, so its lines were merged, and they collide",
                            0});
    return merged.text;
  }

  std::string block(const Unit* b, const Unit& o, const Unit& t) {
    auto before = conflicts_.size();
    auto first = header(b, o, t);
    auto merged = merge_lists(b ? member_units(base_, *b->item) : UnitList{}, member_units(ours_, *o.item),
                              member_units(theirs_, *t.item), "",
                              [this](const Unit* mb, const Unit* mo, const Unit* mt) { return member(mb, mo, mt); });
    std::string text = ended(first) + ended(merged.text) + std::string(ours_.of(o.item->closing));
    if (conflicts_.size() == before && merged.changed) text = aligned_block(text);
    return comments(b, o, t) + text;
  }

  static std::string comments(const Unit* b, const Unit& o, const Unit& t) {
    return merged_comment_lines(b ? b->comments : std::string(), o.comments, t.comments);
  }

  std::string header(const Unit* b, const Unit& o, const Unit& t) {
    auto base = b ? std::string(base_.of(b->item->header)) : std::string();
    std::string ours(ours_.of(o.item->header)), theirs(theirs_.of(t.item->header));
    auto meaning = [](const std::string& line) { return meaning_of(without_plain_comments(line)); };
    if (meaning(ours) == meaning(theirs)) return base == ours ? theirs : ours;
    if (b && meaning(theirs) == meaning(base)) return ours;
    if (b && meaning(ours) == meaning(base)) return theirs;
    auto why = b && o.item->name != t.item->name
                   ? "both sides renamed " + b->item->name + ": " + o.item->name + " and " + t.item->name
                   : std::string("both sides changed its first line");
    conflicts_.push_back({declaration_, {}, why, 0});
    return undecided(take_, labels_, ours, base, theirs);
  }

  std::optional<std::string> member(const Unit* b, const Unit* o, const Unit* t) {
    const Unit* any = o ? o : t ? t : b;
    std::optional<std::string> out;
    if (settled(b, o, t, any->key, out)) return out;
    bool same_kind = o->kind == t->kind && (!b || b->kind == o->kind);
    if (!same_kind || !o->member || !t->member)
      return conflict(b, o, t, any->key, b ? "both sides changed it, differently" : "both sides added it, differently");
    auto merge = o->kind == "field" || o->kind == "value" ? merge_field : merge_other_member;
    auto merged = merge({base_, b}, {ours_, o}, {theirs_, t});
    if (!merged.why.empty()) return conflict(b, o, t, o->key, merged.why);
    return comments(b, *o, *t) + merged.line + "\n";
  }

  const SyntaxTree &base_, &ours_, &theirs_;
  const Labels& labels_;
  Take take_;
  std::string declaration_;
  std::vector<Conflict> conflicts_;
};

}  // namespace

Merged merge_declarations(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs,
                          const Labels& labels, Take take) {
  return Merger(base, ours, theirs, labels, take).run();
}

}  // namespace tributary::psl
