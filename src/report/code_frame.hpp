#pragma once
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// The text a place lies in: its file of the schema, else its migration's script; null: not at hand.
const std::string* text_behind(const Workspace& workspace, const Place& place);

/// The lines of texts, each text gone through once however many places lie in it.
class TextLines {
 public:
  /// Without their line ends; views into the text, which must stay where it is.
  const std::vector<std::string_view>& of(const std::string& text);

 private:
  std::unordered_map<const std::string*, std::vector<std::string_view>> known_;
};

/// Lines of that text: the one a place is about, and its neighbours.
struct Excerpt {
  int first = 0;                   ///< 1-based number of the first of them; 0 where there are none
  std::vector<std::string> lines;  ///< as they are; empty where the place has no line, or its text is not at hand
};
Excerpt excerpt(const Workspace& workspace, const Place& place, TextLines& texts);

/// The line a place is about between its neighbours: "  11 | …", "> 12 | …", "  13 | …". Empty where the place has no
/// line, or its text is not at hand.
std::vector<std::string> code_frame(const Workspace& workspace, const Place& place, TextLines& lines);

}  // namespace tributary
