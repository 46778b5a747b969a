#include "prisma/env.hpp"

#include <set>

#include "base/text.hpp"

namespace tributary::prisma {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\v' || c == '\r';
}
bool is_key(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}
bool is_name(char c) {
  return is_key(c) && c != '.' && c != '-';
}

// dotenv is one regular expression; this follows it alternative by alternative.
class EnvReader {
 public:
  explicit EnvReader(std::string text) : text_(std::move(text)) {}

  std::map<std::string, std::string> read() {
    while (at_ < text_.size())
      if (!read_assignment()) skip_line();
    return std::move(values_);
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
  }
  void skip_line() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
    ++at_;
  }

  bool read_assignment() {
    skip_blanks();
    if (text_.compare(at_, 6, "export") == 0 && at_ + 6 < text_.size() && is_blank(text_[at_ + 6])) {
      at_ += 6;
      skip_blanks();
    }
    const auto begin = at_;
    while (is_key(peek()) && at_ < text_.size()) ++at_;
    const auto key = text_.substr(begin, at_ - begin);
    if (key.empty() || !read_separator()) return false;
    values_[key] = read_value();
    return true;
  }

  // `=` with blanks around it, or `: `.
  bool read_separator() {
    if (peek() == ':' && at_ + 1 < text_.size() && is_blank(text_[at_ + 1])) {
      ++at_;
      return true;
    }
    const auto before = at_;
    skip_blanks();
    if (peek() != '=') {
      at_ = before;
      return false;
    }
    ++at_;
    return true;
  }

  std::string read_value() {
    if (auto end = end_of_quoted(); end != text_.npos) {
      skip_blanks();
      const char quote = text_[at_];
      auto inner = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      if (quote != '"') return inner;
      return text::replace_all(text::replace_all(inner, "\\n", "\n"), "\\r", "\r");
    }
    auto end = text_.find_first_of("#\n", at_);
    if (end == text_.npos) end = text_.size();
    auto value = text::trim(std::string_view(text_).substr(at_, end - at_));
    at_ = end;
    const bool quoted =
        value.size() >= 2 && value.front() == value.back() && (value[0] == '"' || value[0] == '\'' || value[0] == '`');
    return quoted ? value.substr(1, value.size() - 2) : value;
  }

  // The closing quote where a quoted text starts here and nothing but a comment follows it on its line; npos otherwise.
  std::size_t end_of_quoted() const {
    auto begin = at_;
    while (begin < text_.size() && is_blank(text_[begin])) ++begin;
    if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\'' && text_[begin] != '`'))
      return text_.npos;
    auto end = begin + 1;
    while (end < text_.size() && text_[end] != text_[begin])
      end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] == text_[begin] ? 2 : 1;
    if (end >= text_.size()) return text_.npos;
    auto after = end + 1;
    while (after < text_.size() && (text_[after] == ' ' || text_[after] == '\t')) ++after;
    return after >= text_.size() || text_[after] == '\n' || text_[after] == '#' ? end : text_.npos;
  }

  std::string text_;
  std::size_t at_ = 0;
  std::map<std::string, std::string> values_;
};

struct Expansion {
  const std::map<std::string, std::string>& environment;
  const std::map<std::string, std::string>& values;
  std::set<std::string> open = {};  // names being expanded: one that comes again is a cycle
  ExpansionBudget& budget;          // A="${B}${B}", B="${C}${C}"… doubles at each step

  std::string of(const std::string& name) {
    const std::string* value = nullptr;
    if (auto own = values.find(name); own != values.end()) value = &own->second;
    if (auto set = environment.find(name); set != environment.end()) value = &set->second;
    if (!value || !budget.step() || !open.insert(name).second) return {};
    auto out = in(*value);
    open.erase(name);
    return out;
  }

  std::string in(const std::string& value) {
    std::string out;
    for (std::size_t at = 0; at < value.size();) {
      auto end = at + 2;
      const bool opens = value.compare(at, 2, "${") == 0;
      while (opens && end < value.size() && is_name(value[end])) ++end;
      if (!opens || end >= value.size() || value[end] != '}') {
        out += value[at++];
        continue;
      }
      if (!out.empty() && out.back() == '\\' && at > 0 && value[at - 1] == '\\') {  // \${NAME} stays as ${NAME}
        out.pop_back();
        out += value.substr(at, end + 1 - at);
      } else {
        auto part = of(value.substr(at + 2, end - at - 2));
        if (!budget.take(part.size())) return {};
        out += part;
      }
      at = end + 1;
    }
    return out;
  }
};

}  // namespace

std::map<std::string, std::string> parse_env(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto plain = text::replace_all(text::replace_all(std::string(text), "\r\n", "\n"), "\r", "\n");
  return EnvReader(std::move(plain)).read();
}

std::string expand(const std::string& value, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& values, ExpansionBudget& budget) {
  return Expansion{environment, values, {}, budget}.in(value);
}

std::string expand(const std::string& value, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& values) {
  ExpansionBudget budget;
  return expand(value, environment, values, budget);
}

}  // namespace tributary::prisma
