#include "collect/graph.hpp"

#include <algorithm>

#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<std::vector<ObjectId>> parse_lines(const std::string& out) {
  std::vector<std::vector<ObjectId>> lines;
  std::vector<ObjectId> ids;
  for (std::size_t at = 0; at + 40 < out.size() + 1;) {
    if (auto id = parse_object_id(std::string_view(out).substr(at, 40))) ids.push_back(*id);
    at += 40;
    if (at >= out.size() || out[at] == '\n') lines.push_back(std::move(ids)), ids.clear();
    ++at;
  }
  return lines;
}

}  // namespace

int CommitGraph::find(const ObjectId& id) const {
  auto found = index.find(id);
  return found == index.end() ? -1 : found->second;
}

CommitGraph walk_commits(const Repository& repository, const std::vector<ObjectId>& tips,
                         const std::optional<ObjectId>& without) {
  std::string input;
  for (const auto& tip : tips) input += tip.hex() + "\n";
  if (without) input += "^" + without->hex() + "\n";
  CommitGraph graph;
  if (tips.empty()) return graph;
  auto lines = parse_lines(git(repository.common_dir, {"rev-list", "--topo-order", "--parents", "--stdin"}, input));
  for (const auto& line : lines) {
    graph.index.emplace(line.at(0), static_cast<int>(graph.commits.size()));
    graph.commits.push_back(line[0]);
  }
  std::unordered_map<ObjectId, int, ObjectIdHash> outside;
  for (const auto& line : lines) {
    auto& parents = graph.parents.emplace_back();
    for (std::size_t i = 1; i < line.size(); ++i) {
      int number = graph.find(line[i]);
      if (number < 0) {
        auto [at, fresh] = outside.emplace(line[i], -1 - static_cast<int>(graph.outside.size()));
        if (fresh) graph.outside.push_back(line[i]);
        number = at->second;
      }
      parents.push_back(number);
    }
  }
  return graph;
}

// Children come before parents, so an ancestor has the larger number and nothing beyond it need be looked at.
bool TargetHistory::is_ancestor(int older, int newer) const {
  std::vector<int> open = {newer};
  std::vector<bool> seen(static_cast<std::size_t>(older - newer + 1));
  while (!open.empty()) {
    int commit = open.back();
    open.pop_back();
    if (commit == older) return true;
    for (int parent : graph_->parents[static_cast<std::size_t>(commit)]) {
      if (parent < newer || parent > older || seen[static_cast<std::size_t>(parent - newer)]) continue;
      seen[static_cast<std::size_t>(parent - newer)] = true;
      open.push_back(parent);
    }
  }
  return false;
}

std::vector<ObjectId> TargetHistory::newest(std::vector<ObjectId> commits) {
  std::sort(commits.begin(), commits.end());
  commits.erase(std::unique(commits.begin(), commits.end()), commits.end());
  if (commits.size() < 2) return commits;
  if (auto known = known_.find(commits); known != known_.end()) return known->second;
  if (!graph_) graph_ = walk_commits(*repository_, {target_}, std::nullopt);
  std::vector<int> numbers;
  for (const auto& id : commits)
    if (int number = graph_->find(id); number >= 0) numbers.push_back(number);
  std::sort(numbers.begin(), numbers.end());
  std::vector<int> kept;
  for (int number : numbers)
    if (std::none_of(kept.begin(), kept.end(), [&](int newer) { return is_ancestor(number, newer); }))
      kept.push_back(number);
  std::vector<ObjectId> out;
  for (int number : kept) out.push_back(graph_->commits[static_cast<std::size_t>(number)]);
  std::sort(out.begin(), out.end());
  return known_[commits] = out;
}

std::vector<std::vector<ObjectId>> merge_bases(const CommitGraph& unmerged, TargetHistory& target) {
  std::vector<std::vector<ObjectId>> bases(unmerged.commits.size());
  for (std::size_t i = unmerged.commits.size(); i-- > 0;) {
    std::vector<ObjectId> candidates;
    for (int parent : unmerged.parents[i]) {
      if (parent < 0) {
        candidates.push_back(unmerged.outside[static_cast<std::size_t>(-1 - parent)]);
      } else {
        const auto& more = bases[static_cast<std::size_t>(parent)];
        candidates.insert(candidates.end(), more.begin(), more.end());
      }
    }
    bases[i] = target.newest(std::move(candidates));
  }
  return bases;
}

}  // namespace tributary
