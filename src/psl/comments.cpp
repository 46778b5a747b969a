#include "psl/comments.hpp"

#include <set>

#include "base/text.hpp"

namespace tributary::psl {
namespace {

std::size_t end_of_string(std::string_view text, std::size_t at) {
  auto end = at + 1;
  while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
  return std::min(end + 1, text.size());
}

// What each side writes at a line's end and the other does not say already.
std::string both(const std::string& ours, const std::string& theirs) {
  if (ours.empty() || theirs.find(ours) != theirs.npos) return theirs;
  if (theirs.empty() || ours.find(theirs) != ours.npos) return ours;
  return ours + " " + theirs;
}

}  // namespace

std::string without_plain_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    auto end = at + 1;
    if (text[at] == '"')
      end = end_of_string(text, at);
    else if (text.substr(at, 2) == "//") {
      end = std::min(text.find('\n', at), text.size());
      if (text.substr(at, 3) != "///") {
        at = end;
        continue;
      }
    }
    out += text.substr(at, end - at);
    at = end;
  }
  return out;
}

bool same_but_for_comments(const Unit& a, const Unit& b) {
  return meaning_of(without_plain_comments(a.text())) == meaning_of(without_plain_comments(b.text()));
}

std::string merged_comment_lines(const std::string& base, const std::string& ours, const std::string& theirs) {
  auto b = meaning_of(base), o = meaning_of(ours), t = meaning_of(theirs);
  if (o == b) return theirs;
  if (t == b || t == o) return ours;
  std::string out = ours;
  std::set<std::string> known;
  for (const auto& side : {ours, base})
    for (const auto& line : text::lines(side)) known.insert(text::trim(line));
  for (const auto& line : text::lines(theirs))
    if (known.insert(text::trim(line)).second) out += line + "\n";
  return out;
}

std::optional<std::string> merged_end_comment(const std::string& base, const std::string& ours,
                                              const std::string& theirs) {
  auto b = text::trim(base), o = text::trim(ours), t = text::trim(theirs);
  if (o == t || t == b) return o;
  if (o == b) return t;
  if (o.starts_with("///") || t.starts_with("///")) return std::nullopt;
  return both(o, t);
}

}  // namespace tributary::psl
