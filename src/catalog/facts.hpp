#pragma once
// The table of facts: what is read and compared of each kind of object, and how a server is asked for it.
#include <string>
#include <vector>

#include "tributary/catalog.hpp"

namespace tributary::catalog {

/// When two values of a fact cannot be held against each other.
enum class Nature {
  plain,     ///< always comparable
  deparsed,  ///< text that PostgreSQL prints from a tree: majors print it differently
  local      ///< what a server has or who works on it: owners, grants, versions of collations and extensions
};

struct Fact {
  std::string name;
  std::string sql;  ///< an expression over the reading's FROM; NULL or '' = the fact does not hold
  Nature nature = Nature::plain;
  int since = 0;  ///< first server major that has the catalog columns
};

/// One SELECT: all objects of one kind, or of a few that stand in one catalog.
struct Reading {
  std::vector<ObjectKind> kinds;
  std::string kind;                           ///< an expression: the place in `kinds` of the row's
  std::string schema, name, part, arguments;  ///< expressions
  std::string from;                           ///< behind FROM
  std::vector<Fact> facts;
  int since = 0;  ///< first server major that has the catalog
};

/// By what they are about: relations with their columns, constraints and indexes; types; code; the rest.
std::vector<Reading> relation_readings();
std::vector<Reading> type_readings();
std::vector<Reading> code_readings();
std::vector<Reading> other_readings();
const std::vector<Reading>& readings();  ///< all of them

/// Its rows are kind, schema, name, part, arguments, and the facts that a server of that major has.
std::string query_text(const Reading& reading, int major);

/// How two values of a fact may differ without the structures differing.
Nature nature_of(ObjectKind kind, const std::string& fact);

/// "schema"."name" or "schema"."name"."part": how a fact refers to another object ("table" of an index, "owned by" of a
/// sequence). Each word is quoted.
std::string reference_text(const ObjectName& object);

// Pieces of the readings' SQL.
std::string quoted(const std::string& name);  ///< the word in double quotes
std::string reference(const std::string& schema, const std::string& name);
/// JOIN with the schemas of users as `n`.
std::string in_user_schema(const std::string& oid);
/// LEFT JOIN with the comment as `d`.
std::string with_comment(const char* catalog, const std::string& oid, const std::string& part = "0");
/// A condition: belongs to no extension.
std::string no_member(const char* catalog, const std::string& oid);
/// Nothing where the privileges are those that PostgreSQL gives by itself; "none" where all are taken away.
Fact grants(const std::string& acl, const char* type, const std::string& owner);
Fact owner(const std::string& oid);
Fact comment();
Fact flag(const char* name, const std::string& condition, int since = 0);  ///< "true" or nothing
/// Options as "a=1, b=2", in the order of their names.
std::string options_text(const std::string& array);

}  // namespace tributary::catalog
