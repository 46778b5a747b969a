#pragma once
// Each source's schema.prisma held against the objects that the migrations of its own folder leave. No database is
// asked: it is about what exists, and silent where SQL that could not be read may have made or dropped it.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analyse/fold.hpp"
#include "analyse/walk.hpp"
#include "catalog/described.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// A model or enum that migrations do not make, as a whole or in part.
struct Unmade {
  catalog::Declared declared;  ///< of the model, enum, or many-to-many field
  ObjectName object;           ///< its table or type
  bool whole = true;
  std::vector<catalog::Declared> fields;  ///< where not whole; of an enum its values, named in `field`
  std::vector<std::string> names;         ///< the columns or values of `fields`
};

/// A table that no model describes, or columns of a model's table.
struct Undeclared {
  ObjectName table;
  bool whole = true;
  std::vector<std::string> columns;
  const Migration* migration = nullptr;  ///< which made the table, or the first of the columns
  int line = 0;
};

struct Modelled {
  Spot spot;  ///< source and project
  std::shared_ptr<const catalog::Described> expected;
  std::shared_ptr<const Folding> made;
  std::vector<Unmade> unmade;
  std::vector<Undeclared> undeclared;
};

/// For each project of a source that has both a schema and migrations, all of whose SQL was read: those of the target,
/// and of sources that changed either. What the target, or the merge base, lacks in the same way is left out of a
/// source's: it is not to blame for that.
std::shared_ptr<const std::vector<Modelled>> modelled(const Analysis& analysis);

std::string bare_text(const ObjectName& object);  ///< object_text() without the schema where that is public
/// "model User", "enum Role", "User.posts"
std::string declared_text(const Unmade& unmade);

}  // namespace tributary
