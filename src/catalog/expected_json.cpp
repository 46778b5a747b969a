#include "catalog/expected_json.hpp"

#include <cstdlib>
#include <map>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "base/text.hpp"
#include "psl/tree.hpp"

namespace tributary::catalog {
namespace {

constexpr int deepest = 100;

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Rewrites a JSON text in one spelling: no blanks, keys sorted, the last of two equal ones kept.
class Canonical {
 public:
  explicit Canonical(const std::string& text) : text_(text) {}

  std::optional<std::string> whole() {
    auto out = value(0);
    blanks();
    return at_ == text_.size() ? out : std::nullopt;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (blank(peek())) ++at_;
  }

  std::optional<std::string> value(int depth) {
    blanks();
    if (depth > deepest) return std::nullopt;
    if (peek() == '{') return object(depth);
    if (peek() == '[') return array(depth);
    if (peek() == '"') return string();
    return scalar();
  }

  std::optional<std::string> scalar() {
    auto begin = at_;
    while (at_ < text_.size() && !blank(text_[at_]) &&
           std::string_view(",]}").find(text_[at_]) == std::string_view::npos)
      ++at_;
    auto word = text_.substr(begin, at_ - begin);
    if (word == "true" || word == "false" || word == "null") return word;
    if (word.empty() || word.find_first_not_of("0123456789+-.eE") != word.npos) return std::nullopt;
    // To Prisma 1500 is a whole number and 1.5e3 is none.
    return word.find_first_of(".eE") == word.npos ? word : fmt::format("{:g}.", std::strtod(word.c_str(), nullptr));
  }

  std::optional<std::string> string() {
    auto begin = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return std::nullopt;
    ++at_;
    // In one spelling of its escapes; a quote mark stands for the end of the text.
    auto plain = psl::unquoted(text_.substr(begin, at_ - begin));
    return '"' + text::replace_all(text::replace_all(plain, "\\", "\\\\"), "\"", "\\\"") + '"';
  }

  bool next_part(char closing, bool& bad, bool first) {
    blanks();
    if (peek() == closing) return ++at_, false;
    if (!first && peek() != ',') return bad = true, false;
    if (!first) ++at_;
    return true;
  }

  std::optional<std::string> array(int depth) {
    std::vector<std::string> items;
    bool bad = false;
    for (++at_; next_part(']', bad, items.empty());) {
      auto item = value(depth + 1);
      if (!item) return std::nullopt;
      items.push_back(*item);
    }
    if (bad) return std::nullopt;
    return "[" + text::join(items, ",") + "]";
  }

  std::optional<std::string> object(int depth) {
    std::map<std::string, std::string> members;
    bool bad = false;
    for (++at_; next_part('}', bad, members.empty());) {
      blanks();
      if (peek() != '"') return std::nullopt;
      auto key = string();
      blanks();
      if (!key || peek() != ':') return std::nullopt;
      ++at_;
      auto item = value(depth + 1);
      if (!item) return std::nullopt;
      members[*key] = *item;
    }
    if (bad) return std::nullopt;
    std::string out;
    for (const auto& [key, item] : members) out += (out.empty() ? "" : ",") + key + ":" + item;
    return "{" + out + "}";
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

}  // namespace

bool same_json(const std::string& left, const std::string& right) {
  auto a = Canonical(left).whole(), b = Canonical(right).whole();
  return !a || !b || *a == *b;
}

}  // namespace tributary::catalog
