#include "plan/stacks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tributary::plan {
namespace {

using Pairs = std::set<std::pair<std::size_t, std::size_t>>;  // upper, lower

Pairs by_commits(const std::vector<Candidate>& candidates) {
  std::map<std::string, std::size_t> index;
  for (std::size_t i = 0; i < candidates.size(); ++i) index[candidates[i].source->name] = i;
  Pairs pairs;
  for (std::size_t upper = 0; upper < candidates.size(); ++upper)
    for (const auto& name : candidates[upper].source->contains)
      if (auto lower = index.find(name); lower != index.end() && lower->second != upper)
        pairs.emplace(upper, lower->second);
  return pairs;
}

// Only holders of a lower candidate's rarest folder can hold all of them, which keeps this from comparing every pair.
Pairs by_folders(const Folders& folders) {
  std::vector<std::vector<std::size_t>> holders(folders.all.size());
  for (std::size_t i = 0; i < folders.candidates.size(); ++i)
    for (auto folder : folders.candidates[i].own) holders[folder].push_back(i);
  Pairs pairs;
  for (std::size_t lower = 0; lower < folders.candidates.size(); ++lower) {
    const auto& own = folders.candidates[lower].own;
    auto rarest = *std::min_element(own.begin(), own.end(),
                                    [&](auto a, auto b) { return holders[a].size() < holders[b].size(); });
    for (auto upper : holders[rarest]) {
      const auto& more = folders.candidates[upper].own;
      if (more.size() > own.size() && std::includes(more.begin(), more.end(), own.begin(), own.end()))
        pairs.emplace(upper, lower);
    }
  }
  return pairs;
}

}  // namespace

std::vector<Stack> find_stacks(const Folders& folders) {
  auto commits = by_commits(folders.candidates);
  auto all = by_folders(folders);
  for (const auto& [upper, lower] : commits) {
    bool mutual = commits.count({lower, upper}) > 0;
    if (!mutual) all.erase({lower, upper});
    if (!mutual) all.emplace(upper, lower);
  }
  std::vector<Stack> stacks;
  for (const auto& pair : all) stacks.push_back({pair.first, pair.second, commits.count(pair) > 0});
  return stacks;
}

}  // namespace tributary::plan
