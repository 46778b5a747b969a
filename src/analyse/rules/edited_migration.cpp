// A script that has reached the target has run somewhere. Editing it changes nothing on those databases: Prisma
// compares checksums, `migrate dev` demands a reset ("was modified after it was applied"), `deploy` says nothing, and
// from then on new databases differ from old ones. Trees are compared: the merge base, the source and the target. A
// source that is merely behind an edit of the target's is silent.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::string restore(const Analysis& analysis, const Spot& spot) {
  const auto& target = analysis.workspace.target;
  // A target without a local branch is called origin/main, which git takes as well.
  const auto from = is_target(analysis, *spot.source) ? "HEAD" : target.branch.empty() ? target.commit : target.name;
  return fmt::format("{} checkout {} -- {}  (and put the change into a new migration)", git_in(*spot.source),
                     text::shell_word(from), text::shell_word(path_of(spot)));
}

Hit hit_for(const Analysis& analysis, const Spot& spot, const std::string& what, const LineDifference& difference) {
  Hit hit;
  hit.place = place_of(spot, difference.line);
  hit.message = fmt::format("{} {}", spot.migration->name, what);
  hit.why = "Databases that have it never run the change; `prisma migrate dev` demands to reset them.";
  hit.help = restore(analysis, spot);
  return hit;
}

void look_at_source(const Analysis& analysis, const Spot& at, const Spot& target, ScriptEdits& changes,
                    std::vector<Hit>& hits) {
  for (const auto& change : changes.between(*at.project->base_folder, *at.project->folder)) {
    const auto* now = target.project->folder->find(change.before->name);
    if (!change.after || !now || same_script(*change.before, *change.after)) continue;
    if (same_script(*now, *change.after) || (!now->script && !change.after->script)) continue;
    LineDifference difference;
    if (change.after->script && now->script) difference = first_difference(*change.after->script, *now->script);
    auto what = fmt::format("was edited after it reached {}", target.source->name);
    if (!change.after->script) what = fmt::format("lost its script after it reached {}", target.source->name);
    if (!same_script(*change.before, *now)) what += ", where it was edited, too";
    if (change.after->script && now->script) what += ": " + described(difference);
    auto hit = hit_for(analysis, {at.source, at.project, change.after}, what, difference);
    hit.related = {place_of({target.source, target.project, now}, difference.line)};
    hits.push_back(hit);
  }
}

// In the target's own worktree: what is on disk against what was last committed.
void look_at_target(const Analysis& analysis, const Spot& at, std::vector<Hit>& hits) {
  auto past = analysis.workspace.target.past.find(at.project->path);
  if (past == analysis.workspace.target.past.end()) return;
  for (const auto& migration : at.project->folder->migrations) {
    if (migration.tracking != Tracking::modified || !migration.script) continue;
    auto known =
        std::find_if(past->second.begin(), past->second.end(), [&](const auto& p) { return p.name == migration.name; });
    if (known == past->second.end() || known->blobs.empty() || known->blobs.front() == migration.script->blob) continue;
    hits.push_back(
        hit_for(analysis, {at.source, at.project, &migration}, "is committed and was edited on disk since", {}));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  ScriptEdits changes;
  for (const auto& at : all_projects(analysis)) {
    auto target = target_spot(analysis, *at.project);
    if (is_target(analysis, *at.source))
      look_at_target(analysis, at, hits);
    else if (target.project && at.project->base_folder)
      look_at_source(analysis, at, target, changes, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule edited_migration = {"edited-migration",
                                      Severity::error,
                                      Needs::base,
                                      Group::sources,
                                      {Topic::history},
                                      "A migration was edited after it reached the target",
                                      look};
}
}  // namespace tributary
