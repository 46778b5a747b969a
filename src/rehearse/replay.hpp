#pragma once
// Executes a tree of orders, depth first: each node once, in databases that are cloned where that is cheaper than
// replaying what came before.
#include <memory>
#include <string>
#include <vector>

#include "rehearse/database.hpp"
#include "rehearse/outcome.hpp"
#include "rehearse/tree.hpp"

namespace tributary::scratch {

struct Executed {
  bool reached = false;
  StepOutcome outcome;                       ///< of the node's own step
  std::string machine_lacks;                 ///< of a failed one
  std::shared_ptr<const Catalog> structure;  ///< of a node where an order ends
  std::string unread;                        ///< of such a node: why there is none
  std::string database;                      ///< that was left as this node, or its failing script, left it
};

struct Counts {
  std::size_t executed = 0, cloned = 0;
};

/// By node; the root is applied. Throws Error where the server goes away.
std::vector<Executed> replay(ScratchServer::Parts& server, const Tree& tree, const std::string& project,
                             const RehearseOptions& options, Counts& counts);

}  // namespace tributary::scratch
