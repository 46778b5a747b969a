// A merge that is resolved by hand, or with `-X ours`, can drop a migration folder or keep a mixture of two scripts.
// Git has nothing against it, and Prisma sees only what is left: the next empty database lacks the tables, and a
// database that has the row asks for a reset.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/merge_result.hpp"
#include "analyse/past.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

constexpr const char* why =
    "Nobody deleted it on purpose: the merge's result loses it without a trace in either branch's history.";

Hit hit_of(const MergeSide& side, const MergeSide& seen_from, const Migration& migration, const std::string& message) {
  Hit hit;
  hit.place = place_of({side.incoming, seen_from.project, &migration});
  hit.place.source = side.incoming->name;
  hit.message = message;
  hit.why = why;
  hit.help = fmt::format("git checkout {} -- {}", text::shell_word(seen_from.commit),
                         text::shell_word(path_of({side.incoming, seen_from.project, &migration})));
  hit.key = seen_from.name;
  return hit;
}

bool has_content(const Project* project, const Migration& wanted) {
  auto* found = project ? project->folder->find(wanted.name) : nullptr;
  return found && (found->script == wanted.script || same_script(*found, wanted));
}

// With its whole project, which is deleted-migration's business.
bool deletes(const MergeSide& side, const std::string& project) {
  const auto& deleted = side.incoming->deleted_projects;
  return !side.project && side.name == side.incoming->name &&
         std::find(deleted.begin(), deleted.end(), project) != deleted.end();
}

// What `of` holds must stand in the result, unless `other` deleted or changed it and so answers for it.
void compare(const MergeSide& of, const MergeSide& other, const Project* result, bool own_only,
             std::vector<Hit>& hits) {
  for (const auto& migration : of.project->folder->migrations) {
    const auto& own = of.project->own;
    if (own_only && std::find(own.begin(), own.end(), migration.name) == own.end()) continue;
    auto* there = result ? result->folder->find(migration.name) : nullptr;
    auto* base =
        other.project && other.project->base_folder ? other.project->base_folder->find(migration.name) : nullptr;
    bool other_deleted = base && other.project && !other.project->folder->find(migration.name);
    other_deleted = other_deleted || deletes(other, of.project->path);
    if (!there && !other_deleted)
      hits.push_back(hit_of(of, of, migration,
                            fmt::format("{} of {} is missing from the merge's result", migration.name, of.name)));
    if (there && !has_content(of.project, *there) && !has_content(other.project, *there))
      hits.push_back(hit_of(of, of, migration,
                            fmt::format("{} in the merge's result is not what {} has, nor what {} has", migration.name,
                                        of.name, other.name)));
  }
}

Hit past_loss(const PastMergeLoss& lost) {
  std::vector<std::string> names, folders;
  for (const auto* loss : lost.losses)
    names.push_back(loss->migration), folders.push_back(text::shell_word(loss->file));
  auto hit = past_hit(lost);
  hit.place.file.clear();
  hit.place.migration = names.front();
  hit.message = fmt::format("{} lost {} of {}, and nothing has brought {} back", merge_title(lost.first()),
                            list(names, 20), lost.first().from.substr(0, 12), names.size() == 1 ? "it" : "them");
  hit.why = why;
  hit.help = fmt::format("{} checkout {} -- {}", git_in(*lost.spot.source), lost.first().from.substr(0, 12),
                         text::join(folders, " "));
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& lost : past_merge_losses(analysis, Lost::migrations)) hits.push_back(past_loss(lost));
  for (const auto& merge : merges_of(analysis)) {
    if (merge.target.project) compare(merge.target, merge.source, merge.result, false, hits);
    if (merge.source.project) compare(merge.source, merge.target, merge.result, true, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule migration_lost_in_merge = {
    "migration-lost-in-merge",
    Severity::error,
    Needs::past,
    Group::sources,
    {},
    "A merge's result lacks or changes a migration that neither side deleted or changed",
    look};
}
}  // namespace tributary
