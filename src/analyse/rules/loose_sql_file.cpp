// Prisma runs only <folder>/migration.sql. A .sql file beside the folders looks like a migration and is never run by
// it: what it does exists in the databases where somebody ran it by hand and nowhere else.
#include <fmt/format.h>

#include "analyse/only_here.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& at : all_projects(analysis)) {
    for (const auto& name : only_here(analysis, at, [](const Project& p) { return p.folder->loose_sql; })) {
      Hit hit;
      hit.place = place_of_file(at, join_path(at.project->migrations_dir, name));
      hit.message = fmt::format("{} lies beside the migrations; Prisma never runs it", name);
      hit.why = "What it does is missing from every database where nobody ran it by hand, and from every replay.";
      hit.help = "Make it a migration (tributary new NAME --empty, then paste the SQL), or move it elsewhere.";
      hit.key = name;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule loose_sql_file = {"loose-sql-file",
                                    Severity::warning,
                                    Needs::nothing,
                                    Group::names,
                                    {},
                                    "An .sql file lies beside the migrations, where Prisma never runs it",
                                    look};
}
}  // namespace tributary
