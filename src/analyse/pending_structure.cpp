// Pending scripts walked over a database's structure: what PostgreSQL refuses because it is there already, because it
// is not there, or because something stands on it that no migration needs to have made.
#include <fmt/format.h>

#include <map>
#include <string_view>

#include "analyse/objects.hpp"
#include "analyse/pending.hpp"
#include "analyse/walk.hpp"
#include "catalog/structure_sql.hpp"
#include "sql/default_schema.hpp"

namespace tributary {
namespace {

struct Refused {
  std::string code, because;
};

bool is_index_of(const Change& change) {
  return change.aspect == Aspect::primary_key || change.aspect == Aspect::unique || change.aspect == Aspect::exclude;
}

const char* exists_already(const Change& change, ObjectKind kind) {
  switch (kind) {
    case ObjectKind::column:
      return "42701";
    case ObjectKind::schema:
      return "42P06";
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
      return "42723";
    case ObjectKind::constraint:
      return is_index_of(change) ? "42P07" : "42710";
    case ObjectKind::enum_value:
    case ObjectKind::trigger:
    case ObjectKind::policy:
      return "42710";
    default:
      return is_data_type(kind) ? "42710" : "42P07";
  }
}

const char* is_missing(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::column:
      return "42703";
    case ObjectKind::schema:
      return "3F000";
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::sequence:
    case ObjectKind::relation:
      return "42P01";
    default:
      return is_routine(kind) ? "42883" : "42704";
  }
}

class Walk {
 public:
  Walk(const Catalog& structure, const std::string& schema)
      : structure_(structure), made_(catalog::structure_changes(structure, everything)), fold_(schema) {
    fold_.apply(made_);
    for (const auto& change : made_.changes) follow_values(change);
  }

  /// nullopt: it goes on, and the structure is as the change leaves it.
  std::optional<Refused> step(const ScriptChanges& script, std::size_t at) {
    const auto& change = script.changes[at];
    bool elsewhere = change.verb == Verb::session && change.aspect == Aspect::set;
    if (change.unread() || elsewhere) lost_ = true;
    if (lost_) return std::nullopt;
    auto refused = is_certain(script, change) ? refusal(script, at) : std::nullopt;
    apply(change, at == 0);
    return refused;
  }

 private:
  static bool everything(const ObjectName&) { return true; }

  /// What a block does under a condition it may not do.
  static bool is_certain(const ScriptChanges& script, const Change& change) {
    return change.statement >= script.statements.size() || script.statements[change.statement].kind != "DoStmt";
  }

  bool could_tell(const ObjectName& object) const {
    if (is_nobodys(object)) return false;
    switch (object.kind) {
      case ObjectKind::table:
      case ObjectKind::column:
      case ObjectKind::view:
      case ObjectKind::materialized_view:
      case ObjectKind::index:
      case ObjectKind::constraint:
      case ObjectKind::sequence:
      case ObjectKind::enum_type:
      case ObjectKind::trigger:
      case ObjectKind::policy:
        return structure_.known.count(object.kind) > 0;
      case ObjectKind::enum_value:
        return structure_.known.count(ObjectKind::enum_type) > 0;
      case ObjectKind::relation:
        return structure_.known.count(ObjectKind::table) > 0;
      default:
        return false;
    }
  }

  std::optional<Refused> refusal(const ScriptChanges& script, std::size_t at) {
    const auto& change = script.changes[at];
    const auto& object = change.object;
    // What is said of a part says nothing where its table is not there: the table's own statement tells.
    bool told = could_tell(object) && owner_there(object);
    bool guarded = change.if_not_exists || change.or_replace || skipped_ == change.statement;
    if (auto other = beside_it(change)) return other;
    if (change.verb == Verb::create && told && has(object) && !guarded)
      return Refused{exists_already(change, object.kind), fmt::format("{} is there already", object_text(object))};
    bool touches = change.verb == Verb::drop || change.verb == Verb::alter || change.verb == Verb::rename;
    if (touches && told && !change.if_exists && !has(object))
      return Refused{is_missing(object.kind), fmt::format("{} is not there", object_text(object))};
    if (change.verb == Verb::rename && change.to && could_tell(*change.to) && has(object) &&
        object_key(*change.to) != object_key(object) && has(*change.to))
      return Refused{exists_already(change, object.kind), fmt::format("{} is there already", object_text(*change.to))};
    if (auto need = missing_need(change)) return need;
    return obstacle(script, at);
  }

