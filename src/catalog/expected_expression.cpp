#include "catalog/expected_expression.hpp"

#include "psl/tree.hpp"

namespace tributary::catalog {
namespace {

constexpr int deepest = 20;

bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) {}

  Expression whole() {
    auto out = expression(0);
    blanks();
    return at_ == source_.size() ? out : Expression{};
  }

 private:
  char peek() const { return at_ < source_.size() ? source_[at_] : '\0'; }

  void blanks() {
    for (;;) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r')
        ++at_;
      else if (source_.substr(at_, 2) == "//")
        at_ = std::min(source_.find('\n', at_), source_.size());
      else
        return;
    }
  }

  Expression expression(int depth) {
    blanks();
    Expression out;
    if (depth > deepest) return out;
    if (peek() == '"') return {Expression::Kind::text, quoted(), {}};
    if (peek() == '[') {
      out.kind = Expression::Kind::list;
      return parts(out, ']', depth) ? out : Expression{};
    }
    out.text = word();
    if (out.text.empty()) return out;
    char first = out.text[0] == '-' && out.text.size() > 1 ? out.text[1] : out.text[0];
    out.kind = digit(first) ? Expression::Kind::number : Expression::Kind::word;
    blanks();
    if (peek() != '(') return out;
    out.kind = Expression::Kind::call;
    return parts(out, ')', depth) ? out : Expression{};
  }

  bool parts(Expression& out, char closing, int depth) {
    ++at_;
    for (;;) {
      blanks();
      if (peek() == closing) return ++at_, true;
      if (peek() == ',') {
        ++at_;
        continue;
      }
      Argument part;
      auto before = at_;
      part.name = word();
      blanks();
      if (!part.name.empty() && peek() == ':')
        ++at_;
      else
        at_ = before, part.name.clear();
      part.value = expression(depth + 1);
      if (part.value.kind == Expression::Kind::none) return false;
      out.parts.push_back(std::move(part));
    }
  }

  std::string word() {
    auto begin = at_;
    while (at_ < source_.size() && word_char(source_[at_])) ++at_;
    return std::string(source_.substr(begin, at_ - begin));
  }

  std::string quoted() {
    auto begin = at_++;
    while (at_ < source_.size() && source_[at_] != '"') at_ += source_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_ + 1, source_.size());
    return psl::unquoted(source_.substr(begin, at_ - begin));
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

}  // namespace

const Expression* Expression::find(std::string_view name) const {
  for (const auto& part : parts)
    if (part.name == name) return &part.value;
  return nullptr;
}

std::string Expression::word_of(std::string_view name) const {
  const auto* found = find(name);
  return found ? found->text : "";
}

Expression read_expression(std::string_view source) {
  return Reader(source).whole();
}

}  // namespace tributary::catalog
