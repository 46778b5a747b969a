#include "psl/native_types.hpp"

#include <algorithm>
#include <charconv>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

constexpr NativeType known[] = {{"SmallInt", "Int", 0},
                                {"Integer", "Int", 0},
                                {"BigInt", "BigInt", 0},
                                {"Decimal", "Decimal", 2},
                                {"Money", "Decimal", 0},
                                {"Inet", "String", 0},
                                {"Oid", "Int", 0},
                                {"Citext", "String", 0},
                                {"Real", "Float", 0},
                                {"DoublePrecision", "Float", 0},
                                {"VarChar", "String", 1},
                                {"Char", "String", 1},
                                {"Text", "String", 0},
                                {"ByteA", "Bytes", 0},
                                {"Timestamp", "DateTime", 1},
                                {"Timestamptz", "DateTime", 1},
                                {"Date", "DateTime", 0},
                                {"Time", "DateTime", 1},
                                {"Timetz", "DateTime", 1},
                                {"Boolean", "Boolean", 0},
                                {"Bit", "String", 1},
                                {"VarBit", "String", 1},
                                {"Uuid", "String", 0},
                                {"Xml", "String", 0},
                                {"Json", "Json", 0},
                                {"JsonB", "Json", 0}};

std::vector<std::string> arguments_of(const AttributeUse& attribute) {
  std::vector<std::string> out;
  for (const auto& given : attribute.arguments.given) out.push_back(described(given.value));
  return out;
}

std::string count_problem(const NativeType& type, std::size_t given) {
  if (given <= type.arguments) return {};
  return std::string(type.name) + " takes " + (type.arguments == 0 ? "no" : std::to_string(type.arguments)) +
         (type.arguments == 1 ? " argument" : " arguments");
}

std::string trimmed(std::string_view text) {
  auto begin = text.find_first_not_of(" \t"), end = text.find_last_not_of(" \t");
  return begin == text.npos ? std::string() : std::string(text.substr(begin, end - begin + 1));
}

// `VarChar(5)` in an Unsupported is a type that Prisma knows.
void check_unsupported(Checker& check, const ModelInfo& model, const ScalarField& field) {
  const auto& text = field.field->type.name;
  auto open = text.find('('), close = open == text.npos ? text.npos : text.find(')', open);
  const auto* type = find_native_type(trimmed(text.substr(0, open)));
  if (!type || (open != text.npos && close == text.npos)) return;
  std::vector<std::string> arguments;
  for (auto at = open; at != text.npos && at < close;) {
    auto comma = std::min(text.find(',', at + 1), close);
    arguments.push_back(trimmed(text.substr(at + 1, comma - at - 1)));
    at = comma;
  }
  if (type->arguments > 0 && !native_arguments(*type, arguments)) return;
  check.say(model.declaration->file, field.field->range, "unsupported-is-known",
            model.name() + "." + field.name() + ": Prisma knows the type " + text + "; write " + type->scalar + " @" +
                (check.datasource ? check.datasource->declaration->name : "db") + "." + type->name);
}

}  // namespace

const NativeType* find_native_type(std::string_view name) {
  for (const auto& type : known)
    if (type.name == name) return &type;
  return nullptr;
}

std::optional<std::vector<unsigned>> native_arguments(const NativeType& type,
                                                      const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments.size() != type.arguments) return std::nullopt;
  std::vector<unsigned> numbers;
  for (const auto& text : arguments) {
    unsigned number = 0;
    auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    numbers.push_back(number);
  }
  return numbers;
}

std::string native_argument_problem(const NativeType& type, const std::vector<std::string>& arguments) {
  auto numbers = native_arguments(type, arguments);
  std::string_view name = type.name;
  if (!numbers) return type.arguments == 2 ? "two whole numbers" : "one whole number";
  if (numbers->empty()) return {};
  auto first = numbers->front();
  if (name == "Decimal" && (*numbers)[1] > first) return "a scale no larger than the precision";
  if (name == "Decimal" && (first == 0 || first > 1000)) return "a precision of 1 to 1000";
  if ((name == "Bit" || name == "VarBit") && first == 0) return "a length of 1 or more";
  if (name.starts_with("Time") && first > 6) return "0 to 6 digits of a second";
  return {};
}

void check_native_type(Checker& check, const ModelInfo& model, const ScalarField& field) {
  if (!check.datasource && field.native)
    check.say(model.declaration->file, field.native->range, "unknown-native-type",
              model.name() + "." + field.name() + ": native types need a datasource");
  if (!check.datasource) return;
  if (field.kind == ScalarField::Kind::unsupported) return check_unsupported(check, model, field);
  if (!field.native) return;
  auto dot = field.native->name.find('.');
  auto prefix = field.native->name.substr(0, dot), name = field.native->name.substr(dot + 1);
  const auto& datasource = check.datasource->declaration->name;
  auto say = [&](const char* kind, const std::string& message) {
    check.say(model.declaration->file, field.native->range, kind, model.name() + "." + field.name() + ": " + message);
  };
  if (prefix != datasource)
    say("native-type-prefix", "the prefix is the datasource's name: @" + datasource + "." + name);
  const auto* type = find_native_type(name);
  if (!type) return say("unknown-native-type", name + " is no native type of PostgreSQL");
  auto arguments = arguments_of(*field.native);
  auto count = count_problem(*type, arguments.size());
  if (!count.empty()) return say("native-type-argument-count", count);
  if (field.field->type.name != type->scalar)
    return say("native-type-mismatch", name + " goes with " + type->scalar + ", not with " + field.field->type.name);
  auto problem = type->arguments == 0 ? std::string() : native_argument_problem(*type, arguments);
  if (!problem.empty()) say("native-type-argument", name + " takes " + problem);
}

}  // namespace tributary::psl
