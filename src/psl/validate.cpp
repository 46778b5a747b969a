#include "psl/validate.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

void read_files(Checker& check) {
  for (std::size_t i = 0; i < check.files->size(); ++i) {
    auto read = read_declarations((*check.files)[i].text, i, check.seven());
    for (auto& error : read.errors) check.say(i, error.range, error.kind.c_str(), std::move(error.message));
    for (auto& declaration : read.declarations) check.declarations.push_back(std::move(declaration));
  }
}

// One problem at one place is said once, however many rules meet it.
std::vector<Invalid> in_order(Checker& check) {
  auto key = [](const Invalid& invalid) {
    return std::tie(invalid.file, invalid.range.begin, invalid.kind, invalid.message);
  };
  std::stable_sort(check.found.begin(), check.found.end(),
                   [&](const Invalid& a, const Invalid& b) { return key(a) < key(b); });
  auto same = [&](const Invalid& a, const Invalid& b) { return key(a) == key(b); };
  check.found.erase(std::unique(check.found.begin(), check.found.end(), same), check.found.end());
  for (auto first = check.found.begin(); first != check.found.end();) {
    auto end = std::find_if(first, check.found.end(), [&](const Invalid& one) { return one.file != first->file; });
    std::vector<std::size_t> bytes;
    for (auto one = first; one != end; ++one) bytes.push_back(one->range.begin);
    auto positions = SyntaxTree((*check.files)[first->file].text).positions(bytes);
    for (auto position = positions.begin(); first != end; ++first, ++position) first->position = *position;
  }
  return std::move(check.found);
}

}  // namespace

std::vector<Invalid> validate(const std::vector<SchemaText>& files, PrismaMajor major) {
  Checker check;
  check.files = &files;
  check.major = major;
  read_files(check);
  check_names(check);
  resolve_types(check);
  resolve_attributes(check);
  check_config(check);
  if (check.found.empty()) {
    check_composite_types(check);
    if (check_models(check)) check_enums(check), check_relations(check);
  }
  return in_order(check);
}

std::string datasource_provider(const std::vector<SchemaText>& files) {
  for (const auto& file : files)
    for (const auto& declaration : read_declarations(file.text, 0, true).declarations)
      if (declaration.kind == Declaration::Kind::datasource)
        for (const auto& property : declaration.properties)
          if (property.name == "provider" && property.value && property.value->kind == Expression::Kind::string)
            return property.value->text;
  return {};
}

PrismaMajor major_that_fits(const std::vector<SchemaText>& files) {
  for (const auto& file : files)
    for (const auto& declaration : read_declarations(file.text, 0, true).declarations)
      if (declaration.kind == Declaration::Kind::datasource)
        for (const auto& property : declaration.properties)
          if (property.name == "url") return PrismaMajor::six;
  return PrismaMajor::seven;
}

bool is_of_the_version(const Invalid& invalid) {
  static constexpr std::array<std::string_view, 9> words = {
      "unknown-attribute",  "unknown-argument",       "unknown-function", "unknown-native-type",    "unknown-property",
      "unknown-index-type", "unknown-operator-class", "unknown-action",   "unknown-preview-feature"};
  return std::find(words.begin(), words.end(), invalid.kind) != words.end();
}

bool is_new_in_six(const Invalid& invalid) {
  return invalid.kind == "view-with-key";
}

const FieldDeclaration* ModelInfo::find_field(const std::string& field) const {
  auto found = named.find(field);
  return found == named.end() ? nullptr : found->second.field;
}

const ScalarField* ModelInfo::find_scalar(const std::string& field) const {
  auto found = named.find(field);
  return found == named.end() ? nullptr : found->second.scalar;
}

std::string described(const Expression& expression) {
  using Kind = Expression::Kind;
  if (expression.kind == Kind::string) return "\"" + expression.text + "\"";
  if (expression.kind == Kind::function) return expression.text + "(...)";
  if (expression.kind == Kind::array) return "[...]";
  if (expression.kind == Kind::object) return "{...}";
  return expression.text;
}

void say_wrong_value(Checker& check, std::size_t file, const Expression& expression, const char* expected) {
  check.say(file, expression.range, "wrong-value", described(expression) + " stands where " + expected + " belongs");
}

std::optional<std::string> string_of(Checker& check, std::size_t file, const Expression& expression) {
  if (expression.kind == Expression::Kind::string) return expression.text;
  say_wrong_value(check, file, expression, "a text in quotes");
  return std::nullopt;
}

std::optional<std::string> constant_of(Checker& check, std::size_t file, const Expression& expression) {
  if (expression.kind == Expression::Kind::constant) return expression.text;
  say_wrong_value(check, file, expression, "a word without quotes");
  return std::nullopt;
}

bool is_builtin_type(const std::string& name) {
  static constexpr std::array<std::string_view, 9> names = {"Int",      "BigInt", "Float", "Boolean", "String",
                                                            "DateTime", "Json",   "Bytes", "Decimal"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string constraint_name(const std::string& table, const std::vector<std::string>& columns, const char* suffix) {
  std::string name = table, end = suffix;
  for (std::size_t i = 0; i < columns.size(); ++i) name += "_" + columns[i];
  auto limit = 63 - end.size();
  if (name.size() >= limit) {
    while (limit > 0 && limit < name.size() && (static_cast<unsigned char>(name[limit]) & 0xC0) == 0x80) --limit;
    name.resize(std::min(limit, name.size()));
  }
  return name + end;
}

std::string joined(const Scalars& fields, const char* separator) {
  std::string out;
  for (const auto* field : fields) out += (out.empty() ? "" : separator) + field->name();
  return out;
}

}  // namespace tributary::psl
