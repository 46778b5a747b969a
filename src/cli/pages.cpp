#include "cli/pages.hpp"

#include <algorithm>
#include <cctype>

#include "base/text.hpp"

namespace tributary::cli {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
}

// Terminal colours, quotation marks and line breaks differ between a page and what somebody pasted.
std::string normalised(const std::string& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    char c = words[i];
    if (c == '\x1b' && i + 1 < words.size() && words[i + 1] == '[') {
      while (i < words.size() && !std::isalpha(static_cast<unsigned char>(words[i]))) ++i;
      continue;
    }
    if (std::isspace(static_cast<unsigned char>(c))) c = ' ';
    if (c == '`' || c == '"' || c == '\'') continue;
    if (c == ' ' && (out.empty() || out.back() == ' ')) continue;
    out += c;
  }
  return text::lower(out);
}

bool is_code(const std::string& pattern) {
  return pattern.size() == 5 &&
         std::count_if(pattern.begin(), pattern.end(), [](unsigned char c) { return std::isdigit(c); }) >= 2;
}

// A code must stand alone: 42P01 is not found in a stamp or a checksum.
bool holds_code(const std::string& words, const std::string& code) {
  for (std::size_t at = 0; (at = words.find(code, at)) != words.npos; ++at)
    if ((at == 0 || !is_word(words[at - 1])) && (at + code.size() == words.size() || !is_word(words[at + code.size()])))
      return true;
  return false;
}

// How much of a page's marks the words show; the longest sentence says most. A code beats every sentence, and of pages
// with the same code the sentence decides.
std::size_t fit(const Page& page, const std::string& words) {
  std::size_t best = 0;
  bool code = false;
  for (const auto& pattern : page.seen_as) {
    auto wanted = normalised(pattern);
    if (is_code(wanted))
      code = code || holds_code(words, wanted);
    else if (text::glob("*" + wanted + "*", words))
      best = std::max(best, wanted.size());
  }
  return best + (code ? 1000 : 0);
}

}  // namespace

Page read_page(const EmbeddedPage& embedded) {
  Page page{{embedded.kind, embedded.id, embedded.id, {}}, {}};
  std::vector<std::string> body;
  bool in_head = true;
  for (const auto& line : text::lines(embedded.markdown)) {
    if (in_head && line.rfind("# ", 0) == 0)
      page.help.title = text::trim(line.substr(2));
    else if (in_head && line.rfind("> ", 0) == 0)
      page.seen_as.push_back(text::trim(line.substr(2)));
    else if (!in_head || !line.empty())
      in_head = false, body.push_back(line);
  }
  page.help.text = text::join(body, "\n") + "\n";
  return page;
}

std::vector<HelpPage> find_pages(const std::vector<Page>& pages, const std::string& words) {
  auto wanted = text::trim(normalised(words));
  for (const auto& page : pages)
    if (page.help.id == wanted) return {page.help};
  std::vector<std::pair<std::size_t, const Page*>> fits;
  for (const auto& page : pages)
    if (auto size = fit(page, wanted); size > 0) fits.emplace_back(size, &page);
  std::stable_sort(fits.begin(), fits.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<HelpPage> out;
  for (const auto& [size, page] : fits)
    if (out.size() < 3) out.push_back(page->help);
  return out;
}

std::string named_migration(const std::string& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (at > 0 && is_word(words[at - 1])) continue;
    auto end = at;
    while (end < words.size() && std::isdigit(static_cast<unsigned char>(words[end]))) ++end;
    if (end - at != 14 || end == words.size() || words[end] != '_') continue;
    while (end < words.size() && is_word(words[end])) ++end;
    return words.substr(at, end - at);
  }
  return {};
}

}  // namespace tributary::cli
