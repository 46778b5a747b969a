#pragma once
// Facts that several readers take from a piece of the tree.
#include <set>
#include <string>
#include <vector>

#include "sql/tree.hpp"
#include "tributary/change.hpp"

namespace tributary::sql {

/// Columns that an expression over one table names.
void add_columns(const Node& expression, std::set<std::string>& out);
std::vector<std::string> columns_in(const Node& expression);
/// A SELECT stands in it: EXISTS (…), = ANY (…).
bool holds_query(const Node& expression);
/// Texts in quotes, each once, sorted.
std::vector<std::string> literals_in(const Node& node);
/// Names of the options in a list of them.
std::vector<std::string> option_names(const Node& list);
/// Columns that are not NULL where the check holds: `a IS NOT NULL`, also beside others with AND.
std::vector<std::string> kept_from_null(const Node& check);

/// FigureColname() of parse_target.c: what an expression would be called as an output column; "" where it has none.
std::string figured(const Node& expression);
/// The columns of a view over this SelectStmt, the first of them named anew; empty: a `*` or a name that is not told.
std::vector<std::string> output_columns(const Node& select, const std::vector<std::string>& aliases);

/// Of a constraint over these keys, and of an index.
KeyFacts constraint_facts(const Node& constraint, const std::vector<std::string>& keys);
KeyFacts index_facts(const Node& index);
/// What PARTITION BY is over.
KeyFacts partition_facts(const Node& specification);

}  // namespace tributary::sql
