#include "psl/index_fields.hpp"

#include <algorithm>
#include <set>

#include "psl/operator_classes.hpp"

namespace tributary::psl {
namespace {

using Kind = Expression::Kind;

// One element where it is no array.
std::vector<const Expression*> elements(const Expression& list) {
  if (list.kind != Kind::array) return {&list};
  std::vector<const Expression*> out;
  for (const auto& item : list.items) out.push_back(&item);
  return out;
}

const Given* argument(const Expression& field, const char* name) {
  for (const auto& given : field.arguments.given)
    if (given.name == name) return &given;
  return nullptr;
}

class FieldArguments {
 public:
  FieldArguments(Checker& check, std::size_t file) : check_(check), file_(file) {}

  void read(const Expression& expression, IndexField& into) {
    if (const auto* sort = argument(expression, "sort")) into.sorted = known_sort(*sort);
    if (const auto* length = argument(expression, "length")) {
      if (length->value.kind == Kind::number)
        into.has_length = true;
      else
        say_wrong_value(check_, file_, length->value, "a number");
    }
    if (const auto* ops = argument(expression, "ops")) into.operator_class = operator_class(*ops);
  }

 private:
  bool known_sort(const Given& sort) {
    auto order = constant_of(check_, file_, sort.value);
    if (!order || *order == "Asc" || *order == "Desc") return order.has_value();
    check_.say(file_, sort.range, "unknown-sort", *order + " is no order: Asc or Desc");
    return false;
  }

  std::optional<std::string> operator_class(const Given& ops) {
    const auto& value = ops.value;
    if (value.kind == Kind::constant && is_operator_class(value.text)) return value.text;
    bool raw = value.kind == Kind::function && value.text == "raw" && value.arguments.given.size() == 1 &&
               value.arguments.given[0].value.kind == Kind::string;
    if (raw) return "raw";
    check_.say(file_, value.range, "unknown-operator-class",
               described(value) + " is no operator class; one that Prisma does not know is written raw(\"...\")");
    return std::nullopt;
  }

