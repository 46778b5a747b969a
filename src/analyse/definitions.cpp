#include "analyse/definitions.hpp"

namespace tributary {

std::vector<std::string> names_in_brackets(const std::string& text, std::size_t from) {
  std::vector<std::string> out;
  auto at = text.find('(', from);
  if (at == text.npos) return out;
  for (++at; at < text.size(); at += 2) {
    std::string name;
    if (text[at] == '"') {
      for (++at; at < text.size() && (text[at] != '"' || text.compare(at, 2, "\"\"") == 0); ++at) {
        if (text[at] == '"') ++at;
        name += text[at];
      }
      ++at;
    } else {
      while (at < text.size() && text[at] != ',' && text[at] != ')' && text[at] != '(' && text[at] != ' ')
        name += text[at++];
    }
    out.push_back(name);
    if (at < text.size() && text[at] == ')') return out;
    if (text.compare(at, 2, ", ") != 0) return {};
  }
  return {};
}

}  // namespace tributary
