#pragma once
// What queries and expressions refer to: tables, columns, functions, types, sequences. Aliases, WITH names, NEW, OLD
// and output columns are no references.
#include <string>
#include <vector>

#include "sql/context.hpp"

namespace tributary::sql {

/// The names that a FROM clause makes visible, innermost first.
struct Scope {
  struct Item {
    std::string alias;
    ObjectName relation;  ///< name "" = a subselect, function, VALUES or WITH query: its columns are its own
  };
  const Scope* outer = nullptr;
  std::vector<Item> items;
  std::vector<std::string> queries;  ///< WITH names
  std::vector<std::string> outputs;  ///< names of the select list, which ORDER BY and GROUP BY may mean
  bool hides = false;                ///< unqualified names may be columns of something unknown
};

class References {
 public:
  /// Writes needs of this kind into `needs`, and data-modifying WITH queries as changes of their own.
  References(Context& context, std::vector<Use>& needs, Use::How how = Use::How::reads)
      : context_(context), needs_(needs), how_(how) {}

  void query(const Node& body, const Scope* outer = nullptr);  ///< of a SelectStmt's body
  void expression(const Node& node, const Scope& scope);       ///< any node, also a list
  /// What stands behind a column that is written: SET address.zip = …, SET list[1] = ….
  void behind_column(const Node& indirection, const Scope& scope);
  void from(const Node& item, Scope& scope);
  void with(const Node& clause, Scope& scope);
  /// An expression over the columns of one table: checks, generated columns, index expressions, policies.
  void over_table(const Node& node, const ObjectName& table);
  /// The same where NEW and OLD stand for the table's rows.
  void over_rows(const Node& node, const ObjectName& table);

 private:
  void column(const Node& body, const Scope& scope);
  void picked(const Node& indirection);
  void star(const std::vector<std::string>& names, const Scope& scope);
  void unqualified(std::string_view name, const Scope& scope);
  void qualified(const std::vector<std::string>& names, const Scope& scope);
  void call(const Node& body, const Scope& scope);
  void cast(const Node& body, const Scope& scope);
  void sequence_named(std::string_view text);
  void values(const Node& body, const Scope& scope);
  void joined(const Node& join, Scope& scope);
  void relation(const Node& range_var, Scope& scope);

  Context& context_;
  std::vector<Use>& needs_;
  Use::How how_;
};

/// ctid, tableoid…: what every table has.
bool is_system_column(std::string_view name);
/// Whether the select list of a SelectStmt's body has a `*`, or that of a side of its UNION.
bool lists_star(const Node& select);
/// For a statement whose rows no `*` makes: EXISTS (SELECT * …), RETURNING *.
void forget_stars(std::vector<Use>& needs);

/// Writes the change of one INSERT, UPDATE, DELETE or MERGE; true where the node was one.
bool read_data_statement(Context& context, const Node& node, const Scope* outer = nullptr);

}  // namespace tributary::sql
