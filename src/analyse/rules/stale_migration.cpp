// A branch can still hold a folder that the target has removed or given another stamp since the two parted. git takes
// the target's side: a merge does not bring it back, and takes it out of the branch, whose own work it may be. By a
// copy, or where the branch touched it (a conflict), it comes back all the same and runs a second time beside its
// successor. Where the source has the folder from elsewhere (a copy, a squash), git sees two that never met: the merge
// itself brings it back. One finding per source and project: an old branch may hold hundreds of folders that the target
// has squashed.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/bare_sql.hpp"
#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

// What the target calls it now.
const Migration* successor(const Project* target, const Migration& stale) {
  if (!target || !stale.script || does_nothing(*stale.script)) return nullptr;
  for (const auto& migration : target->folder->migrations)
    if (same_script(migration, stale)) return &migration;
  return nullptr;
}

std::vector<std::string> told(const Analysis& analysis, const Spot& at, const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) {
    const auto& stale = *at.project->folder->find(name);
    const auto* now = out.size() < 5 ? successor(target_project(analysis, *at.project), stale) : nullptr;
    bool changed = stale.script && !in_past(analysis, *at.project, stale);
    out.push_back(name + (now ? fmt::format(" (now {})", now->name) : changed ? " (changed here since)" : ""));
  }
  return out;
}

std::vector<const PastMigration*> taken_out(const Analysis& analysis, const Spot& at,
                                            const std::vector<std::string>& names) {
  std::vector<const PastMigration*> out;
  for (const auto& name : names) {
    const auto& migration = *at.project->folder->find(name);
    const auto* past = past_of(analysis, *at.project, name);
    if (past && !past->taken_out_by.empty() && !successor(target_project(analysis, *at.project), migration))
      out.push_back(past);
  }
  return out;
}

std::string revert_of(const PastMigration& past) {
  return std::string("revert ") + (past.taken_out_in_merge ? "-m 1 " : "") + past.taken_out_by.substr(0, 12);
}

// Without a successor nothing holds what it does: who took it out, and how it comes back, is for a person to weigh.
void say_who(const Analysis& analysis, const Spot& at, const std::vector<const PastMigration*>& lost, Hit& hit) {
  const auto& target = analysis.workspace.target.name;
  std::vector<std::string> commits;
  for (const auto* past : lost)
    if (auto id = past->taken_out_by.substr(0, 12); std::find(commits.begin(), commits.end(), id) == commits.end())
      commits.push_back(id);
  auto it = lost.size() == 1 ? "it" : "them";
  hit.message += fmt::format("; {} took {} out in {}", target, it, list(commits));
  hit.why = fmt::format("Merging {} does not bring {} back: git leaves out what {} took out since they parted.",
                        at.source->name, it, target);
  auto word = text::shell_word(target);
  hit.help =
      at.source->path.empty()
          ? fmt::format("On {}, `git {}` brings {} back", target, revert_of(*lost.front()), it)
          : fmt::format("{0} merge {1}  (takes {2} out here, too; to bring {2} back with the branch, then: {0} {3})",
                        git_in(*at.source), word, it, revert_of(*lost.front()));
}

Hit hit_for(const Analysis& analysis, const Spot& at, const std::vector<std::string>& names) {
  const auto& target = analysis.workspace.target.name;
  Hit hit;
  hit.place = place_of({at.source, at.project, at.project->folder->find(names.front())});
  for (std::size_t i = 1; i < names.size(); ++i)
    hit.related.push_back(place_of({at.source, at.project, at.project->folder->find(names[i])}));
  hit.message = fmt::format("{} that {} once had and has no more: {}",
                            plural(names.size(), "migration is left", "migrations are left"), target,
                            list(told(analysis, at, names)));
  hit.why = "Brought back by a copy or a conflicted merge it would run again beside what took its place.";
  hit.help = fmt::format("{} merge {}", git_in(*at.source), text::shell_word(target));
  if (auto lost = taken_out(analysis, at, names); !lost.empty()) say_who(analysis, at, lost, hit);
  hit.key = text::join(names, ",");
  return hit;
}

// The target's own copy of them is gone, and git does not know that they are the same.
Hit brought_back(const Analysis& analysis, const Spot& at, const std::vector<std::string>& names) {
  const auto& target = analysis.workspace.target.name;
  const auto* past = past_of(analysis, *at.project, names.front());
  auto it = names.size() == 1 ? "it" : "them";
  Hit hit;
  hit.place = place_of({at.source, at.project, at.project->folder->find(names.front())});
  for (std::size_t i = 1; i < names.size(); ++i)
    hit.related.push_back(place_of({at.source, at.project, at.project->folder->find(names[i])}));
  hit.message = fmt::format("a merge brings back {} that {} has taken out since: {}",
                            plural(names.size(), "migration", "migrations"), target, list(names));
  hit.why = fmt::format("{} took {} out in {}, which {} does not have.", target, it, past->taken_out_by.substr(0, 12),
                        at.source->name);
  hit.help = fmt::format("{} merge {}, then take {} out here, too, or leave {} where {} is wanted again",
                         git_in(*at.source), text::shell_word(target), it, it, it);
  hit.key = text::join(names, ",");
  return hit;
}

bool goes_on_under_another_name(const Analysis& analysis, const Project& project, const Migration& migration) {
  return successor(target_project(analysis, project), migration) != nullptr;  // renamed-migration
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    std::vector<std::string> back;
    for (const auto& name : at.project->brought_back) {
      const auto* migration = at.project->folder->find(name);
      if (migration && !goes_on_under_another_name(analysis, *at.project, *migration)) back.push_back(name);
    }
    for (const auto& names : by_allowance(analysis, "stale-migration", at, back))
      hits.push_back(brought_back(analysis, at, names));
    std::vector<std::string> present;
    for (const auto& name : at.project->stale)
      if (at.project->folder->find(name)) present.push_back(name);
    for (const auto& names : by_allowance(analysis, "stale-migration", at, present))
      hits.push_back(hit_for(analysis, at, names));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule stale_migration = {"stale-migration",
                                     Severity::warning,
                                     Needs::history,
                                     Group::sources,
                                     {Topic::history},
                                     "A source still holds a folder that the target has removed or restamped",
                                     look};
}
}  // namespace tributary
