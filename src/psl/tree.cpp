#include "psl/tree.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "psl/attributes.hpp"
#include "psl/lexer.hpp"

namespace tributary::psl {

/// Reads blocks and their members line by line.
class Reader {
 public:
  explicit Reader(SyntaxTree& tree) : tree_(tree), lex_{tree.text_, tree.problems_} {}

  void read() {
    if (lex_.text.starts_with("\xEF\xBB\xBF")) lex_.at = 3;
    std::size_t begin = 0;
    while (lex_.at < lex_.text.size() || begin < lex_.at) {
      Item item = read_item();
      item.range = {begin, lex_.at};
      if (item.kind == Item::Kind::block) item.header.begin = begin;
      tree_.items_.push_back(std::move(item));
      begin = lex_.at;
    }
  }

 private:
  // The attributes and the comment at the end of a line; false where something else stands there.
  bool tail(Member& member) {
    for (;;) {
      lex_.blanks();
      if (lex_.line_end()) return true;
      if (lex_.comment_starts()) {
        member.comment.begin = lex_.at;
        lex_.take_comment();
        member.comment.end = lex_.at;
        return true;
      }
      if (lex_.peek() != '@') return false;
      member.attributes.push_back(read_attribute(lex_, lex_.peek(1) == '@' ? 2 : 1));
    }
  }

  Member invalid(Member member, const std::string& message) {
    lex_.problem(lex_.at, message);
    member.kind = Member::Kind::invalid;
    lex_.rest_of_line();
    return member;
  }

  Member read_member(const std::string& keyword) {
    Member member;
    lex_.blanks();
    if (lex_.line_end()) return member;
    if (lex_.comment_starts()) {
      member.kind = lex_.peek(1) == '/' && lex_.peek(2) == '/' ? Member::Kind::doc_comment : Member::Kind::comment;
      lex_.take_comment();
      return member;
    }
    if (lex_.peek() == '@' && lex_.peek(1) == '@') {
      member.kind = Member::Kind::attribute;
      member.attributes.push_back(read_attribute(lex_, 2));
      member.name = member.attributes[0].name;
      member.name_range = member.attributes[0].range;
      return tail(member) ? member : invalid(std::move(member), "nothing can follow a block attribute on its line");
    }
    auto begin = lex_.at;
    member.name = lex_.word();
    member.name_range = {begin, lex_.at};
    if (member.name.empty()) return invalid(std::move(member), "this line is no member of a block");
    return keyword == "enum" ? read_value(std::move(member)) : read_field_or_property(std::move(member));
  }

  Member read_value(Member member) {
    member.kind = Member::Kind::value;
    return tail(member) ? member
                        : invalid(std::move(member), "an enum value stands alone on its line, but for its attributes");
  }

  Member read_field_or_property(Member member) {
    lex_.blanks();
    if (lex_.peek() == '=') {
      ++lex_.at;
      lex_.blanks();
      member.kind = Member::Kind::property;
      member.expression = lex_.expression("}");
      return tail(member) ? member : invalid(std::move(member), "nothing can follow a value on its line");
    }
    if (lex_.peek() == ':') ++lex_.at, lex_.blanks();
    member.kind = Member::Kind::field;
    member.type = read_field_type(lex_);
    if (member.type.name.empty()) return invalid(std::move(member), "this field has no type");
    return tail(member) ? member : invalid(std::move(member), "only attributes can follow a field's type");
  }

  bool closing_brace_ahead() const {
    auto at = lex_.at;
    while (at < lex_.text.size() && blank_char(lex_.text[at])) ++at;
    return at < lex_.text.size() && lex_.text[at] == '}';
  }

  // `model User {` at the start of a line inside a block: the brace of the block before it was forgotten.
  bool header_ahead() const {
    for (std::string_view keyword : {"model", "view", "enum", "type", "datasource", "generator"}) {
      auto ahead = lex_.text.substr(lex_.at, keyword.size() + 1);
      if (!ahead.starts_with(keyword) || ahead.size() <= keyword.size() || !blank_char(ahead.back())) continue;
      auto end = std::min(lex_.text.find_first_of("{\n", lex_.at), lex_.text.size());
      auto line = lex_.text.substr(lex_.at, end + 1 - lex_.at);
      auto brace = line.find('{');
      auto name = brace == line.npos ? line.npos : line.find_first_not_of(" \t", keyword.size());
      if (name != line.npos && name < brace && (letter(line[name]) || line[name] == '_')) return true;
    }
    return false;
  }