  /// One of another name that leaves no room for it.
  std::optional<Refused> beside_it(const Change& change) const {
    auto there = fold_.taken(change);
    std::string_view state = there ? there->state : "";
    if (state == "42P16")
      return Refused{"42P16", fmt::format("{} has a primary key already", object_text(table_of_part(change.object)))};
    if (state == "42P17")
      return Refused{"42P17", fmt::format("its bounds overlap those of {}", object_text(there->object))};
    return std::nullopt;
  }

  std::optional<Refused> missing_need(const Change& change) const {
    if (change.verb != Verb::create || skipped_ == change.statement) return std::nullopt;
    for (const auto& use : change.needs) {
      bool asked = use.how == Use::How::foreign_key || use.how == Use::How::parent || use.how == Use::How::indexes;
      if (!asked || use.late || use.guess || use.object.part == "*" || !could_tell(use.object)) continue;
      if (owner_there(use.object) && !has(use.object))
        return Refused{is_missing(use.object.kind), fmt::format("{} is not there", object_text(use.object))};
    }
    return std::nullopt;
  }

  std::optional<Refused> obstacle(const ScriptChanges& script, std::size_t at) const {
    for (const auto& one : fold_.obstacles(script, at)) {
      if (one.since_16 && structure_.server_major < 16) continue;
      const auto& change = script.changes[at];
      return Refused{one.state, fmt::format("{} stands on {}", object_text(one.object), object_text(change.object))};
    }
    return std::nullopt;
  }

  static ObjectName table_of_part(ObjectName object) {
    object.kind = ObjectKind::table, object.part.clear();
    return object;
  }

  bool owner_there(const ObjectName& object) const {
    if (owner_key(object).empty()) return true;
    auto owner = table_of_part(object);
    if (object.kind == ObjectKind::enum_value) owner.kind = ObjectKind::enum_type;
    return fold_.has(owner);
  }

  bool has(const ObjectName& object) const {
    return object.kind == ObjectKind::enum_value ? values_.count(object_key(object)) > 0 : fold_.has(object);
  }

  /// To the folding the values of an enum are a fact of it.
  void follow_values(const Change& change) {
    const auto& object = change.object;
    bool value = object.kind == ObjectKind::enum_value;
    if (value && change.verb == Verb::create) values_.emplace(object_key(object), object);
    if (value && change.verb == Verb::rename && change.to && values_.erase(object_key(object)))
      values_.emplace(object_key(*change.to), *change.to);
    if (value || !is_data_type(object.kind) || (change.verb != Verb::drop && change.verb != Verb::rename)) return;
    std::vector<ObjectName> moved;
    for (const auto& [key, each] : values_)
      if (owner_key(each) == object_key(object)) moved.push_back(each);
    for (auto& each : moved) {
      values_.erase(object_key(each));
      if (!change.to) continue;
      each.schema = change.to->schema, each.name = change.to->name;
      values_.emplace(object_key(each), each);
    }
  }

  void apply(const Change& change, bool first) {
    fold_.apply(change, first);
    follow_values(change);
    bool skips = change.verb == Verb::create && change.if_not_exists && fold_.skips(change);
    if (skips)
      skipped_ = change.statement;
    else if (skipped_ != change.statement)
      skipped_ = none;
  }

  static constexpr auto none = static_cast<std::size_t>(-1);

  const Catalog& structure_;
  ScriptChanges made_;
  catalog::Fold fold_;
  std::map<std::string, ObjectName> values_;  // of enums, by key
  std::size_t skipped_ = none;                // the statement whose guard found its object
  bool lost_ = false;                         // something was done that is not followed: nothing more is said
};

}  // namespace

std::optional<Refusal> refused_by_structure(const OwnMigrations& pending, const Catalog& structure,
                                            const std::string& schema) {
  Walk walk(structure, schema);
  for (std::size_t i = 0; i < pending.scripts.size(); ++i) {
    const auto& script = *pending.scripts[i].script;
    for (std::size_t at = 0; at < script.changes.size(); ++at)
      if (auto refused = walk.step(script, at))
        return Refusal{i, script.changes[at].line, refused->code, refused->because};
  }
  return std::nullopt;
}

}  // namespace tributary
