#pragma once
#include <map>
#include <string>
#include <vector>

#include "tributary/plan.hpp"

namespace tributary {

/// Who comes before whom in a sequence: earlier steps that add to a same project, and what a step's SQL needs.
class Before {
 public:
  explicit Before(const Sequence& sequence);
  /// Names of the sources: hard needs first, then the others in the sequence's order. They live in the sequence:
  /// thousands of branches each come after thousands.
  std::vector<const std::string*> of(const Step& step) const;

 private:
  std::map<std::string, std::vector<const Step*>> by_project_;  // in the sequence's order
};

}  // namespace tributary
