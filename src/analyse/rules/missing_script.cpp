// Every folder in the migrations folder is a migration to Prisma, whatever its name. Without a migration.sql that can
// be read `migrate deploy`, `dev` and (once it is in the ledger) `status` stop with P3015; nothing after it is applied.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

// git tracks no folders: what `git reset` or a switch of branches leaves empty is the worktree's own, whatever the
// target has under that name.
bool left_behind(const Spot& spot) {
  const auto& migration = *spot.migration;
  return !migration.script && migration.companions.empty() && migration.tracking == Tracking::untracked;
}

std::vector<Spot> looked_at(const Analysis& analysis) {
  auto spots = answerable(analysis);
  for (const auto& at : all_projects(analysis)) {
    if (is_target(analysis, *at.source)) continue;
    for (const auto& migration : at.project->folder->migrations) {
      Spot spot{at.source, at.project, &migration};
      bool said = std::find(at.project->own.begin(), at.project->own.end(), migration.name) != at.project->own.end();
      if (left_behind(spot) && !said) spots.push_back(spot);
    }
  }
  return spots;
}

std::string remedy(const Spot& spot) {
  if (left_behind(spot) && !spot.source->path.empty())
    return fmt::format("rmdir {} (a script it once held: git -C {} log -g -1 --name-only -- {})",
                       text::shell_word(join_path(spot.source->path, path_of(spot))),
                       text::shell_word(spot.source->path), text::shell_word(path_of(spot)));
  return fmt::format("Restore its migration.sql, or move the folder out of {}: {} rm -r {}",
                     spot.project->migrations_dir, git_in(*spot.source), text::shell_word(path_of(spot)));
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : looked_at(analysis)) {
    const auto& migration = *spot.migration;
    if (migration.script || migration.prisma8) continue;
    Hit hit;
    hit.place = place_of(spot);
    auto because = migration.no_script_because.empty() ? "no such file" : migration.no_script_because;
    if (left_behind(spot)) because = "the folder is empty in " + spot.source->name;  // each worktree has its own
    hit.message = fmt::format("{} has no migration.sql that Prisma can read: {}", migration.name, because);
    hit.why = "To Prisma every folder here is a migration: `migrate deploy` stops at it with P3015.";
    hit.help = remedy(spot);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule missing_script = {"missing-script",
                                    Severity::error,
                                    Needs::nothing,
                                    Group::names,
                                    {Topic::unusable},
                                    "A folder among the migrations has no migration.sql that Prisma can read",
                                    look};
}
}  // namespace tributary
