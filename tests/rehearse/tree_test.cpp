#include "rehearse/tree.hpp"

#include <doctest/doctest.h>

#include "rehearse/orders.hpp"

using namespace tributary;
using namespace tributary::scratch;
using namespace tributary::testing;

namespace {

std::size_t nodes_of(const std::vector<Order>& orders) {
  std::vector<const Order*> pointers;
  for (const auto& order : orders) pointers.push_back(&order);
  return tree_of(pointers).nodes.size() - 1;
}

}  // namespace

TEST_CASE("what orders begin alike is one path, and each end is known") {
  std::vector<Order> orders = {order_of("fresh", {{"1", "a"}, {"2", "b"}, {"3", "c"}}),
                               order_of("rolling", {{"1", "a"}, {"3", "c"}, {"2", "b"}}),
                               order_of("main", {{"1", "a"}})};
  auto tree = tree_of({&orders[0], &orders[1], &orders[2]});
  CHECK(tree.nodes.size() == 6);  // the root, 1, 1-2, 1-2-3, 1-3, 1-3-2
  CHECK(tree.listed == 7);
  CHECK(tree.paths[2] == std::vector<std::size_t>{1});
  CHECK(tree.nodes[1].is_end);
  CHECK(tree.nodes[1].children.size() == 2);
}

TEST_CASE("the same bytes under two names are executed once, other bytes under one name twice") {
  CHECK(nodes_of({order_of("a", {{"1", "x"}}), order_of("b", {{"2", "x"}})}) == 1);
  CHECK(nodes_of({order_of("a", {{"1", "x"}}), order_of("b", {{"1", "y"}})}) == 2);
}

TEST_CASE("a deploy of its own parts two orders only behind a script that marks its session") {
  auto orders = [](const std::string& first) {
    auto one = order_of("fresh", {{"1", first}, {"2", "CREATE TABLE b ()"}}), two = one;
    two.migrations[1].new_deploy = true;
    return std::vector<Order>{one, two};
  };
  CHECK(nodes_of(orders("CREATE TABLE a ();\nALTER TABLE a ADD b int REFERENCES b ON DELETE SET NULL;")) == 2);
  CHECK(nodes_of(orders("SELECT set_config('search_path', '', false);")) == 3);
  CHECK(nodes_of(orders("CREATE TABLE a ();\n  SET search_path = x;")) == 3);
  CHECK(nodes_of(orders("CREATE TEMP TABLE a ()")) == 3);
}

TEST_CASE("an order without migrations ends at the empty database") {
  auto empty = order_of("empty", {});
  auto tree = tree_of({&empty});
  CHECK(tree.nodes.size() == 1);
  CHECK(tree.nodes[0].is_end);
}
