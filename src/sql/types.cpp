// Types, domains, sequences, and what DEFINE makes: aggregates, operators, collations, text search.
#include <map>

#include "base/text.hpp"
#include "sql/facts.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

ObjectName value_of(const ObjectName& type, std::string_view value) {
  return part_of(type, ObjectKind::enum_value, value);
}

/// CHECKs of a domain, named as PostgreSQL names them: domain_check, domain_check1.
void domain_constraint(Context& context, const ObjectName& domain, const Node& constraint, bool existing) {
  if (constraint["contype"].text() != "CONSTR_CHECK") return;
  auto name = std::string(constraint["conname"].text());
  if (name.empty()) name = context.chosen_constraint(domain, "", "check");
  auto change = context.change(Verb::create, part_of(domain, ObjectKind::constraint, name), constraint);
  change.aspect = Aspect::check, change.not_valid = constraint["skip_validation"].truth();
  change.definition = "CHECK (" + expression_text(constraint["raw_expr"]) + ")";
  change.existing_rows = existing && !change.not_valid;
  if (existing) change.needs.push_back({domain, How::parent, context.late, false});
  Scope value{nullptr, {}, {}, {"value"}, true};
  References(context, change.needs).expression(constraint["raw_expr"], value);
  context.emit(std::move(change));
}

/// nextval's table in OWNED BY table.column; nothing for OWNED BY NONE.
void sequence_options(Context& context, Change& change, const Node& options) {
  for (auto item : options) {
    auto option = item["DefElem"];
    if (option["defname"].text() == "as") context.need_type(change.needs, option["arg"]["TypeName"]);
    if (option["defname"].text() != "owned_by") continue;
    auto names = strings(option["arg"]["List"]["items"]);
    if (names.size() < 2) continue;
    ObjectName column{ObjectKind::column, names.size() > 2 ? names[names.size() - 3] : "", names[names.size() - 2],
                      names.back(), ""};
    context.need(change.needs, std::move(column), How::owner);
  }
}

}  // namespace

void read_create_enum(Context& context, const Node& body) {
  auto type = context.named_by_list(ObjectKind::enum_type, body["typeName"]);
  std::vector<std::string> values;
  for (const auto& value : strings(body["vals"])) values.push_back(literal_text(value));
  auto change = context.change(Verb::create, type);
  change.definition = "ENUM (" + text::join(values, ", ") + ")";
  context.emit(std::move(change));
  for (const auto& value : strings(body["vals"])) context.emit(context.change(Verb::create, value_of(type, value)));
}

void read_alter_enum(Context& context, const Node& body) {
  auto type = context.named_by_list(ObjectKind::enum_type, body["typeName"]);
  bool renames = static_cast<bool>(body["oldVal"]);
  auto value = value_of(type, body[renames ? "oldVal" : "newVal"].text());
  auto change = context.change(renames ? Verb::rename : Verb::create, value);
  if (renames) change.to = value_of(type, body["newVal"].text());
  change.if_not_exists = body["skipIfNewValExists"].truth();
  change.needs.push_back({type, How::parent, context.late, false});
  if (auto neighbour = body["newValNeighbor"]) {
    change.aspect = body["newValIsAfter"].truth() ? Aspect::after : Aspect::before;
    change.needs.push_back({value_of(type, neighbour.text()), How::names, context.late, false});
  }
  context.emit(std::move(change));
}

void read_composite_type(Context& context, const Node& body) {
  auto type = context.named(ObjectKind::composite_type, body["typevar"]);
  auto change = context.change(Verb::create, type);
  std::vector<std::string> parts;
  for (auto item : body["coldeflist"])
    parts.push_back(name_text(item["ColumnDef"]["colname"].text()) + " " + type_text(item["ColumnDef"]["typeName"]));
  change.definition = "AS (" + text::join(parts, ", ") + ")";
  context.taken_relation(type.schema, type.name);
  context.emit(std::move(change));
  for (auto item : body["coldeflist"]) read_column(context, type, item["ColumnDef"], false);
}

void read_create_domain(Context& context, const Node& body) {
  auto domain = context.named_by_list(ObjectKind::domain, body["domainname"]);
  auto change = context.change(Verb::create, domain);
  auto facts = column_facts(body);
  change.definition = facts.type + (facts.not_null.value_or(false) ? " NOT NULL" : "") +
                      (facts.default_value ? " DEFAULT " + *facts.default_value : "");
  if (facts.not_null.value_or(false)) change.options = {"not null"};
  context.need_type(change.needs, body["typeName"]);
  context.need_collation(change.needs, body["collClause"]["collname"], How::type);
  for (auto item : body["constraints"])
    if (item["Constraint"]["contype"].text() == "CONSTR_DEFAULT")
      References(context, change.needs).expression(item["Constraint"]["raw_expr"], {});
  context.emit(std::move(change));
  for (auto item : body["constraints"]) domain_constraint(context, domain, item["Constraint"], false);
}

