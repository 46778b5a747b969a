#pragma once
// Orders as a tree of their common beginnings: a node is a script on top of all that came before it. Pure.
#include <cstddef>
#include <vector>

#include "tributary/rehearse.hpp"

namespace tributary::scratch {

struct Node {
  const Replayed* step = nullptr;  ///< null: the root, an empty database
  bool new_session = false;  ///< a connection of its own begins here, and it matters: an earlier script left marks
  std::size_t parent = 0;
  std::vector<std::size_t> children;
  bool is_end = false;  ///< an order ends here: its structure is wanted
};

struct Tree {
  std::vector<Node> nodes;                      ///< the first is the root; a parent stands before its children
  std::vector<std::vector<std::size_t>> paths;  ///< by order: the node of each of its migrations
  std::size_t listed = 0;                       ///< migrations in all orders together
};

/// Of orders of one project.
Tree tree_of(const std::vector<const Order*>& orders);

/// Whether a script may leave something in its session that the next one would see: a SET, a temporary table, a
/// prepared statement. Told from how its lines begin; in doubt, yes.
bool marks_session(const std::string& sql);

}  // namespace tributary::scratch
