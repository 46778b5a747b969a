#pragma once
// Questions about rows that only a live database can answer, and their answers.
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

/// Asked of one table of one database, read-only and under a timeout.
struct Question {
  enum class What {
    rows,        ///< how many rows the table has
    nulls,       ///< rows where any of `columns` is NULL
    duplicates,  ///< groups of rows that agree in `columns`, none of them NULL
    orphans      ///< rows whose `columns`, none NULL, are not in `other_columns` of `other_table`
  };
  What what = What::rows;
  std::string database;       ///< Database::id
  std::string schema, table;  ///< as stored, unquoted; "" schema = the one the URL names, else public
  std::vector<std::string> columns;
  std::string other_schema, other_table;
  std::vector<std::string> other_columns;
  auto operator<=>(const Question&) const = default;
};

struct FactAnswer {
  std::optional<std::int64_t> count;  ///< nullopt: could not be had
  std::string because;                ///< why not: no such table, timeout, permission
  bool operator==(const FactAnswer&) const = default;
};

/// Absent: not asked.
using Facts = std::map<Question, FactAnswer>;

}  // namespace tributary
