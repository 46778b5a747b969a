#include "psl/merge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "psl/align.hpp"
#include "psl/line_merge.hpp"
#include "psl/list_merge.hpp"
#include "psl/tree.hpp"
#include "psl/units.hpp"

namespace tributary::psl {
namespace {

constexpr std::string_view bom = "\xEF\xBB\xBF";

// All of its lines end with CRLF. A text of mixed line ends is left as it is: what was not touched must not change.
bool all_crlf(std::string_view text) {
  bool any = false;
  for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; ++at) {
    if (at == 0 || text[at - 1] != '\r') return false;
    any = true;
  }
  return any;
}

std::string ended(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

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
  std::string marked(const std::string& ours, const std::string& base, const std::string& theirs) const {
    return "<<<<<<< " + labels_.ours + "\n" + ended(ours) + "||||||| " + labels_.base + "\n" + ended(base) +
           "=======\n" + ended(theirs) + ">>>>>>> " + labels_.theirs + "\n";
  }

  std::string conflict(const Unit* b, const Unit* o, const Unit* t, const std::string& member, const std::string& why) {
    conflicts_.push_back({declaration_, member, why, 0});
    return marked(text_of(o), text_of(b), text_of(t));
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
    return marked(o, b, t);
  }

  std::optional<std::string> member(const Unit* b, const Unit* o, const Unit* t) {
    const Unit* any = o ? o : t ? t : b;
    std::optional<std::string> out;
    if (settled(b, o, t, any->key, out)) return out;
    bool fields = o->kind == t->kind && (!b || b->kind == o->kind) && (o->kind == "field" || o->kind == "value");
    if (!fields)
      return conflict(b, o, t, any->key, b ? "both sides changed it, differently" : "both sides added it, differently");
    return field(b, *o, *t);
  }

  // Both sides changed one field: its type, each attribute and its comment are merged on their own.
  std::string field(const Unit* b, const Unit& o, const Unit& t) {
    std::string why;
    auto three = [&](const std::string& vb, const std::string& vo, const std::string& vt, const std::string& what) {
      auto mb = meaning_of(vb), mo = meaning_of(vo), mt = meaning_of(vt);
      if (mo == mt || mt == mb) return vo;
      if (mo == mb) return vt;
      auto shown = [](const std::string& value) { return value.empty() ? std::string("nothing") : value; };
      if (why.empty())
        why = std::string(b ? "both sides changed " : "both sides added it, with different values for ") + what + ": " +
              shown(vo) + " and " + shown(vt);
      return vo;
    };
    auto type =
        three(b ? std::string(base_.of(b->member->type.range)) : "", std::string(ours_.of(o.member->type.range)),
              std::string(theirs_.of(t.member->type.range)), "its type");
    auto in_base = b ? attributes(base_, *b->member) : Attributes{};
    auto in_ours = attributes(ours_, *o.member), in_theirs = attributes(theirs_, *t.member);
    std::string line = "  " + o.member->name + (type.empty() ? "" : " " + type);
    Attributes all = in_ours;
    for (const auto& attribute : in_theirs)
      if (!value(all, attribute.first)) all.push_back(attribute);
    for (const auto& [name, text] : all) {
      auto merged =
          three(value_or_none(in_base, name), value_or_none(in_ours, name), value_or_none(in_theirs, name), "@" + name);
      if (!merged.empty()) line += " " + merged;
    }
    auto comment = three(b ? std::string(base_.of(b->member->comment)) : "", std::string(ours_.of(o.member->comment)),
                         std::string(theirs_.of(t.member->comment)), "its comment");
    if (!comment.empty()) line += " " + comment;
    if (!why.empty()) return conflict(b, &o, &t, o.key, why);
    return comments(b, o, t) + line + "\n";
  }

  using Attributes = std::vector<std::pair<std::string, std::string>>;
  static Attributes attributes(const SyntaxTree& tree, const Member& member) {
    Attributes out;
    for (const auto& attribute : member.attributes)  // @db.VarChar and @db.Text are two values of one thing
      out.emplace_back(attribute.name.starts_with("db.") ? "db" : attribute.name, tree.of(attribute.range));
    return out;
  }
  static const std::string* value(const Attributes& attributes, const std::string& name) {
    for (const auto& attribute : attributes)
      if (attribute.first == name) return &attribute.second;
    return nullptr;
  }
  static std::string value_or_none(const Attributes& attributes, const std::string& name) {
    auto* found = value(attributes, name);
    return found ? *found : std::string();
  }

  const SyntaxTree &base_, &ours_, &theirs_;
  const Labels& labels_;
  std::string declaration_;
  std::vector<Conflict> conflicts_;
};

// What no input had and the clean result has: each gets markers around the member it is about.
class AfterMerge {
 public:
  AfterMerge(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels) {}

