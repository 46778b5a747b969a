// migration_lock.toml names the provider that the scripts were written for. Prisma compares it with the datasource
// before anything else and stops with P3019. It does not parse TOML: `provider="postgresql"` without blanks around the
// sign, single quotes or an indented line count as another provider.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "prisma/script.hpp"

namespace tributary {
namespace {

bool target_has_it_too(const Analysis& analysis, const Spot& at) {
  const auto* target = is_target(analysis, *at.source) ? nullptr : target_project(analysis, *at.project);
  return target && target->folder->lock_file == at.project->folder->lock_file &&
         target->provider == at.project->provider;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    auto locked = prisma::locked_provider(at.project->folder->lock_file);
    if (!locked || at.project->provider.empty() || *locked == at.project->provider) continue;
    if (target_has_it_too(analysis, at)) continue;
    Hit hit;
    hit.place = place_of_file(at, join_path(at.project->migrations_dir, "migration_lock.toml"));
    hit.message = fmt::format("migration_lock.toml gives Prisma the provider {}, the schema's datasource {}", *locked,
                              at.project->provider);
    hit.why = "`migrate status`, `deploy` and `dev` stop with P3019 before they look at the database.";
    hit.help = fmt::format("Write exactly this line: provider = \"{}\"", at.project->provider);
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule lock_file_mismatch = {"lock-file-mismatch",
                                        Severity::error,
                                        Needs::nothing,
                                        Group::names,
                                        {},
                                        "migration_lock.toml and the datasource name different providers",
                                        look};
}
}  // namespace tributary
