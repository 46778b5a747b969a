// Without migration_lock.toml Prisma does not check the provider at all: scripts written for one database are run on
// another. It is written by `migrate dev` and belongs into the repository; a merge by hand that copies only folders
// leaves it behind.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::string recipe(const Spot& at) {
  auto provider = at.project->provider.empty() ? "postgresql" : at.project->provider;
  auto file = join_path(join_path(at.source->path, at.project->migrations_dir), "migration_lock.toml");
  return fmt::format("printf 'provider = \"%s\"\\n' {} > {}", text::shell_word(provider), text::shell_word(file));
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    const auto& folder = *at.project->folder;
    bool prisma8 = !folder.migrations.empty() && folder.migrations.front().prisma8;
    if (folder.lock_file || folder.migrations.empty() || prisma8) continue;
    const auto* target = is_target(analysis, *at.source) ? nullptr : target_project(analysis, *at.project);
    if (target && !target->folder->lock_file) continue;
    Hit hit;
    hit.place = place_of_file(at, at.project->migrations_dir);
    hit.message = fmt::format("{} has no migration_lock.toml", at.project->migrations_dir);
    hit.why = "Prisma then runs the scripts on whatever database the datasource names, without comparing the provider.";
    hit.help = recipe(at);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule lock_file_missing = {"lock-file-missing",
                                       Severity::warning,
                                       Needs::nothing,
                                       Group::names,
                                       {},
                                       "A migrations folder has no migration_lock.toml",
                                       look};
}
}  // namespace tributary
