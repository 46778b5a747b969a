#pragma once
// What `schema merge` says of one merge, rendered by src/report.
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// A place that a merge of schema.prisma leaves to a person.
struct SchemaDecision {
  std::string declaration;  ///< "model User"; "" = between declarations
  std::string member;       ///< "email", "@@index([email])"; "" = the declaration itself
  std::string why;
  int line = 0;  ///< 1-based, of the first marker in the result; 0 = none
  bool operator==(const SchemaDecision&) const = default;
};

struct SchemaMergeAnswer {
  std::string version;
  std::string file;                       ///< the schema's name in messages
  std::string result;                     ///< the merged text; "" where it was written into a file
  std::string into;                       ///< that file; "" = none
  std::vector<SchemaDecision> decisions;  ///< empty = clean
  bool operator==(const SchemaMergeAnswer&) const = default;
};

/// The object of --format json: exit, clean, into, result, conflicts.
std::string render_schema_merge_json(const SchemaMergeAnswer& answer);
/// A paragraph for each decision, "" where there is none: what a merge driver says on standard error.
std::string render_schema_decisions(const SchemaMergeAnswer& answer, const Style& style);

}  // namespace tributary
