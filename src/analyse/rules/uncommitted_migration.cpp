// A migration that is not committed counts as it is on disk, but git merges only commits: whoever merges the branch,
// and every CI run, does not have it. Applied to a shared database it becomes a row that nobody else can explain.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    for (const auto& name : at.project->uncommitted) {
      const auto* migration = at.project->folder->find(name);
      if (!migration) continue;  // deleted on disk: deleted-migration
      Spot spot{at.source, at.project, migration};
      Hit hit;
      hit.place = place_of(spot);
      hit.message = fmt::format(
          "{} is {}", name, migration->tracking == Tracking::untracked ? "not committed" : "changed and not committed");
      hit.why = "It counts here as it is on disk; a merge by git and CI will not have it so.";
      hit.help = fmt::format("{} add {}", git_in(*at.source), text::shell_word(path_of(spot)));
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule uncommitted_migration = {"uncommitted-migration",
                                           Severity::info,
                                           Needs::nothing,
                                           Group::names,
                                           {Topic::unfinished, Topic::worktree},
                                           "A migration on disk differs from what is committed",
                                           look};
}
}  // namespace tributary
