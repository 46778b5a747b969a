// What sources need of each other, and what nobody makes.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/clashes.hpp"
#include "analyse/effects.hpp"
#include "analyse/late.hpp"
#include "analyse/objects.hpp"
#include "analyse/own_changes.hpp"
#include "prisma/names.hpp"
#include "sql/extensions.hpp"
#include "tributary/analyse.hpp"

namespace tributary {
namespace {

class Settling {
 public:
  Settling(const Workspace& workspace, const Effects& effects, Relations& out)
      : workspace_(workspace), effects_(effects), out_(out) {
    for (std::size_t i = 0; i < effects.all.size(); ++i) {
      const auto& effect = effects.all[i];
      if (effect.what != Effect::What::creates) continue;
      const auto& project = effects.units[effect.unit].project;
      makers_[{project, object_key(effect.object)}].push_back(i);
      if (auto index = index_key(*effect.change); !index.empty()) makers_[{project, index}].push_back(i);
    }
  }

  void settle(const Want& want) {
    if (want.unit != of_target && want.kind == Unmet::Kind::nowhere && elsewhere(want)) return;
    if (want.kind == Unmet::Kind::nowhere && !telling(want)) return;
    Unmet unmet{want.kind, want.object, here(want), *want.change, want.maker, false, want.uncertain};
    // A server's administrator may have made the extension in every database, or in the template.
    bool brought = !sql::extension_that_brings(want.object).empty();
    if (want.kind == Unmet::Kind::nowhere && (brought || want.object.kind == ObjectKind::schema || modelled(want)))
      unmet.uncertain = true;
    add(std::move(unmet));
  }

 private:
  static Place here(const Want& want) {
    auto place = place_of(want.spot, want.change->line);
    place.column = want.change->column_number;
    return place;
  }

  bool elsewhere(const Want& want) {
    auto makers = makers_.find({effects_.units[want.unit].project, object_key(want.object)});
    if (makers == makers_.end()) return false;
    bool drops = want.change->verb == Verb::drop && object_key(want.change->object) == object_key(want.object);
    for (auto i : makers->second) {
      const auto& maker = effects_.units[effects_.all[i].unit];
      const auto& needing = effects_.units[want.unit];
      if (!meet_in_a_merge(maker, needing)) continue;
      auto from = holder_without(maker, needing);
      if (holds(maker, want.spot.source)) continue;
      if (drops) return undone(want, effects_.all[i], from);
      auto because = fmt::format("{} needs {}, which {} creates", want.spot.migration->name, object_text(want.object),
                                 maker.migration->name);
      KnownNeed need{want.spot.source->name, {from.source->name, because, true}};
      if (needs_said_.insert({need.source, need.need.source}).second) out_.needs.push_back(std::move(need));
      auto version = want.spot.project->prisma;
      bool later = prisma::listed_before(want.spot.migration->name, maker.migration->name, version);
      add({Unmet::Kind::elsewhere, want.object, here(want), *want.change, place_of(from, effects_.all[i].change->line),
           later, false});
      return true;
    }
    return false;
  }

  /// Merging the maker first would let the drop run, and undo what it has made.
  bool undone(const Want& want, const Effect& made, const Spot& from) {
    auto mine = here(want), theirs = place_of(from, made.change->line);
    theirs.column = made.change->column_number;
    out_.clashes.push_back({Clash::Kind::drop_use, want.object, mine, theirs, *want.change, *made.change});
    out_.clashes.push_back({Clash::Kind::drop_use, want.object, theirs, mine, *made.change, *want.change});
    return true;
  }

  static bool holds(const Unit& unit, const Source* source) {
    return std::any_of(unit.holders.begin(), unit.holders.end(),
                       [&](const Spot& spot) { return spot.source == source; });
  }

  /// Whether it says something that nobody makes the object: extensions bring types and functions, an opaque statement
  /// may have made columns and indexes.
  bool telling(const Want& want) const {
    auto target = effects_.targets.find(project_key(*want.spot.project));
    const Folding* catalog = target == effects_.targets.end() ? nullptr : &target->second;
    auto kind = want.object.kind;
    bool brought = !sql::extension_that_brings(want.object).empty();
    bool placed = kind == ObjectKind::schema && want.change->object.kind == ObjectKind::extension;
    bool unnamed = is_routine(kind) || (kind == ObjectKind::schema && !placed);
    if (unnamed && !brought) return false;
    bool relation = is_relation(kind) && kind != ObjectKind::index && kind != ObjectKind::sequence;
    if (!relation && want.uncertain) return false;
    if ((is_data_type(kind) || brought) && (!catalog || catalog->extensions)) return false;
    if (want.unit == of_target) return true;
    // Without a history of the target's there is nothing to stand on: it may have been pushed.
    const auto* project = target_of(want);
    return project && project->folder && !project->folder->migrations.empty();
  }

  const Project* target_of(const Want& want) const {
    const auto* target = workspace_.find(workspace_.target.name);
    return target ? project_for(*target, project_key(*want.spot.project)) : nullptr;
  }

  /// The target's schema has a model or @@map of that name: the database was probably pushed to.
  bool modelled(const Want& want) const {
    const auto* project = target_of(want);
    if (!project || !is_relation(want.object.kind)) return false;
    for (const auto& file : project->schema) {
      if (!file.text) continue;
      if (file.text->find("model " + want.object.name + " ") != std::string::npos) return true;
      if (file.text->find("@@map(\"" + want.object.name + "\")") != std::string::npos) return true;
    }
    return false;
  }

  void add(Unmet unmet) {
    auto key = std::tuple(unmet.here.source, unmet.here.project, object_key(unmet.object), unmet.kind);
    if (said_.insert(key).second) out_.unmet.push_back(std::move(unmet));
  }

  const Workspace& workspace_;
  const Effects& effects_;
  Relations& out_;
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> makers_;
  std::set<std::pair<std::string, std::string>> needs_said_;
  std::set<std::tuple<std::string, std::string, std::string, Unmet::Kind>> said_;
};

/// Who uses an object by its name goes before who renames it: the rename carries the use along.
void use_before_rename(Relations& out) {
  std::set<std::pair<std::string, std::string>> said;
  for (const auto& clash : out.clashes) {
    bool renames = clash.mine.verb == Verb::rename, theirs = clash.theirs.verb == Verb::rename;
    if (clash.kind != Clash::Kind::rename_use || !renames || theirs || clash.at_most < Severity::error) continue;
    const auto &source = clash.here.source, &user = clash.there.source;
    if (source == user || said.count({user, source}) || !said.insert({source, user}).second) continue;
    auto because = fmt::format("{} renames {}, which {} names", clash.here.migration, object_text(clash.object),
                               clash.there.migration);
    out.needs.push_back({source, {user, because, true}});
  }
}

}  // namespace

Relations relate(const Workspace& workspace, const ChangesByBlob& changes) {
  Relations out;
  if (changes.empty()) return out;
  auto effects = effects_of(workspace, changes);
  out.clashes = clashes_of(effects);
  Settling needs(workspace, effects, out);
  for (const auto& want : effects.wants) needs.settle(want);
  out.clashes.insert(out.clashes.end(), effects.with_target.begin(), effects.with_target.end());
  use_before_rename(out);
  out.blocked = std::move(effects.blocked);
  out.late = late_clashes(workspace, changes, effects, out.unmet);
  out.own = own_changes(workspace, changes, effects.targets);
  return out;
}

}  // namespace tributary
