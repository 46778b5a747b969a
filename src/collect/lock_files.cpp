// Lock files are scanned as text: they reach megabytes, and one version is all that is asked of them.
#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "collect/package_json.hpp"

namespace tributary {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// The version inside the JSON object that follows `"key":`; strings and numbers under that key are passed over.
std::string version_in_object(std::string_view text, const std::string& key) {
  // An entry's version stands at its begin, and nobody has more copies than this.
  constexpr std::size_t longest_entry = 4096;
  int left = 10'000;
  const std::string quoted = '"' + key + '"';
  for (auto found = text.find(quoted); found != text.npos; found = text.find(quoted, found + 1)) {
    auto at = skip_blanks(text, found + quoted.size());
    if (at >= text.size() || text[at] != ':') continue;
    at = skip_blanks(text, at + 1);
    if (at >= text.size() || text[at] != '{') continue;
    if (--left < 0) break;
    auto object = text.substr(at, longest_entry);
    object = object.substr(0, object.find('}'));
    auto version = object.find("\"version\"");
    if (version == object.npos) continue;
    auto open = object.find('"', version + 9);
    if (open == object.npos) continue;
    return std::string(object.substr(open + 1, object.find('"', open + 1) - open - 1));
  }
  return {};
}

// npm v2 and v3 list each installed copy by its folder: the nearest above the importer is the one it gets.
std::string npm_version(std::string_view text, const std::string& importer) {
  for (std::string folder = importer; folder != "."; folder = parent_path(folder))
    if (auto version = version_in_object(text, folder + "/node_modules/prisma"); !version.empty()) return version;
  auto version = version_in_object(text, "node_modules/prisma");
  return version.empty() ? version_in_object(text, "prisma") : version;
}

/// As text::lines, without a copy: lock files reach megabytes, and thousands of branches have thousands of them.
std::vector<std::string_view> views_of_lines(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = std::min(text.find('\n', begin), text.size());
    auto line = text.substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    out.push_back(line);
    begin = end + 1;
  }
  return out;
}

std::size_t indent_of(std::string_view line) {
  auto at = line.find_first_not_of(' ');
  return at == line.npos ? 0 : at;
}

std::string unquoted(std::string_view word) {
  auto text = text::trim(word);
  if (text.size() >= 2 && (text.front() == '\'' || text.front() == '"') && text.back() == text.front())
    return text.substr(1, text.size() - 2);
  return text;
}

// "6.19.0(typescript@5.6.2)", "5.22.0_abc", "/prisma@6.1.0", "link:../x" -> the number, or "".
std::string bare_version(std::string text) {
  text = unquoted(text);
  auto end = text.find_first_of("(_ ");
  if (end != text.npos) text.resize(end);
  if (auto at = text.rfind('@'); at != text.npos) text.erase(0, at + 1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9' ? text : std::string();
}

// Inside one importer's lines: `prisma: 5.0.0`, or `prisma:` with a deeper `version: 6.19.0(…)`.
std::string pnpm_dependency(const std::vector<std::string_view>& lines, std::size_t begin, std::size_t end) {
  for (auto i = begin; i < end; ++i) {
    const auto trimmed = text::trim(lines[i]);
    if (!trimmed.starts_with("prisma:") && !trimmed.starts_with("'prisma':")) continue;
    const auto value = trimmed.substr(trimmed.find(':') + 1);
    if (auto version = bare_version(value); !version.empty()) return version;
    constexpr std::size_t longest_entry = 50;
    for (auto j = i + 1; j < end && j < i + longest_entry && indent_of(lines[j]) > indent_of(lines[i]); ++j)
      if (auto deeper = text::trim(lines[j]); deeper.starts_with("version:")) return bare_version(deeper.substr(8));
  }
  return {};
}

// Without importers (one package, up to v8) the dependencies stand at the top level; `specifiers:` there holds ranges.
std::string pnpm_top_level(const std::vector<std::string_view>& lines) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].starts_with("dependencies:") && !lines[i].starts_with("devDependencies:") &&
        !lines[i].starts_with("optionalDependencies:"))
      continue;
    auto end = i + 1;
    while (end < lines.size() && (lines[end].empty() || lines[end][0] == ' ')) ++end;
    if (auto version = pnpm_dependency(lines, i + 1, end); !version.empty()) return version;
  }
  return {};
}

