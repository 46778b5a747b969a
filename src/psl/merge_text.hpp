#pragma once
// One text merged, before anybody looks at what the two sides make together.
#include <string>
#include <string_view>

#include "psl/merge.hpp"

namespace tributary::psl {

/// What a result takes from ours: its line ends and its BOM. Texts are merged without both.
class Dress {
 public:
  explicit Dress(std::string_view ours);
  std::string bare(std::string_view text) const;
  std::string dressed(std::string text) const;

 private:
  bool has_bom_, crlf_, mixed_;
};

/// `with_ours` and `with_theirs`: each conflict decided for that side; where there is none both are the merged text.
struct MergedText {
  Merged merged;
  std::string with_ours, with_theirs;
};
MergedText merge_text(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels);

/// Gives each conflict the line of its first marker, where each has one pair of markers in the text.
void number_lines(Merged& merged);

}  // namespace tributary::psl
