#pragma once
// A history folded into the objects it leaves: a graph of what belongs to what and what stands on what, as pg_depend is
// one. Dropping an object drops what stands on it: where that needs CASCADE the script says so, or it would fail.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tributary/catalog.hpp"

namespace tributary::catalog {

/// What a change did to one object, named or not. Names are said in full.
struct Deed {
  enum class What { made, removed, renamed };
  What what = What::made;
  ObjectName object;
  ObjectName to;               ///< of renamed
  ObjectName owner;            ///< the table or type it is of; no name: none
  const Change* by = nullptr;  ///< of a sequence of SERIAL or IDENTITY its own change
};

/// Why a server refuses a change: what stands on the object.
struct Obstacle {
  ObjectName object;                      ///< the one that stands on it
  const char* state = "";                 ///< SQLSTATE
  bool owner = false;                     ///< what is dropped is a part of it, and goes with it alone
  bool since_16 = false;                  ///< servers up to 15 let it fall
  ObjectKind within = ObjectKind::other;  ///< what `object` is a part of
};

/// An enum's values in their order.
class EnumValues {
 public:
  const std::vector<std::string>& all() const { return all_; }
  bool has(const std::string& value) const { return known_.count(value) > 0; }
  /// A place that is not known is the end.
  void add(const std::string& value, const std::string* before, const std::string* after);
  void rename(const std::string& value, const std::string& to);

 private:
  std::vector<std::string> all_;
  std::unordered_set<std::string> known_;  ///< the same
};

/// May lie over another one, which it leaves as it is: many sources over one target cost what they change.
class Fold {
 public:
  explicit Fold(std::string default_schema, const Fold* below = nullptr);

  void apply(const ScriptChanges& script);
  /// One change after the other; `new_script` forgets what only counts within one.
  std::vector<Deed> apply(const Change& change, bool new_script);
  Catalog catalog() const;

  bool has(const ObjectName& object) const;
  /// Whether the change, which was the last one, made nothing since a guard said so.
  bool skips(const Change& change) const;
  /// A routine of that name, whatever its arguments.
  bool has_any(const ObjectName& routine) const;
  bool has_overloads(const ObjectName& routine) const;  ///< more than one
  /// What goes with it, the object itself left out.
  std::vector<ObjectName> falls_with(const Change& drop) const;
  /// Columns that stay, and lose their defaults with it.
  std::vector<ObjectName> emptied_by(const Change& drop) const;
  /// What has the name of what the change makes, unless a guard lets it pass: 42P07, 42701, 42710, 42723, 42P06. Also
  /// the partition that its bounds overlap, 42P17, and the primary key that its table has already, 42P16.
  std::optional<Obstacle> taken(const Change& change) const;
  /// The value that the change makes a column's default, which its enum has not: 22P02.
  std::optional<ObjectName> missing_value(const Change& change) const;
  /// What keeps the change from running; `script` and its place there say what else the statement drops.
  std::vector<Obstacle> obstacles(const ScriptChanges& script, std::size_t change) const;

  /// Parts of objects that no script makes are taken to have an owner: databases that were pushed to have it.
  bool assumes_owners = false;

 private:
  static constexpr int nothing = -1;

  /// A type's text; of a user's type what stands behind its name, which may change.
  struct TypeText {
    int type = nothing;
    std::string text;
    bool unknown = false;  ///< no script made it: of an extension, or of something opaque
  };

  struct Dependent {
    int id = nothing;
    bool holds = false;  ///< without CASCADE it keeps the other one from being dropped
  };

  struct Item {
    ObjectName name;      ///< of a part only `part` counts: its owner knows the rest
    int owner = nothing;  ///< the table, type or domain of a part; the table of an index; the column of a sequence
    bool alive = true;
    bool hidden = false;   ///< the index of a constraint: its name is taken, and it is no object of its own
    bool assumed = false;  ///< nobody made it, and its parts are spoken of
    bool open = false;     ///< nobody told us all its parts
    bool identity = false, generated = false;
    bool key = false;  ///< foreign keys can stand on it
    std::map<std::string, std::string> facts;
    EnumValues values;                    ///< of an enum
    TypeText type;                        ///< of a column
    std::vector<TypeText> arguments;      ///< of a routine
    std::vector<std::string> columns;     ///< of a view, in their order; none: not told; of a table, its partition key
    TypeText returns;                     ///< of a function; no text and no type: not told
    bool returns_set = false;             ///< SETOF
    std::optional<PartitionBound> bound;  ///< of a partition
    std::vector<Dependent> dependents;    ///< go with it
    std::vector<int> stands_on;           ///< whose dependent it is
    std::vector<int> key_columns;         ///< of a key or index
  };

