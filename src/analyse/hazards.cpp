#include "analyse/hazards.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analyse/objects.hpp"
#include "analyse/sent.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

const Change* find(const OwnScript& script, std::size_t from, std::size_t to, const ChangeTest& test) {
  const auto& changes = script.script->changes;
  for (auto i = from; i < std::min(to, changes.size()); ++i)
    if (test(changes[i])) return &changes[i];
  return nullptr;
}

constexpr auto end = static_cast<std::size_t>(-1);

void fill(const OwnChange& at, Hit& hit) {
  auto line = hit.place.line, column = hit.place.column;
  hit.place = at.holder;
  hit.place.migration = at.in().migration;
  hit.place.file = join_path(join_path(at.holder.file, at.in().migration), "migration.sql");
  hit.place.line = line, hit.place.column = column;
}

std::vector<const Change*> columns_added_like(const OwnChange& drop) {
  std::vector<const Change*> out;
  const auto& changes = drop.in().script->changes;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto& change = changes[i];
    bool fits = change.verb == Verb::create && change.object.kind == ObjectKind::column && change.column &&
                owner_key(change.object) == owner_key(drop.change().object) &&
                change.column->type == drop.standing().type && !change.column->generated && !change.column->serial;
    if (fits) out.push_back(&change);
  }
  return out;
}

std::vector<const Change*> columns_dropped_like(const OwnChange& drop) {
  std::vector<const Change*> out;
  const auto& in = drop.in();
  for (std::size_t i = 0; i < in.script->changes.size(); ++i) {
    const auto& change = in.script->changes[i];
    if (change.verb == Verb::drop && change.object.kind == ObjectKind::column && in.standings[i].existing &&
        owner_key(change.object) == owner_key(drop.change().object) && in.standings[i].type == drop.standing().type)
      out.push_back(&change);
  }
  return out;
}

