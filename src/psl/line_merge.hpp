#pragma once
#include <string>
#include <string_view>

#include "psl/markers.hpp"
#include "psl/merge.hpp"

namespace tributary::psl {

/// The classical diff3 merge by line, for what does not parse. `clean` = no conflict was left.
struct LineMerged {
  std::string text;
  bool clean = true;
};
LineMerged merge_lines(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels,
                       Take take = Take::markers);

}  // namespace tributary::psl
