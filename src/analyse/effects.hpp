#pragma once
// What each source's own migrations do to objects that they did not make themselves: the net of a branch.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "analyse/fold.hpp"
#include "analyse/walk.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// One own migration, however many sources hold it byte for byte.
struct Unit {
  std::string project;  ///< project_key
  const Migration* migration = nullptr;
  std::shared_ptr<const ScriptChanges> script;
  std::vector<Spot> holders;  ///< in the workspace's order
  std::vector<int> sources;   ///< numbers of the holders in the workspace, ascending
};

/// One thing that a unit does to, or wants of, an object.
struct Effect {
  enum class What { creates, drops, renames, alters, uses, writes };
  /// What the statement does without naming the object.
  enum class Implied {
    no,
    falls,      ///< drops: it goes with what the statement drops
    read,       ///< uses: a view, or a materialized view that is filled, reads it
    filled,     ///< uses: the column's default, or its domain's, fills what an INSERT leaves out
    emptied,    ///< alters: the column whose default goes with what the statement drops
    numbered,   ///< uses: the sequence that numbers the rows of an INSERT
    keyed,      ///< uses: the key of the other table that a foreign key leans on
    valued,     ///< uses: the type of a column that a statement with literals names
    fired,      ///< uses: a trigger on the table that is written, or its function
    followed,   ///< uses: a foreign key to the table whose rows are deleted
    within,     ///< uses, renames, drops: the schema or extension that its objects lie in, and what goes along
    field,      ///< uses, alters: the composite type whose fields are picked, or one of them dropped
    inherited,  ///< what is done to a column of the parent, of an heir or partition
    carried     ///< writes, uses: the table with that foreign key, and its column, where ON DELETE changes them
  };
  What what = What::uses;
  std::size_t unit = 0;
  const Change* change = nullptr;
  ObjectName object;
  Use::How how = Use::How::names;
  bool inside = false;  ///< created together with its table, in the same source
  bool guess = false;
  Implied implied = Implied::no;
  /// Of a drop: keys of what the table or enum has that the same source makes under its name; null: it makes none.
  std::shared_ptr<const std::set<std::string>> anew = nullptr;
};

constexpr std::size_t of_target = static_cast<std::size_t>(-1);

/// A need that the source's own migrations and the target do not meet at that place.
struct Want {
  std::size_t unit = 0;  ///< or of_target
  Spot spot;
  const Change* change = nullptr;
  ObjectName object;
  Unmet::Kind kind = Unmet::Kind::nowhere;
  std::optional<Place> maker;
  bool uncertain = false;
};

struct Effects {
  std::vector<Unit> units;
  std::vector<Effect> all;  ///< each once, by unit
  std::vector<Want> wants;
  std::vector<Blocked> blocked;
  std::unordered_map<std::string, Folding> targets;  ///< by project
  std::vector<Clash> with_target;                    ///< own migrations that make what the target has made already
};

/// What one script does to objects that it does not make itself; `unit` is written into each.
std::vector<Effect> effects_of_script(const ScriptChanges& script, std::size_t unit);

Effects effects_of(const Workspace& workspace, const ChangesByBlob& changes);

/// Neither is in the other's history: some source holds `a` without `b`, and another one `b` without `a`; and they are
/// not two editions of one folder, of which only one can stay, nor one script under two names, which has a rule of its
/// own.
bool meet_in_a_merge(const Unit& a, const Unit& b);
/// The holder of `a` that does not hold `b`.
Spot holder_without(const Unit& a, const Unit& b);

}  // namespace tributary
