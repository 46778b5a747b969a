#include "psl/declaration_merge.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "psl/align.hpp"
#include "psl/field_merge.hpp"
#include "psl/line_merge.hpp"
#include "psl/list_merge.hpp"
#include "psl/markers.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

std::string text_of(const Unit* unit) {
  return unit ? unit->text() : std::string();
}

// Merges one text; collects the conflicts on the way.
class Merger {
 public:
  Merger(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels) {}

  Merged run() {
    auto merged = merge_lists(top_units(base_), top_units(ours_), top_units(theirs_), "\n",
                              [this](const Unit* b, const Unit* o, const Unit* t) { return declaration(b, o, t); });
    return {std::move(merged.text), std::move(conflicts_)};
  }

 private:
  std::string conflict(const Unit* b, const Unit* o, const Unit* t, const std::string& member, const std::string& why) {
    conflicts_.push_back({declaration_, member, why, 0});
    return marked(labels_, text_of(o), text_of(b), text_of(t));
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
    if (!left || same(*left, *b)) return out = std::nullopt, true;
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
    auto merged = merge_lines(text_of(b), text_of(o), text_of(t), labels_);
    if (!merged.clean)
      conflicts_.push_back({declaration_,
                            {},
                            "it cannot be read as a block of a schema, so its lines were merged, and they collide",
                            0});
    return merged.text;
  }

  std::string block(const Unit* b, const Unit& o, const Unit& t) {
    auto before = conflicts_.size();
    std::string header =
        part(b ? std::string(base_.of(b->item->header)) : std::string(), std::string(ours_.of(o.item->header)),
             std::string(theirs_.of(t.item->header)), "its first line");
    auto merged = merge_lists(b ? member_units(base_, *b->item) : UnitList{}, member_units(ours_, *o.item),
                              member_units(theirs_, *t.item), "",
                              [this](const Unit* mb, const Unit* mo, const Unit* mt) { return member(mb, mo, mt); });
    std::string text = ended(header) + ended(merged.text) + std::string(ours_.of(o.item->closing));
    if (conflicts_.size() == before && merged.changed) text = aligned_block(text);
    return comments(b, o, t) + text;
  }

  // Comments are never lost: ours, and what theirs added.
  static std::string comments(const Unit* b, const Unit& o, const Unit& t) {
    if (b && meaning_of(o.comments) == meaning_of(b->comments)) return t.comments;
    std::string out = o.comments;
    std::set<std::string> known;
    for (const auto& side : {o.comments, b ? b->comments : std::string()})
      for (const auto& line : text::lines(side)) known.insert(text::trim(line));
    for (const auto& line : text::lines(t.comments))
      if (known.insert(text::trim(line)).second) out += line + "\n";
    return out;
  }

  std::string part(const std::string& b, const std::string& o, const std::string& t, const std::string& what) {
    if (meaning_of(o) == meaning_of(t) || meaning_of(t) == meaning_of(b)) return o;
    if (meaning_of(o) == meaning_of(b)) return t;
    conflicts_.push_back({declaration_, {}, "both sides changed " + what, 0});
    return marked(labels_, o, b, t);
  }

  std::optional<std::string> member(const Unit* b, const Unit* o, const Unit* t) {
    const Unit* any = o ? o : t ? t : b;
    std::optional<std::string> out;
    if (settled(b, o, t, any->key, out)) return out;
    bool fields = o->kind == t->kind && (!b || b->kind == o->kind) && (o->kind == "field" || o->kind == "value");
    if (!fields)
      return conflict(b, o, t, any->key, b ? "both sides changed it, differently" : "both sides added it, differently");
    auto merged = merge_field(base_, b, ours_, *o, theirs_, *t);
    if (!merged.why.empty()) return conflict(b, o, t, o->key, merged.why);
    return comments(b, *o, *t) + merged.line + "\n";
  }

  const SyntaxTree &base_, &ours_, &theirs_;
  const Labels& labels_;
  std::string declaration_;
  std::vector<Conflict> conflicts_;
};

}  // namespace

Merged merge_declarations(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs,
                          const Labels& labels) {
  return Merger(base, ours, theirs, labels).run();
}

}  // namespace tributary::psl
