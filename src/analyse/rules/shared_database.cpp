// Several worktrees point at one database, so its ledger holds rows that a given folder has never seen. Prisma then
// calls the folder behind or the histories diverged, and `migrate dev` offers to reset what the others work with.
#include <fmt/format.h>

#include <set>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"

namespace tributary {
namespace {

std::vector<std::string> sources_of(const Database& database) {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto& consumer : database.consumers)
    if (seen.insert(consumer.source).second) names.push_back(consumer.source);
  return names;
}

/// Where one exported variable hides what each worktree's own file says.
std::string help(const Analysis& analysis, const Database& database) {
  std::string variable;
  std::set<std::string> files;
  for (const auto& at : all_projects(analysis))
    for (const auto& consumer : database.consumers)
      if (consumer.source == at.source->name && consumer.project == at.project->path && at.project->database &&
          !at.project->database->overrides.empty())
        variable = at.project->database->variable, files.insert(at.source->name);
  if (variable.empty())
    return "Give each worktree a database of its own, or apply with `npx prisma migrate deploy` only.";
  return fmt::format("unset {}  (it is exported, and hides what {} of {} name{})", variable,
                     files.size() == 1 ? "the file" : "the files", list({files.begin(), files.end()}),
                     files.size() == 1 ? "s" : "");
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (!analysis.databases) return hits;
  for (const auto& database : *analysis.databases) {
    auto names = sources_of(database);
    if (names.size() < 2) continue;
    for (const auto& name : names) {  // said for each, so that each one's gate hears it; folded into one for all
      const auto* source = analysis.workspace.find(name);
      if (!source) continue;
      Hit hit;
      hit.place = place_of_file({source, nullptr, nullptr}, "");
      auto certainty = database.proved_shared ? "" : " (by its address; the server was not asked)";
      hit.message = fmt::format("The database {} is shared by {}{}", database.id, list(names, 5), certainty);
      hit.why = database.proved_shared
                    ? "Its ledger holds rows of all of them; `prisma migrate dev` in one may demand a reset that hits "
                      "the others."
                    : "If so, its ledger holds rows of all of them, and `prisma migrate dev` in one may demand a reset "
                      "that hits the others.";
      hit.help = help(analysis, database);
      hit.database = database.id;
      hit.key = database.id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule shared_database = {"shared-database",
                                     Severity::info,
                                     Needs::ledger,
                                     Group::sources,
                                     {Topic::sharing},
                                     "Several sources use one database",
                                     look};
}
}  // namespace tributary
