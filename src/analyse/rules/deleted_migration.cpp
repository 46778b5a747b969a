// A migration that the target has cannot be taken back by deleting its folder: databases keep its row and what it did.
// Prisma then calls the folder behind the ledger, `migrate dev` demands a reset, and a new database never gets what the
// script made.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

constexpr std::size_t many = 10;  // a branch that squashes the history deletes hundreds: one finding then

struct Deleted {
  Spot at;
  std::string name;
  bool on_disk_only = false;
};

Place place_of(const Deleted& deleted) {
  auto place = place_of_file(deleted.at, join_path(deleted.at.project->migrations_dir, deleted.name));
  place.migration = deleted.name;
  return place;
}

Hit hit_for(const Analysis& analysis, const Deleted& deleted) {
  const auto& target = analysis.workspace.target;
  auto from = deleted.on_disk_only ? std::string("HEAD") : target.branch.empty() ? target.commit : target.name;
  Hit hit;
  hit.place = place_of(deleted);
  hit.message = fmt::format(
      "{} {}", deleted.name,
      deleted.on_disk_only ? "is committed but gone from disk" : "was deleted after it reached " + target.name);
  hit.why =
      "Databases keep its row and what it did; new databases never get it, and `prisma migrate dev` demands a reset.";
  hit.help = fmt::format("{} checkout {} -- {}", git_in(*deleted.at.source), text::shell_word(from),
                         text::shell_word(hit.place.file));
  return hit;
}

Hit hit_for_all(const Analysis& analysis, const std::vector<Deleted>& all) {
  auto hit = hit_for(analysis, all.front());
  std::vector<std::string> names;
  for (const auto& deleted : all) names.push_back(deleted.name);
  hit.message = fmt::format("{} migrations were deleted after they reached {}: {}", all.size(),
                            analysis.workspace.target.name, list(names));
  hit.help +=
      "  (and so on; a squashed history has to be made on the target, with `prisma migrate resolve --applied` on each "
      "database)";
  for (std::size_t i = 1; i < all.size(); ++i) hit.related.push_back(place_of(all[i]));
  hit.key = text::join(names, ",");
  return hit;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<Deleted> deleted_in(const Analysis& analysis, const Spot& at, ScriptEdits& changes) {
  const auto& on_disk = at.project->deleted_on_disk;
  std::vector<Deleted> all;
  if (is_target(analysis, *at.source)) {
    for (const auto& name : on_disk) all.push_back({at, name, true});
    return all;
  }
  const auto* target = target_project(analysis, *at.project);
  auto state = at.project->folder->state;
  bool unusable = state == MigrationsFolder::State::not_a_folder || state == MigrationsFolder::State::unreadable;
  if (!target || !at.project->base_folder || unusable) return all;  // unreadable-input says why nothing is there
  for (const auto& change : changes.between(*at.project->base_folder, *at.project->folder)) {
    const auto& name = change.before->name;
    if (change.after || !target->folder->find(name) || under_another_name(*at.project, *change.before)) continue;
    if (!change.before->script) continue;  // no database can have run it: its removal is the remedy of missing-script
    all.push_back({at, name, contains(on_disk, name)});
  }
  return all;
}

// Without a project there is no folder to compare: schema and migrations went together.
Hit hit_for_project(const Analysis& analysis, const Source& source, const std::string& path) {
  const auto& target = analysis.workspace.target.name;
  Hit hit;
  hit.place = place_of_file({&source, nullptr, nullptr}, path == "." ? "" : path);
  hit.message = fmt::format("The Prisma project {} was deleted after it reached {}: its schema and all its migrations",
                            path, target);
  hit.why = fmt::format("Merged, it takes them out of {}, while databases keep their rows and what they did.", target);
  hit.help = typed::restore_project(source, analysis.workspace, path);
  hit.key = path;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  ScriptEdits changes;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& path : source.deleted_projects) hits.push_back(hit_for_project(analysis, source, path));
  for (const auto& at : all_projects(analysis)) {
    auto all = deleted_in(analysis, at, changes);
    if (all.size() > many)
      hits.push_back(hit_for_all(analysis, all));
    else
      for (const auto& deleted : all) hits.push_back(hit_for(analysis, deleted));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule deleted_migration = {"deleted-migration",
                                       Severity::error,
                                       Needs::base,
                                       Group::sources,
                                       {Topic::history},
                                       "A migration was deleted after it reached the target",
                                       look};
}
}  // namespace tributary
