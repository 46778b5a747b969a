#pragma once
// A schema.prisma, in one file or several, as models, fields and enums with their attributes read: what the expected
// structure is calculated from.
#include <map>
#include <string>
#include <vector>

#include "catalog/described.hpp"
#include "catalog/expected_expression.hpp"

namespace tributary::catalog {

struct SchemaText {
  std::string path, text;
};

struct SchemaAttribute {
  std::string name;  ///< without @: "id", "db.VarChar", "index"
  Expression call;   ///< its arguments as those of a call
  int line = 0;
};

struct SchemaField {
  std::string name, type;  ///< type: the word as written; of Unsupported the text in it
  bool list = false, optional = false, unsupported = false;
  std::vector<SchemaAttribute> attributes;
  Declared declared;

  const SchemaAttribute* attribute(const std::string& attribute_name) const;  ///< null: none
};

/// A model, view or enum.
struct SchemaBlock {
  std::string keyword, name;
  std::vector<SchemaField> fields;  ///< of an enum: its values
  std::vector<SchemaAttribute> attributes;
  Declared declared;

  const SchemaField* field(const std::string& field_name) const;              ///< null: none
  const SchemaAttribute* attribute(const std::string& attribute_name) const;  ///< the first; null: none
};

struct Schema {
  std::vector<SchemaBlock> blocks;  ///< models, views and enums; each name once
  std::string datasource_name = "db", provider, relation_mode;
  std::vector<std::string> schemas, extensions, previews;
  std::vector<std::string> opaque;

  const SchemaBlock* block(const std::string& name) const;  ///< null: none

 private:
  friend class SchemaReader;
  std::map<std::string, std::size_t> places_;
};

/// Never throws on any text: what cannot be read is said in `opaque`.
Schema read_schema(const std::vector<SchemaText>& files);

}  // namespace tributary::catalog
