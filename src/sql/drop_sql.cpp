#include "sql/drop_sql.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "sql/kinds.hpp"

namespace tributary::sql {
namespace {

std::string quoted(const std::string& name) {
  return '"' + text::replace_all(name, "\"", "\"\"") + '"';
}

std::string qualified(const ObjectName& object) {
  return (object.schema.empty() ? "" : quoted(object.schema) + ".") + quoted(object.name);
}

/// What DROP calls it; "" = nothing that has a name of its own alone.
std::string word_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::range_type:
    case ObjectKind::type:
      return "TYPE";
    case ObjectKind::foreign_server:
      return "SERVER";
    case ObjectKind::cast:
    case ObjectKind::operator_:
    case ObjectKind::operator_class:
    case ObjectKind::operator_family:
    case ObjectKind::text_search:
    case ObjectKind::user_mapping:
    case ObjectKind::transform:
    case ObjectKind::large_object:
    case ObjectKind::enum_value:
    case ObjectKind::relation:
    case ObjectKind::other:
      return "";
    default: {
      std::string word = kind_text(kind);
      for (char& c : word)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
      return word;
    }
  }
}

std::string part_of_its_owner(const ObjectName& object, ObjectKind within) {
  if (object.kind != ObjectKind::column && object.kind != ObjectKind::constraint)
    return fmt::format("DROP {} IF EXISTS {} ON {};", word_of(object.kind), quoted(object.part), qualified(object));
  bool attribute = object.kind == ObjectKind::column && within == ObjectKind::composite_type;
  const auto* owner = attribute                             ? "TYPE"
                      : within == ObjectKind::domain        ? "DOMAIN"
                      : within == ObjectKind::foreign_table ? "FOREIGN TABLE"
                                                            : "TABLE";
  return fmt::format("ALTER {} {} DROP {} IF EXISTS {};", owner, qualified(object),
                     attribute ? "ATTRIBUTE" : word_of(object.kind), quoted(object.part));
}

}  // namespace

std::string drop_sql(const ObjectName& object, ObjectKind within) {
  if (is_part(object.kind)) return part_of_its_owner(object, within);
  auto word = word_of(object.kind);
  if (word.empty()) return "";
  // An aggregate over no arguments says so.
  auto arguments = object.kind == ObjectKind::aggregate && object.arguments.empty() ? "*" : object.arguments;
  return fmt::format("DROP {} IF EXISTS {}{};", word, qualified(object),
                     is_routine(object.kind) ? "(" + arguments + ")" : "");
}

}  // namespace tributary::sql
