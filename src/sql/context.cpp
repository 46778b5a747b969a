#include "sql/context.hpp"

#include <algorithm>
#include <unordered_map>

#include "sql/builtin.hpp"
#include "sql/kinds.hpp"
#include "sql/print.hpp"

namespace tributary::sql {
namespace {

bool builtin_schema(std::string_view schema) {
  return schema == "pg_catalog" || schema == "information_schema";
}

bool is_builtin(const ObjectName& object) {
  if (!object.schema.empty()) return builtin_schema(object.schema);
  switch (object.kind) {
    case ObjectKind::type:
      return is_builtin_type(object.name);
    case ObjectKind::function:
      return is_builtin_function(object.name);
    case ObjectKind::relation:
      return is_builtin_relation(object.name);
    case ObjectKind::column:
      return is_builtin_relation(object.name);
    case ObjectKind::schema:
      return builtin_schema(object.name);
    default:
      return false;
  }
}

/// pg_mbcliplen(): never through a character.
std::string clipped(const std::string& name, std::size_t length) {
  while (length > 0 && length < name.size() && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  return name.substr(0, length);
}

}  // namespace

bool same_object(const ObjectName& a, const ObjectName& b) {
  if (!same_family(a.kind, b.kind)) return false;
  return a.schema == b.schema && a.name == b.name && a.part == b.part;
}

ObjectName column_of(const ObjectName& table, std::string_view column) {
  return part_of(table, ObjectKind::column, column);
}

ObjectName part_of(const ObjectName& table, ObjectKind kind, std::string_view part) {
  return {kind, table.schema, table.name, std::string(part), ""};
}

std::string made_name(std::string name1, std::string name2, const std::string& label) {
  std::size_t extra = (name2.empty() ? 0 : 1) + (label.empty() ? 0 : label.size() + 1);
  std::size_t room = 63 - std::min<std::size_t>(extra, 63), first = name1.size(), second = name2.size();
  while (first + second > room) (first > second ? first : second)--;
  auto out = clipped(name1, first);
  if (!name2.empty()) out += "_" + clipped(name2, second);
  return label.empty() ? out : out + "_" + label;
}

Context Context::inside(ScriptChanges& out) const {
  Context made(out, positions_);
  made.path = path, made.temporaries = temporaries, made.late = late, made.bodies_checked = bodies_checked;
  made.guesses_schema = guesses_schema;
  made.text = text, made.variables = variables, made.bodies = bodies;
  made.fixed_place = place({});
  return made;
}

std::size_t Context::byte_in_text(int location) const {
  auto byte = static_cast<std::size_t>(std::max(location, 0));
  return fixed_place ? byte : base_ + byte - text_begin();
}

Place Context::place_in_body(std::size_t body, long line, std::string_view query) const {
  auto script = positions_.text();
  auto at = body;
  for (long i = 1; i < line && at < script.size(); ++i) at = std::min(script.find('\n', at), script.size() - 1) + 1;
  if (line > 1) at = std::min(script.find_first_not_of(" \t\r", at), script.size());
  auto end = std::min(script.find('\n', at), script.size());
  auto found = script.substr(at, end - at).find(query.substr(0, std::min(query.find('\n'), query.size())));
  return positions_.of(query.empty() || found == std::string_view::npos ? at : at + found);
}

void Context::begin_statement(std::size_t index, std::size_t base) {
  statement_ = index, base_ = base, first_change_ = out_.changes.size();
  fields.clear();
}

void Context::end_statement() {
  auto begin = out_.changes.begin() + static_cast<std::ptrdiff_t>(first_change_);
  auto key = [](const ObjectName& object) { return object.schema + '\0' + object.name + '\0' + object.part; };
  std::unordered_multimap<std::string, ObjectKind> made;
  for (auto change = begin; change != out_.changes.end(); ++change)
    if (change->verb == Verb::create) made.emplace(key(change->object), change->object.kind);
  for (auto change = begin; change != out_.changes.end(); ++change) {
    auto& needs = change->needs;
    auto own = [&](const Use& use) {
      auto [first, last] = made.equal_range(key(use.object));
      auto same = [&](const auto& one) { return same_family(one.second, use.object.kind); };
      return same_object(change->object, use.object) || std::any_of(first, last, same);
    };
    needs.erase(std::remove_if(needs.begin(), needs.end(), own), needs.end());
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    change->fields.assign(fields.begin(), fields.end());
  }
}

Place Context::place(const Node& at) const {
  if (fixed_place) return *fixed_place;
  if (at && at.location() >= 0) return positions_.of(byte(at));
  const auto& statement = out_.statements[statement_];
  return {statement.line, statement.column};
}

Change Context::change(Verb verb, ObjectName object, const Node& at) const {
  Change made;
  made.verb = verb;
  made.object = std::move(object);
  if (path.size() > 1) made.path = path;
  made.statement = statement_;
  auto where = place(at);
  made.line = where.line, made.column_number = where.column;
  return made;
}

void Context::insert(std::size_t index, Change change) {
  out_.changes.insert(out_.changes.begin() + static_cast<std::ptrdiff_t>(index), std::move(change));
}

void Context::emit(Change change) {
  out_.changes.push_back(std::move(change));
}

Change& Context::column_change(const ObjectName& table, std::string_view column) {
  auto wanted = column_of(table, column);
  auto found = std::find_if(out_.changes.rbegin(), out_.changes.rend(),
                            [&](const Change& change) { return change.object == wanted; });
  return found == out_.changes.rend() ? out_.changes.back() : *found;
}

void Context::opaque(std::string because, const Node& at) {
  auto made = change(Verb::opaque, {}, at);
  made.because = std::move(because);
  emit(std::move(made));
}

void Context::problem(std::string message, const Node& at, const char* sqlstate) {
  auto where = place(at);
  out_.problems.push_back({where.line, where.column, std::move(message), SqlProblem::Kind::refused, sqlstate});
}

ObjectName Context::named(ObjectName object) const {
  if (!object.schema.empty()) return object;
  if (temporaries.count(object.name)) {
    object.schema = "pg_temp";
  } else if (path.size() == 1) {
    object.schema = path.front();
  }
  return object;
}

ObjectName Context::named(ObjectKind kind, const Node& range_var) const {
  ObjectName object{kind, std::string(range_var["schemaname"].text()), std::string(range_var["relname"].text()), "",
                    ""};
  // A temporary table lives in a schema of its own.
  if (range_var["relpersistence"].text() == "t" && object.schema.empty()) object.schema = "pg_temp";
  return named(std::move(object));
}

ObjectName Context::named_by_list(ObjectKind kind, const Node& list) const {
  auto names = strings(list);
  ObjectName object{kind, names.size() > 1 ? names[names.size() - 2] : "", names.empty() ? "" : names.back(), "", ""};
  return named(std::move(object));
}

void Context::need(std::vector<Use>& needs, ObjectName object, Use::How how, bool guess) const {
  bool nameless = object.name.empty() || (object.kind == ObjectKind::column && object.part.empty());
  if (nameless || is_builtin(object)) return;
  bool open = object.schema.empty() && guesses_schema;
  needs.push_back({named(std::move(object)), how, late, guess || open});
}

void Context::need_type(std::vector<Use>& needs, const Node& type_name) const {
  auto names = strings(type_name["names"]);
  if (names.empty()) return;
  if (type_name["pct_type"].truth()) {  // table.column%TYPE
    if (names.size() < 2) return;
    ObjectName column{ObjectKind::column, names.size() > 2 ? names[names.size() - 3] : "", names[names.size() - 2],
                      names.back(), ""};
    return need(needs, std::move(column), Use::How::type);
  }
  static const std::set<std::string> serials{"serial", "serial2", "serial4", "serial8", "bigserial", "smallserial"};
  if (names.size() == 1 && serials.count(names[0])) return;
  need(needs, {ObjectKind::type, names.size() > 1 ? names[names.size() - 2] : "", names.back(), "", ""},
       Use::How::type);
}

void Context::need_collation(std::vector<Use>& needs, const Node& name_list, Use::How how) const {
  auto names = strings(name_list);
  if (names.empty()) return;
  need(needs, {ObjectKind::collation, names.size() > 1 ? names[names.size() - 2] : "", names.back(), "", ""}, how);
}

void Context::need_function(std::vector<Use>& needs, const Node& name_list, Use::How how) const {
  auto names = strings(name_list);
  if (names.empty()) return;
  need(needs, {ObjectKind::function, names.size() > 1 ? names[names.size() - 2] : "", names.back(), "", ""}, how);
}

std::string Context::chosen_relation(const std::string& schema, const std::string& table, const std::string& column,
                                     const char* label) {
  for (int pass = 0;; ++pass) {
    auto name = made_name(table, column, pass ? label + std::to_string(pass) : label);
    if (relations_.emplace(std::pair{schema, name}, table).second) return name;
  }
}

void Context::free_name(const ObjectName& object, bool dropped) {
  relations_.erase({object.schema, object.part.empty() ? object.name : object.part});
  if (!object.part.empty()) constraints_.erase({object.schema + "." + object.name, object.part});
  if (!dropped || object.kind != ObjectKind::table) return;
  std::erase_if(relations_,
                [&](const auto& one) { return one.first.first == object.schema && one.second == object.name; });
  auto owner = object.schema + "." + object.name;
  std::erase_if(constraints_, [&](const auto& one) { return one.first == owner; });
}

std::string Context::chosen_constraint(const ObjectName& table, const std::string& column, const char* label) {
  for (int pass = 0;; ++pass) {
    auto name = made_name(table.name, column, pass ? label + std::to_string(pass) : label);
    if (constraints_.insert({table.schema + "." + table.name, name}).second) return name;
  }
}

}  // namespace tributary::sql
