#pragma once
// A history folded into the objects it leaves: a graph of what belongs to what and what stands on what, as pg_depend is
// one. Dropping an object drops what stands on it: where that needs CASCADE the script says so, or it would fail.
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "tributary/catalog.hpp"

namespace tributary::catalog {

class Fold {
 public:
  explicit Fold(std::string default_schema);

  void apply(const ScriptChanges& script);
  Catalog catalog() const;

 private:
  static constexpr int nothing = -1;

  /// A type's text; of a user's type what stands behind its name, which may change.
  struct TypeText {
    int type = nothing;
    std::string text;
    bool unknown = false;  ///< no script made it: of an extension, or of something opaque
  };

  struct Item {
    ObjectName name;      ///< of a part only `part` counts: its owner knows the rest
    int owner = nothing;  ///< the table, type or domain of a part; the table of an index; the column of a sequence
    bool alive = true;
    bool hidden = false;  ///< the index of a constraint: its name is taken, and it is no object of its own
    bool open = false;    ///< nobody told us all its parts
    std::map<std::string, std::string> facts;
    std::vector<std::string> values;  ///< of an enum
    TypeText type;                    ///< of a column
    std::vector<TypeText> arguments;  ///< of a routine
    std::vector<int> dependents;      ///< go with it
  };

  // Names.
  std::string schema_of(const ObjectName& object) const;
  std::string key(const Item& item) const;
  int find(const ObjectName& object) const;
  int find_owner(const ObjectName& part) const;
  int find_named(const char* family, const std::string& schema, const std::string& name) const;
  int find_routine(const ObjectName& object) const;
  TypeText type_of(std::string text, const std::vector<Use>& needs) const;
  std::vector<TypeText> arguments_of(const ObjectName& object, const std::vector<Use>& needs) const;
  void forget_name(int id);
  void keep_name(int id);
  void renumber(ObjectName& name, const std::string& table, const std::string& middle) const;

  // Changes.
  void change(const Change& change);
  void create(const Change& change);
  int add(Item item);
  void create_part(const Change& change, int owner);
  void create_column(const Change& change, int owner);
  void create_constraint(const Change& change, int owner);
  void create_enum_value(const Change& change);
  void create_index(const Change& change);
  void create_relation(const Change& change);
  void attach_sequence(int column);
  void depend_on_needs(const Change& change, int id);
  std::vector<int> columns_in(const std::string& definition, int table) const;
  void depend(int id, int on);
  void set_type(int column, const Change& change);
  void set_not_null(const std::vector<int>& columns);
  void drop(const Change& change);
  void remove(int id);
  void rename(const Change& change);
  void rename_item(int id, const ObjectName& to);
  void move(int id, const std::string& schema);
  void alter(const Change& change);
  void alter_column(const Change& change, int id);
  void alter_table(const Change& change, int id);
  void comment(const Change& change);
  void open(int id);

  std::vector<int> parts(int owner, ObjectKind kind) const;
  ObjectName full_name(const Item& item) const;
  std::string text_of(const TypeText& type) const;

  std::string default_schema_;
  std::vector<Item> items_;
  std::unordered_map<std::string, int> names_;
  std::vector<std::string> opaque_;
  const Change* pending_sequence_ = nullptr;  ///< of SERIAL or IDENTITY: its column is the next change
  bool skips_statement_ = false;              ///< CREATE TABLE IF NOT EXISTS of a table that is there
  bool skips_constraints_ = false;            ///< ADD COLUMN IF NOT EXISTS of a column that is there, with constraints
  std::size_t statement_ = 0;
};

}  // namespace tributary::catalog
