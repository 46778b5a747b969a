#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.hpp"
#include "report/escape.hpp"

namespace tributary {
namespace {

constexpr std::size_t gap = 2;  // between a table's columns

const char* code_of(Ink ink) {
  switch (ink) {
    case Ink::plain:
      return "";
    case Ink::bold:
      return "1";
    case Ink::dim:
      return "2";
    case Ink::red:
      return "31";
    case Ink::yellow:
      return "33";
    case Ink::green:
      return "32";
    case Ink::cyan:
      return "36";
  }
  return "";
}

std::string blanks(std::size_t count) {
  return std::string(count, ' ');
}

// Words are never broken: a migration's name must stay whole to be copied.
std::vector<std::string> wrapped(const std::string& safe, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (const auto& word : text::split(safe, ' ')) {
    bool fits = text::columns(line) + 1 + text::columns(word) <= width;
    if (!line.empty() && !fits) {
      lines.push_back(line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  lines.push_back(line);
  return lines;
}

using Cells = std::vector<std::vector<std::string>>;  // safe texts, the head first

std::size_t total(const std::vector<std::size_t>& widths) {
  if (widths.empty()) return 0;
  return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
}

std::vector<std::size_t> natural_widths(const Cells& cells, std::size_t columns) {
  std::vector<std::size_t> widths(columns);
  for (const auto& row : cells)
    for (std::size_t i = 0; i < columns; ++i) widths[i] = std::max(widths[i], text::columns(row[i]));
  return widths;
}

// Takes columns from the widest cell that may shrink until the table fits or none may.
void shrink(std::vector<std::size_t>& widths, const std::vector<Table::Column>& columns, std::size_t page) {
  while (page && total(widths) > page) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (columns[i].least && widths[i] > static_cast<std::size_t>(columns[i].least) &&
          (widest == widths.size() || widths[i] > widths[widest]))
        widest = i;
    if (widest == widths.size()) return;
    --widths[widest];
  }
}

void remove_column(Table& table, Cells& cells, std::size_t at) {
  table.columns.erase(table.columns.begin() + at);
  for (auto& row : table.rows) row.erase(row.begin() + at);
  for (auto& row : cells) row.erase(row.begin() + at);
}

Cells safe_cells(const Table& table) {
  Cells cells(1);
  for (const auto& column : table.columns) cells[0].push_back(column.head);
  for (const auto& row : table.rows) {
    cells.emplace_back();
    for (const auto& span : row) cells.back().push_back(printable(span.text));
  }
  return cells;
}

}  // namespace

std::string shortened(const std::string& safe, std::size_t width) {
  if (text::columns(safe) <= width) return safe;
  std::vector<std::string> letters;
  for (std::size_t at = 0; at < safe.size(); at += letters.back().size())
    letters.push_back(safe.substr(at, character_at(safe, at).length));
  std::string head, tail;
  std::size_t first = 0, last = letters.size();
  for (bool front = true; first < last; front = !front) {
    const auto& letter = front ? letters[first] : letters[last - 1];
    if (text::columns(head) + text::columns(tail) + text::columns(letter) + 1 > width) break;
    if (front)
      head += letters[first++];
    else
      tail = letters[--last] + tail;
  }
  return head + "…" + tail;
}

std::string readable_time(const std::string& iso) {
  if (iso.size() < 19 || iso[10] != 'T') return iso;
  return iso.substr(0, 10) + " " + iso.substr(11, 8);
}

std::string Page::inked(const std::string& safe, Ink ink) const {
  if (!style_.color || ink == Ink::plain || safe.empty()) return safe;
  return fmt::format("\x1b[{}m{}\x1b[0m", code_of(ink), safe);
}

void Page::line(const std::vector<Span>& spans, int indent) {
  out_ += blanks(indent);
  for (const auto& span : spans) out_ += inked(printable(span.text), span.ink);
  while (!out_.empty() && out_.back() == ' ') out_.pop_back();
  out_ += '\n';
}

void Page::blank() {
  bool needed = !out_.empty() && !(out_.size() >= 2 && out_[out_.size() - 2] == '\n');
  if (needed) out_ += '\n';
}

void Page::heading(const std::string& words) {
  blank();
  line({{words, Ink::bold}});
}

void Page::paragraph(const std::string& words, int indent, const Span& label, Ink ink) {
  auto head = printable(label.text);
  std::size_t margin = indent + text::columns(head);
  std::size_t page = style_.width;
  auto lines = !page ? std::vector<std::string>{printable(words)}
                     : wrapped(printable(words), page > margin + 20 ? page - margin : 20);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out_ += i == 0 ? blanks(indent) + inked(head, label.ink) : blanks(margin);
    out_ += inked(lines[i], ink) + "\n";
  }
}

void Page::command(const std::string& shell, int indent) {
  line({{"$ ", Ink::dim}, {shell, Ink::cyan}}, indent);
}

void Page::list(const std::vector<std::string>& names, int indent, std::size_t most) {
  // One hidden line would be replaced by one that says so.
  std::size_t shown = names.size() <= most + 1 ? names.size() : most;
  for (std::size_t i = 0; i < shown; ++i) line({{names[i]}}, indent);
  more(names.size() - shown, indent);
}

void Page::more(std::size_t hidden, int indent) {
  if (hidden) line({{fmt::format("… and {} more (--format json has all)", hidden), Ink::dim}}, indent);
}

void Page::table(const Table& original, int indent) {
  Table table = original;
  auto cells = safe_cells(table);
  for (std::size_t i = table.columns.size(); i-- > 0;)
    if (std::all_of(cells.begin() + 1, cells.end(), [i](const auto& row) { return row[i].empty(); }))
      remove_column(table, cells, i);
  std::size_t page = style_.width ? std::max<std::size_t>(style_.width - std::min(style_.width - 1, indent), 20) : 0;
  auto widths = natural_widths(cells, table.columns.size());
  // Whole columns go before names are cut: a name cut short may no longer tell its branch from the next.
  for (std::size_t i = table.columns.size(); i-- > 0 && page && total(widths) > page;)
    if (table.columns[i].optional) {
      remove_column(table, cells, i);
      widths = natural_widths(cells, table.columns.size());
    }
  shrink(widths, table.columns, page);
  for (std::size_t r = 0; r < cells.size(); ++r) {
    out_ += blanks(indent);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      auto cell = table.columns[i].least ? shortened(cells[r][i], widths[i]) : cells[r][i];
      auto pad = blanks(widths[i] - std::min(widths[i], text::columns(cell)));
      auto ink = r == 0 ? Ink::dim : table.rows[r - 1][i].ink;
      bool last = i + 1 == widths.size();
      out_ += table.columns[i].right ? pad + inked(cell, ink) : inked(cell, ink) + (last ? "" : pad);
      if (!last) out_ += blanks(gap);
    }
    while (out_.back() == ' ') out_.pop_back();
    out_ += '\n';
  }
}

}  // namespace tributary
