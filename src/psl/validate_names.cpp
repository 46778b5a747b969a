// Names: two declarations of one name, reserved and malformed ones.
#include <algorithm>
#include <array>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

using Kind = Declaration::Kind;

// What the generated client could not call a class.
constexpr std::array<std::string_view, 47> reserved = {
    "PrismaClient", "async",      "await",     "break",  "case",     "catch", "class",   "const",
    "continue",     "debugger",   "default",   "delete", "do",       "else",  "enum",    "export",
    "extends",      "false",      "finally",   "for",    "function", "if",    "import",  "implements",
    "in",           "instanceof", "interface", "let",    "new",      "null",  "package", "private",
    "protected",    "public",     "return",    "super",  "switch",   "this",  "throw",   "true",
    "try",          "typeof",     "using",     "var",    "void",     "while", "with"};

bool is_reserved(const std::string& name) {
  return name == "yield" || std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

const char* title(Kind kind) {
  switch (kind) {
    case Kind::model:
      return "model";
    case Kind::view:
      return "view";
    case Kind::composite:
      return "composite type";
    case Kind::enumeration:
      return "enum";
    case Kind::datasource:
      return "datasource";
    case Kind::generator:
      return "generator";
  }
  return "";
}

class Names {
 public:
  explicit Names(Checker& check) : check_(check) {}

  void look() {
    for (const auto& declaration : check_.declarations) {
      at_ = &declaration;
      look_at(declaration);
      auto& space = declaration.kind == Kind::datasource  ? datasources_
                    : declaration.kind == Kind::generator ? generators_
                                                          : check_.types;
      auto*& holder = space[declaration.name];
      if (holder)
        say(declaration.name_range, "duplicate-declaration",
            std::string(title(declaration.kind)) + " " + declaration.name + " is declared although there is a " +
                title(holder->kind) + " of that name");
      holder = &declaration;
    }
  }

 private:
  void say(Range range, const char* kind, std::string message) {
    check_.say(at_->file, range, kind, std::move(message));
  }

  void look_at(const Declaration& declaration) {
    if (is_builtin_type(declaration.name))
      say(declaration.name_range, "reserved-type-name", declaration.name + " is the name of a type of Prisma's own");
    if (declaration.kind == Kind::datasource || declaration.kind == Kind::generator) return properties_once();
    well_formed(declaration.name, declaration.name_range);
    fields_once();
    if (declaration.kind == Kind::composite) return;
    if (is_reserved(declaration.name))
      say(declaration.range, "reserved-name",
          std::string(title(declaration.kind)) + " " + declaration.name + " has a reserved name; give it another");
    for (const auto& field : declaration.fields) well_formed(field.name, field.name_range);
    values_once();
  }

  void well_formed(const std::string& name, Range range) {
    if (name[0] >= '0' && name[0] <= '9')
      say(range, "malformed-name", name + " begins with a digit, which a name must not");
    else if (name.find('-') != name.npos)
      say(range, "malformed-name", name + " holds a dash, which a name must not");
  }

  void properties_once() {
    std::set<std::string> seen;
    for (const auto& property : at_->properties)
      if (!seen.insert(property.name).second)
        say(property.name_range, "duplicate-property", property.name + " is set twice in " + at_->name);
  }

  void fields_once() {
    std::set<std::string> seen;
    for (const auto& field : at_->fields)
      if (!seen.insert(field.name).second)
        say(field.name_range, "duplicate-field", at_->name + " has the field " + field.name + " twice");
  }

  void values_once() {
    std::set<std::string> seen;
    for (const auto& value : at_->values) {
      well_formed(value.name, value.name_range);
      if (!seen.insert(value.name).second)
        say(value.range, "duplicate-enum-value", at_->name + " has the value " + value.name + " twice");
    }
  }

  Checker& check_;
  const Declaration* at_ = nullptr;
  std::map<std::string, const Declaration*> datasources_, generators_;
};

}  // namespace

void check_names(Checker& check) {
  Names(check).look();
}

}  // namespace tributary::psl
