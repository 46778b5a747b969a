#pragma once
// Migrations folded, one after the other, into the objects that exist after each of them. No database is asked.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalog/fold.hpp"
#include "tributary/change.hpp"

namespace tributary {

/// What one change made of one object.
struct Moment {
  bool exists = false;
  std::size_t at = 0;              ///< number of the migration in the order of folding
  const Change* change = nullptr;  ///< the change that did it
  std::string origin;              ///< where it was renamed from: the key it had before this folding; "" = made by it
  std::string type;                ///< of a column, where it is known
  bool not_null = false;           ///< of a column, where that is known
};

/// When and by what the objects of a history came and went, by key. Which objects a change makes, takes along and
/// renames is the catalog's folding's word. May lie over another one: what it does not know, that one answers.
class Folding {
 public:
  explicit Folding(const Folding* below = nullptr);

  void apply(const Change& change, std::size_t at);

  /// Newest last. Of this folding alone, without what lies below; null: nothing happened to it here.
  const std::vector<Moment>* moments(const std::string& key) const;
  /// The newest word on it, from here or below; null: never heard of.
  const Moment* latest(const std::string& key) const;
  bool exists(const std::string& key) const;
  /// A need that exists: a type may also be a table's row type, a routine's arguments do not count.
  bool has(const ObjectName& object) const;
  bool made_here(const std::string& key) const;  ///< it exists, and this folding made it out of nothing
  /// True where each column of the relation is known: not for views, LIKE, INHERITS, AS, partitions.
  bool columns_known(const std::string& table) const;
  bool knows_schema(const std::string& schema) const;
  /// What the named object leaned on when it was made: columns of an index, of a foreign key.
  std::vector<ObjectName> leans_on(const std::string& key) const;

  /// The change that made the object as it stands; null: not known.
  const Change* maker(const std::string& key) const;
  /// Keys of what the table or type owns or once owned.
  std::set<std::string> children(const std::string& owner) const;
  /// Keys of the tables that inherit from this one or are its partitions, at once.
  std::set<std::string> heirs(const std::string& table) const;
  /// Keys of what was made with a need of this one.
  std::set<std::string> leaning_on(const std::string& key) const;
  /// The object of a key that exists, as its maker named it.
  ObjectName name_of(const std::string& key) const;
  /// What goes with a drop, named by it or not.
  std::vector<ObjectName> falls_with(const Change& drop) const { return graph_.falls_with(drop); }
  /// Columns that lose their defaults with a drop, and stay.
  std::vector<ObjectName> emptied_by(const Change& drop) const { return graph_.emptied_by(drop); }
  /// What keeps a change of the script from running here.
  std::vector<catalog::Obstacle> obstacles(const ScriptChanges& script, std::size_t change) const {
    return graph_.obstacles(script, change);
  }
  /// What has the name already that the change gives.
  std::optional<catalog::Obstacle> taken(const Change& change) const { return graph_.taken(change); }
  /// A value that the change makes a default, and that the column's enum has not.
  std::optional<ObjectName> missing_value(const Change& change) const { return graph_.missing_value(change); }
  const Folding* below() const { return below_; }
  /// More than one routine of that name.
  bool has_overloads(const ObjectName& routine) const { return graph_.has_overloads(routine); }
  /// This very routine, by its arguments.
  bool has_routine(const ObjectName& routine) const { return graph_.has(routine); }
  /// Keys of the tables that have a column of this type, or a list of it.
  std::set<std::string> tables_with(const std::string& type_name) const;

  std::vector<const Change*> opaque;  ///< what may have made or dropped anything
  bool extensions = false;            ///< one that is not known to us: it brings types and functions unseen

 private:
  bool brings(const ObjectName& object) const;
  bool named_by_server(const ObjectName& index) const;
  void set(const std::string& key, Moment moment, const std::string& owner);
  void follow(const catalog::Deed& deed, const Change& change, std::size_t at);
  void made(const Change& change, std::size_t at, const ObjectName& object);
  void removed(const ObjectName& object, const Change& change, std::size_t at);
  void renamed(const ObjectName& object, const ObjectName& to, const Change& change, std::size_t at);
  void say_itself(const Change& change, std::size_t at);
  void alter(const Change& change, std::size_t at);
  void inherits(const Change& change);

  const Folding* below_;
  catalog::Fold graph_;
  std::optional<std::size_t> script_;  ///< number of the migration that the last change was of
  std::unordered_map<std::string, std::vector<Moment>> moments_;
  std::unordered_map<std::string, std::set<std::string>> children_, leaning_;
  std::unordered_map<std::string, std::set<std::string>>
      of_type_;                                               ///< by a type's bare name: columns that have or had it
  std::map<std::string, std::map<std::string, bool>> heirs_;  ///< by parent; false: no more
  std::unordered_map<std::string, const Change*> makers_;
  std::set<std::string> open_, schemas_;
};

}  // namespace tributary
