#pragma once
// What `migrate deploy` would run in each database, held against what that database holds.
#include <map>
#include <optional>
#include <string>

#include "analyse/applied.hpp"
#include "analyse/hazards.hpp"

namespace tributary {

/// A statement that PostgreSQL refuses as the database stands.
struct Refusal {
  std::size_t script = 0;  ///< index into OwnMigrations::scripts
  int line = 0;
  std::string sqlstate, because;
};

/// The first statement of pending scripts that makes what is there, or alters what is not; nullopt: none is known.
/// `schema` is where names without one are found.
std::optional<Refusal> refused_by_structure(const OwnMigrations& pending, const Catalog& structure,
                                            const std::string& schema);

}  // namespace tributary
