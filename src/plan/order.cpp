#include "plan/order.hpp"

#include <algorithm>
#include <functional>
#include <queue>

namespace tributary::plan {
namespace {

using Lists = std::vector<std::vector<std::size_t>>;

// Nodes by the time at which a depth-first walk along `next` leaves them; no recursion, as thousands of refs may stack.
std::vector<std::size_t> leaving_order(const Lists& next, const std::vector<std::size_t>& starts,
                                       const std::function<void(std::size_t start, std::size_t node)>& reached) {
  std::vector<std::size_t> left;
  std::vector<std::size_t> taken(next.size(), 0);
  std::vector<bool> seen(next.size(), false);
  for (auto start : starts) {
    if (seen[start]) continue;
    std::vector<std::size_t> stack = {start};
    seen[start] = true;
    reached(start, start);
    while (!stack.empty()) {
      auto node = stack.back();
      if (taken[node] == next[node].size()) {
        left.push_back(node);
        stack.pop_back();
        continue;
      }
      auto neighbour = next[node][taken[node]++];
      if (seen[neighbour]) continue;
      seen[neighbour] = true;
      reached(start, neighbour);
      stack.push_back(neighbour);
    }
  }
  return left;
}

// Kosaraju: the circle that each node belongs to, named by its lowest member.
std::vector<std::size_t> circles(const Lists& forward, const Lists& backward) {
  std::vector<std::size_t> all(forward.size()), name(forward.size()), lowest(forward.size(), forward.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  auto order = leaving_order(forward, all, [](std::size_t, std::size_t) {});
  std::reverse(order.begin(), order.end());
  leaving_order(backward, order, [&](std::size_t start, std::size_t node) {
    name[node] = start;
    lowest[start] = std::min(lowest[start], node);
  });
  for (auto& circle : name) circle = lowest[circle];
  return name;
}

}  // namespace

std::vector<std::vector<std::size_t>> first_order(std::size_t count, const std::vector<Constraint>& constraints) {
  Lists forward(count), backward(count);
  for (const auto& c : constraints)
    if (c.later < count && c.earlier < count && c.later != c.earlier) {
      forward[c.earlier].push_back(c.later);
      backward[c.later].push_back(c.earlier);
    }
  auto circle = circles(forward, backward);
  Lists members(count);
  std::vector<std::size_t> waits(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    members[circle[i]].push_back(i);
    for (auto later : forward[i])
      if (circle[later] != circle[i]) ++waits[circle[later]];
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t i = 0; i < count; ++i)
    if (circle[i] == i && waits[i] == 0) ready.push(i);
  std::vector<std::vector<std::size_t>> groups;
  while (!ready.empty()) {
    auto next = ready.top();
    ready.pop();
    for (auto member : members[next])
      for (auto later : forward[member])
        if (circle[later] != next && --waits[circle[later]] == 0) ready.push(circle[later]);
    groups.push_back(members[next]);
  }
  return groups;
}

}  // namespace tributary::plan
