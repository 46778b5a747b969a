#include "report/escape.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "tributary/report.hpp"

namespace tributary {
namespace {

std::string byte_escape(char byte) {
  return fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::string character_escape(char32_t code, char byte) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return code < 0x80 ? byte_escape(byte) : fmt::format("\\u{:04x}", static_cast<unsigned>(code));
  }
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {1, lead, true};
  std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (at + length > text.size() || !text::is_utf8(text.substr(at, length))) return {1, 0, false};
  char32_t code = lead & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3F);
  return {length, code, true};
}

bool is_unsafe(char32_t code) {
  return text::is_unsafe(code);
}

std::string printable(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto c = character_at(text, at);
    if (!c.well_formed)
      out += byte_escape(text[at]);
    else if (is_unsafe(c.code))
      out += character_escape(c.code, text[at]);
    else
      out.append(text, at, c.length);
    at += c.length;
  }
  return out;
}

std::string json_safe(std::string_view bytes) {
  if (std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= 0 && c != '\\'; })) return std::string(bytes);
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    auto c = character_at(bytes, at);
    bool reads_as_escape = bytes[at] == '\\' && at + 3 < bytes.size() && bytes[at + 1] == 'x' &&
                           is_hex(bytes[at + 2]) && is_hex(bytes[at + 3]);
    if (!c.well_formed || reads_as_escape)
      out += byte_escape(bytes[at]);
    else
      out.append(bytes.substr(at, c.length));
    at += c.length;
  }
  return out;
}

std::string xml_safe(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    auto c = character_at(bytes, at);
    if (!c.well_formed)
      out += byte_escape(bytes[at]);
    else if (c.code == '&')
      out += "&amp;";
    else if (c.code == '<')
      out += "&lt;";
    else if (c.code == '>')
      out += "&gt;";
    else if (c.code == '"')
      out += "&quot;";
    else if (c.code == '\'')
      out += "&apos;";
    else if (c.code == '\n')
      out += "&#10;";
    else if (is_unsafe(c.code) || c.code == 0xFFFE || c.code == 0xFFFF)
      out += character_escape(c.code, bytes[at]);
    else
      out.append(bytes.substr(at, c.length));
    at += c.length;
  }
  return out;
}

}  // namespace tributary
