// Prisma up to 6.5 runs migrations in the byte order of their names, from 6.6 on in the order of JavaScript's
// localeCompare. Names as Prisma makes them sort alike in both. Others do not: `1_a` comes before `10_b` in a locale
// and after it in bytes, and outside ASCII the machine's locale has its say. A colleague, CI and production may then
// run different orders.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/spelling.hpp"
#include "analyse/walk.hpp"
#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

// Well-formed names with different stamps sort alike by any order; only their equals and odd names need a comparison.
bool can_differ(const prisma::NameParts& a, const prisma::NameParts& b) {
  return !a.well_formed || !b.well_formed || a.digits == b.digits;
}

bool differ(const std::string& a, const std::string& b) {
  return prisma::byte_less(a, b) != prisma::locale_less(a, b);
}

struct Named {
  Spot spot;
  prisma::NameParts parts;
};

// The names of each target's project are taken apart once, not once for each of thousands of refs.
using Taken = std::map<const Project*, std::vector<Named>>;

const std::vector<Named>& names_of_target(const Spot& target, Taken& taken) {
  auto [at, fresh] = taken.try_emplace(target.project);
  if (fresh && target.project)
    for (const auto& migration : target.project->folder->migrations)
      at->second.push_back({{target.source, target.project, &migration}, prisma::take_apart(migration.name)});
  return at->second;
}

// All migrations that a merge of the source would leave in the folder: the target's and its own.
std::vector<const Named*> merged_union(const Analysis& analysis, const Spot& at, std::vector<Named>& own,
                                       Taken& taken) {
  if (!is_target(analysis, *at.source))
    for (const auto& name : at.project->own)
      if (const auto* migration = at.project->folder->find(name))
        own.push_back({{at.source, at.project, migration}, prisma::take_apart(name)});
  std::vector<const Named*> all;
  for (const auto& named : names_of_target(target_spot(analysis, *at.project), taken)) all.push_back(&named);
  for (const auto& named : own) all.push_back(&named);
  return all;
}

Hit differing(const Analysis& analysis, const Named& mine, const std::vector<const Named*>& others) {
  const auto& other = *others.front();
  const auto &a = mine.spot.migration->name, &b = other.spot.migration->name;
  bool bytes = prisma::byte_less(a, b);
  auto rest = others.size() > 1 ? fmt::format(" (and {} more like it)", others.size() - 1) : "";
  Hit hit;
  hit.place = place_of(mine.spot);
  for (const auto* named : others) hit.related.push_back(place_of(named->spot));
  hit.message = fmt::format("Prisma up to 6.5 runs {} before {}, Prisma from 6.6 the other way round{}", bytes ? a : b,
                            bytes ? b : a, rest);
  hit.why = fmt::format("This project uses Prisma {} ({}); another version or machine would run another order.",
                        prisma::version_text(mine.spot.project->prisma), mine.spot.project->prisma.from);
  hit.help = rename_help(analysis, mine.spot, mine.parts.well_formed ? with_later_stamp(a, 1) : well_formed_name(a));
  return hit;
}

Hit uncertain(const Analysis& analysis, const Named& mine, bool alone) {
  const auto& name = mine.spot.migration->name;
  Hit hit;
  hit.place = place_of(mine.spot);
  hit.message = fmt::format("The order of {} is not certain: it holds characters outside ASCII", name);
  hit.why = alone ? "The machine's locale orders them. Its stamp is unique, so its place is settled as long as no "
                    "other has that stamp."
                  : "The machine's locale orders them, and here they decide what runs first.";
  hit.help = rename_help(analysis, mine.spot, well_formed_name(name));
  hit.key = "not certain";
  if (alone) hit.at_most = Severity::info;
  return hit;
}

void look_at(const Analysis& analysis, const Spot& at, Taken& taken, std::vector<Hit>& hits) {
  if (!is_target(analysis, *at.source) && at.project->own.empty()) return;
  std::vector<Named> own;
  auto all = merged_union(analysis, at, own, taken);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& mine = *all[i];
    if (mine.spot.source != at.source) continue;
    bool certain = prisma::order_is_certain(mine.spot.migration->name), alone = true;
    std::vector<const Named*> others;
    for (std::size_t j = 0; j < all.size(); ++j) {
      if (j == i || !can_differ(mine.parts, all[j]->parts)) continue;
      alone = false;
      bool said_there = all[j]->spot.source == at.source && j >= i;  // of two in one source the later tells
      const auto& name = all[j]->spot.migration->name;
      if (!said_there && certain && prisma::order_is_certain(name) && differ(mine.spot.migration->name, name))
        others.push_back(all[j]);
    }
    if (!others.empty()) hits.push_back(differing(analysis, mine, others));
    if (!certain) hits.push_back(uncertain(analysis, mine, alone));
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  Taken taken;
  for (const auto& at : all_projects(analysis)) look_at(analysis, at, taken, hits);
  return hits;
}

}  // namespace

namespace rule {
extern const Rule sort_order_differs = {"sort-order-differs",
                                        Severity::warning,
                                        Needs::nothing,
                                        "names and folders",
                                        "Versions of Prisma run two migrations in different order",
                                        look};
}
}  // namespace tributary
