#pragma once
// A database's structure as one value, whoever found it out: folded from migrations, read from a server, or expected
// from a schema.prisma.
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tributary/change.hpp"

namespace tributary {

/// One object with what is compared of it. Facts by name, in PostgreSQL's own spelling, such as "type" (format_type()),
/// "not null" ("true"), "default" (pg_get_expr()), "definition" (pg_get_constraintdef(), pg_get_indexdef()…), "values"
/// of an enum (one a line, in their order). src/catalog/facts.hpp lists them by kind. A fact that is absent does not
/// hold or is not known: compare() looks only at facts that the maker of a Catalog says it knows.
struct CatalogObject {
  /// Its schema is always said; arguments of a routine are its input types, "integer, public.mood" (oidvectortypes()),
  /// of a text search object "configuration", "dictionary"…, of an operator class its access method.
  ObjectName name;
  std::map<std::string, std::string> facts;
  /// Facts that are known of other objects of the kind and not of this one; "*" = none is, nor which parts it has
  /// (columns, constraints, indexes): a partition, a child of INHERITS, a table made AS a query.
  std::set<std::string> unknown;
  bool operator==(const CatalogObject&) const = default;
};

struct Catalog {
  std::vector<CatalogObject> objects;  ///< sorted by name, each once
  std::vector<std::string> opaque;     ///< sentences: what may have made or changed anything, unseen by us
  /// By kind, the facts that are known of each object of it; a kind that is absent was not looked at.
  std::map<ObjectKind, std::vector<std::string>> known;
  int server_major = 0;     ///< 0 = not read from a server
  std::string server_name;  ///< which server, for what differs between servers by nature; "" = none
  bool operator==(const Catalog&) const = default;

  const CatalogObject* find(const ObjectName& name) const;  ///< null: no such object
};

/// What two structures do not have in common.
struct Difference {
  ObjectName object;
  std::string fact;  ///< "" = the object as a whole
  /// nullopt: that side has no such object or fact. Of a whole object its definition, type or values, else "exists".
  std::optional<std::string> left, right;
  /// "" = a real difference. Else why the two sides cannot be held against each other: deparsed text of two majors,
  /// owners, grants and collations of two servers. Never drift.
  std::string incomparable_because;
  bool operator==(const Difference&) const = default;
};

/// Sorted by object, then fact. Kinds and facts that only one side knows are left out; a column's position is no fact.
/// Where a table is on one side alone, its columns, constraints, indexes… are not listed beside it. Linear.
std::vector<Difference> compare(const Catalog& left, const Catalog& right);

/// What a history of scripts leaves behind, from the text alone: which objects exist, columns with type and
/// nullability, values of enums in their order, what belongs to what. `opaque` says what it could not follow. Names
/// without a schema are of `default_schema`, where the script sets no search_path.
Catalog fold(const std::vector<const ScriptChanges*>& scripts, const std::string& default_schema = "public");

/// What of a database its migrations do not explain. `expected` is what the scripts that ran there leave, `explained`
/// what they leave together with others that may have been run by hand: what agrees with one of these is left out, and
/// so is what lies in schemas that no script touches, and what is the server's business (extensions, owners, grants).
std::vector<Difference> structure_drift(const Catalog& database, const Catalog& expected,
                                        const std::vector<Catalog>& explained, const std::string& default_schema);

/// Rows of one query; nullopt = NULL.
using Rows = std::vector<std::vector<std::optional<std::string>>>;
/// Runs one SELECT where the caller is connected. Throws what the caller throws.
using RunQuery = std::function<Rows(const std::string& sql)>;

/// Reads a server's structure: everything outside pg_catalog, information_schema and pg_toast, but for what belongs to
/// an extension and Prisma's own _prisma_migrations. Empties search_path for the transaction it is called in, so call
/// it within one. PostgreSQL 12 and newer.
Catalog read_catalog(const RunQuery& query);

}  // namespace tributary
