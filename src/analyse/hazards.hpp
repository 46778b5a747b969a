#pragma once
// How hazard rules walk: each change of each own migration, with what it meets and what the same source does before and
// after it.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"

namespace tributary {

/// One change of an own migration, seen from one of the sources that have it.
struct OwnChange {
  const Analysis& analysis;
  const OwnMigrations& own;
  const Place& holder;
  std::size_t script = 0, index = 0;

  const OwnScript& in() const { return own.scripts[script]; }
  const Change& change() const { return in().script->changes[index]; }
  const Standing& standing() const { return in().standings[index]; }
  bool existing() const { return standing().existing; }
};

/// One hit at most for each change. The place and, where it is empty, the key are filled in from the change.
std::vector<Hit> hazard_hits(const Analysis& analysis,
                             const std::function<std::optional<Hit>(const OwnChange&)>& judge);
/// For what a script does as a whole; `index` means nothing there. The hits say line and column, the rest is filled in.
using ScriptJudge = std::function<std::vector<Hit>(const OwnChange&)>;
std::vector<Hit> script_hits(const Analysis& analysis, const ScriptJudge& judge);

using ChangeTest = std::function<bool(const Change&)>;
/// What the same source does before this change (in its script or an earlier own one), after it, or in the same script.
const Change* find_before(const OwnChange& at, const ChangeTest& test);
const Change* find_after(const OwnChange& at, const ChangeTest& test);
const Change* find_in_script(const OwnChange& at, const ChangeTest& test);

/// What the target's migrations made and none of them has taken away since, under the names that it has behind them; a
/// check that was validated later is no longer not_valid. It may be own SQL that takes it away.
using Made = std::vector<std::shared_ptr<const Change>>;
Made made_by_target(const OwnChange& at, const ChangeTest& test);

bool makes(const Change& change, const std::string& key);   ///< creates an object of that key, or renames one to it
bool writes(const Change& change, const std::string& key);  ///< a column, by UPDATE
/// An own UPDATE or INSERT reads the column, to keep its values elsewhere.
bool copied_before(const OwnChange& at, const ObjectName& column);
/// An own statement before a table's drop that puts its rows into another table (INSERT … SELECT, CREATE TABLE … AS);
/// null: none. Where the table was renamed to be dropped, they were read under its old name.
const Change* rows_kept_by(const OwnChange& drop);
bool filled_before(const OwnChange& at, const ObjectName& column);
/// The ADD COLUMN of an own migration that made it; null: it is older.
const Change* own_column(const OwnChange& at, const ObjectName& column);
/// Without a default or any other value: every row has NULL in it.
bool starts_null(const Change& added_column);
/// Of an index or constraint; empty name: not known.
ObjectName table_of(const Change& change);
std::vector<ObjectName> columns_of(const Change& change);  ///< that an index or constraint is over

/// What schema.prisma has no words for in an index or constraint: "its condition"; "" = it has.
std::string beyond_the_schema(const Change& maker);
/// The target's migration that made what the change is about; nullopt: none of them, or not known.
std::optional<Place> made_in_target(const OwnChange& at);

/// The column that is added in the same script in place of the dropped one: of the same type, neither copied to nor one
/// of several candidates. Null: none.
const Change* renamed_column(const OwnChange& drop);
const Change* renamed_table(const OwnChange& drop);  ///< likewise, with the very same columns
/// The values of the enum that takes the name of the type that is dropped; nullopt: none does.
std::optional<std::vector<std::string>> values_made_anew(const OwnChange& drop);
/// A later own statement adds a column of the very same name.
const Change* column_made_anew(const OwnChange& drop);

std::string sql_name(const std::string& name);   ///< "User", always quoted
std::string sql_name(const ObjectName& object);  ///< "app"."User"; without its part
std::string sql_columns(const std::vector<ObjectName>& columns);
std::string sql_words(Aspect aspect);                                  ///< "set logged" -> "SET LOGGED"
std::string allow_help(const char* rule, const std::string& because);  ///< the comment that allows it

}  // namespace tributary
