#include "psl/aligned_lines.hpp"

#include <algorithm>

namespace tributary::psl {

std::string& AlignedLines::cell(std::size_t column) {
  auto& cells = lines_.back().cells;
  if (cells.size() <= column) cells.resize(column + 1);
  return cells[column];
}

void AlignedLines::whole_line(std::string_view text) {
  lines_.push_back({{}, std::string(text), true});
}

std::vector<std::size_t> AlignedLines::widths() const {
  std::vector<std::size_t> widths;
  for (const auto& line : lines_) {
    widths.resize(std::max(widths.size(), line.cells.size()));
    for (std::size_t i = 0; i < line.cells.size(); ++i) widths[i] = std::max(widths[i], line.cells[i].size());
  }
  return widths;
}

void AlignedLines::print(std::string& out, std::size_t indent, std::string_view line_end) {
  auto width = widths();
  for (auto& line : lines_) {
    while (!line.cells.empty() && line.cells.back().empty()) line.cells.pop_back();
    if (!line.cells.empty() || !line.note.empty()) out.append(indent, ' ');
    for (std::size_t i = 0; i < line.cells.size(); ++i) {
      out += line.cells[i];
      if (i + 1 < line.cells.size()) out.append(width[i] - line.cells[i].size() + 1, ' ');
    }
    if (!line.cells.empty() && !line.note.empty()) out += ' ';
    out += line.note;
    out += line_end;
  }
  lines_.clear();
}

}  // namespace tributary::psl
