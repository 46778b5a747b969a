// Rows of a ledger whose folder lives elsewhere: what their SQL did, and whether that meets anything here.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analyse/fold.hpp"
#include "analyse/objects.hpp"
#include "analyse/walk.hpp"
#include "tributary/analyse.hpp"

namespace tributary {
namespace {

const ScriptChanges* script_of(const ChangesByBlob& changes, const Migration* migration) {
  if (!migration || !migration->script) return nullptr;
  auto found = changes.find(migration->script->blob);
  return found == changes.end() ? nullptr : found->second.get();
}

/// What a source's folder makes, and what its own migrations ask for.
struct Here {
  Folding catalog;
  std::map<std::string, std::string> wanted;  ///< object key -> the own migration that names it
  std::string unreadable;                     ///< "20250101_x line 3: why"; "" = all own SQL was read
};

Here here_of(const Project& project, const ChangesByBlob& changes) {
  Here here;
  std::size_t at = 0;
  for (const auto& migration : project.folder->migrations) {
    bool own = std::find(project.own.begin(), project.own.end(), migration.name) != project.own.end();
    const auto* script = script_of(changes, &migration);
    if (own && !script && migration.script) here.unreadable = migration.name + ": its SQL was not read";
    if (!script) continue;
    for (const auto& change : script->changes) {
      here.catalog.apply(change, at);
      if (!own) continue;
      if (change.verb == Verb::opaque)
        here.unreadable = fmt::format("{} line {}: {}", migration.name, change.line, change.because);
      here.wanted.emplace(object_key(change.object), migration.name);
      for (const auto& use : change.needs) here.wanted.emplace(object_key(use.object), migration.name);
    }
    ++at;
  }
  return here;
}

const char* deed(const Change& change) {
  switch (change.verb) {
    case Verb::create:
      return "creates";
    case Verb::drop:
      return "drops";
    case Verb::rename:
      return "renames";
    case Verb::write:
      return "writes rows of";
    default:
      return "changes";
  }
}

/// What of this change meets something of this source; "" where nothing does.
std::string meeting(const Change& change, const Folding& row, const Here& here) {
  bool session = change.verb == Verb::session || change.verb == Verb::read || change.verb == Verb::opaque;
  if (session || is_nobodys(change.object)) return "";
  auto key = object_key(change.object), owner = owner_key(change.object);
  if (change.object.kind == ObjectKind::index)
    for (const auto& use : change.needs)
      if (use.how == Use::How::parent) owner = object_key(use.object);
  bool new_owner = !owner.empty() && row.made_here(owner);
  auto words = fmt::format("it {} {}", deed(change), object_text(change.object));
  if (!new_owner && !owner.empty() && here.catalog.exists(owner)) return words + ", on what this source has too";
  bool made = change.verb != Verb::create && row.made_here(key);
  if (!made && here.catalog.exists(key)) return words + ", which this source has too";
  if (auto wanted = here.wanted.find(key); wanted != here.wanted.end() && change.verb == Verb::create)
    return fmt::format("{}, which {} here touches or needs", words, wanted->second);
  return "";
}

const Migration* script_holder(const Workspace& workspace, const MissingRow& row, const std::string& key) {
  if (!row.owner) return nullptr;
  std::vector<std::string> names{row.owner->source};
  names.insert(names.end(), row.also_in.begin(), row.also_in.end());
  for (const auto& name : names) {
    const auto* source = name.empty() ? nullptr : workspace.find(name);
    if (!source) continue;
    for (const auto& project : source->projects)
      if (project.folder && project_key(project) == key)
        if (const auto* migration = project.folder->find(row.migration); migration && migration->script)
          return migration;
  }
  return nullptr;
}

void judge(MissingRow& row, const ScriptChanges& script, const Here& here) {
  Folding made;
  std::string unread, meets;
  std::vector<std::string> objects;
  for (const auto& change : script.changes) {
    if (change.verb == Verb::opaque && unread.empty()) unread = fmt::format("line {}: {}", change.line, change.because);
    auto found = meeting(change, made, here);
    if (meets.empty()) meets = found;
    made.apply(change, 0);
    if (change.verb != Verb::create || change.object.schema == "pg_temp") continue;
    if (change.object.kind == ObjectKind::table) row.tables.push_back(change.object.name);
    if (owner_key(change.object).empty() && change.object.kind != ObjectKind::index &&
        change.object.kind != ObjectKind::sequence)
      objects.push_back(object_text(change.object));
  }
  std::sort(row.tables.begin(), row.tables.end());
  row.tables.erase(std::unique(row.tables.begin(), row.tables.end()), row.tables.end());
  row.safe_to_ignore.reset();
  if (!meets.empty()) {
    row.safe_to_ignore = false;
    row.because = meets;
  } else if (!unread.empty()) {
    row.because = "cannot be known: " + unread;
  } else if (!here.unreadable.empty()) {
    row.because = "cannot be known: " + here.unreadable;
  } else {
    row.safe_to_ignore = true;
    row.because = objects.empty() ? "nothing in this source touches or needs what it changes"
                                  : "nothing in this source touches or needs " + list(objects);
  }
}

}  // namespace

void judge_missing_rows(const Workspace& workspace, const ChangesByBlob& changes, std::vector<History>& histories) {
  for (auto& history : histories) {
    if (history.missing.empty()) continue;
    const auto* source = workspace.find(history.consumer.source);
    if (!source) continue;
    for (const auto& project : source->projects) {
      if (project.path != history.consumer.project || !project.folder) continue;
      auto here = here_of(project, changes);
      for (auto& row : history.missing) {
        const auto* migration = script_holder(workspace, row, project_key(project));
        if (const auto* script = script_of(changes, migration)) judge(row, *script, here);
      }
    }
  }
}

}  // namespace tributary
