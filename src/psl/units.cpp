#include "psl/units.hpp"

#include <map>
#include <set>

namespace tributary::psl {
namespace {

bool word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Gathers blank lines and comments until the unit they belong to comes.
class Gatherer {
 public:
  explicit Gatherer(UnitList& list) : list_(list) {}

  void blank(std::string_view text) {
    flush_comments();
    before_ += text;
  }
  void comment(std::string_view text) { comments_ += text; }
  void unit(Unit unit) {
    unit.before = std::move(before_);
    unit.comments = std::move(comments_);
    before_.clear(), comments_.clear();
    add(std::move(unit));
  }
  void end() {
    flush_comments();
    list_.tail = std::move(before_);
  }

 private:
  void flush_comments() {
    if (comments_.empty()) return;
    Unit loose;
    loose.kind = "comment";
    loose.key = "comment " + meaning_of(comments_);
    loose.before = std::move(before_);
    loose.body = std::move(comments_);
    before_.clear(), comments_.clear();
    add(std::move(loose));
  }
  void add(Unit unit) {
    auto key = unit.key;
    auto& copies = copies_[key];
    while (!keys_.insert(unit.key).second) unit.key = key + " #" + std::to_string(++copies + 1);
    list_.units.push_back(std::move(unit));
  }

  UnitList& list_;
  std::set<std::string> keys_;
  std::map<std::string, int> copies_;  // of each key, so that thousands of equal ones are not counted from the start
  std::string before_, comments_;
};

std::string attribute_key(const SyntaxTree& tree, const Attribute& attribute) {
  if (attribute.name != "index" && attribute.name != "unique" && attribute.name != "fulltext")
    return "@@" + attribute.name;
  for (const auto& argument : attribute.arguments)
    if (argument.name.empty() || argument.name == "fields")
      return "@@" + attribute.name + "(" + meaning_of(tree.of(argument.value)) + ")";
  return "@@" + attribute.name;
}

Unit member_unit(const SyntaxTree& tree, const Member& member) {
  Unit unit;
  unit.member = &member;
  unit.body = tree.of(member.range);
  switch (member.kind) {
    case Member::Kind::field:
      unit.kind = "field", unit.key = member.name;
      break;
    case Member::Kind::value:
      unit.kind = "value", unit.key = member.name;
      break;
    case Member::Kind::property:
      unit.kind = "property", unit.key = member.name;
      break;
    case Member::Kind::attribute:
      unit.kind = "attribute", unit.key = attribute_key(tree, member.attributes.at(0));
      break;
    default:
      unit.kind = "invalid", unit.key = "invalid " + meaning_of(unit.body);
  }
  return unit;
}

}  // namespace

std::string meaning_of(std::string_view text) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      gap = true, ++at;
      continue;
    }
    if (gap && !out.empty() && word_byte(out.back()) && word_byte(c)) out += ' ';
    gap = false;
    auto end = at + 1;
    if (c == '"') {
      while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end + 1, text.size());
    } else if (c == '/' && text.substr(at, 2) == "//") {
      end = std::min(text.find('\n', at), text.size());
      auto comment = text.substr(at, end - at);
      while (!comment.empty() && (comment.back() == ' ' || comment.back() == '\t' || comment.back() == '\r'))
        comment.remove_suffix(1);
      out.append(comment);
      out += '\n';
      at = end;
      continue;
    }
    out.append(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string declaration_key(const Item& item) {
  bool shared = item.keyword == "model" || item.keyword == "view" || item.keyword == "type" || item.keyword == "enum";
  return (shared ? "declaration " : item.keyword + " ") + item.name;
}

std::string declaration_title(const Item& item) {
  return item.keyword + " " + item.name;
}

UnitList top_units(const SyntaxTree& tree) {
  UnitList list;
  Gatherer gather(list);
  for (const auto& item : tree.items()) {
    auto text = tree.of(item.range);
    if (item.kind == Item::Kind::blank)
      gather.blank(text);
    else if (item.kind == Item::Kind::comment || item.kind == Item::Kind::doc_comment)
      gather.comment(text);
    else {
      Unit unit;
      unit.body = text;
      bool block = item.kind == Item::Kind::block;
      unit.kind = block ? "block" : "invalid";
      unit.key = block                                 ? declaration_key(item)
                 : item.kind == Item::Kind::type_alias ? "declaration " + item.name
                                                       : "invalid " + meaning_of(unit.body);
      if (block) unit.item = &item;
      gather.unit(std::move(unit));
    }
  }
  gather.end();
  return list;
}

UnitList member_units(const SyntaxTree& tree, const Item& block) {
  UnitList list;
  Gatherer gather(list);
  for (const auto& member : block.members) {
    auto text = tree.of(member.range);
    if (member.kind == Member::Kind::blank)
      gather.blank(text);
    else if (member.kind == Member::Kind::comment || member.kind == Member::Kind::doc_comment)
      gather.comment(text);
    else
      gather.unit(member_unit(tree, member));
  }
  gather.end();
  return list;
}

}  // namespace tributary::psl