  Checker& check_;
  std::size_t file_;
};

void say_fields(Checker& check, const ModelInfo& model, const AttributeUse& attribute, Range unknown_at,
                const std::vector<std::string>& unknown, const std::vector<std::string>& relations, bool key) {
  auto file = model.declaration->file;
  auto what = "@@" + attribute.name + " of " + model.name();
  if (!unknown.empty())
    check.say(file, unknown_at, key ? "id-over-unknown-field" : "index-over-unknown-field",
              what + " names " + list_of(unknown) + ", which the model has not");
  if (!relations.empty())
    check.say(file, attribute.range, key ? "id-over-relation" : "index-over-relation",
              what + " names " + list_of(relations) + ", which is a relation; name its scalar fields");
}

}  // namespace

std::string list_of(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::optional<std::vector<IndexField>> read_index_fields(Checker& check, const ModelInfo& model,
                                                         const AttributeUse& attribute, const Expression& list,
                                                         IndexInfo::Kind kind) {
  auto file = model.declaration->file;
  std::vector<std::pair<std::string, IndexField>> named;
  bool usable = true;
  for (const auto* element : elements(list)) {
    if (element->kind != Kind::constant && element->kind != Kind::function) {
      say_wrong_value(check, file, *element, "the name of a field");
      usable = false;
      continue;
    }
    IndexField field;
    if (element->kind == Kind::function) FieldArguments(check, file).read(*element, field);
    named.emplace_back(element->text, std::move(field));
  }
  if (!usable) return std::nullopt;
  std::vector<IndexField> fields;
  std::vector<std::string> unknown, relations;
  std::set<const ScalarField*> seen;
  for (auto& [name, field] : named) {
    field.field = model.find_scalar(name);
    if (!field.field) {
      auto head = kind == IndexInfo::Kind::key ? name : name.substr(0, name.find('.'));
      (model.find_field(name) ? relations : unknown).push_back(head);
      continue;
    }
    if (!seen.insert(field.field).second) {
      check.say(file, attribute.range, "field-named-twice", "@@" + attribute.name + " names " + name + " twice");
      return std::nullopt;
    }
    fields.push_back(std::move(field));
  }
  bool key = kind == IndexInfo::Kind::key;
  say_fields(check, model, attribute, key ? list.range : attribute.range, unknown, relations, key);
  if (!unknown.empty() || !relations.empty()) return std::nullopt;
  return fields;
}

FieldNames read_field_names(Checker& check, const ModelInfo& model, std::size_t file, const AttributeUse& attribute,
                            const Expression& list) {
  FieldNames names;
  std::vector<std::string> words;
  std::set<const ScalarField*> seen;
  for (const auto* element : elements(list)) {
    auto word = constant_of(check, file, *element);
    word ? words.push_back(*word) : void(names.broken = true);
  }
  if (names.broken) return names;
  for (const auto& word : words) {
    const auto* scalar = model.find_scalar(word);
    if (!scalar) {
      (model.find_field(word) ? names.relations : names.unknown).push_back(word);
      continue;
    }
    if (!seen.insert(scalar).second) {
      check.say(file, attribute.range, "field-named-twice", "@relation names " + word + " twice");
      names.broken = true;
      return names;
    }
    names.found.push_back(scalar);
  }
  return names;
}

namespace {

// Prisma compares texts and numbers only; what an enum's or a date's value may be it leaves to the server.
bool fits(const ScalarField& field, const Expression& value) {
  bool number = field.is("Int") || field.is("BigInt") || field.is("Float") || field.is("Decimal");
  if (value.kind == Kind::string) return !number && !field.is("Boolean");
  if (value.kind == Kind::number) return !field.is("String") && !field.is("Boolean") && !field.is("DateTime");
  return true;
}

std::string condition_problem(const ModelInfo& model, const Given& member) {
  const auto* field = model.find_scalar(member.name);
  if (!field) return member.name + (model.find_field(member.name) ? " is a relation" : " is no field of the model");
  const auto* value = &member.value;
  if (value->kind == Kind::object) {
    for (const auto& inner : value->arguments.given)
      if (inner.name != "not") return inner.name + " is no condition; only not is";
    if (value->arguments.given.size() != 1) return "an object holds one condition: not";
    value = &value->arguments.given[0].value;
  }
  if (value->kind == Kind::constant && value->text != "true" && value->text != "false" && value->text != "null")
    return value->text + " is no value of a condition";
  if (value->kind == Kind::array || value->kind == Kind::function) return "a list or a function is no value here";
  return fits(*field, *value) ? "" : described(*value) + " is no value for " + member.name;
}

}  // namespace

void check_index_condition(Checker& check, const ModelInfo& model, AttributeVisit& visit, const Expression& where,
                           const char* attribute) {
  auto say = [&](const std::string& message) {
    visit.say("index-condition", std::string("the condition of @") + attribute + ": " + message);
  };
  if (where.kind == Kind::object) {
    if (where.arguments.given.empty()) return say("an empty object");
    for (const auto& member : where.arguments.given) {
      auto problem = condition_problem(model, member);
      if (!problem.empty()) return say(problem);
    }
    check.conditions.emplace_back(model.declaration->file, where.range);
    return;
  }
  if (where.kind != Kind::function) say_wrong_value(check, model.declaration->file, where, "raw(\"...\") or an object");
  if (where.kind != Kind::function || where.text != "raw") return say("neither raw(\"...\") nor an object");
  if (where.arguments.given.empty()) return say("raw() takes the condition as a text");
  const auto& text = where.arguments.given[0].value;
  if (!string_of(check, model.declaration->file, text)) return say("raw() takes the condition as a text");
  if (text.text.empty()) return say("an empty text");
  check.conditions.emplace_back(model.declaration->file, where.range);
}

}  // namespace tributary::psl
