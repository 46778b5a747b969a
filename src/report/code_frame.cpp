#include "report/code_frame.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_bytes = 160;

// Long lines are data: their beginning says where one is.
std::string clipped(std::string line) {
  if (line.size() <= most_bytes) return line;
  auto end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + "…";
}

}  // namespace

const std::string* text_behind(const Workspace& workspace, const Place& place) {
  const auto* source = workspace.find(place.source);
  if (!source) return nullptr;
  for (const auto& project : source->projects) {
    if (!place.project.empty() && project.path != place.project) continue;
    for (const auto& file : project.schema)
      if (file.path == place.file) return file.text.get();
    const auto* migration = project.folder ? project.folder->find(place.migration) : nullptr;
    bool script = place.file.empty() || place.file.ends_with("/migration.sql");
    if (script && migration && migration->script && !migration->script->too_large) return &migration->script->text;
  }
  return nullptr;
}

const std::vector<std::string_view>& TextLines::of(const std::string& text) {
  auto [known, fresh] = known_.try_emplace(&text);
  auto& lines = known->second;
  for (std::size_t begin = 0; fresh && begin < text.size();) {
    auto end = std::min(text.find('\n', begin), text.size());
    auto line = std::string_view(text).substr(begin, end - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    begin = end + 1;
  }
  return lines;
}

Excerpt excerpt(const Workspace& workspace, const Place& place, TextLines& texts) {
  const auto* text = place.line > 0 ? text_behind(workspace, place) : nullptr;
  if (!text) return {};
  const auto& lines = texts.of(*text);
  if (place.line > static_cast<int>(lines.size())) return {};
  auto first = std::max(1, place.line - 1), last = std::min(place.line + 1, static_cast<int>(lines.size()));
  return {first, {lines.begin() + (first - 1), lines.begin() + last}};
}

std::vector<std::string> code_frame(const Workspace& workspace, const Place& place, TextLines& texts) {
  auto [first, lines] = excerpt(workspace, place, texts);
  std::vector<std::string> out;
  auto last = first + static_cast<int>(lines.size()) - 1;
  auto digits = std::to_string(last).size();
  for (int at = first; at <= last && at > 0; ++at)
    out.push_back(fmt::format("{} {:>{}} | {}", at == place.line ? '>' : ' ', at, digits,
                              clipped(text::replace_all(lines[static_cast<std::size_t>(at - first)], "\t", "  "))));
  return out;
}

}  // namespace tributary
