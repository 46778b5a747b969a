// Every folder in the migrations folder is a migration to Prisma, whatever its name. Without a migration.sql that can
// be read `migrate deploy`, `dev` and (once it is in the ledger) `status` stop with P3015; nothing after it is applied.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : answerable(analysis)) {
    const auto& migration = *spot.migration;
    if (migration.script || migration.prisma8) continue;
    Hit hit;
    hit.place = place_of(spot);
    auto because = migration.no_script_because.empty() ? "no such file" : migration.no_script_because;
    hit.message = fmt::format("{} has no migration.sql that Prisma can read: {}", migration.name, because);
    hit.why = "To Prisma every folder here is a migration: `migrate deploy` stops at it with P3015.";
    hit.help = fmt::format("Restore its migration.sql, or move the folder out of {}: {} rm -r {}",
                           spot.project->migrations_dir, git_in(*spot.source), text::shell_word(path_of(spot)));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule missing_script = {"missing-script",
                                    Severity::error,
                                    Needs::nothing,
                                    "names and folders",
                                    "A folder among the migrations has no migration.sql that Prisma can read",
                                    look};
}
}  // namespace tributary
