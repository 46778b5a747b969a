#pragma once
// How rules walk an Analysis: whose migrations a source answers for, who else holds a name, who comes first.
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// One migration of one project of one source; `migration` is null where the project as a whole is meant.
struct Spot {
  const Source* source = nullptr;
  const Project* project = nullptr;
  const Migration* migration = nullptr;
};

bool is_target(const Analysis& analysis, const Source& source);
/// The target's project that this one stands for; null: it has none.
const Project* target_project(const Analysis& analysis, const Project& project);
/// The target source's own spot for that project; source is null where there is none.
Spot target_spot(const Analysis& analysis, const Project& project);
/// What projects of different sources have in common: the target's path, else their own.
const std::string& project_key(const Project& project);

std::vector<Spot> all_projects(const Analysis& analysis);
/// The migrations that each source answers for: its own ones, and all of the target's. What a branch merely shares with
/// the target is the target's to answer for, so that an old name is reported once and not again on every branch.
std::vector<Spot> answerable(const Analysis& analysis);
/// Of those, the ones whose names are worth judging: not a stray folder (neither digits nor script), nor Prisma 8's.
std::vector<Spot> named(const Analysis& analysis);

/// Where sources stand in the proposed sequence: the target 0, then its steps, then sources that are not in it.
class Ranks {
 public:
  explicit Ranks(const Analysis& analysis);
  int of(const Source& source) const;

 private:
  std::unordered_map<std::string, int> ranks_;
};

/// Spots by something they have in common, the earliest source first, then by name.
using Groups = std::map<std::pair<std::string, std::string>, std::vector<Spot>>;  // project_key, what
/// `key` gives what a spot is grouped by; "" leaves it out.
template <class Key>
Groups grouped(const Analysis& analysis, Key key);
void put_in_order(const Analysis& analysis, Groups& groups);

/// For each spot of a group the earliest one that is unlike it. `alike` is an equivalence; where all are alike:
/// nothing. A spot of the target is never held against a source's, and of two in one source only the later is returned.
template <class Alike>
std::vector<std::pair<Spot, Spot>> unlike_pairs(const Analysis& analysis, const std::vector<Spot>& group, Alike alike);

bool same_script(const Migration& a, const Migration& b);  ///< but for line endings; false where one has none

Place place_of(const Spot& spot, int line = 0);  ///< the migration's script, or the migrations folder
Place place_of_file(const Spot& spot, const std::string& file, int line = 0);
std::string path_of(const Spot& spot);  ///< the migration's folder from the source's root

/// "a, b, c and 4 more"
std::string list(const std::vector<std::string>& names, std::size_t shown = 3);
std::string plural(std::size_t count, const std::string& one, const std::string& several);
/// Ids of the asked databases that have the migration applied.
std::vector<std::string> applied_in(const Analysis& analysis, const std::string& migration);
/// The command that runs git in the source: "git -C /path" for a worktree, "git" for a ref.
std::string git_in(const Source& source);
/// How to give the migration another name, or why not to: what is merged or applied keeps its name.
std::string rename_help(const Analysis& analysis, const Spot& spot, const std::string& new_name);
/// `tributary restamp` can rename it: its source is a worktree.
bool can_restamp(const Spot& spot);
/// `tributary restamp WORD`, so that it works as it is typed: where a database of `source` is named and its URL is not
/// known here, nobody can be asked what has been applied, and the plan for its ledger is printed with it.
std::string restamp_command(const Analysis& analysis, const std::string& source, const std::string& word);
/// The names whose findings the allow-list or their script takes out are kept apart from the others, so that one
/// finding over several migrations is never half allowed. At most two lists, none empty.
std::vector<std::vector<std::string>> by_allowance(const Analysis& analysis, const char* rule, const Spot& at,
                                                   const std::vector<std::string>& migrations);
bool allows(const Policy& policy, const std::string& rule, const std::string& source, const std::string& migration);

template <class Key>
Groups grouped(const Analysis& analysis, Key key) {
  Groups groups;
  for (const auto& spot : answerable(analysis)) {
    std::string what = key(spot);
    if (!what.empty()) groups[{project_key(*spot.project), what}].push_back(spot);
  }
  put_in_order(analysis, groups);
  return groups;
}

template <class Alike>
std::vector<std::pair<Spot, Spot>> unlike_pairs(const Analysis& analysis, const std::vector<Spot>& group, Alike alike) {
  std::vector<std::pair<Spot, Spot>> pairs;
  const Spot *first = &group.front(), *second = nullptr;
  for (const auto& spot : group)
    if (!second && !alike(spot, *first)) second = &spot;
  if (!second) return pairs;
  for (const auto& spot : group) {
    const Spot& other = alike(spot, *first) ? *second : *first;
    bool target_alone = is_target(analysis, *spot.source) && spot.source != other.source;
    bool said_later = spot.source == other.source && spot.project == other.project && &spot < &other;
    if (!target_alone && !said_later) pairs.push_back({spot, other});
  }
  return pairs;
}

}  // namespace tributary
