// The opposite of what migrations did, as far as their own text tells it.
#include <fmt/format.h>

#include <set>

#include "base/text.hpp"
#include "tributary/runbook.hpp"

namespace tributary {
namespace {

std::string quoted(const std::string& name) {
  std::string out = "\"";
  for (char c : name) {
    if (c == '"') out += c;
    out += c;
  }
  return out + '"';
}

std::string qualified(const ObjectName& object) {
  return (object.schema.empty() ? "" : quoted(object.schema) + ".") + quoted(object.name);
}

/// What DROP and ALTER call it; "" = nothing that can simply be dropped.
const char* word_of(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::schema:
      return "SCHEMA";
    case ObjectKind::table:
      return "TABLE";
    case ObjectKind::index:
      return "INDEX";
    case ObjectKind::view:
      return "VIEW";
    case ObjectKind::materialized_view:
      return "MATERIALIZED VIEW";
    case ObjectKind::sequence:
      return "SEQUENCE";
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::range_type:
    case ObjectKind::type:  // ALTER TYPE does not say which kind of type it is
      return "TYPE";
    case ObjectKind::domain:
      return "DOMAIN";
    case ObjectKind::function:
      return "FUNCTION";
    case ObjectKind::procedure:
      return "PROCEDURE";
    default:
      return "";
  }
}

bool is_part(ObjectKind kind) {
  return kind == ObjectKind::column || kind == ObjectKind::constraint || kind == ObjectKind::trigger ||
         kind == ObjectKind::policy || kind == ObjectKind::enum_value;
}

std::string drop(const ObjectName& object) {
  switch (object.kind) {
    case ObjectKind::column:
      return fmt::format("ALTER TABLE {} DROP COLUMN {};", qualified(object), quoted(object.part));
    case ObjectKind::constraint:
      return fmt::format("ALTER TABLE {} DROP CONSTRAINT {};", qualified(object), quoted(object.part));
    case ObjectKind::trigger:
      return fmt::format("DROP TRIGGER {} ON {};", quoted(object.part), qualified(object));
    case ObjectKind::policy:
      return fmt::format("DROP POLICY {} ON {};", quoted(object.part), qualified(object));
    default:
      break;
  }
  std::string word = word_of(object.kind);
  if (word.empty()) return "";
  if (object.kind == ObjectKind::schema) return fmt::format("DROP SCHEMA {};", quoted(object.name));
  bool routine = object.kind == ObjectKind::function || object.kind == ObjectKind::procedure;
  return fmt::format("DROP {} {}{};", word, qualified(object), routine ? "(" + object.arguments + ")" : "");
}

std::string rename_back(const Change& change) {
  const auto &from = change.object, &to = *change.to;
  if (change.aspect == Aspect::set_schema) return "";
  switch (from.kind) {
    case ObjectKind::column:
      return fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {};", qualified(from), quoted(to.part), quoted(from.part));
    case ObjectKind::constraint:
      return fmt::format("ALTER TABLE {} RENAME CONSTRAINT {} TO {};", qualified(from), quoted(to.part),
                         quoted(from.part));
    case ObjectKind::enum_value: {
      auto value = [](const std::string& text) { return "'" + text::replace_all(text, "'", "''") + "'"; };
      return fmt::format("ALTER TYPE {} RENAME VALUE {} TO {};", qualified(from), value(to.part), value(from.part));
    }
    default:
      break;
  }
  std::string word = word_of(from.kind);
  if (word.empty() || is_part(from.kind)) return "";
  return fmt::format("ALTER {} {} RENAME TO {};", word, qualified(to), quoted(from.name));
}

std::string undo(const Change& change) {
  if (change.verb == Verb::create && !change.or_replace) return drop(change.object);
  if (change.verb == Verb::rename && change.to) return rename_back(change);
  if (change.verb == Verb::alter && change.aspect == Aspect::set_not_null)
    return fmt::format("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL;", qualified(change.object),
                       quoted(change.object.part));
  return "";
}

const char* verb_word(Verb verb) {
  switch (verb) {
    case Verb::create:
      return "creates";
    case Verb::alter:
      return "alters";
    case Verb::drop:
      return "drops";
    case Verb::rename:
      return "renames";
    case Verb::grant:
      return "changes the rights of";
    case Verb::write:
      return "writes rows of";
    default:
      return "does something that could not be read to";
  }
}

bool matters(const Change& change) {
  return change.verb != Verb::read && change.verb != Verb::session && change.verb != Verb::comment;
}

/// Goes with its table, its type or its column.
bool goes_with_owner(const Change& change, const std::set<ObjectName>& made) {
  const auto& object = change.object;
  if (is_part(object.kind))
    for (auto kind : {ObjectKind::table, ObjectKind::enum_type, ObjectKind::foreign_table})
      if (made.count({kind, object.schema, object.name, "", ""})) return true;
  for (const auto& use : change.needs) {
    bool owner = use.how == Use::How::parent || use.how == Use::How::owner;
    if (!owner) continue;
    if (made.count(use.object) || made.count({ObjectKind::table, use.object.schema, use.object.name, "", ""}))
      return true;
  }
  return false;
}

}  // namespace

