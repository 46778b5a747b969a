// `migrate deploy` applies whatever a database does not have, in the order of names, and never looks at what ran there
// before: a migration that sorts before the target's newest runs after it where the target is deployed, and before it
// on every new database, in CI and in Prisma's shadow database. About half of all open branches have one and in nearly
// all the two orders give the same result; where the SQL shows otherwise, other rules say so. One finding per source
// and project: the cause and the remedy are the same for all of its late migrations.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/names.hpp"

namespace tributary {
namespace {

/// Names that would be listed behind `after`: a later stamp, or the number after it where the team counts.
class Later {
 public:
  Later(const Migration& after, const PrismaVersion& version)
      : parts_(prisma::take_apart(after.name)), after_(after.name), version_(version) {}

  bool by_stamp() const { return parts_.at.has_value(); }
  /// "" where the next number would be listed before it: "100_" behind "99_".
  std::string name_for(const std::string& late) {
    auto description = snake_case(prisma::take_apart(late).description);
    if (by_stamp()) return prisma::stamp_text(++*parts_.at) + "_" + description;
    parts_.digits = prisma::next_number(parts_.digits);
    auto name = parts_.digits + after_.substr(parts_.digits.size(), 1) + description;
    return prisma::listed_before(name, after_, version_) ? "" : name;
  }

 private:
  prisma::NameParts parts_;
  std::string after_;
  PrismaVersion version_;
};

std::string remedy(const Analysis& analysis, const Spot& at, const std::vector<std::string>& late,
                   const Migration& after) {
  Later later(after, at.project->prisma);
  std::vector<std::string> moves;
  for (const auto& name : late) {
    Spot spot{at.source, at.project, at.project->folder->find(name)};
    if (!applied_in(analysis, name).empty()) return rename_help(analysis, spot, name);
    if (later.by_stamp() && can_restamp(spot)) continue;
    auto to = later.name_for(name);
    if (to.empty()) return fmt::format("Give it a name that is listed behind {}.", after.name);
    moves.push_back(rename_help(analysis, spot, to));
  }
  return moves.empty() ? restamp_command(analysis, at.source->name, at.source->name) : text::join(moves, " && ");
}

Hit hit_for(const Analysis& analysis, const Spot& at, const Spot& after, const std::vector<std::string>& late) {
  Hit hit;
  hit.place = place_of({at.source, at.project, at.project->folder->find(late.front())});
  hit.message =
      fmt::format("{} before {}'s newest migration, {}: {}", plural(late.size(), "migration sorts", "migrations sort"),
                  after.source->name, after.migration->name, list(late));
  hit.why = "Databases that have the newest run it afterwards, new databases run it before: the results can differ.";
  hit.help = remedy(analysis, at, late, *after.migration);
  hit.related = {place_of(after)};
  for (std::size_t i = 1; i < late.size(); ++i)
    hit.related.push_back(place_of({at.source, at.project, at.project->folder->find(late[i])}));
  hit.key = text::join(late, ",");
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  std::map<const Project*, const Migration*> newest_of;
  TargetsSql sql(analysis);
  for (const auto& at : all_projects(analysis)) {
    auto after = target_spot(analysis, *at.project);
    if (is_target(analysis, *at.source) || !after.project || at.project->own.empty()) continue;
    auto [known, fresh] = newest_of.try_emplace(after.project);
    if (fresh) known->second = prisma::newest_numbered(*after.project->folder, after.project->prisma);
    after.migration = known->second;
    if (!after.migration) continue;
    std::vector<std::string> late;
    for (const auto& name : at.project->own)
      // One that the target has under another name is renamed-migration's, and has no stamp of its own to mend.
      if (const auto* own = at.project->folder->find(name);
          own && prisma::listed_before(name, after.migration->name, after.project->prisma) &&
          !sql.holds({at.source, at.project, own}))
        late.push_back(name);
    for (const auto& names : by_allowance(analysis, "late-migration", at, late))
      hits.push_back(hit_for(analysis, at, after, names));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule late_migration = {"late-migration",
                                    Severity::warning,
                                    Needs::target,
                                    Group::sources,
                                    {Topic::history, Topic::late},
                                    "A source's own migration sorts before the target's newest",
                                    look};
}
}  // namespace tributary