  void read_block(Item& item) {
    item.header.end = lex_.at;
    lex_.blanks();
    if (lex_.comment_starts()) lex_.take_comment();
    if (lex_.line_end()) lex_.take_line_end();
    item.header.end = lex_.at;
    while (!lex_.done()) {
      if (closing_brace_ahead()) {
        item.closing.begin = lex_.at;
        lex_.blanks();
        ++lex_.at;
        lex_.blanks();
        if (lex_.comment_starts()) lex_.take_comment();
        if (!lex_.line_end()) lex_.problem(lex_.at, "nothing can follow a closing brace on its line");
        lex_.rest_of_line();
        lex_.take_line_end();
        item.closing.end = lex_.at;
        return;
      }
      if (header_ahead()) break;
      auto begin = lex_.at;
      Member member = read_member(item.keyword);
      if (lex_.line_end()) lex_.take_line_end();
      member.range = {begin, lex_.at};
      item.members.push_back(std::move(member));
    }
    item.closing = {lex_.at, lex_.at};
    lex_.problem(item.name_range.begin, item.keyword + " " + item.name + " has no closing brace");
  }

  Item read_item() {
    Item item;
    lex_.blanks();
    if (lex_.line_end()) {
      lex_.take_line_end();
      return item;
    }
    if (lex_.comment_starts()) {
      item.kind = lex_.peek(1) == '/' && lex_.peek(2) == '/' ? Item::Kind::doc_comment : Item::Kind::comment;
      lex_.take_comment();
      lex_.take_line_end();
      return item;
    }
    auto begin = lex_.at;
    item.keyword = lex_.word();
    lex_.blanks();
    auto name_begin = lex_.at;
    item.name = lex_.word();
    item.name_range = {name_begin, lex_.at};
    lex_.blanks();
    if (!item.keyword.empty() && lex_.peek() == '{') {
      ++lex_.at;
      item.kind = Item::Kind::block;
      read_block(item);
      return item;
    }
    bool alias = item.keyword == "type" && lex_.peek() == '=';
    item.kind = alias ? Item::Kind::type_alias : Item::Kind::invalid;
    if (!alias) lex_.problem(begin, "this line is neither a block nor a comment");
    lex_.rest_of_line();
    lex_.take_line_end();
    return item;
  }

  SyntaxTree& tree_;
  Lexer lex_;
};

SyntaxTree::SyntaxTree(std::string text) : text_(std::move(text)) {
  for (auto at = text_.find('\n'); at != text_.npos; at = text_.find('\n', at + 1)) line_ends_.push_back(at);
  Reader(*this).read();
}

int SyntaxTree::line(std::size_t byte) const {
  return 1 + static_cast<int>(std::lower_bound(line_ends_.begin(), line_ends_.end(), byte) - line_ends_.begin());
}

Position SyntaxTree::position(std::size_t byte) const {
  return positions({byte}).front();
}

std::vector<Position> SyntaxTree::positions(const std::vector<std::size_t>& ascending) const {
  std::vector<Position> out;
  std::size_t counted = 0;  // up to where the last one's line was counted
  Position last;
  for (auto byte : ascending) {
    byte = std::min(byte, text_.size());
    if (auto number = line(byte); number != last.line || byte < counted)
      last = {number, 1}, counted = number == 1 ? 0 : line_ends_[static_cast<std::size_t>(number) - 2] + 1;
    for (; counted < byte; ++counted) last.column += (static_cast<unsigned char>(text_[counted]) & 0xC0) != 0x80;
    out.push_back(last);
  }
  return out;
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

namespace {

// The four hexadecimal digits at `at`; nullopt where they are others.
std::optional<unsigned> code_unit(std::string_view source, std::size_t at) {
  unsigned unit = 0;
  if (at + 4 > source.size()) return std::nullopt;
  auto [end, error] = std::from_chars(source.data() + at, source.data() + at + 4, unit, 16);
  if (error != std::errc() || end != source.data() + at + 4) return std::nullopt;
  return unit;
}

void append_utf8(unsigned point, std::string& out) {
  auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) return void(out += static_cast<char>(point));
  if (point < 0x800) return void((out += static_cast<char>(0xC0 | point >> 6), tail(0)));
  if (point < 0x10000) return void((out += static_cast<char>(0xE0 | point >> 12), tail(6), tail(0)));
  out += static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0);
}

// `\u00e9`, or two of them for what lies beyond U+FFFF; `at` is on the u and is left on the last digit.
void append_escaped(std::string_view source, std::size_t& at, std::string& out) {
  auto unit = code_unit(source, at + 1);
  if (!unit) return void(out += 'u');
  at += 4;
  bool high = *unit >= 0xD800 && *unit < 0xDC00 && source.substr(at + 1, 2) == "\\u";
  auto low = high ? code_unit(source, at + 3) : std::nullopt;
  if (!low) return append_utf8(*unit, out);
  at += 6;
  append_utf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), out);
}

}  // namespace

std::string unquoted(std::string_view source) {
  if (source.size() < 2 || source.front() != '"' || source.back() != '"') return std::string(source);
  std::string out;
  for (std::size_t i = 1; i + 1 < source.size(); ++i) {
    if (source[i] != '\\' || i + 2 >= source.size()) {
      out += source[i];
      continue;
    }
    char c = source[++i];
    if (c == 'u' && i + 5 < source.size())
      append_escaped(source, i, out);
    else
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
  }
  return out;
}

}  // namespace tributary::psl