namespace {

std::string literal(const std::string& text) {
  return "'" + text::replace_all(text, "'", "''") + "'";
}

/// When what was renamed is still there; "" = it holds no rows.
std::string still_there(const ObjectName& from, const ObjectName& to) {
  switch (from.kind) {
    case ObjectKind::schema:
      return "to_regnamespace(" + literal(quoted(to.name)) + ") IS NOT NULL";
    case ObjectKind::table:
    case ObjectKind::sequence:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
      return "to_regclass(" + literal(qualified(to)) + ") IS NOT NULL";
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::range_type:
    case ObjectKind::type:
    case ObjectKind::domain:
      return "to_regtype(" + literal(qualified(to)) + ") IS NOT NULL";
    case ObjectKind::column:
      return "EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(" + literal(qualified(from)) +
             ") AND attname = " + literal(to.part) + " AND NOT attisdropped)";
    case ObjectKind::enum_value:
      return "EXISTS (SELECT FROM pg_enum WHERE enumtypid = to_regtype(" + literal(qualified(from)) +
             ") AND enumlabel = " + literal(to.part) + ")";
    default:
      return "";
  }
}

std::string name_back(const Change& change, const std::string& schema) {
  if (change.verb != Verb::rename || !change.to) return "";
  auto there = still_there(change.object, *change.to);
  auto statement = change.aspect == Aspect::set_schema
                       ? fmt::format("ALTER {} {} SET SCHEMA {};", word_of(change.object.kind), qualified(*change.to),
                                     quoted(change.object.schema.empty() ? schema : change.object.schema))
                       : rename_back(change);
  if (there.empty() || statement.empty()) return "";
  return "SELECT " + literal(statement) + " WHERE " + there + " \\gexec\n";
}

}  // namespace

std::string names_back_sql(const std::vector<const ScriptChanges*>& scripts, const std::string& schema) {
  std::string out = "SET LOCAL search_path = " + quoted(schema.empty() ? "public" : schema) + ";\n";
  for (auto script = scripts.rbegin(); script != scripts.rend(); ++script)
    for (auto change = (*script)->changes.rbegin(); change != (*script)->changes.rend(); ++change)
      out += name_back(*change, schema);
  return out;
}

std::string undo_sql(const std::vector<const ScriptChanges*>& scripts) {
  std::set<ObjectName> made;
  for (const auto* script : scripts)
    for (const auto& change : script->changes)
      if (change.verb == Verb::create) made.insert(change.object);
  std::string out;
  for (auto script = scripts.rbegin(); script != scripts.rend(); ++script)
    for (auto change = (*script)->changes.rbegin(); change != (*script)->changes.rend(); ++change) {
      if (!matters(*change) || (change->verb == Verb::create && goes_with_owner(*change, made))) continue;
      auto statement = undo(*change);
      auto name = change->object.name.empty() ? std::string("something") : object_text(change->object);
      for (char& c : name)
        if (c == '\n' || c == '\r') c = ' ';
      out += statement.empty() ? fmt::format("-- line {} {} {}: no SQL takes that back by itself; see the backup.\n",
                                             change->line, verb_word(change->verb), name)
                               : statement + "\n";
    }
  return out;
}

}  // namespace tributary
