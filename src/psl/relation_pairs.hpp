#pragma once
// Which two fields make one relation, and of what sort it is.
#include "psl/checker.hpp"

namespace tributary::psl {

struct RelationPair {
  enum class Kind { one_to_one, one_to_many, many_to_many, embedded_many_to_many };
  Kind kind = Kind::one_to_many;
  const RelationField* forward = nullptr;  ///< the side that holds, or should hold, the foreign key; null = missing
  const RelationField* back = nullptr;     ///< null = missing
  const ModelInfo* model = nullptr;        ///< of the forward side
  const ModelInfo* other = nullptr;
};

/// In the order of the fields that begin them.
std::vector<RelationPair> relation_pairs(const Checker& check);

}  // namespace tributary::psl
