#include "sql/constant_text.hpp"

#include <set>
#include <vector>

#include "base/text.hpp"
#include "sql/print.hpp"

namespace tributary::sql {
namespace {

using Text = std::optional<std::string>;
using Texts = std::vector<std::string>;

std::optional<Texts> constant_texts(const Node& list) {
  Texts out;
  for (auto item : list) {
    auto one = constant_text(item);
    if (!one) return std::nullopt;
    out.push_back(std::move(*one));
  }
  return out;
}

/// The number of "%2$s", whose `$` is left at `at`; 0 where none is written.
std::size_t position(const std::string& text, std::size_t& at) {
  auto end = text.find_first_not_of("0123456789", at);
  if (end == at || end == std::string::npos || text[end] != '$' || end - at > 4) return 0;
  auto number = std::stoul(text.substr(at, end - at));
  at = end + 1;
  return number;
}

/// format() with %s, %I, %L and %%; nothing where it has a width, or fails.
Text formatted(const Texts& arguments) {
  const auto& pattern = arguments[0];
  std::string out;
  std::size_t next = 1;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '%') {
      out += pattern[at];
      continue;
    }
    ++at;
    if (at < pattern.size() && pattern[at] == '%') {
      out += '%';
      continue;
    }
    if (auto number = position(pattern, at)) next = number;
    if (at >= pattern.size() || next >= arguments.size()) return std::nullopt;
    const auto& value = arguments[next++];
    if (pattern[at] != 's' && pattern[at] != 'I' && pattern[at] != 'L') return std::nullopt;
    out += pattern[at] == 's' ? value : pattern[at] == 'I' ? name_text(value) : literal_text(value);
  }
  return out;
}

Text called(const Node& call) {
  auto names = strings(call["funcname"]);
  auto arguments = constant_texts(call["args"]);
  bool ours = names.size() == 1 || (names.size() == 2 && names[0] == "pg_catalog");
  if (!ours || !arguments || arguments->empty()) return std::nullopt;
  const auto& name = names.back();
  if (name == "format") return formatted(*arguments);
  if (name == "concat") return text::join(*arguments, "");
  if (arguments->size() != 1) return std::nullopt;
  if (name == "quote_ident") return name_text(arguments->front());
  if (name == "quote_literal") return literal_text(arguments->front());
  return std::nullopt;
}

}  // namespace

Text constant_text(const Node& expression) {
  if (auto literal = expression["A_Const"]["sval"]) return std::string(literal["sval"].text());
  if (auto call = expression["FuncCall"]) return called(call);
  if (auto cast = expression["TypeCast"]) {
    static const std::set<std::string> texts{"text", "varchar", "name", "regclass"};
    auto names = strings(cast["typeName"]["names"]);
    bool plain = !names.empty() && texts.count(names.back()) && !cast["typeName"]["typmods"];
    return plain ? constant_text(cast["arg"]) : std::nullopt;
  }
  auto operation = expression["A_Expr"];
  if (!operation || strings(operation["name"]) != Texts{"||"}) return std::nullopt;
  auto left = constant_text(operation["lexpr"]), right = constant_text(operation["rexpr"]);
  return left && right ? Text(*left + *right) : std::nullopt;
}

}  // namespace tributary::sql