void read_alter_domain(Context& context, const Node& body) {
  auto domain = context.named_by_list(ObjectKind::domain, body["typeName"]);
  auto letter = body["subtype"].text();
  if (letter == "C") return domain_constraint(context, domain, body["def"]["Constraint"], true);
  static const std::map<std::string_view, Aspect> aspects{
      {"T", Aspect::default_}, {"N", Aspect::drop_not_null}, {"O", Aspect::set_not_null}, {"V", Aspect::validate}};
  auto constraint = part_of(domain, ObjectKind::constraint, body["name"].text());
  auto change = letter == "X" ? context.change(Verb::drop, constraint)
                              : context.change(Verb::alter, letter == "V" ? constraint : domain);
  if (auto known = aspects.find(letter); known != aspects.end()) change.aspect = known->second;
  if (letter == "T" && !body["def"]) change.aspect = Aspect::drop_default;
  if (letter == "T") change.definition = expression_text(body["def"]);
  if (letter == "X" || letter == "V") change.needs.push_back({domain, How::parent, context.late, false});
  change.existing_rows = letter == "O" || letter == "V";
  change.if_exists = body["missing_ok"].truth();
  change.cascade = body["behavior"].text() == "DROP_CASCADE";
  References(context, change.needs).expression(body["def"], {});
  context.emit(std::move(change));
}

void read_create_range(Context& context, const Node& body) {
  auto change = context.change(Verb::create, context.named_by_list(ObjectKind::range_type, body["typeName"]));
  change.definition = canonical_text(body["params"]);
  for (auto item : body["params"]) {
    auto parameter = item["DefElem"];
    if (parameter["defname"].text() == "subtype") context.need_type(change.needs, parameter["arg"]["TypeName"]);
  }
  context.emit(std::move(change));
}

void read_alter_type(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, context.named_by_list(ObjectKind::type, body["typeName"]));
  change.aspect = Aspect::options, change.definition = canonical_text(body["options"]);
  change.options = option_names(body["options"]);
  context.emit(std::move(change));
}

void read_create_sequence(Context& context, const Node& body) {
  if (body["sequence"]["relpersistence"].text() == "t")
    context.temporaries.insert(std::string(body["sequence"]["relname"].text()));
  auto change = context.change(Verb::create, context.named(ObjectKind::sequence, body["sequence"]));
  change.if_not_exists = body["if_not_exists"].truth();
  change.definition = canonical_text(body["options"]);
  sequence_options(context, change, body["options"]);
  context.taken_relation(change.object.schema, change.object.name);
  context.emit(std::move(change));
}

void read_alter_sequence(Context& context, const Node& body) {
  auto change = context.change(Verb::alter, context.named(ObjectKind::sequence, body["sequence"]));
  change.if_exists = body["missing_ok"].truth();
  change.aspect = Aspect::options, change.definition = canonical_text(body["options"]);
  change.options = option_names(body["options"]);
  for (auto item : body["options"])
    if (item["DefElem"]["defname"].text() == "owned_by") change.aspect = Aspect::owned_by;
  sequence_options(context, change, body["options"]);
  context.emit(std::move(change));
}

void read_define(Context& context, const Node& body) {
  auto kind = kind_of(body["kind"].text());
  auto change = context.change(Verb::create, context.named_by_list(kind, body["defnames"]));
  change.or_replace = body["replace"].truth(), change.if_not_exists = body["if_not_exists"].truth();
  change.definition = canonical_text(body["definition"]);
  if (kind == ObjectKind::aggregate) {
    std::vector<std::string> types;
    for (auto item : body["args"].first()["List"]["items"])
      types.push_back(argument_type_text(item["FunctionParameter"]["argType"]));
    // The form before PostgreSQL 8.2: BASETYPE = integer, or 'ANY' for none.
    for (auto item : body["definition"]) {
      auto base = item["DefElem"]["defname"].text() == "basetype" ? item["DefElem"]["arg"]["TypeName"] : Node{};
      if (base && types.empty() && text::lower(argument_type_text(base)) != "\"any\"")
        types.push_back(argument_type_text(base));
    }
    change.object.arguments = text::join(types, ", ");
  }
  static const std::map<std::string_view, bool> functions{
      {"sfunc", true},        {"finalfunc", true}, {"combinefunc", true}, {"function", true},
      {"procedure", true},    {"msfunc", true},    {"minvfunc", true},    {"serialfunc", true},
      {"deserialfunc", true}, {"stype", false},    {"leftarg", false},    {"rightarg", false}};
  for (auto item : body["definition"]) {
    auto option = functions.find(item["DefElem"]["defname"].text());
    auto type = item["DefElem"]["arg"]["TypeName"];
    if (option == functions.end() || !type) continue;
    if (option->second) {
      context.need_function(change.needs, type["names"]);
    } else {
      context.need_type(change.needs, type);
    }
  }
  context.emit(std::move(change));
}

}  // namespace tributary::sql
