#pragma once
// Text that an expression gives whatever the data: 'DROP ' || 'TABLE a', format('DROP TABLE %I', 'a').
#include <optional>
#include <string>

#include "sql/tree.hpp"

namespace tributary::sql {

/// Nothing where the text depends on more than literals.
std::optional<std::string> constant_text(const Node& expression);

}  // namespace tributary::sql
