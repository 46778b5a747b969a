// Enums and composite types as a whole.
#include <set>

#include "psl/checker.hpp"

namespace tributary::psl {

void check_enums(Checker& check) {
  std::set<std::pair<std::string, std::string>> names;
  for (const auto& info : check.enums) {
    const auto& declaration = *info.declaration;
    auto say = [&](Range range, const char* kind, const std::string& message) {
      check.say(declaration.file, range, kind, message);
    };
    auto name = info.mapped.value_or(declaration.name);
    if (!names.emplace(info.schema.value_or(""), name).second)
      say(declaration.range, "enum-mapped-twice",
          declaration.name + " is the second enum that is " + name + " in the database");
    if (!check.datasource && info.schema)
      say(info.schema_range, "schema-without-datasource", "@@schema needs a datasource");
    if (!check.datasource) continue;
    if (info.schema && !check.datasource->schemas.count(*info.schema))
      say(info.schema_range, "unknown-schema", "the schema " + *info.schema + " is not among the datasource's schemas");
    if (!info.schema && check.datasource->has_schemas)
      say(declaration.range, "schema-missing", declaration.name + " has no @@schema, which all enums need here");
  }
}

void check_composite_types(Checker& check) {
  for (const auto& declaration : check.declarations)
    if (declaration.kind == Declaration::Kind::composite)
      check.say(declaration.file, declaration.range, "composite-type",
                "PostgreSQL takes no composite types: " + declaration.name);
}

}  // namespace tributary::psl
