#include "plan/order.hpp"

#include <doctest/doctest.h>

using namespace tributary::plan;
using Groups = std::vector<std::vector<std::size_t>>;

TEST_CASE("without constraints the order is the numeric one") {
  CHECK(first_order(3, {}) == Groups{{0}, {1}, {2}});
}

TEST_CASE("of all orders that respect the constraints the lowest numbers come first") {
  CHECK(first_order(4, {{0, 2}}) == Groups{{1}, {2}, {0}, {3}});
  CHECK(first_order(4, {{0, 3}, {1, 0}}) == Groups{{2}, {3}, {0}, {1}});
}

TEST_CASE("what needs each other in a circle stays together, and what hangs on the circle comes after it") {
  CHECK(first_order(4, {{1, 2}, {2, 1}, {0, 2}}) == Groups{{1, 2}, {0}, {3}});
  CHECK(first_order(5, {{0, 4}, {4, 2}, {2, 0}}) == Groups{{0, 2, 4}, {1}, {3}});
}

TEST_CASE("a constraint on itself, given twice or outside the range, changes nothing") {
  CHECK(first_order(2, {{0, 0}, {1, 0}, {1, 0}, {0, 9}}) == Groups{{0}, {1}});
}

TEST_CASE("ten thousand branches, each standing on the next, are ordered without recursion") {
  std::vector<Constraint> tower;
  for (std::size_t i = 0; i + 1 < 10000; ++i) tower.push_back({i, i + 1});
  auto groups = first_order(10000, tower);
  CHECK(groups.front() == std::vector<std::size_t>{9999});
  CHECK(groups.back() == std::vector<std::size_t>{0});
}
