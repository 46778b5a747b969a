#include "analyse/late.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "analyse/clashes.hpp"
#include "analyse/objects.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

using What = Effect::What;

/// The end of the target's folder that some own migration is listed before, with what each script does to objects that
/// it does not make itself.
class Tail {
 public:
  Tail(const Source& target, const Project& project, const std::string& first_own, const ChangesByBlob& changes)
      : target_(target), project_(project) {
    for (const auto* migration : prisma::listing(*project.folder, project.prisma)) {
      bool behind = prisma::listed_before(first_own, migration->name, project.prisma);
      auto script = migration->script ? changes.find(migration->script->blob) : changes.end();
      if (!behind || script == changes.end()) continue;
      migrations_.push_back(migration);
      for (auto& effect : effects_of_script(*script->second, migrations_.size() - 1))
        by_key_[object_key(effect.object)].push_back(std::move(effect));
    }
  }

  const std::vector<Effect>* at(const std::string& key) const {
    auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &found->second;
  }
  bool is_behind(const Migration& own, const Effect& effect) const {
    const auto& name = migrations_[effect.unit]->name;
    return name != own.name && prisma::listed_before(own.name, name, project_.prisma);
  }
  Place place(const Effect& effect) const {
    auto place = place_of({&target_, &project_, migrations_[effect.unit]}, effect.change->line);
    place.column = effect.change->column_number;
    return place;
  }

 private:
  const Source& target_;
  const Project& project_;
  std::vector<const Migration*> migrations_;
  std::map<std::string, std::vector<Effect>> by_key_;
};

/// Which of the two orders the pair needs, or that both work: of an own drop or rename the other order is the one that
/// fails; an own use of what is dropped is missing-object's.
bool matters(const Effect& own, Clash::Kind kind) {
  switch (kind) {
    case Clash::Kind::drop_use:
      return own.what == What::drops;
    case Clash::Kind::rename_use:
      return own.what == What::renames;
    case Clash::Kind::column_changed:
    case Clash::Kind::change_use:
    case Clash::Kind::enum_order:
      return true;
    default:
      return false;  // made twice: no order helps
  }
}

class Finder {
 public:
  Finder(const Workspace& workspace, const ChangesByBlob& changes, const Effects& effects,
         const std::vector<Unmet>& unmet)
      : effects_(effects) {
    for (const auto& one : unmet) unmet_.insert({one.here.source, one.here.migration, object_key(one.object)});
    std::map<std::string, std::string> first;
    for (const auto& unit : effects.units) {
      auto [at, fresh] = first.emplace(unit.project, unit.migration->name);
      if (!fresh) at->second = std::min(at->second, unit.migration->name);
    }
    const auto* target = workspace.find(workspace.target.name);
    if (!target) return;
    for (const auto& project : target->projects)
      if (auto own = first.find(project_key(project)); own != first.end() && project.folder)
        tails_.emplace(own->first, Tail(*target, project, own->second, changes));
  }

  std::vector<Clash> find() {
    for (const auto& own : effects_.all) {
      auto tail = tails_.find(effects_.units[own.unit].project);
      if (tail != tails_.end()) look_at(tail->second, own);
    }
    return std::move(out_);
  }

 private:
  void look_at(const Tail& tail, const Effect& own) {
    const auto* there = tail.at(object_key(own.object));
    const auto& unit = effects_.units[own.unit];
    if (!there) return;
    for (const auto& effect : *there) {
      if (!tail.is_behind(*unit.migration, effect)) continue;
      auto judged = judge_pair(effects_.targets.at(unit.project), own, effect);
      if (!judged || judged->at_most < Severity::warning || !matters(own, judged->kind)) continue;
      report(tail, own, effect, *judged);
      return;
    }
  }

  void report(const Tail& tail, const Effect& own, const Effect& theirs, const Judgement& judged) {
    for (const auto& spot : effects_.units[own.unit].holders) {
      auto key = object_key(own.object);
      if (unmet_.count({spot.source->name, spot.migration->name, key})) continue;
      if (!said_.insert({spot.source->name, spot.migration->name, key}).second) continue;
      auto here = place_of(spot, own.change->line);
      here.column = own.change->column_number;
      out_.push_back({judged.kind, own.object, here, tail.place(theirs), *own.change, *theirs.change, judged.at_most});
    }
  }

  const Effects& effects_;
  std::set<std::tuple<std::string, std::string, std::string>> unmet_, said_;
  std::map<std::string, Tail> tails_;
  std::vector<Clash> out_;
};

}  // namespace

std::vector<Clash> late_clashes(const Workspace& workspace, const ChangesByBlob& changes, const Effects& effects,
                                const std::vector<Unmet>& unmet) {
  return Finder(workspace, changes, effects, unmet).find();
}

}  // namespace tributary
