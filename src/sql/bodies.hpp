#pragma once
// Bodies: statements inside a statement. Of a function they say what it needs; of a DO they are done at once.
#include <string>

#include "sql/context.hpp"

namespace tributary::sql {

/// Adds to `change` what a statement would need were it run: also the objects that it would write, alter or drop. What
/// could not be read in a body within the statement is an opaque change beside.
void add_needs_of(Context& context, Change& change, const Node& statement, bool late);

/// That what a routine does when it runs could not be read.
void unread_body(Context& context, const Change& change, std::string because);

/// The text of one statement of `text`, where the tree's nodes expect it: blanks stand for the statements before it.
std::string statement_text(const std::string& text, const Node& item);

/// The body of a LANGUAGE sql function.
void add_sql_body(Context& context, Change& change, const std::string& body);

struct PlpgsqlBody {
  std::string text;       ///< CREATE FUNCTION … or DO … as it stands in the script
  std::size_t begin = 0;  ///< the body's first byte in the script, for line numbers
};
/// What a PL/pgSQL function needs when it runs, and at once the types that it declares. Dynamic SQL and a body that the
/// parser rejects give an opaque change beside, named after the function.
void add_plpgsql_needs(Context& context, Change& change, const PlpgsqlBody& body);
/// A DO block of PL/pgSQL: its statements become changes where they are static.
void run_plpgsql(Context& context, const PlpgsqlBody& body);

}  // namespace tributary::sql
