#pragma once
#include <string>
#include <vector>

namespace tributary::text {

/// The candidate within a third of its length of edits: what a misspelt word means; "" = none.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace tributary::text