std::string pnpm_importer(const std::vector<std::string_view>& lines, const std::string& importer) {
  auto i = static_cast<std::size_t>(std::find(lines.begin(), lines.end(), "importers:") - lines.begin());
  for (++i; i < lines.size() && (lines[i].empty() || lines[i][0] == ' '); ++i) {
    if (indent_of(lines[i]) != 2) continue;
    auto name = text::trim(lines[i]);
    if (name.empty() || name.back() != ':' || unquoted(name.substr(0, name.size() - 1)) != importer) continue;
    auto begin = i + 1, end = begin;
    while (end < lines.size() && (lines[end].empty() || indent_of(lines[end]) > 2)) ++end;
    // `specifiers:` of v5 holds ranges under the same names.
    for (auto group = begin; group < end; ++group) {
      const auto head = text::trim(lines[group]);
      if (indent_of(lines[group]) != 4 || !head.ends_with("ependencies:")) continue;
      auto last = group + 1;
      while (last < end && (lines[last].empty() || indent_of(lines[last]) > 4)) ++last;
      if (auto version = pnpm_dependency(lines, group + 1, last); !version.empty()) return version;
    }
  }
  return {};
}

// Keys of `packages:`: "/prisma/4.0.0:", "/prisma@5.0.0:", "prisma@6.19.0:".
std::string pnpm_package(const std::vector<std::string_view>& lines) {
  for (const auto& line : lines) {
    if (indent_of(line) != 2) continue;
    auto key = unquoted(line.ends_with(':') ? line.substr(0, line.size() - 1) : line);
    if (key.starts_with('/')) key.erase(0, 1);
    if (key.starts_with("prisma@") || key.starts_with("prisma/"))
      if (auto version = bare_version(key.substr(7)); !version.empty()) return version;
  }
  return {};
}

std::string pnpm_version(std::string_view text, const std::string& importer) {
  if (text.find("prisma") == text.npos) return {};
  const auto lines = views_of_lines(text);
  for (std::string folder = importer;; folder = parent_path(folder)) {
    if (auto version = pnpm_importer(lines, folder); !version.empty()) return version;
    if (folder == ".") break;
  }
  if (auto version = pnpm_top_level(lines); !version.empty()) return version;
  return pnpm_package(lines);
}

// `prisma@^5.0.0, "prisma@npm:^6":` and the `version` under it, quoted (v1) or not (berry).
std::string yarn_version(std::string_view text, const std::string& range) {
  if (text.find("prisma@") == text.npos) return {};
  const auto lines = views_of_lines(text);
  std::string first;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto& head = lines[i];
    if (!head.starts_with("prisma@") && !head.starts_with("\"prisma@")) continue;
    for (auto j = i + 1; j < lines.size() && indent_of(lines[j]) > 0; ++j) {
      const auto line = text::trim(lines[j]);
      if (!line.starts_with("version")) continue;
      auto version = bare_version(line.substr(line[7] == ':' ? 8 : 7));
      if (first.empty()) first = version;
      const bool asked =
          !range.empty() && (head.find("@" + range + "\"") != head.npos || head.find("@" + range + ":") != head.npos ||
                             head.find("@" + range + ",") != head.npos || head.find(":" + range + "\"") != head.npos ||
                             head.find(":" + range + ",") != head.npos);
      if (asked) return version;
      break;
    }
  }
  return first;
}

// bun.lock: "prisma": ["prisma@6.19.0", …], or "web/prisma": […] for a workspace's own copy.
std::string bun_version(std::string_view text, const std::string& importer) {
  for (const auto& key : {"\"" + file_name(importer) + "/prisma\"", std::string("\"prisma\"")})
    for (auto found = text.find(key); found != text.npos; found = text.find(key, found + 1)) {
      auto at = skip_blanks(text, found + key.size());
      if (at >= text.size() || text[at] != ':') continue;
      at = skip_blanks(text, at + 1);
      if (at >= text.size() || text[at] != '[') continue;
      auto open = text.find('"', at);
      if (open == text.npos) continue;
      return bare_version(std::string(text.substr(open + 1, text.find('"', open + 1) - open - 1)));
    }
  return {};
}

}  // namespace

const std::vector<std::string>& lock_file_names() {
  static const std::vector<std::string> names = {"npm-shrinkwrap.json", "package-lock.json", "pnpm-lock.yaml",
                                                 "yarn.lock", "bun.lock"};
  return names;
}

std::string locked_version(std::string_view lock_file_name, std::string_view text, const std::string& importer,
                           const std::string& range) {
  if (lock_file_name == "pnpm-lock.yaml") return pnpm_version(text, importer);
  if (lock_file_name == "yarn.lock") return yarn_version(text, range);
  if (lock_file_name == "bun.lock") return bun_version(text, importer);
  return npm_version(text, importer);
}

}  // namespace tributary
