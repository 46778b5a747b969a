#pragma once
// What a source did to the migrations it once got from the target, and how two scripts differ.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analyse/walk.hpp"

namespace tributary {

/// A migration of the older folder that the newer one has with another script, or has no more.
struct ScriptEdit {
  const Migration* before = nullptr;
  const Migration* after = nullptr;  ///< null: gone
};

/// Changes between two folders, by name; each distinct pair of folders is compared once however many sources share it.
class ScriptEdits {
 public:
  const std::vector<ScriptEdit>& between(const MigrationsFolder& before, const MigrationsFolder& after);

 private:
  std::map<std::pair<const MigrationsFolder*, const MigrationsFolder*>, std::vector<ScriptEdit>> known_;
};

/// What the target's history knows of that name; null: it never had it, or cannot tell.
const PastMigration* past_of(const Analysis& analysis, const Project& project, const std::string& name);
/// Whether the target's history once held exactly this script under this name.
bool in_past(const Analysis& analysis, const Project& project, const Migration& migration);
/// The source's own migration that has this script under another name; null: none, or the script does nothing.
const Migration* under_another_name(const Project& project, const Migration& migration);

/// The target's migrations by what their SQL does; each target project is read once.
class TargetsSql {
 public:
  explicit TargetsSql(const Analysis& analysis) : analysis_(analysis) {}
  /// The target's migration of the same SQL under another name, which the source does not have itself; null: none.
  const Migration* under_another_name(const Spot& mine);
  /// Whether the target has a migration of this SQL at all.
  bool holds(const Spot& mine);

 private:
  using BySql = std::multimap<std::string, const Migration*>;
  const BySql* of_target(const Spot& mine);

  const Analysis& analysis_;
  std::map<const Project*, BySql> known_;
};

/// Where two scripts differ first.
struct LineDifference {
  int line = 0;             ///< 1-based; 0: not known (a script was not kept)
  std::string here, there;  ///< the two lines, shortened
};
LineDifference first_difference(const Script& here, const Script& there);
/// "line 3 is `A` here and `B` there", or that the scripts were too large to compare.
std::string described(const LineDifference& difference);

}  // namespace tributary
