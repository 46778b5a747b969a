// Names without a schema where search_path holds several: PostgreSQL looks them up along the path, among what there is.
#include <algorithm>
#include <set>

#include "analyse/objects.hpp"
#include "catalog/fold.hpp"
#include "prisma/names.hpp"
#include "tributary/analyse.hpp"

namespace tributary {
namespace {

bool has_path(const ScriptChanges& script) {
  return std::any_of(script.changes.begin(), script.changes.end(),
                     [](const Change& change) { return !change.path.empty(); });
}

/// One script, change by change, over what the history made before it.
class Lookup {
 public:
  explicit Lookup(catalog::Fold& fold) : fold_(fold) {}

  void settle(ScriptChanges& script) {
    for (std::size_t i = 0; i < script.changes.size(); ++i) {
      auto& change = script.changes[i];
      if (!change.path.empty()) settle(change);
      fold_.apply(change, i == 0);
    }
  }

 private:
  void settle(Change& change) {
    for (auto& use : change.needs)
      if (!found(use.object, change.path) && !all_known(change.path)) use.guess = true;
    bool named = !change.object.schema.empty();
    if (change.verb == Verb::create && owner_key(change.object).empty())
      made(change);
    else
      found(change.object, change.path);
    if (change.to && !named && change.to->schema.empty()) change.to->schema = change.object.schema;
  }

  /// An index lives where its table does, a sequence of SERIAL beside it.
  void made(Change& change) {
    if (!change.object.schema.empty() || !in_schema(change.object)) return;
    bool beside = change.object.kind == ObjectKind::index || change.aspect == Aspect::owned;
    auto schema = unsaid(first_existing(change.path));
    for (const auto& use : change.needs)
      if (beside && (use.how == Use::How::parent || use.how == Use::How::owner)) schema = use.object.schema;
    change.object.schema = schema;
  }

  /// The default schema's objects are named without it.
  static std::string unsaid(const std::string& schema) { return schema == "public" ? "" : schema; }

  static bool in_schema(const ObjectName& object) {
    auto bare = object, there = object;
    bare.schema = "a", there.schema = "b";
    return !object.name.empty() && object_key(bare) != object_key(there);
  }

  bool found(ObjectName& object, const std::vector<std::string>& path) const {
    if (!object.schema.empty() || !in_schema(object)) return true;
    for (const auto& schema : path) {
      auto candidate = object;
      candidate.schema = schema;
      if (!knows(candidate)) continue;
      object.schema = unsaid(schema);
      return true;
    }
    object.schema = unsaid(first_existing(path));
    return false;
  }

  bool knows(const ObjectName& object) const {
    auto as = [&](ObjectKind kind) { return fold_.has({kind, object.schema, object.name, "", ""}); };
    if (!owner_key(object).empty()) return as(ObjectKind::relation) || as(ObjectKind::type);
    if (is_routine(object.kind)) return fold_.has_any(object);
    return fold_.has(object) || (is_data_type(object.kind) && as(ObjectKind::relation));
  }

  /// No script says what is in the others.
  bool all_known(const std::vector<std::string>& path) const {
    return std::all_of(path.begin(), path.end(), [&](const std::string& schema) {
      return fold_.has({ObjectKind::schema, "", schema, "", ""});
    });
  }

  /// Where no script makes any of them, a database that was made otherwise has the first.
  std::string first_existing(const std::vector<std::string>& path) const {
    for (const auto& schema : path)
      if (fold_.has({ObjectKind::schema, "", schema, "", ""})) return schema;
    return path.front();
  }

  catalog::Fold& fold_;
};

class Settling {
 public:
  Settling(const Workspace& workspace, ChangesByBlob& changes) : workspace_(workspace), changes_(changes) {
    for (const auto& [blob, script] : changes)
      if (has_path(*script)) waiting_.insert(blob);
  }

  void settle() {
    if (waiting_.empty()) return;
    if (const auto* target = workspace_.find(workspace_.target.name))
      for (const auto& project : target->projects) settle(project, nullptr);
    for (const auto& source : workspace_.sources)
      for (const auto& project : source.projects)
        if (source.name != workspace_.target.name) settle(project, target_of(project));
  }

 private:
  const Project* target_of(const Project& project) const {
    const auto* target = workspace_.find(workspace_.target.name);
    for (std::size_t i = 0; target && i < target->projects.size(); ++i)
      if (target->projects[i].path == project.target_path) return &target->projects[i];
    return nullptr;
  }

  /// What runs: all of the target's, and a source's own behind them.
  void settle(const Project& project, const Project* target) {
    if (!project.folder) return;
    std::vector<const Migration*> order;
    if (target && target->folder) order = prisma::listing(*target->folder, target->prisma);
    for (const auto* migration : prisma::listing(*project.folder, project.prisma))
      if (!target || std::find(project.own.begin(), project.own.end(), migration->name) != project.own.end())
        order.push_back(migration);
    if (std::none_of(order.begin(), order.end(), [&](const Migration* one) { return waits(one); })) return;
    catalog::Fold fold("public");
    for (const auto* migration : order) {
      auto found = migration->script ? changes_.find(migration->script->blob) : changes_.end();
      if (found == changes_.end()) continue;
      if (!waits(migration)) {
        fold.apply(*found->second);
        continue;
      }
      auto settled = std::make_shared<ScriptChanges>(*found->second);
      Lookup(fold).settle(*settled);
      found->second = std::move(settled);
      waiting_.erase(migration->script->blob);
    }
  }

  bool waits(const Migration* migration) const { return migration->script && waiting_.count(migration->script->blob); }

  const Workspace& workspace_;
  ChangesByBlob& changes_;
  std::set<std::string> waiting_;
};

}  // namespace

void look_along_paths(const Workspace& workspace, ChangesByBlob& changes) {
  Settling(workspace, changes).settle();
}

}  // namespace tributary
