#pragma once
// Text for people: lines, wrapped paragraphs, aligned tables. Everything that goes in is made printable here, so no
// writer of a command's text can forget it.
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

enum class Ink { plain, bold, dim, red, yellow, green, cyan };

/// A piece of a line with its colour.
struct Span {
  std::string text;
  Ink ink = Ink::plain;
};

struct Table {
  struct Column {
    std::string head;
    bool right = false;     ///< numbers
    int least = 0;          ///< columns it may be cut down to; 0 = never cut
    bool optional = false;  ///< left out where the table is wider than the page
  };
  std::vector<Column> columns;
  std::vector<std::vector<Span>> rows;
};

class Page {
 public:
  explicit Page(const Style& style) : style_(style) {}

  /// One line, spans side by side, never cut: for names and paths that somebody may want to copy.
  void line(const std::vector<Span>& spans, int indent = 0);
  void blank();  ///< an empty line, unless there is one already or nothing stands above
  void heading(const std::string& words);
  /// Wrapped at blanks to the page's width, not at all in a pipe; `label` stands before the first line, the rest is
  /// aligned behind it.
  void paragraph(const std::string& words, int indent = 0, const Span& label = {}, Ink ink = Ink::plain);
  /// A command to type: on its own line, never wrapped.
  void command(const std::string& shell, int indent = 2);
  /// One name a line, at most `most`, then "… and 37 more".
  void list(const std::vector<std::string>& names, int indent, std::size_t most);
  void more(std::size_t hidden, int indent);
  void table(const Table& table, int indent = 2);  ///< columns without a single entry are left out

  const Style& style() const { return style_; }
  std::string take() { return std::move(out_); }

 private:
  std::string inked(const std::string& safe, Ink ink) const;

  Style style_;
  std::string out_;
};

/// `safe` cut in its middle to at most `width` columns, "…" in place of what is gone: names differ at both ends.
std::string shortened(const std::string& safe, std::size_t width);

/// "2025-10-16 16:40:00" of "2025-10-16T16:40:00.000000Z"; anything else as it is.
std::string readable_time(const std::string& iso);

}  // namespace tributary
