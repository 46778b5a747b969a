#pragma once
// The lists of fields in attributes: `[a, b(sort: Desc)]` of an index, `[a, b]` of a relation.
#include "psl/attribute_visit.hpp"

namespace tributary::psl {

/// nullopt: a field is unknown, no column, named twice, or no field at all; reported.
std::optional<std::vector<IndexField>> read_index_fields(Checker& check, const ModelInfo& model,
                                                         const AttributeUse& attribute, const Expression& list,
                                                         IndexInfo::Kind kind);

struct FieldNames {
  Scalars found;
  std::vector<std::string> unknown, relations;
  bool broken = false;  ///< reported already
};
FieldNames read_field_names(Checker& check, const ModelInfo& model, std::size_t file, const AttributeUse& attribute,
                            const Expression& list);

/// The condition of a partial index: raw("…") or an object of fields.
void check_index_condition(Checker& check, const ModelInfo& model, AttributeVisit& visit, const Expression& where,
                           const char* attribute);
void resolve_relation_attributes(Checker& check, RelationField& relation);

std::string list_of(const std::vector<std::string>& names);

}  // namespace tributary::psl
