// Which of a source's own migrations must stay in their order, and which are in the wrong one.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/fold.hpp"
#include "analyse/objects.hpp"
#include "prisma/names.hpp"
#include "tributary/restamp.hpp"

namespace tributary {
namespace {

/// Objects by their keys, with a name for people.
using Objects = std::map<std::string, ObjectName>;

struct Touched {
  std::string name;
  Objects creates, changes, uses;  ///< `changes` holds `creates`, too
  bool unread = false;
};

void use(Touched& touched, const ObjectName& object) {
  if (is_nobodys(object) || object.name.empty()) return;
  touched.uses.emplace(object_key(object), object);
  if (auto owner = owner_key(object); !owner.empty())
    touched.uses.emplace(owner, ObjectName{ObjectKind::table, object.schema, object.name, "", ""});
}

void add(Touched& touched, const Change& change) {
  if (change.unread()) touched.unread = true;
  for (const auto& need : change.needs)
    if (!need.late) use(touched, need.object);
  bool changes = change.verb != Verb::opaque && change.verb != Verb::session && change.verb != Verb::read;
  if (!changes || change.object.name.empty() || is_nobodys(change.object)) return;
  touched.changes.emplace(object_key(change.object), change.object);
  if (change.verb == Verb::create) touched.creates.emplace(object_key(change.object), change.object);
  if (change.to) {
    touched.changes.emplace(object_key(*change.to), *change.to);
    touched.creates.emplace(object_key(*change.to), *change.to);
  }
  use(touched, change.object);
}

std::vector<Touched> own_in_order(const ChangesByBlob& changes, const Project& project) {
  std::vector<const Migration*> order;
  for (const auto& name : project.own)
    if (const auto* migration = project.folder->find(name)) order.push_back(migration);
  std::stable_sort(order.begin(), order.end(), [&](const Migration* a, const Migration* b) {
    return prisma::listed_before(a->name, b->name, project.prisma);
  });
  std::vector<Touched> out;
  for (const auto* migration : order) {
    Touched touched;
    touched.name = migration->name;
    auto script = migration->script ? changes.find(migration->script->blob) : changes.end();
    touched.unread = migration->script && script == changes.end();
    if (script != changes.end())
      for (const auto& change : script->second->changes) add(touched, change);
    out.push_back(std::move(touched));
  }
  return out;
}

Folding target_objects(const Workspace& workspace, const ChangesByBlob& changes, const Project& project) {
  Folding objects;
  const auto* target = workspace.find(workspace.target.name);
  const auto* there = target ? project_for(*target, project.target_path) : nullptr;
  if (!there || !there->folder) return objects;
  std::size_t at = 0;
  for (const auto* migration : prisma::listing(*there->folder, there->prisma)) {
    auto script = migration->script ? changes.find(migration->script->blob) : changes.end();
    if (script != changes.end())
      for (const auto& change : script->second->changes) objects.apply(change, at);
    ++at;
  }
  return objects;
}

const ObjectName* common(const Objects& a, const Objects& b) {
  for (const auto& object : a)
    if (b.count(object.first)) return &object.second;
  return nullptr;
}

/// "" = they can change places.
std::string related(const Touched& earlier, const Touched& later) {
  if (earlier.unread) return "what " + earlier.name + " does could not be read";
  if (later.unread) return "what " + later.name + " does could not be read";
  if (const auto* object = common(earlier.creates, later.uses))
    return fmt::format("it makes {}, which {} needs", object_text(*object), later.name);
  if (const auto* object = common(earlier.changes, later.changes))
    return fmt::format("both change {}", object_text(*object));
  if (const auto* object = common(earlier.changes, later.uses))
    return fmt::format("it changes {}, which {} needs", object_text(*object), later.name);
  if (const auto* object = common(earlier.uses, later.changes))
    return fmt::format("it needs {}, which {} changes", object_text(*object), later.name);
  return "";
}

std::vector<Precedence> precedences_in(const Workspace& workspace, const ChangesByBlob& changes,
                                       const Project& project) {
  std::vector<Precedence> out;
  auto base = target_objects(workspace, changes, project);
  auto own = own_in_order(changes, project);
  std::set<std::string> made;
  // Needed here, there neither in the target nor by then, and made by a later one: the names have it the wrong way.
  auto made_too_late = [&](const Touched& here, const Touched& later) -> const ObjectName* {
    for (const auto& object : here.uses)
      if (!here.creates.count(object.first) && !made.count(object.first) && !base.exists(object.first) &&
          later.creates.count(object.first))
        return &object.second;
    return nullptr;
  };
  for (std::size_t i = 0; i < own.size(); ++i) {
    for (std::size_t j = i + 1; j < own.size(); ++j) {
      if (const auto* object = made_too_late(own[i], own[j]))
        out.push_back({own[j].name, own[i].name,
                       fmt::format("it makes {}, which {} needs", object_text(*object), own[i].name), true});
      else if (auto because = related(own[i], own[j]); !because.empty())
        out.push_back({own[i].name, own[j].name, because, false});
    }
    for (const auto& object : own[i].creates) made.insert(object.first);
  }
  return out;
}

}  // namespace

Precedences precedences(const Workspace& workspace, const ChangesByBlob& changes, const Source& source) {
  Precedences out;
  for (const auto& project : source.projects)
    if (project.folder) out[project.path] = precedences_in(workspace, changes, project);
  return out;
}

}  // namespace tributary
