// @default: which values and functions fit which type, and whether literals mean anything.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "psl/checker.hpp"
#include "psl/literals.hpp"

namespace tributary::psl {
namespace {

using Kind = Expression::Kind;

class DefaultValue {
 public:
  DefaultValue(Checker& check, const ModelInfo& model, ScalarField& field, const AttributeUse& attribute)
      : check_(check), model_(model), field_(field), attribute_(attribute) {}

  void look(const Expression& value) {
    if (value.kind == Kind::function && value.text == "dbgenerated") return dbgenerated(value);
    if (field_.kind == ScalarField::Kind::unsupported)
      return say("default-of-unsupported", "only dbgenerated(\"...\") can be the default of an Unsupported type");
    if (field_.kind == ScalarField::Kind::composite)
      return say("default-of-composite", "a composite type takes no default");
    if (field_.kind == ScalarField::Kind::enumeration)
      return field_.list() ? enum_list(value) : accept(value, enum_value(value));
    value.kind == Kind::function ? function(value) : literal(value);
  }

 private:
  void say(const char* kind, const std::string& message) {
    check_.say(model_.declaration->file, attribute_.range, kind, model_.name() + "." + field_.name() + ": " + message);
  }
  void accept(const Expression& value, bool fits = true) {
    if (fits) field_.default_value = &value;
  }

  bool enum_value(const Expression& value) {
    if (value.kind != Kind::constant) {
      say("default-wrong-type", described(value) + " is no value of the enum " + field_.type->name);
      return false;
    }
    if (check_.values_of[field_.type].count(value.text)) return true;
    say("default-unknown-enum-value", value.text + " is no value of the enum " + field_.type->name);
    return false;
  }

  void enum_list(const Expression& value) {
    if (value.kind != Kind::array)
      return say("default-wrong-type", "the default of a list is a list: [" + described(value) + "]");
    for (const auto& item : value.items)
      if (!enum_value(item)) return;
    accept(value);
  }

  void dbgenerated(const Expression& value) {
    const auto& given = value.arguments.given;
    bool text = given.size() == 1 && given[0].value.kind == Kind::string;
    if (given.size() > 1 || (given.size() == 1 && !text))
      say("function-arguments", "dbgenerated() takes one text");
    else if (text && given[0].value.text.empty())
      say("function-arguments", "dbgenerated() takes no empty text");
    else
      accept(value);
  }

  void no_arguments(const Expression& value) {
    if (value.arguments.given.empty()) return accept(value);
    say("function-arguments", value.text + "() takes no argument");
  }

  // `fits` of the number; the one argument may be missing.
  template <typename Fits>
  void number_argument(const Expression& value, const char* expected, Fits fits) {
    const auto& given = value.arguments.given;
    if (given.empty()) return accept(value);
    unsigned number = 0;
    const auto& text = given[0].value.text;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    bool whole = given[0].value.kind == Kind::number && read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (given.size() == 1 && whole && fits(number)) return accept(value);
    say("function-arguments", value.text + "() takes " + expected);
  }

  void function(const Expression& value) {
    const auto& name = value.text;
    bool integer = field_.is("Int") || field_.is("BigInt"), text = field_.is("String");
    if (name == "autoincrement" && field_.default_name)
      return say("named-autoincrement", "autoincrement() takes no name");
    if (name == "autoincrement" && integer) return no_arguments(value);
    if (name == "now" && field_.is("DateTime")) return no_arguments(value);
    if (name == "ulid" && text) return no_arguments(value);
    if (name == "cuid" && text) return number_argument(value, "1 or 2", [](unsigned n) { return n == 1 || n == 2; });
    if (name == "uuid" && text) return number_argument(value, "4 or 7", [](unsigned n) { return n == 4 || n == 7; });
    if (name == "nanoid" && text)
      return number_argument(value, "2 to 255", [](unsigned n) { return n >= 2 && n <= 255; });
    if (name == "auto") return no_arguments(value);
    static constexpr std::array<std::string_view, 6> known = {"autoincrement", "now", "ulid", "cuid", "uuid", "nanoid"};
    if (std::find(known.begin(), known.end(), name) == known.end()) return accept(value);  // judged by the provider
    say("default-wrong-function", name + "() is no default of a field of type " + field_.field->type.name);
  }

  void literal(const Expression& value) {
    if (field_.list() != (value.kind == Kind::array))
      return say(field_.list() ? "default-no-list" : "default-is-list",
                 field_.list() ? "the default of a list is a list" : "a list is no default of a single value");
    if (value.kind != Kind::array) return accept(value, fits(value));
    for (const auto& item : value.items)
      if (!fits(item)) return;
    accept(value);
  }

  bool fits(const Expression& value) {
    bool number = value.kind == Kind::number, text = value.kind == Kind::string;
    if (field_.is("Boolean") && value.kind == Kind::constant) {
      if (value.text == "true" || value.text == "false") return true;
      check_.say(model_.declaration->file, value.range, "default-no-boolean",
                 value.text + " is neither true nor false");
      return false;
    }
    if (text && (field_.is("String") || field_.is("Json") || field_.is("Bytes") || field_.is("DateTime"))) return true;
    if (number && (field_.is("Int") || field_.is("BigInt") || field_.is("Float"))) return true;
    if ((number || text) && field_.is("Decimal")) return true;
    say("default-wrong-type", described(value) + " is no value of type " + field_.field->type.name);
    return false;
  }

  Checker& check_;
  const ModelInfo& model_;
  ScalarField& field_;
  const AttributeUse& attribute_;
};

bool is_integer(const std::string& text) {
  std::int64_t number = 0;
  auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

const char* problem_of(const ScalarField& field, const Expression& value) {
  bool text = value.kind == Kind::string;
  if (field.is("Json") && text && !is_json(value.text)) return "is no JSON";
  if (field.is("Bytes") && text && !is_base64(value.text)) return "is no base64";
  if (field.is("DateTime") && text && !is_rfc3339(value.text)) return "is no point in time as in 2024-01-31T10:00:00Z";
  if (field.is("Decimal") && text && !is_decimal(value.text)) return "is no decimal number";
  bool whole = (field.is("Int") || field.is("BigInt")) && value.kind == Kind::number;
  return whole && !is_integer(value.text) ? "is no whole number of 64 bits" : nullptr;
}

}  // namespace

void check_field_default(Checker& check, const ModelInfo& model, ScalarField& field, const AttributeUse& attribute,
                         const Expression& value) {
  DefaultValue(check, model, field, attribute).look(value);
}

void check_default_literal(Checker& check, std::size_t file, const ScalarField& field, const Expression& value) {
  if (value.kind == Kind::array) {
    for (const auto& item : value.items) check_default_literal(check, file, field, item);
    return;
  }
  if (field.kind != ScalarField::Kind::builtin) return;
  if (const auto* problem = problem_of(field, value))
    check.say(file, value.range, "invalid-literal", field.name() + ": " + described(value) + " " + problem);
}

}  // namespace tributary::psl
