#pragma once
// Where Prisma does the server's work (relationMode = "prisma") it follows relations that change rows when others go,
// and refuses a way that never ends.
#include <map>
#include <set>
#include <vector>

#include "psl/relation_pairs.hpp"

namespace tributary::psl {

class Cascades {
 public:
  enum class End { there_is_one, on_itself, in_a_cycle };
  explicit Cascades(const std::vector<RelationPair>& pairs);
  /// Of the way that begins with this relation, both sides of which are there.
  End of(const RelationPair& pair) const;

 private:
  End walked(const RelationPair& pair) const;

  std::map<const ModelInfo*, std::vector<const RelationPair*>> complete_;  ///< by the model that holds the key
  std::map<const ModelInfo*, int> circle_;      ///< models that lead to each other have one number
  std::set<const ModelInfo*> leads_to_itself_;  ///< models from which one is reached that refers to itself
};

}  // namespace tributary::psl
