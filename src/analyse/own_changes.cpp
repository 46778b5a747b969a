#include "analyse/own_changes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "analyse/bare_sql.hpp"
#include "analyse/objects.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

// "relation\0public\0User\0" -> "User".
std::string name_in(const std::string& key) {
  auto begin = key.find('\0', key.find('\0') + 1) + 1;
  return key.substr(begin, key.find('\0', begin) - begin);
}

ObjectName table_of(const Change& change) {
  for (const auto& use : change.needs)
    if (use.how == Use::How::parent) return use.object;
  return {};
}

/// The table or type whose age decides: the owner of a part, the table of an index, else the object itself.
std::string judged_key(const Change& change, const Folding& own) {
  auto domain = change.object;
  domain.kind = ObjectKind::domain, domain.part.clear();
  bool of_domain = change.object.kind == ObjectKind::constraint && own.latest(object_key(domain));
  if (of_domain) return object_key(domain);
  if (auto owner = owner_key(change.object); !owner.empty()) return owner;
  if (change.object.kind != ObjectKind::index) return object_key(change.object);
  const auto* maker = change.verb == Verb::create ? &change : own.maker(object_key(change.object));
  auto table = maker ? table_of(*maker) : ObjectName{};
  // An index that nobody is known to have made is as old as itself.
  return table.name.empty() ? object_key(change.object) : object_key(table);
}

bool exists_before(const Change& change, const Folding& own, const std::string& key) {
  if (is_nobodys(change.object)) return false;
  const auto* known = own.latest(key);
  if (known) return known->exists && !own.made_here(key) && !made_over(own, key);
  bool comes_now = change.verb == Verb::create && key == object_key(change.object);
  return !change.if_exists && !comes_now;  // pushed, or made by hand
}

/// A statement does not need what it makes itself, so the columns of a constraint may be none of its needs.
std::vector<ObjectName> columns_named(const Change& change) {
  std::vector<ObjectName> out;
  bool over_columns = change.verb == Verb::create && change.object.kind == ObjectKind::constraint && change.key;
  for (const auto& name : over_columns ? change.key->columns : std::vector<std::string>{})
    if (!name.empty()) out.push_back({ObjectKind::column, change.object.schema, change.object.name, name, ""});
  return out;
}

bool only_own_columns(const Change& change, const Folding& own) {
  auto named = columns_named(change);
  auto mine = [&](const ObjectName& column) { return own.made_here(object_key(column)); };
  if (!named.empty()) return std::all_of(named.begin(), named.end(), mine);
  bool any = false;
  for (const auto& use : change.needs) {
    bool of_table = use.object.kind == ObjectKind::column &&
                    (use.how == Use::How::indexes || use.how == Use::How::reads || use.how == Use::How::writes);
    if (!of_table) continue;
    if (!own.made_here(object_key(use.object))) return false;
    any = true;
  }
  return any;
}

// "column\0public\0User\0email" -> "email", of those that are there.
std::vector<std::string> parts_of(const Folding& own, const std::string& owner) {
  std::vector<std::string> out;
  for (const auto& child : own.children(owner))
    if (own.exists(child) && (child.starts_with("column") || child.starts_with("enum value")))
      out.push_back(child.substr(child.rfind('\0') + 1));
  return out;
}

Standing standing_of(const Change& change, const Folding& own) {
  Standing standing;
  auto key = object_key(change.object), judged = judged_key(change, own);
  standing.existing = exists_before(change, own, judged);
  standing.maker = own.maker(key);
  if (change.object.kind == ObjectKind::column) {
    const auto* column = own.latest(key);
    if (column) standing.type = column->type, standing.not_null = column->not_null;
    standing.own_columns = own.made_here(key);
  } else {
    standing.own_columns = only_own_columns(change, own);
  }
  if (change.verb == Verb::create && change.object.kind == ObjectKind::enum_value) {
    auto tables = own.tables_with(change.object.name);
    standing.parts.assign(tables.begin(), tables.end());
  }
  const auto* moments = own.moments(judged);
  if (moments && !moments->back().origin.empty()) standing.stored = name_in(moments->back().origin);
  if (change.verb == Verb::drop && standing.existing) standing.parts = parts_of(own, key);
  return standing;
}

