// A symbolic link to a folder is no migration to Prisma: it lists folders without following links, so what the link
// points to never runs. A migration.sql that is a link is followed, but its content can change without the folder being
// touched, and on Windows git checks it out as a text file that holds a path.
#include <fmt/format.h>

#include "analyse/only_here.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"

namespace tributary {
namespace {

Hit beside(const Spot& at, const std::string& name) {
  Hit hit;
  hit.place = place_of_file(at, join_path(at.project->migrations_dir, name));
  hit.message = fmt::format("{} is a symbolic link; Prisma does not follow it and runs nothing of it", name);
  hit.why = "The migration it stands for is neither listed nor applied.";
  hit.help = "Replace the link by a copy of the folder.";
  hit.key = name;
  return hit;
}

Hit script(const Spot& spot) {
  Hit hit;
  hit.place = place_of(spot);
  hit.message = fmt::format("migration.sql of {} is a symbolic link", spot.migration->name);
  hit.why =
      "Its content changes with the file it points to, after it was applied too, and a copy of the folder may dangle.";
  hit.help = "Replace the link by the file itself.";
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis))
    for (const auto& name : only_here(analysis, at, [](const Project& p) { return p.folder->links; }))
      hits.push_back(beside(at, name));
  for (const auto& spot : answerable(analysis))
    if (spot.migration->script_is_link) hits.push_back(script(spot));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule symbolic_link = {"symbolic-link",
                                   Severity::warning,
                                   Needs::nothing,
                                   Group::names,
                                   {},
                                   "A symbolic link stands where a migration or its script should",
                                   look};
}
}  // namespace tributary
