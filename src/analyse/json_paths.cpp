#include "analyse/json_paths.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tributary {

std::string json_path_set(const std::string& statement, const std::string& column) {
  std::vector<std::string> words;
  std::string text;  // without blanks, and without the quotes of names
  for (std::size_t at = 0; at < statement.size(); ++at) {
    auto in_word = [&](std::size_t i) {
      return i < statement.size() && (std::isalnum(static_cast<unsigned char>(statement[i])) || statement[i] == '_');
    };
    if (in_word(at) && (at == 0 || !in_word(at - 1))) words.emplace_back();
    if (in_word(at)) words.back() += statement[at];
    if (!std::isspace(static_cast<unsigned char>(statement[at])) && statement[at] != '"') text += statement[at];
  }
  // A third mention would read the value for something else.
  if (std::count(words.begin(), words.end(), column) != 2) return {};
  auto set = column + "=jsonb_set(" + column + ",'{";
  auto at = text.find(set);
  auto end = at == text.npos ? at : text.find("}'", at);
  return end == text.npos ? std::string() : text.substr(at + set.size(), end - at - set.size()) + ",";
}

}  // namespace tributary
