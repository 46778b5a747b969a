#pragma once
#include <string>
#include <vector>

#include "analyse/modelled.hpp"

namespace tributary {

/// The statements that would make what the migrations do not make, in an order in which they run.
std::vector<std::string> missing_sql(const Unmade& unmade, const catalog::Described& expected);

/// The same of any statements: `declared` is where the schema speaks of it.
std::string missing_migration_help(const Analysis& analysis, const std::vector<std::string>& statements,
                                   const catalog::Declared& declared, const Spot& spot);
/// What to do about it: the statements where they are short, else the command that writes them.
std::string missing_migration_help(const Analysis& analysis, const Unmade& unmade, const catalog::Described& expected,
                                   const Spot& spot);

}  // namespace tributary
