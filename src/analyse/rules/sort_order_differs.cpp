// Prisma up to 6.5 runs migrations in the byte order of their names, from 6.6 on in the order of JavaScript's
// localeCompare. Names as Prisma makes them sort alike in both. Others do not: `1_a` comes before `10_b` in a locale
// and after it in bytes, and outside ASCII the machine's locale has its say. A colleague, CI and production may then
// run different orders.
#include <fmt/format.h>

#include <unordered_map>

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

/// The migrations of one folder, so that those whose order by another may differ are found without comparing with all.
struct Names {
  std::vector<Named> all;
  std::unordered_map<std::string, std::vector<const Named*>> by_digits;  // well-formed ones
  std::vector<const Named*> odd;

  void index() {
    for (const auto& named : all) (named.parts.well_formed ? by_digits[named.parts.digits] : odd).push_back(&named);
  }
  void add_candidates(const Named& mine, std::vector<const Named*>& out) const {
    if (!mine.parts.well_formed) {
      for (const auto& named : all) out.push_back(&named);
      return;
    }
    if (auto same = by_digits.find(mine.parts.digits); same != by_digits.end())
      out.insert(out.end(), same->second.begin(), same->second.end());
    out.insert(out.end(), odd.begin(), odd.end());
  }
};

// The names of each target's project are taken apart once, not once for each of thousands of refs.
using Taken = std::map<const Project*, Names>;

const Names& names_of_target(const Spot& target, Taken& taken) {
  auto [at, fresh] = taken.try_emplace(target.project);
  if (!fresh || !target.project) return at->second;
  for (const auto& migration : target.project->folder->migrations)
    at->second.all.push_back({{target.source, target.project, &migration}, prisma::take_apart(migration.name)});
  at->second.index();
  return at->second;
}

Names own_names(const Spot& at) {
  Names own;
  for (const auto& name : at.project->own)
    if (const auto* migration = at.project->folder->find(name))
      own.all.push_back({{at.source, at.project, migration}, prisma::take_apart(name)});
  own.index();
  return own;
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

// Of all that a merge of the source would leave in the folder: the target's migrations and its own.
void look_at(const Analysis& analysis, const Spot& at, Taken& taken, std::vector<Hit>& hits) {
  bool of_target = is_target(analysis, *at.source);
  if (!of_target && at.project->own.empty()) return;
  const auto& target = names_of_target(target_spot(analysis, *at.project), taken);
  auto own = of_target ? Names() : own_names(at);
  for (const auto& mine : of_target ? target.all : own.all) {
    bool certain = prisma::order_is_certain(mine.spot.migration->name), alone = true;
    std::vector<const Named*> candidates, others;
    target.add_candidates(mine, candidates);
    own.add_candidates(mine, candidates);
    for (const auto* other : candidates) {
      if (other == &mine || !can_differ(mine.parts, other->parts)) continue;
      alone = false;
      bool said_there = other->spot.source == at.source && other > &mine;  // of two in one source the later tells
      const auto& name = other->spot.migration->name;
      if (!said_there && certain && prisma::order_is_certain(name) && differ(mine.spot.migration->name, name))
        others.push_back(other);
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
                                        Group::names,
                                        {Topic::company, Topic::history},
                                        "Versions of Prisma run two migrations in different order",
                                        look};
}
}  // namespace tributary
