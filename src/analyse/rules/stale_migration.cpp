// A branch can still hold a folder that the target has removed or given another stamp since. It is not the branch's own
// work, but a copy by hand, or a merge in which the branch touched the folder, brings it back: then it runs a second
// time beside its successor, or runs where it was meant to be gone. One finding per source and project: an old branch
// may hold hundreds of folders that the target has squashed.
#include <fmt/format.h>

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
  hit.key = text::join(names, ",");
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
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
                                     "between sources and target",
                                     "A source still holds a folder that the target has removed or restamped",
                                     look};
}
}  // namespace tributary