/// Names of the columns that a CREATE TABLE of this script gives the table, sorted.
std::vector<std::string> columns_created(const OwnChange& at, const ObjectName& table) {
  std::vector<std::string> out;
  for (const auto& change : at.in().script->changes)
    if (change.verb == Verb::create && change.object.kind == ObjectKind::column &&
        owner_key(change.object) == object_key(table))
      out.push_back(change.object.part);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

namespace {

/// Own migrations once for all that have the same, but where databases count or another Prisma sends them.
void look_at(const Analysis& analysis, const OwnMigrations& own, const ScriptJudge& judge, std::vector<Hit>& hits) {
  for (std::size_t i = 0; i < own.scripts.size(); ++i) {
    std::vector<Hit> found;
    std::optional<bool> split;
    for (const auto& holder : own.holders) {
      OwnChange at{analysis, own, holder, i, 0};
      // Only what databases count differs between those that hold one script: thousands of refs may.
      bool splits = sent(at) == Sent::statements;
      if (split != splits || !analysis.facts.empty()) found = judge(at);
      split = splits;
      for (auto hit : found) {
        fill(at, hit);
        hits.push_back(std::move(hit));
      }
    }
  }
}

}  // namespace

std::vector<Hit> script_hits(const Analysis& analysis, const ScriptJudge& judge) {
  std::vector<Hit> hits;
  for (const auto& own : analysis.relations.own) look_at(analysis, own, judge, hits);
  return hits;
}

std::vector<Hit> hazard_hits(const Analysis& analysis,
                             const std::function<std::optional<Hit>(const OwnChange&)>& judge) {
  return script_hits(analysis, [&](OwnChange at) {
    std::vector<Hit> hits;
    for (at.index = 0; at.index < at.in().script->changes.size(); ++at.index) {
      auto hit = judge(at);
      if (!hit) continue;
      hit->place.line = at.change().line, hit->place.column = at.change().column_number;
      if (hit->key.empty()) hit->key = object_key(at.change().object);
      hits.push_back(std::move(*hit));
    }
    return hits;
  });
}

const Change* find_before(const OwnChange& at, const ChangeTest& test) {
  for (std::size_t i = 0; i < at.script; ++i)
    if (const auto* found = find(at.own.scripts[i], 0, end, test)) return found;
  return find(at.in(), 0, at.index, test);
}

const Change* find_after(const OwnChange& at, const ChangeTest& test) {
  if (const auto* found = find(at.in(), at.index + 1, end, test)) return found;
  for (std::size_t i = at.script + 1; i < at.own.scripts.size(); ++i)
    if (const auto* found = find(at.own.scripts[i], 0, end, test)) return found;
  return nullptr;
}

const Change* find_in_script(const OwnChange& at, const ChangeTest& test) {
  return find(at.in(), 0, end, test);
}

std::optional<Place> made_in_target(const OwnChange& at) {
  const auto* source = at.analysis.workspace.find(at.holder.source);
  for (const auto& project : source ? source->projects : std::vector<Project>{}) {
    if (project.path != at.holder.project) continue;
    auto target = target_spot(at.analysis, project);
    if (!target.source || !target.project->folder) continue;
    for (const auto& migration : target.project->folder->migrations) {
      auto read = migration.script ? at.analysis.changes.find(migration.script->blob) : at.analysis.changes.end();
      if (read == at.analysis.changes.end()) continue;
      for (const auto& change : read->second->changes)
        if (&change == at.standing().maker) return place_of({target.source, target.project, &migration}, change.line);
    }
  }
  return std::nullopt;
}

std::string beyond_the_schema(const Change& maker) {
  if (maker.aspect == Aspect::check) return "a CHECK";
  if (maker.aspect == Aspect::exclude) return "EXCLUDE";
  if (!maker.key || maker.object.kind != ObjectKind::index) return "";
  if (!maker.key->predicate.empty()) return "its condition";
  if (!maker.key->plain()) return "its expression";
  if (!maker.key->included.empty()) return "INCLUDE";
  bool ordered = maker.key->method == "btree" || maker.key->method == "hash";
  return ordered && maker.key->operator_classes ? "its operator class" : "";
}

bool makes(const Change& change, const std::string& key) {
  if (change.verb == Verb::create) return object_key(change.object) == key;
  return change.verb == Verb::rename && change.to && object_key(*change.to) == key;
}

bool writes(const Change& change, const std::string& key) {
  return change.verb == Verb::write && change.aspect == Aspect::update &&
         std::any_of(change.needs.begin(), change.needs.end(),
                     [&](const Use& use) { return use.how == Use::How::writes && object_key(use.object) == key; });
}

bool filled_before(const OwnChange& at, const ObjectName& column) {
  auto key = object_key(column);
  return find_before(at, [&](const Change& change) { return writes(change, key); });
}

bool copied_before(const OwnChange& at, const ObjectName& column) {
  auto key = object_key(column);
  return find_before(at, [&](const Change& change) {
    bool moves = change.verb == Verb::write && (change.aspect == Aspect::update || change.aspect == Aspect::insert);
    return moves && std::any_of(change.needs.begin(), change.needs.end(), [&](const Use& use) {
             return use.how == Use::How::reads && object_key(use.object) == key;
           });
  });
}

const Change* own_column(const OwnChange& at, const ObjectName& column) {
  auto key = object_key(column);
  return find_before(at, [&](const Change& change) { return change.verb == Verb::create && makes(change, key); });
}

bool starts_null(const Change& added) {
  if (!added.column) return false;
  const auto& facts = *added.column;
  bool filled = facts.default_value && !facts.default_value->empty() && *facts.default_value != "NULL";
  return !filled && !facts.serial && !facts.identity && !facts.generated;
}

ObjectName table_of(const Change& change) {
  for (const auto& use : change.needs)
    if (use.how == Use::How::parent) return use.object;
  auto table = change.object;
  table.kind = ObjectKind::table, table.part.clear();
  return change.object.kind == ObjectKind::index ? ObjectName{} : table;
}

std::vector<ObjectName> columns_of(const Change& change) {
  std::vector<ObjectName> out;
  auto table_name = table_of(change);
  if (change.object.kind == ObjectKind::constraint && change.key)
    for (const auto& name : change.key->columns.empty() ? change.key->named : change.key->columns)
      if (!name.empty()) out.push_back({ObjectKind::column, table_name.schema, table_name.name, name, ""});
  if (!out.empty()) return out;
  auto table = object_key(table_name);
  for (const auto& use : change.needs)
    if (use.object.kind == ObjectKind::column && owner_key(use.object) == table) out.push_back(use.object);
  return out;
}

const Change* renamed_column(const OwnChange& drop) {
  const auto& change = drop.change();
  if (change.verb != Verb::drop || change.object.kind != ObjectKind::column || !drop.existing()) return nullptr;
  if (drop.standing().own_columns || drop.standing().type.empty() || copied_before(drop, change.object)) return nullptr;
  auto added = columns_added_like(drop), dropped = columns_dropped_like(drop);
  if (added.size() != dropped.size()) return nullptr;
  auto at = std::find(dropped.begin(), dropped.end(), &change) - dropped.begin();
  const auto* other = added[static_cast<std::size_t>(at)];
  return other->object.part == change.object.part ? nullptr : other;
}

const Change* rows_kept_by(const OwnChange& at) {
  auto table = at.change().object, stored = table;
  if (!at.standing().stored.empty()) stored.name = at.standing().stored;
  auto from = object_key(table), before = object_key(stored);
  return find_before(at, [&](const Change& other) {
    bool fills = other.verb == Verb::write && other.aspect == Aspect::insert;
    bool made_of = other.verb == Verb::create && is_relation(other.object.kind) && other.aspect != Aspect::none;
    if ((!fills && !made_of) || object_key(other.object) == from) return false;
    return std::any_of(other.needs.begin(), other.needs.end(), [&](const Use& use) {
      auto key = object_key(use.object);
      return use.how == Use::How::reads && (key == from || key == before);
    });
  });
}

const Change* renamed_table(const OwnChange& drop) {
  const auto& change = drop.change();
  if (change.verb != Verb::drop || change.object.kind != ObjectKind::table || drop.standing().parts.empty())
    return nullptr;
  auto lost = drop.standing().parts;
  std::sort(lost.begin(), lost.end());
  if (rows_kept_by(drop)) return nullptr;
  return find_in_script(drop, [&](const Change& other) {
    return other.verb == Verb::create && other.object.kind == ObjectKind::table &&
           object_key(other.object) != object_key(change.object) && columns_created(drop, other.object) == lost;
  });
}

std::optional<std::vector<std::string>> values_made_anew(const OwnChange& drop) {
  auto type = drop.change().object;
  if (!drop.standing().stored.empty()) type.name = drop.standing().stored;
  auto key = object_key(type);
  auto takes_the_name = [&](const Change& other) { return makes(other, key); };
  const auto* anew = find_before(drop, takes_the_name);
  if (!anew) anew = find_after(drop, takes_the_name);
  if (!anew) return std::nullopt;
  std::vector<std::string> values;
  auto made = object_key(anew->object);  // of a rename: the name it was made under
  auto collect = [&](const Change& other) {
    bool value = other.verb == Verb::create && other.object.kind == ObjectKind::enum_value;
    if (value && owner_key(other.object) == made) values.push_back(other.object.part);
    return false;
  };
  find_before(drop, collect);
  find_after(drop, collect);
  return values;
}

const Change* column_made_anew(const OwnChange& drop) {
  auto key = object_key(drop.change().object);
  return find_after(drop, [&](const Change& change) { return change.verb == Verb::create && makes(change, key); });
}

std::string sql_name(const std::string& name) {
  return '"' + text::replace_all(name, "\"", "\"\"") + '"';
}

std::string sql_name(const ObjectName& object) {
  return (object.schema.empty() ? "" : sql_name(object.schema) + ".") + sql_name(object.name);
}

std::string sql_columns(const std::vector<ObjectName>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(sql_name(column.part));
  return text::join(names, ", ");
}

std::string sql_words(Aspect aspect) {
  std::string out = aspect_text(aspect);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string allow_help(const char* rule, const std::string& because) {
  return fmt::format("`-- tributary: allow {} because {}`", rule, because);
}

}  // namespace tributary