  Merged look(std::string text) {
    auto damage = merge_damage(text);
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
    return "<<<<<<< " + labels_.ours + "\n" + ended(ours) + "||||||| " + labels_.base + "\n" + ended(base) +
           "=======\n" + ended(theirs) + ">>>>>>> " + labels_.theirs + "\n";
  }

  const SyntaxTree &base_, &ours_, &theirs_;
  const Labels& labels_;
};

// Where a block is never closed, nothing behind it can be trusted to stand where it seems to: the smallest piece that
// can be merged by line is the whole text.
bool every_block_closed(const SyntaxTree& tree) {
  return std::none_of(tree.items().begin(), tree.items().end(),
                      [](const Item& item) { return item.kind == Item::Kind::block && item.closing.empty(); });
}

Merged merge_trees(const SyntaxTree& base, const SyntaxTree& ours, const SyntaxTree& theirs, const Labels& labels) {
  if (every_block_closed(base) && every_block_closed(ours) && every_block_closed(theirs))
    return Merger(base, ours, theirs, labels).run();
  auto lines = merge_lines(base.text(), ours.text(), theirs.text(), labels);
  Merged out{std::move(lines.text), {}};
  if (!lines.clean)
    out.conflicts.push_back({"", "", "a block is never closed, so the text was merged by line, and lines collide", 0});
  return out;
}

void number_lines(Merged& merged) {
  std::vector<int> starts;
  int line = 1;
  for (const auto& text : text::lines(merged.text)) {
    if (text.starts_with("<<<<<<< ")) starts.push_back(line);
    ++line;
  }
  for (std::size_t i = 0; i < merged.conflicts.size() && starts.size() == merged.conflicts.size(); ++i)
    merged.conflicts[i].line = starts[i];
}

}  // namespace

Merged merge(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels) {
  if (theirs == base || ours == theirs) return {std::string(ours), {}};
  if (ours == base) return {std::string(theirs), {}};
  bool has_bom = ours.starts_with(bom), crlf = all_crlf(ours), mixed = !crlf && ours.find('\r') != ours.npos;
  auto tree_of = [](std::string_view text, bool as_it_is) {
    std::string bare(text.starts_with(bom) ? text.substr(bom.size()) : text);
    return SyntaxTree(as_it_is ? bare : text::replace_all(bare, "\r\n", "\n"));
  };
  auto b = tree_of(base, mixed), o = tree_of(ours, mixed), t = tree_of(theirs, mixed);
  auto merged = merge_trees(b, o, t, labels);
  if (merged.conflicts.empty()) merged = AfterMerge(b, o, t, labels).look(std::move(merged.text));
  number_lines(merged);
  if (crlf) merged.text = text::replace_all(merged.text, "\n", "\r\n");
  if (has_bom) merged.text.insert(0, bom);
  return merged;
}

std::vector<int> conflict_marker_lines(std::string_view text) {
  std::vector<int> out;
  int number = 0;
  for (const auto& line : text::lines(text)) {
    ++number;
    for (std::string_view marker : {"<<<<<<<", "|||||||", "=======", ">>>>>>>"})
      if (line.starts_with(marker) && (line.size() == 7 || line[7] == ' ')) out.push_back(number);
  }
  return out;
}

}  // namespace tributary::psl
