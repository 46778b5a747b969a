#include "sql/default_schema.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sql/print.hpp"

namespace tributary::sql {

ObjectName without_schema(ObjectName object, const std::string& schema) {
  if (object.schema == schema) object.schema.clear();
  if (!object.arguments.empty()) object.arguments = text::replace_all(object.arguments, name_text(schema) + ".", "");
  return object;
}

ScriptChanges without_schema(ScriptChanges script, const std::string& schema) {
  auto prefix = name_text(schema) + ".";
  for (auto& change : script.changes) {
    change.object = without_schema(std::move(change.object), schema);
    if (change.to) change.to = without_schema(std::move(*change.to), schema);
    for (auto& use : change.needs) use.object = without_schema(std::move(use.object), schema);
    std::sort(change.needs.begin(), change.needs.end());
    std::replace(change.path.begin(), change.path.end(), schema, std::string("public"));
    if (change.column && change.column->type.starts_with(prefix)) change.column->type.erase(0, prefix.size());
    if (change.returns.starts_with(prefix)) change.returns.erase(0, prefix.size());
  }
  return script;
}

}  // namespace tributary::sql
