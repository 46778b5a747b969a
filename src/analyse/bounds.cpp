#include "analyse/bounds.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

namespace tributary {
namespace {

/// "('a', 'b')" behind the word; nothing where the bound is of another form.
std::vector<std::string> values(const std::string& bound, const std::string& word) {
  auto at = bound.find(word + " (");
  std::vector<std::string> out;
  if (at == std::string::npos) return out;
  std::string value;
  bool quoted = false;
  for (at += word.size() + 2; at < bound.size(); ++at) {
    char c = bound[at];
    quoted = quoted != (c == '\'');
    bool ends = !quoted && (c == ',' || c == ')');
    if (!ends && (quoted || c != ' ')) value += c;
    if (!ends) continue;
    out.push_back(value), value.clear();
    if (c == ')') break;
  }
  return out;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
}

/// nullopt: the texts do not tell.
std::optional<bool> less(const std::string& a, const std::string& b) {
  if (a == b) return false;
  if (a == "minvalue" || b == "maxvalue") return true;
  if (b == "minvalue" || a == "maxvalue") return false;
  if (is_number(a) && is_number(b)) return std::atof(a.c_str()) < std::atof(b.c_str());
  // Dates and the like of one form sort as texts.
  bool texts = a.starts_with('\'') && b.starts_with('\'') && a.size() == b.size();
  return texts ? std::optional(a < b) : std::nullopt;
}

std::optional<bool> less(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    return less(a[i], b[i]);
  }
  return false;
}

}  // namespace

std::string bound_of(const Change& change) {
  bool made =
      (change.verb == Verb::create && change.aspect == Aspect::partition) || change.aspect == Aspect::attach_partition;
  const std::string word = "PARTITION FOR VALUES ";
  auto at = made ? change.definition.rfind(word) : std::string::npos;
  if (at == std::string::npos) return "";
  auto bound = change.definition.substr(at + word.size());
  return bound.substr(0, bound.find(" PARTITION BY "));
}

bool overlap(const std::string& bound, const std::string& other) {
  if (bound == other) return true;
  auto in = values(bound, "IN"), others = values(other, "IN");
  for (const auto& value : in)
    if (std::find(others.begin(), others.end(), value) != others.end()) return true;
  auto from = values(bound, "FROM"), to = values(bound, "TO");
  auto from2 = values(other, "FROM"), to2 = values(other, "TO");
  if (from.empty() || from2.empty()) return false;
  return less(from, to2).value_or(false) && less(from2, to).value_or(false);
}

}  // namespace tributary