/// The SQL of the target's projects, each folder gone through once: what the target has under another name ran long
/// ago, and renamed-migration says so.
class ScriptsOfTarget {
 public:
  bool hold(const Project* target, const Migration& migration) {
    if (!target || !target->folder || !migration.script) return false;
    auto [at, fresh] = scripts_.try_emplace(target->folder.get());
    if (fresh)
      for (const auto& one : target->folder->migrations)
        if (one.script) at->second.insert(bare_sql(*one.script));
    return !does_nothing(*migration.script) && at->second.count(bare_sql(*migration.script));
  }

 private:
  std::unordered_map<const MigrationsFolder*, std::unordered_set<std::string>> scripts_;
};

std::vector<const Migration*> own_in_order(const Project& project, const Project* target, ScriptsOfTarget& theirs) {
  std::vector<const Migration*> out;
  for (const auto& name : project.own)
    if (const auto* migration = project.folder->find(name); migration && !theirs.hold(target, *migration))
      out.push_back(migration);
  std::stable_sort(out.begin(), out.end(), [&](const Migration* a, const Migration* b) {
    return prisma::listed_before(a->name, b->name, project.prisma);
  });
  return out;
}

std::string identity(const Project& project, const std::vector<const Migration*>& migrations) {
  auto all = project_key(project);
  for (const auto* migration : migrations)
    all += '\0' + migration->name + '\0' + (migration->script ? migration->script->blob : "");
  return all;
}

}  // namespace

std::vector<OwnScript> scripts_of(const std::vector<const Migration*>& migrations, const ChangesByBlob& changes,
                                  const Folding* below) {
  Folding own(below);
  std::vector<OwnScript> out;
  for (const auto* migration : migrations) {
    auto read = migration->script ? changes.find(migration->script->blob) : changes.end();
    if (read == changes.end()) continue;
    OwnScript script{migration->name, migration->script, read->second, {}};
    const Change* skipped = nullptr;  // CREATE TABLE IF NOT EXISTS of one that is there: it makes no part of it either
    for (const auto& change : read->second->changes) {
      script.standings.push_back(standing_of(change, own));
      bool there = change.verb == Verb::create && change.if_not_exists && is_relation(change.object.kind) &&
                   own.exists(object_key(change.object));
      if (there) skipped = &change;
      if (skipped && skipped->statement == change.statement) script.standings.back().existing = false;
      own.apply(change, out.size());
    }
    out.push_back(std::move(script));
  }
  return out;
}

bool made_over(const Folding& own, const std::string& key) {
  const auto* moments = own.moments(key);
  if (!moments) return false;
  const auto& last = moments->back();
  return last.exists && !last.origin.empty() && last.change && last.change->verb == Verb::create &&
         object_key(last.change->object) == key;
}

std::vector<OwnMigrations> own_changes(const Workspace& workspace, const ChangesByBlob& changes,
                                       const std::unordered_map<std::string, Folding>& targets) {
  std::vector<OwnMigrations> out;
  std::map<std::string, std::size_t> known;
  const auto* target_source = workspace.find(workspace.target.name);
  ScriptsOfTarget scripts_of_target;
  for (const auto& source : workspace.sources) {
    if (source.name == workspace.target.name) continue;
    for (const auto& project : source.projects) {
      if (project.own.empty() || !project.folder) continue;
      auto migrations = own_in_order(
          project, target_source ? project_for(*target_source, project.target_path) : nullptr, scripts_of_target);
      auto [at, fresh] = known.emplace(identity(project, migrations), out.size());
      if (fresh) {
        auto target = targets.find(project_key(project));
        out.push_back({{}, scripts_of(migrations, changes, target == targets.end() ? nullptr : &target->second)});
      }
      Place holder;
      holder.source = source.name, holder.project = project.path, holder.file = project.migrations_dir,
      holder.commit = source.commit;
      out[at->second].holders.push_back(std::move(holder));
    }
  }
  return out;
}

}  // namespace tributary
