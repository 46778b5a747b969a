#include "base/text.hpp"

#include <array>
#include <cstdint>

namespace tributary::text {
namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t length = 0;  // of the character, or of the maximal ill-formed subpart
  bool well_formed = false;
};

// Unicode 15, table 3-7: which second bytes a lead byte allows.
Decoded decode(std::string_view s, std::size_t at) {
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1, true};
  std::size_t need = lead >= 0xC2 && lead <= 0xDF   ? 1
                     : lead >= 0xE0 && lead <= 0xEF ? 2
                     : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                    : 0;
  if (need == 0) return {0, 1, false};
  unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  char32_t code = lead & (0x3F >> need);
  for (std::size_t i = 1; i <= need; ++i) {
    if (at + i >= s.size() || byte(at + i) < low || byte(at + i) > high) return {0, i, false};
    code = (code << 6) | (byte(at + i) & 0x3F);
    low = 0x80, high = 0xBF;
  }
  return {code, need + 1, true};
}

// Terminal columns without depending on the locale: the blocks that matter, not the whole of Unicode.
std::size_t width_of(char32_t c) {
  struct Range {
    char32_t first, last;
  };
  static constexpr std::array<Range, 5> none{
      {{0x300, 0x36F}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0xFE00, 0xFE0F}, {0x20D0, 0x20FF}}};
  static constexpr std::array<Range, 9> wide{{{0x1100, 0x115F},
                                              {0x2E80, 0x303E},
                                              {0x3041, 0xA4CF},
                                              {0xAC00, 0xD7A3},
                                              {0xF900, 0xFAFF},
                                              {0xFE30, 0xFE6F},
                                              {0xFF00, 0xFF60},
                                              {0x1F300, 0x1FAFF},
                                              {0x20000, 0x3FFFD}}};
  for (auto r : none)
    if (c >= r.first && c <= r.last) return 0;
  for (auto r : wide)
    if (c >= r.first && c <= r.last) return 2;
  return 1;
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

}  // namespace

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t start = 0;;) {
    auto end = text.find(separator, start);
    parts.emplace_back(text.substr(start, end == text.npos ? end : end - start));
    if (end == text.npos) return parts;
    start = end + 1;
  }
}

std::vector<std::string> lines(std::string_view text) {
  auto parts = split(text, '\n');
  if (parts.back().empty()) parts.pop_back();
  for (auto& line : parts)
    if (!line.empty() && line.back() == '\r') line.pop_back();
  return parts;
}

std::string trim(std::string_view text) {
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i) out += between;
    out += parts[i];
  }
  return out;
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  auto found = what.empty() ? text.npos : text.find(what);
  if (found == text.npos) return text;
  std::string out;
  out.reserve(text.size());
  std::size_t at = 0;
  for (; found != text.npos; found = text.find(what, at)) {
    out.append(text, at, found - at).append(with);
    at = found + what.size();
  }
  return out.append(text, at);
}

bool is_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    auto d = decode(bytes, at);
    if (!d.well_formed) return false;
    at += d.length;
  }
  return true;
}

std::string to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    auto d = decode(bytes, at);
    if (d.well_formed)
      out.append(bytes.substr(at, d.length));
    else
      out += "\xEF\xBF\xBD";
    at += d.length;
  }
  return out;
}

std::size_t columns(std::string_view utf8) {
  std::size_t sum = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    auto d = decode(utf8, at);
    sum += d.well_formed ? width_of(d.code) : 1;
    at += d.length;
  }
  return sum;
}

namespace {

// The bracket expression that begins at `at`, and whether it holds `c`; its end is npos where it never closes.
std::pair<std::size_t, bool> bracket(std::string_view pattern, std::size_t at, char c) {
  auto begin = at + 1;
  bool negated = begin < pattern.size() && (pattern[begin] == '!' || pattern[begin] == '^');
  if (negated) ++begin;
  auto end = pattern.find(']', begin + 1);
  if (end == pattern.npos) return {end, false};
  bool holds = false;
  for (auto i = begin; i < end; ++i) {
    bool range = i + 2 < end && pattern[i + 1] == '-';
    holds = holds || (range ? pattern[i] <= c && c <= pattern[i + 2] : pattern[i] == c);
    if (range) i += 2;
  }
  return {end, holds != negated};
}

// Where the pattern goes on after one character of the text; npos: it does not fit. A bracket that never closes is
// itself.
std::size_t after_one(std::string_view pattern, std::size_t at, char c) {
  if (at >= pattern.size()) return pattern.npos;
  if (pattern[at] == '[')
    if (auto [end, holds] = bracket(pattern, at, c); end != pattern.npos) return holds ? end + 1 : pattern.npos;
  return pattern[at] == '?' || pattern[at] == c ? at + 1 : pattern.npos;
}

}  // namespace

bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = pattern.npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*')
      star = p++, mark = t;
    else if (auto next = after_one(pattern, p, text[t]); next != pattern.npos)
      p = next, ++t;
    else if (star != pattern.npos)
      p = star + 1, t = ++mark;
    else
      return false;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_unsafe(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C ||
         (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF || (code >= 0xE0000 && code <= 0xE007F);
}

namespace {

bool shows_as_it_is(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    auto d = decode(text, at);
    if (!d.well_formed || is_unsafe(d.code)) return false;
    at += d.length;
  }
  return true;
}

// Octal, which is read alike everywhere and which JSON's readers do not take for an escape of ours.
std::string dollar_quoted(std::string_view text) {
  std::string out = "$'";
  for (std::size_t at = 0; at < text.size();) {
    auto d = decode(text, at);
    bool shown = d.well_formed && !is_unsafe(d.code);
    for (std::size_t end = at + d.length; at < end; ++at) {
      auto byte = static_cast<unsigned char>(text[at]);
      if (shown && (byte == '\\' || byte == '\'')) out += '\\';
      if (shown)
        out += text[at];
      else
        for (int shift : {6, 3, 0})
          out += shift == 6 ? "\\" : "", out += static_cast<char>('0' + ((byte >> shift) & 7));
    }
  }
  return out + "'";
}

}  // namespace

std::string script_word(std::string_view text) {
  constexpr std::string_view safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-";
  if (!text.empty() && text.find_first_not_of(safe) == text.npos) return std::string(text);
  return "'" + replace_all(std::string(text), "'", "'\"'\"'") + "'";
}

std::string shell_word(std::string_view text) {
  return shows_as_it_is(text) ? script_word(text) : dollar_quoted(text);
}

}  // namespace tributary::text
