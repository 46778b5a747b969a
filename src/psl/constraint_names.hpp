#pragma once
// Which names keys, indexes and foreign keys will have in the database, and which of them meet.
#include "psl/checker.hpp"

namespace tributary::psl {

struct ForeignKey {
  const ModelInfo* model = nullptr;
  std::string name;
};

class ConstraintNames {
 public:
  ConstraintNames(const Checker& check, const std::vector<ForeignKey>& foreign_keys);
  /// PostgreSQL has one namespace for the keys and indexes of a schema.
  bool taken_in_schema(const ModelInfo& model, const std::string& name) const;
  /// And one for the constraints of a table, foreign keys included.
  bool taken_in_model(const ModelInfo& model, const std::string& name) const;

 private:
  std::map<std::pair<std::string, std::string>, int> schema_;
  std::map<std::pair<const ModelInfo*, std::string>, int> model_;
};

std::string name_of(const ModelInfo& model, const IndexInfo& index);
/// Of every relation that is no many-to-many one, seen from the side that holds the key.
std::string name_of(const ModelInfo& model, const RelationField& relation);

}  // namespace tributary::psl