  // Items.
  int size() const { return first_ + static_cast<int>(items_.size()); }
  const Item& the(int id) const;
  Item& edit(int id);
  int named(const std::string& key) const;
  int add(Item item);
  void depend(int id, int on, bool holds);
  void let_go(int id, int on);
  void let_go_of_all(int id);
  bool is_default(const Item& item) const;
  std::vector<int> in_schema(const std::string& schema) const;

  // Names.
  std::string schema_of(const ObjectName& object) const;
  std::string key(const Item& item) const;
  int find(const ObjectName& object) const;
  int find_owner(const ObjectName& part) const;
  int find_named(const char* family, const std::string& schema, const std::string& name) const;
  int find_routine(const ObjectName& object) const;
  int find_need(const Use& use) const;
  int owner_or_assumed(const ObjectName& part);
  TypeText type_of(std::string text, const std::vector<Use>& needs) const;
  std::vector<TypeText> arguments_of(const ObjectName& object, const std::vector<Use>& needs) const;
  std::vector<int> routines_named(const std::string& schema, const std::string& name) const;
  void forget_name(int id);
  void keep_name(int id);
  void renumber(ObjectName& name, const std::string& table, const std::string& middle) const;

  // Deeds.
  using Names = std::vector<std::pair<int, ObjectName>>;
  void say(Deed::What what, int id, const Change* by);
  ObjectName owner_name(int id) const;
  Names names_under(int id) const;
  void say_renamed(const Names& before);

  // Changes.
  void change(const Change& change);
  void create(const Change& change);
  void create_part(const Change& change, int owner);
  void create_column(const Change& change, int owner);
  void create_constraint(const Change& change, int owner);
  std::vector<int> taken_over(const Change& change, int owner);
  int key_over(const Change& foreign_key) const;
  void create_enum_value(const Change& change);
  void create_index(const Change& change);
  void create_relation(const Change& change);
  void stand_on_columns(const Change& change, int id);
  void attach_sequence(int column, bool identity);
  void set_default(int column, const Change& change);
  void depend_on_needs(const Change& change, int id);
  std::vector<int> columns_named(const std::vector<std::string>& names, int table) const;
  std::vector<int> columns_of(const KeyFacts& key, int table) const;
  void set_type(int column, const Change& change);
  void set_not_null(const std::vector<int>& columns);
  void drop(const Change& change);
  void remove(int id, bool all = true);
  void rename(const Change& change);
  void rename_listed(const Change& change);
  void rename_value(const Change& change);
  void rename_item(int id, const ObjectName& to);
  void rename_one(int id, const std::string& to);
  void move(int id, const std::string& schema);
  void alter(const Change& change);
  void alter_column(const Change& change, int id);
  void alter_table(const Change& change, int id);
  void comment(const Change& change);
  void open(int id);

  // What stands in the way.
  std::vector<int> dropped_by(const Change& change) const;
  std::pair<int, const char*> taken_by(const ObjectName& object, const Change& change) const;
  std::pair<int, const char*> part_taken_by(const ObjectName& object, const Change& change) const;
  int overlapped(const Change& change) const;
  int primary_key_of(const Change& change) const;
  ObjectKind owner_kind(const Item& item) const;
  void fall(int id, bool holding_too, std::vector<int>& out) const;
  std::vector<Obstacle> obstacles_to_type(int column) const;
  static bool may_be_one(const TypeText& a, const TypeText& b);
  std::vector<Obstacle> obstacles_to_replacing(const Change& change) const;

  std::vector<int> parts(int owner, ObjectKind kind) const;
  ObjectName full_name(const Item& item) const;
  std::string text_of(const TypeText& type) const;

  std::string default_schema_;
  const Fold* below_;
  int first_ = 0;  ///< items under this number are the other one's, or here changed copies of them
  std::vector<Item> items_;
  std::unordered_map<int, Item> edited_;
  std::unordered_map<std::string, int> names_;
  std::unordered_map<std::string, std::vector<int>> routines_, schemas_;
  std::vector<std::string> opaque_;
  std::vector<Deed> deeds_;
  const Change* current_ = nullptr;
  const Change* pending_sequence_ = nullptr;  ///< of SERIAL or IDENTITY: its column is the next change
  bool skips_statement_ = false;              ///< CREATE TABLE IF NOT EXISTS of a table that is there
  bool skips_constraints_ = false;            ///< ADD COLUMN IF NOT EXISTS of a column that is there, with constraints
  std::size_t statement_ = 0;
};

}  // namespace tributary::catalog
