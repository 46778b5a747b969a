#pragma once
#include <vector>

#include "analyse/modelled.hpp"
#include "catalog/diff_sql.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// One model of the merged schema that the rehearsed migrations make otherwise than it is declared.
struct Otherwise {
  Spot spot;  ///< the source whose schema says so newly; else the target
  std::string model;
  std::vector<catalog::Gap> gaps;       ///< of columns, keys, indexes; never what is missing as a whole
  std::vector<std::string> statements;  ///< that would make it as declared
};

/// The schemas of the target and of all sources, merged in memory, against the structure of the fresh rehearsal; empty
/// where there is none. Whole tables and columns that are missing are left to modelled(), which needs no rehearsal.
std::vector<Otherwise> rehearsed_otherwise(const Analysis& analysis);

}  // namespace tributary
