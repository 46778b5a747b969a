#pragma once
// What the readers of statements share: where they are, how names resolve there, and the list they write to.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sql/positions.hpp"
#include "sql/tree.hpp"
#include "tributary/change.hpp"

namespace tributary::sql {

class Context {
 public:
  Context(ScriptChanges& out, const Positions& positions) : out_(out), positions_(positions) {}
  /// The same place, writing elsewhere: for statements inside a statement.
  Context inside(ScriptChanges& out) const;

  /// What is read next is statement `index`, and the tree's places count from byte `base` of the script.
  void begin_statement(std::size_t index, std::size_t base);
  /// Sorts the needs of what the statement gave, and drops what it creates itself.
  void end_statement();

  /// A change at this statement, or at `at` where the node says where it stands.
  Change change(Verb verb, ObjectName object, const Node& at = {}) const;
  void emit(Change change);
  void insert(std::size_t index, Change change);
  Change& last() { return out_.changes.back(); }
  std::size_t size() const { return out_.changes.size(); }
  Change& at(std::size_t index) { return out_.changes[index]; }
  /// The newest change of this column.
  Change& column_change(const ObjectName& table, std::string_view column);
  void opaque(std::string because, const Node& at = {});
  void problem(std::string message, const Node& at = {}, const char* sqlstate = "42601");
  Place place(const Node& at) const;
  /// Of a body's line (1-based): where `query` begins in it, else its first character that is no blank.
  Place place_in_body(std::size_t body, long line, std::string_view query) const;
  /// Where `text` begins in the script, and a node's place (as its location() says) in `text`.
  std::size_t text_begin() const { return out_.statements.empty() ? 0 : out_.statements[statement_].begin; }
  std::size_t byte_in_text(int location) const;
  Place place_in_text(std::size_t byte) const { return positions_.of(text_begin() + byte); }

  /// A name with its schema where the script says it: search_path may be set to one. Of several, Change::path tells.
  ObjectName named(ObjectName object) const;
  ObjectName named(ObjectKind kind, const Node& range_var) const;             ///< of a RangeVar's body
  ObjectName named_by_list(ObjectKind kind, const Node& strings_list) const;  ///< [database.]schema.name
  /// Adds a need.
  void need(std::vector<Use>& needs, ObjectName object, Use::How how, bool guess = false) const;
  void need_type(std::vector<Use>& needs, const Node& type_name) const;
  /// The server's own ones, in pg_catalog, are nobody's.
  void need_collation(std::vector<Use>& needs, const Node& name_list, Use::How how) const;
  void need_function(std::vector<Use>& needs, const Node& name_list, Use::How how = Use::How::calls) const;

  /// A name that PostgreSQL chooses, made different from those it chose before in this script.
  std::string chosen_relation(const std::string& schema, const std::string& table, const std::string& column,
                              const char* label);
  std::string chosen_constraint(const ObjectName& table, const std::string& column, const char* label);
  void taken_relation(const std::string& schema, const std::string& name, const std::string& table = "") {
    relations_.emplace(std::pair{schema, name}, table);
  }
  /// What is dropped or renamed gives its name back; a table's indexes and sequences go with it.
  void free_name(const ObjectName& object, bool dropped);
  void taken_constraint(const ObjectName& table, const std::string& name) {
    constraints_.insert({table.schema + "." + table.name, name});
  }

  std::vector<std::string> path;      ///< search_path as the script set it; empty = not said
  bool guesses_schema = false;        ///< in a body with a search_path of its own that holds several
  std::set<std::string> temporaries;  ///< tables of this session, found before any schema
  bool late = false;                  ///< in a body that is looked at only when it runs
  bool bodies_checked = true;         ///< check_function_bodies: functions are looked at when they are created
  std::string text;                   ///< of the statement; nodes of a statement within it count from its beginning
  int bodies = 0;                     ///< bodies around the statement that is read: a body may hold functions, too
  std::set<std::string> variables;    ///< of the body that is read: names that are no columns
  std::set<std::string> fields;       ///< picked out of values by the statement that is read; "*": all of one
  std::optional<Place> fixed_place;   ///< in a body: nodes do not say where they stand in the file

  static constexpr int deepest_body = 8;

 private:
  std::size_t byte(const Node& at) const { return base_ + static_cast<std::size_t>(at.location()); }

  ScriptChanges& out_;
  const Positions& positions_;
  std::size_t statement_ = 0, base_ = 0, first_change_ = 0;
  std::set<std::pair<std::string, std::string>> constraints_;
  std::map<std::pair<std::string, std::string>, std::string> relations_;  ///< schema and name -> of which table
};

ObjectName column_of(const ObjectName& table, std::string_view column);
ObjectName part_of(const ObjectName& table, ObjectKind kind, std::string_view part);
/// makeObjectName() of PostgreSQL: name1_name2_label, the longer of the first two shortened until it fits 63 bytes.
std::string made_name(std::string name1, std::string name2, const std::string& label);
bool same_object(const ObjectName& a, const ObjectName& b);

}  // namespace tributary::sql
