// git still lists a worktree whose directory is gone. Its uncommitted migrations, if there were any, cannot be seen;
// its branch stays checked out as far as git is concerned, so it cannot be checked out elsewhere.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& source : analysis.workspace.sources) {
    if (!source.missing) continue;
    Hit hit;
    hit.place = place_of_file({&source, nullptr, nullptr}, "");
    auto because = source.missing_because.empty() ? "" : " (" + source.missing_because + ")";
    hit.message = fmt::format("The worktree {} is {}{}", source.path, source.elsewhere ? "not here" : "gone", because);
    hit.why = source.branch.empty() ? "What was not committed there cannot be judged."
                                    : fmt::format("Only what is committed on {} can be judged.", source.branch);
    if (source.elsewhere)
      hit.help = fmt::format(
          "Keep it: pruning would forget a worktree that stands elsewhere. `git worktree lock {}` "
          "keeps it from git's own pruning",
          text::shell_word(source.path));
    else
      hit.help = source.locked ? "It is locked: bring its disk back, or git worktree unlock it and git worktree prune"
                               : "git worktree prune";
    hit.key = source.name;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule missing_worktree = {"missing-worktree",
                                      Severity::info,
                                      Needs::nothing,
                                      Group::names,
                                      {Topic::worktree},
                                      "git lists a worktree whose directory is gone",
                                      look};
}
}  // namespace tributary
