#include "psl/tree.hpp"

#include <algorithm>

namespace tributary::psl {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool word_char(char c) {
  return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}
bool blank_char(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

/// Reads one text from left to right; `at_` is the next byte.
class Reader {
 public:
  explicit Reader(SyntaxTree& tree) : tree_(tree), text_(tree.text_) {}

  void read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    std::size_t begin = 0;
    while (at_ < text_.size() || begin < at_) {
      Item item = read_item();
      item.range = {begin, at_};
      if (item.kind == Item::Kind::block) item.header.begin = begin;
      tree_.items_.push_back(std::move(item));
      begin = at_;
    }
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool done() const { return at_ >= text_.size(); }
  bool line_end() const { return done() || peek() == '\n' || (peek() == '\r' && peek(1) == '\n'); }
  void blanks() {
    while (blank_char(peek())) ++at_;
  }
  void problem(std::size_t at, std::string message) { tree_.problems_.push_back({at, std::move(message)}); }

  std::string word() {
    auto begin = at_;
    while (!done() && word_char(peek())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  void rest_of_line() {
    while (!line_end()) ++at_;
  }
  void take_line_end() {
    if (peek() == '\r') ++at_;
    if (!done()) ++at_;
  }

  bool comment_starts() const { return peek() == '/' && (peek(1) == '/' || peek(1) == '*'); }
  // A `/* */` comment may span lines and ends with its line; an unclosed one ends with the text.
  void take_comment() {
    if (peek(1) == '*') {
      auto close = text_.find("*/", at_ + 2);
      if (close == text_.npos) problem(at_, "this comment is never closed");
      at_ = close == text_.npos ? text_.size() : close + 2;
    }
    rest_of_line();
  }

  void take_string() {
    auto begin = at_++;
    while (!line_end() && peek() != '"') at_ += peek() == '\\' && at_ + 1 < text_.size() ? 2 : 1;
    at_ = std::min(at_, text_.size());
    if (peek() == '"' && !done())
      ++at_;
    else
      problem(begin, "this text is never closed");
  }

  // `(…)` or `[…]` with everything in it, over several lines; false where it does not close.
  bool take_bracketed() {
    auto begin = at_;
    int depth = 0;
    while (!done()) {
      char c = peek();
      if (c == '"') {
        take_string();
        continue;
      }
      if (comment_starts()) {
        take_comment();
        continue;
      }
      if (c == '(' || c == '[') ++depth;
      if (c == '{' || c == '}') break;
      ++at_;
      if ((c == ')' || c == ']') && --depth == 0) return true;
    }
    at_ = begin;
    problem(begin, "this bracket is never closed");
    return false;
  }

  // An expression up to one of the stop characters outside brackets, blanks behind it left out.
  Range expression(std::string_view stops) {
    auto begin = at_, end = at_;
    while (!line_end() && stops.find(peek()) == stops.npos && !comment_starts()) {
      if (peek() == '"')
        take_string();
      else if (peek() == '(' || peek() == '[') {
        if (!take_bracketed()) rest_of_line();
      } else
        ++at_;
      if (!blank_char(text_[at_ - 1])) end = at_;
    }
    return {begin, end};
  }

  void skip_within_arguments() {
    for (;;) {
      if (blank_char(peek()) || peek() == '\n' || peek() == '\r')
        ++at_;
      else if (comment_starts())
        take_comment();
      else
        return;
      if (done()) return;
    }
  }

  std::vector<Argument> arguments(std::size_t end) {
    std::vector<Argument> out;
    ++at_;
    while (at_ + 1 < end) {
      skip_within_arguments();
      if (at_ + 1 >= end) break;
      if (peek() == ',') {
        ++at_;
        continue;
      }
      Argument argument;
      argument.range.begin = at_;
      auto save = at_;
      auto name = word();
      skip_within_arguments();
      if (!name.empty() && peek() == ':' && at_ < end) {
        argument.name = name;
        ++at_;
        skip_within_arguments();
      } else {
        at_ = save;
      }
      argument.value = argument_value(end);
      argument.range.end = argument.value.end;
      out.push_back(std::move(argument));
    }
    at_ = end;
    return out;
  }

  Range argument_value(std::size_t end) {
    auto begin = at_, last = at_;
    while (at_ + 1 < end && peek() != ',') {
      if (peek() == '"')
        take_string();
      else if (peek() == '(' || peek() == '[') {
        if (!take_bracketed()) at_ = end - 1;
      } else if (comment_starts()) {
        take_comment();
        continue;
      } else
        ++at_;
      char c = text_[at_ - 1];
      if (!blank_char(c) && c != '\n' && c != '\r') last = at_;
    }
    return {begin, std::min(last, end - 1)};
  }

  Attribute attribute(std::size_t signs) {
    Attribute out;
    out.range.begin = at_;
    at_ += signs;
    out.name = word();
    while (peek() == '.') {
      ++at_;
      out.name += "." + word();
    }
    auto after_name = at_;
    blanks();
    if (peek() == '(') {
      auto open = at_;
      auto problems = tree_.problems_.size();
      if (take_bracketed()) {
        auto end = at_;
        at_ = open;
        tree_.problems_.resize(problems);  // the strings inside are read a second time now
        out.arguments = arguments(end);
        after_name = end;
      }
    }
    at_ = after_name;
    out.range.end = at_;
    return out;
  }

  FieldType field_type() {
    FieldType type;
    type.range.begin = at_;
    bool old_list = peek() == '[';  // `[Type]`, refused by Prisma today, still a list
    if (old_list) ++at_;
    type.name = word();
    if (type.name == "Unsupported" && peek() == '(') {
      auto open = at_;
      if (take_bracketed()) {
        type.unsupported = true;
        auto inner = text_.substr(open + 1, at_ - open - 2);
        type.name = unquoted(inner);
      }
    }
    if (old_list && peek() == ']') ++at_, type.arity = FieldType::Arity::list;
    if (peek() == '[' && peek(1) == ']') at_ += 2, type.arity = FieldType::Arity::list;
    if (peek() == '?') {
      ++at_;
      if (type.arity == FieldType::Arity::required) type.arity = FieldType::Arity::optional;
    }
    type.range.end = at_;
    return type;
  }

  // The attributes and the comment at the end of a line; false where something else stands there.
  bool tail(Member& member) {
    for (;;) {
      blanks();
      if (line_end()) return true;
      if (comment_starts()) {
        member.comment.begin = at_;
        take_comment();
        member.comment.end = at_;
        return true;
      }
      if (peek() != '@') return false;
      member.attributes.push_back(attribute(peek(1) == '@' ? 2 : 1));
    }
  }

  Member invalid(Member member, const std::string& message) {
    problem(at_, message);
    member.kind = Member::Kind::invalid;
    rest_of_line();
    return member;
  }

  Member read_member(const std::string& keyword) {
    Member member;
    blanks();
    if (line_end()) return member;
    if (comment_starts()) {
      member.kind = peek(1) == '/' && peek(2) == '/' ? Member::Kind::doc_comment : Member::Kind::comment;
      take_comment();
      return member;
    }
    if (peek() == '@' && peek(1) == '@') {
      member.kind = Member::Kind::attribute;
      member.attributes.push_back(attribute(2));
      member.name = member.attributes[0].name;
      member.name_range = member.attributes[0].range;
      return tail(member) ? member : invalid(std::move(member), "nothing can follow a block attribute on its line");
    }
    auto begin = at_;
    member.name = word();
    member.name_range = {begin, at_};
    if (member.name.empty()) return invalid(std::move(member), "this line is no member of a block");
    return keyword == "enum" ? read_value(std::move(member)) : read_field_or_property(std::move(member));
  }

  Member read_value(Member member) {
    member.kind = Member::Kind::value;
    return tail(member) ? member
                        : invalid(std::move(member), "an enum value stands alone on its line, but for its attributes");
  }

  Member read_field_or_property(Member member) {
    blanks();
    if (peek() == '=') {
      ++at_;
      blanks();
      member.kind = Member::Kind::property;
      member.expression = expression("}");
      return tail(member) ? member : invalid(std::move(member), "nothing can follow a value on its line");
    }
    if (peek() == ':') ++at_, blanks();
    member.kind = Member::Kind::field;
    member.type = field_type();
    if (member.type.name.empty()) return invalid(std::move(member), "this field has no type");
    return tail(member) ? member : invalid(std::move(member), "only attributes can follow a field's type");
  }

  bool closing_brace_ahead() const {
    auto at = at_;
    while (at < text_.size() && blank_char(text_[at])) ++at;
    return at < text_.size() && text_[at] == '}';
  }

  // `model User {` at the start of a line inside a block: the brace of the block before it was forgotten.
  bool header_ahead() const {
    for (std::string_view keyword : {"model", "view", "enum", "type", "datasource", "generator"}) {
      auto ahead = text_.substr(at_, keyword.size() + 1);
      if (!ahead.starts_with(keyword) || ahead.size() <= keyword.size() || !blank_char(ahead.back())) continue;
      auto end = std::min(text_.find_first_of("{\n", at_), text_.size());
      auto line = text_.substr(at_, end + 1 - at_);
      auto brace = line.find('{');
      auto name = brace == line.npos ? line.npos : line.find_first_not_of(" \t", keyword.size());
      if (name != line.npos && name < brace && (letter(line[name]) || line[name] == '_')) return true;
    }
    return false;
  }

  void read_block(Item& item) {
    item.header.end = at_;
    blanks();
    if (comment_starts()) take_comment();
    if (line_end()) take_line_end();
    item.header.end = at_;
    while (!done()) {
      if (closing_brace_ahead()) {
        item.closing.begin = at_;
        blanks();
        ++at_;
        blanks();
        if (comment_starts()) take_comment();
        if (!line_end()) problem(at_, "nothing can follow a closing brace on its line");
        rest_of_line();
        take_line_end();
        item.closing.end = at_;
        return;
      }
      if (header_ahead()) break;
      auto begin = at_;
      Member member = read_member(item.keyword);
      if (line_end()) take_line_end();
      member.range = {begin, at_};
      item.members.push_back(std::move(member));
    }
    item.closing = {at_, at_};
    problem(item.name_range.begin, item.keyword + " " + item.name + " has no closing brace");
  }

  Item read_item() {
    Item item;
    blanks();
    if (line_end()) {
      take_line_end();
      return item;
    }
    if (comment_starts()) {
      item.kind = peek(1) == '/' && peek(2) == '/' ? Item::Kind::doc_comment : Item::Kind::comment;
      take_comment();
      take_line_end();
      return item;
    }
    auto begin = at_;
    item.keyword = word();
    blanks();
    auto name_begin = at_;
    item.name = word();
    item.name_range = {name_begin, at_};
    blanks();
    if (!item.keyword.empty() && peek() == '{') {
      ++at_;
      item.kind = Item::Kind::block;
      read_block(item);
      return item;
    }
    bool alias = item.keyword == "type" && peek() == '=';
    item.kind = alias ? Item::Kind::type_alias : Item::Kind::invalid;
    if (!alias) problem(begin, "this line is neither a block nor a comment");
    rest_of_line();
    take_line_end();
    return item;
  }

  SyntaxTree& tree_;
  std::string_view text_;
  std::size_t at_ = 0;
};

SyntaxTree::SyntaxTree(std::string text) : text_(std::move(text)) {
  for (auto at = text_.find('\n'); at != text_.npos; at = text_.find('\n', at + 1)) line_ends_.push_back(at);
  Reader(*this).read();
}

int SyntaxTree::line(std::size_t byte) const {
  return 1 + static_cast<int>(std::lower_bound(line_ends_.begin(), line_ends_.end(), byte) - line_ends_.begin());
}

Position SyntaxTree::position(std::size_t byte) const {
  Position position;
  auto head = std::string_view(text_).substr(0, std::min(byte, text_.size()));
  position.line = line(head.size());
  auto start = position.line == 1 ? 0 : line_ends_[static_cast<std::size_t>(position.line) - 2] + 1;
  auto characters = std::count_if(head.begin() + static_cast<std::ptrdiff_t>(start), head.end(),
                                  [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  position.column += static_cast<int>(characters);
  return position;
}

const Item* SyntaxTree::find(std::string_view keyword, std::string_view name) const {
  for (const auto& item : items_)
    if (item.kind == Item::Kind::block && item.keyword == keyword && item.name == name) return &item;
  return nullptr;
}

std::string SyntaxTree::print() const {
  std::string out;
  for (const auto& item : items_) {
    if (item.kind != Item::Kind::block) {
      out += of(item.range);
      continue;
    }
    out += of(item.header);
    for (const auto& member : item.members) out += of(member.range);
    out += of(item.closing);
  }
  return out;
}

std::string unquoted(std::string_view source) {
  if (source.size() < 2 || source.front() != '"' || source.back() != '"') return std::string(source);
  std::string out;
  for (std::size_t i = 1; i + 1 < source.size(); ++i) {
    if (source[i] != '\\' || i + 2 >= source.size()) {
      out += source[i];
      continue;
    }
    char c = source[++i];
    out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
  }
  return out;
}

}  // namespace tributary::psl
