#include "inspect/safe_table.hpp"

namespace tributary::inspect {
namespace {

std::string kind_in_words(const std::string& relkind) {
  if (relkind == "v") return "a view";
  if (relkind == "m") return "a materialized view";
  if (relkind == "f") return "a foreign table";
  return relkind == "r" || relkind == "p" ? "" : "no table";
}

/// Children by inheritance and partitions, at any depth, are read with their parent.
std::string with_children(const std::string& oid) {
  return "WITH RECURSIVE part(oid) AS (SELECT " + oid +
         "::pg_catalog.oid UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN part ON i.inhparent = part.oid) ";
}

/// The planner folds calls with constant arguments in an index's expression or predicate: it runs them.
std::string index_with_function(ReadConnection& connection, const std::string& oid) {
  auto found = connection.query(
      with_children(oid) +
          "SELECT c.relname, p.proname FROM part JOIN pg_catalog.pg_index i ON i.indrelid = part.oid"
          " JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid"
          " JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid"
          " AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass JOIN pg_catalog.pg_proc p ON p.oid = "
          "d.refobjid"
          " JOIN pg_catalog.pg_roles r ON r.oid = p.proowner WHERE NOT r.rolsuper AND p.proowner NOT IN"
          " (SELECT m.oid FROM pg_catalog.pg_roles m WHERE m.rolname = current_user) ORDER BY 1 LIMIT 1",
      2);
  if (found.empty()) return {};
  return "a table whose index " + std::string(found[0][0].c_str()) + " calls another user's function " +
         found[0][1].c_str();
}

}  // namespace

std::string oid_of(ReadConnection& connection, const std::string& schema, const std::string& table) {
  auto found = connection.query(
      "SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
      " n.nspname = " +
          connection.quote(schema) + " AND c.relname = " + connection.quote(table),
      1);
  return found.empty() ? "" : found[0][0].c_str();
}

std::string why_not_read(ReadConnection& connection, const std::string& oid) {
  auto itself = connection.query(
      "SELECT c.relkind, pg_catalog.row_security_active(c.oid) FROM pg_catalog.pg_class c WHERE c.oid = " + oid, 2);
  if (itself.empty()) return "gone";
  if (auto other = kind_in_words(itself[0][0].c_str()); !other.empty()) return other;
  if (itself[0][1].as<bool>()) return "a table whose row-level security holds for this role";
  auto far = connection.query(with_children(oid) +
                                  "SELECT c.relname FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid WHERE"
                                  " c.relkind = 'f' ORDER BY 1 LIMIT 1",
                              1);
  if (!far.empty()) return "a table whose part " + std::string(far[0][0].c_str()) + " is a foreign table";
  return index_with_function(connection, oid);
}

std::string column_of_own_type(ReadConnection& connection, const std::string& oid,
                               const std::vector<std::string>& columns, bool compared) {
  std::string names;
  for (const auto& column : columns) names += (names.empty() ? "" : ", ") + connection.quote(column);
  if (names.empty()) return {};
  // a domain checks only what is written; an array is as its elements are
  auto found = connection.query(
      "WITH RECURSIVE used(attname, attnum, computed, typ) AS (SELECT a.attname, a.attnum, "
      "coalesce((pg_catalog.to_jsonb(a) ->> 'attgenerated') = 'v', false),"
      " a.atttypid FROM pg_catalog.pg_attribute a WHERE a.attrelid = " +
          oid + " AND NOT a.attisdropped AND a.attname IN (" + names +
          ") UNION SELECT u.attname, u.attnum, u.computed, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem"
          " END FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.typ WHERE t.typtype = 'd' OR t.typcategory = 'A')"
          " SELECT u.attname, t.typname FROM used u JOIN pg_catalog.pg_type t ON t.oid = u.typ"
          " JOIN pg_catalog.pg_roles r ON r.oid = t.typowner WHERE u.computed OR NOT (t.typnamespace ="
          " 'pg_catalog'::pg_catalog.regnamespace OR t.typtype IN ('d', 'e') OR t.typcategory = 'A'" +
          (compared ? "" : " OR (r.rolsuper AND t.typtype = 'b')") + ") ORDER BY u.attnum LIMIT 1",
      2);
  if (found.empty()) return {};
  return std::string(found[0][0].c_str()) + " (" + found[0][1].c_str() + ")";
}

}  // namespace tributary::inspect
