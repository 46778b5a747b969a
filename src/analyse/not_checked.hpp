#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// Why rules could not look: found once for all rules whose cards say that they need the same.
class Unseen {
 public:
  explicit Unseen(const Analysis& analysis) : analysis_(analysis) {}
  /// Adds an entry for each source in which `rule` could not look because what its card says it needs is absent.
  void add(const Rule& rule, std::vector<NotChecked>& out);

 private:
  using Reasons = std::vector<std::pair<std::string, std::string>>;  // source, why
  const Reasons& reasons_for(Needs needs);

  const Analysis& analysis_;
  std::map<Needs, Reasons> known_;
};

}  // namespace tributary
