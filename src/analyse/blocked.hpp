#pragma once
// What keeps a statement from running, whatever rows there are: what stands on the object it drops or changes.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analyse/fold.hpp"
#include "analyse/walk.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// Scripts in the order they were folded: who made what.
class Makers {
 public:
  void add(const Spot& spot, std::shared_ptr<const ScriptChanges> script);
  /// Number of the change among all; nullopt: it is of none of these scripts.
  std::optional<std::pair<std::size_t, std::size_t>> number(const Change* change) const;
  std::optional<Place> place(const Change* change) const;

 private:
  std::vector<std::pair<Spot, std::shared_ptr<const ScriptChanges>>> scripts_;
};

/// What stands in the way of one change of a script over `folding`, into which it has not been folded yet. `own` are
/// the scripts in the folding, `below` those in what it lies over; null: it lies over nothing.
std::optional<Blocked> blocked(const Folding& folding, const Makers& own, const Makers* below, const Spot& spot,
                               const ScriptChanges& script, std::size_t change);

/// SQL that could not be read ran after the object was made.
bool may_be_gone(const Folding& folding, const Makers& own, const Change* maker);
/// What has the name already that a change gives, as one of these scripts made it; nullopt: nothing has. Of a folding
/// over another one `below` are that one's scripts, and only what the older rule does not see is told of them.
std::optional<Clash> made_twice(const Folding& folding, const Makers& own, const Makers* below, const Spot& spot,
                                const ScriptChanges& script, const Change& change);

Clash::Kind kind_of_twice(ObjectKind kind);

/// One that keeps a change from running, with the way of telling it.
Dependant dependant_of(const catalog::Obstacle& obstacle);

}  // namespace tributary
