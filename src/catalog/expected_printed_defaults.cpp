// What pg_get_expr() prints of a default, read as Prisma's describer reads it (sql-schema-describer's
// postgres/default): a literal of the column's family with its cast, now(), nextval(); anything else stays an
// expression.
#include <optional>

#include "base/text.hpp"
#include "catalog/expected_defaults.hpp"

namespace tributary::catalog {
namespace {

bool word_begin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  char peek() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool done() { return peek() == '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  std::string word() {
    peek();
    auto begin = at_;
    while (at_ < text_.size() && (word_begin(text_[at_]) || digit(text_[at_]) || text_[at_] == '$')) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string digits() {
    peek();
    auto begin = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::optional<std::string> string() {
    bool escapes = peek() == 'E' && at_ + 1 < text_.size() && text_[at_ + 1] == '\'';
    if (escapes) ++at_;
    if (peek() != '\'') return std::nullopt;
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'' && at_ + 1 < text_.size() && text_[at_ + 1] == '\'')
        ++at_;
      else if (text_[at_] == '\'')
        break;
      else if (escapes && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        char c = text_[++at_];
        out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
        continue;
      }
      out += text_[at_];
    }
    ++at_;
    skip_cast();
    return out;
  }

  /// `::character varying(10)[]`, `::public."Role"`
  void skip_cast() {
    if (peek() != ':') return;
    ++at_;
    take(':');
    for (;;) {
      char c = peek();
      if (c == '"')
        at_ = text_.find('"', at_ + 1) == text_.npos ? text_.size() : text_.find('"', at_ + 1) + 1;
      else if (word_begin(c))
        word();
      else if (c == '.')
        ++at_;
      else
        break;
    }
    if (take('('))
      while (!done() && !take(')')) ++at_;
    if (take('[')) take(']');
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Default value(Family family, std::string text) {
  return {Default::Kind::value, family, std::move(text), {}};
}

std::optional<Default> number(Scanner& scan, Family family) {
  auto sign = scan.take('-') ? "-" : "";
  auto whole = scan.digits();
  if (whole.empty()) return std::nullopt;
  if (family == Family::real && scan.take('.')) whole += "." + scan.digits();
  return value(family, sign + whole);
}

bool all_number(const std::string& text, Family family) {
  Scanner scan(text);
  return number(scan, family) && scan.done();
}

std::optional<Default> read_number(Scanner& scan, Family family) {
  if (auto text = scan.string()) {
    if (!all_number(*text, family)) return std::nullopt;
    return value(family, *text);
  }
  bool bracketed = family == Family::real && scan.take('(');
  auto out = number(scan, family);
  if (bracketed && !scan.take(')')) return std::nullopt;
  if (out && family == Family::real) scan.skip_cast();
  return out;
}

// nextval('"a_seq"'::regclass), nextval(('a_seq'::text)::regclass)
std::optional<Default> read_sequence(Scanner& scan) {
  if (text::lower(scan.word()) != "nextval" || !scan.take('(')) return std::nullopt;
  scan.take('(');
  auto name = scan.string();
  if (!name || !scan.take(')')) return std::nullopt;
  scan.skip_cast();
  scan.take(')');
  return Default{Default::Kind::sequence, Family::integer, *name, {}};
}

std::optional<Default> read_boolean(Scanner& scan) {
  auto word = text::lower(scan.word());
  if (word == "true" || word == "t") return value(Family::boolean, "true");
  if (word == "false" || word == "f") return value(Family::boolean, "false");
  return std::nullopt;
}

std::optional<Default> read_moment(Scanner& scan) {
  auto word = text::lower(scan.word());
  if (scan.take('(') && !scan.take(')')) return std::nullopt;
  scan.skip_cast();
  if (word != "now" && word != "current_timestamp") return std::nullopt;
  return Default{Default::Kind::now, Family::date_time, "", {}};
}

std::optional<Default> read_text(Scanner& scan, Family family) {
  auto text = scan.string();
  if (!text) return std::nullopt;
  if (family != Family::bytes) return value(family, *text);
  bool hex = text->starts_with("\\x") && text->size() % 2 == 0;
  if (!hex) return std::nullopt;
  return value(family, text->substr(2));
}

std::optional<Default> read_one(Scanner& scan, Family family) {
  switch (family) {
    case Family::integer:
      return word_begin(scan.peek()) ? read_sequence(scan) : read_number(scan, family);
    case Family::real:
      return read_number(scan, family);
    case Family::boolean:
      return read_boolean(scan);
    case Family::date_time:
      return read_moment(scan);
    case Family::text:
    case Family::json:
    case Family::bytes:
    case Family::enumeration:
      return read_text(scan, family == Family::json ? Family::text : family);
    case Family::uuid:
    case Family::unsupported:
      break;
  }
  return std::nullopt;
}

// ARRAY['a'::text, 'b'::text], (ARRAY[…])::character varying(10)[]
std::optional<Default> read_array(Scanner& scan, Family family) {
  scan.take('(');
  if (text::lower(scan.word()) != "array" || !scan.take('[')) return std::nullopt;
  Default list{Default::Kind::list, family, "", {}};
  while (!scan.take(']')) {
    auto item = read_one(scan, family);
    if (!item || item->kind != Default::Kind::value) return std::nullopt;
    list.items.push_back(*item);
    if (!scan.take(',') && scan.peek() != ']') return std::nullopt;
  }
  return list;
}

// '{a,"b c"}'::text[]
std::optional<Default> read_array_text(Scanner& scan, Family family) {
  auto text = scan.string();
  if (!text || text->size() < 2 || text->front() != '{' || text->back() != '}') return std::nullopt;
  Default list{Default::Kind::list, family, "", {}};
  std::string item;
  bool in_quotes = false, any = false;
  for (std::size_t i = 1; i + 1 < text->size(); ++i) {
    char c = (*text)[i];
    any = true;
    if (c == '\\' && i + 2 < text->size())
      item += (*text)[++i];
    else if (c == '"')
      in_quotes = !in_quotes;
    else if (c == ',' && !in_quotes)
      list.items.push_back(value(family, std::move(item))), item.clear();
    else
      item += c;
  }
  if (any) list.items.push_back(value(family, std::move(item)));
  if (family == Family::boolean)
    for (auto& one : list.items) one.text = one.text == "t" ? "true" : one.text == "f" ? "false" : one.text;
  return list;
}

std::optional<Default> read_list(Scanner& scan, Family family) {
  if (scan.peek() == '\'') return read_array_text(scan, family);
  return read_array(scan, family);
}

// The default schema is in the search path of Prisma's own connection, so that it reads its names bare.
std::string bare(const std::string& expression, const std::string& schema) {
  std::string out, prefix = schema + ".";
  bool in_text = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    if (expression[i] == '\'') in_text = !in_text;
    bool begins = i == 0 || !(word_begin(expression[i - 1]) || digit(expression[i - 1]) || expression[i - 1] == '.');
    if (!in_text && begins && expression.compare(i, prefix.size(), prefix) == 0) i += prefix.size();
    if (i < expression.size()) out += expression[i];
  }
  return out;
}

}  // namespace

Default printed_default(const std::string& expression, const Type& type, const std::string& default_schema) {
  if (expression.empty() || expression.starts_with("NULL")) return {};
  Scanner scan(expression);
  auto read = type.list ? read_list(scan, type.family) : read_one(scan, type.family);
  if (read && (type.list || scan.done())) return *read;
  return {Default::Kind::generated, Family::text, bare(expression, default_schema), {}};
}

}  // namespace tributary::catalog
