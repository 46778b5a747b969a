#pragma once
// The schemas of sources as texts by file, and which of them a source changed since its merge base.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// More refs than this are not merged in memory one after the other; the schema rules then look at those that are
/// asked about, and at those that change a declaration which one of these changes too.
constexpr std::size_t most_schema_refs = 64;

using SchemaTexts = std::map<std::string, std::string>;  ///< by path from the source's root

struct SchemaSpot {
  const Source* source = nullptr;
  const Project* project = nullptr;
  SchemaTexts texts, base;
  SchemaTexts merged_over{};  ///< the base once those in front are merged: with what it has from them

  /// Files that the source added, changed or took away since the merge base.
  std::vector<std::string> changed_files() const;
  std::string base_text(const std::string& file) const;
};
std::string text_of(const SchemaTexts& texts, const std::string& file);  ///< "" where there is none

/// One per project of the target that has a schema.
std::vector<SchemaSpot> target_schemas(const Analysis& analysis);
/// The sources that changed that project's schema, in the order of the proposed sequence; those that it does not hold
/// last.
std::vector<SchemaSpot> changed_schemas(const Analysis& analysis, const SchemaSpot& target);
/// True where the schema rules leave this source out for being one of too many refs that nobody asked about.
bool too_many_refs(const Analysis& analysis, const Source& source);
std::string too_many_refs_because();

}  // namespace tributary
