#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tributary::psl {

/// Lines of a block in columns, as Prisma's formatter sets them: each column as wide as its widest cell in bytes, one
/// blank between, none behind the last; a note (a comment at the end) takes no part.
class AlignedLines {
 public:
  void start_line() { lines_.push_back({}); }
  /// A cell of the current line; a later cell of the same column is written behind the first.
  std::string& cell(std::size_t column);
  void note(std::string_view text) { lines_.back().note += text; }
  void whole_line(std::string_view text);  ///< outside the columns
  /// Appends every line, `indent` blanks before each that holds something, and starts again with none.
  void print(std::string& out, std::size_t indent, std::string_view line_end = "\n");

 private:
  struct Line {
    std::vector<std::string> cells;
    std::string note;
    bool whole = false;  ///< `note` is the line
  };
  std::vector<std::size_t> widths() const;
  std::vector<Line> lines_;
};

}  // namespace tributary::psl
