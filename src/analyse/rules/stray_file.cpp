// Files beside the migration folders are ignored by Prisma. What an editor, a merge tool or a file manager left there
// ("migration (1).sql~", "…_conflicted copy") may hold the change that somebody believes to be in the migration.
#include <fmt/format.h>

#include "analyse/only_here.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    for (const auto& name : only_here(analysis, at, [](const Project& p) { return p.folder->conflict_copies; })) {
      auto lower = text::lower(name);
      if (name.starts_with(".") || lower.ends_with(".md")) continue;  // .gitkeep, .DS_Store, README.md
      Hit hit;
      hit.place = place_of_file(at, join_path(at.project->migrations_dir, name));
      hit.message = fmt::format("{} lies beside the migrations; Prisma ignores it", name);
      hit.why = "Leftovers of editors and merges may hold a change that somebody believes to be in a migration.";
      hit.help = "Compare it with the migration it came from, then remove it.";
      hit.key = name;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule stray_file = {
    "stray-file", Severity::info, Needs::nothing, Group::names, {}, "A leftover file lies beside the migrations", look};
}
}  // namespace tributary
