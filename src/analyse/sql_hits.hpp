#pragma once
// Clashes and unmet needs in words.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// "creates index "a"", "changes column "T"."c" (type)": what a change does, without its place.
std::string deed_text(const Change& change);

struct ClashAdvice {
  std::string why, help;
};

/// One hit for each clash of these kinds: "mine, and theirs" with both places.
std::vector<Hit> clash_hits(const Analysis& analysis, const std::set<Clash::Kind>& kinds,
                            const std::function<ClashAdvice(const Clash&)>& advice);
std::vector<Hit> clash_hits(const Analysis& analysis, const std::set<Clash::Kind>& kinds, const std::string& why,
                            const std::string& help);

}  // namespace tributary
