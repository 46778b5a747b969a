#pragma once
// What a migration's SQL does, statement by statement, as values: read from PostgreSQL's own parser by src/sql.
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

enum class ObjectKind {
  schema,
  extension,
  table,
  column,
  constraint,
  index,
  view,
  materialized_view,
  sequence,
  enum_type,
  enum_value,
  composite_type,
  domain,
  range_type,
  function,
  procedure,
  aggregate,
  trigger,
  event_trigger,
  policy,
  rule,
  role,
  database,
  language,
  cast,
  operator_,
  operator_class,
  operator_family,
  text_search,
  collation,
  conversion,
  publication,
  subscription,
  statistics,
  foreign_server,
  foreign_table,
  foreign_data_wrapper,
  user_mapping,
  access_method,
  transform,
  large_object,
  tablespace,
  type,      ///< `type`: some type, the SQL does not say which
  relation,  ///< some table, view or sequence: what FROM and REFERENCES can name
  other
};

/// A database object as SQL names it. Two names are the same object where kind family, schema, name and part agree; an
/// empty schema means "found by search_path": along Change::path, else it is the default schema's.
struct ObjectName {
  ObjectKind kind = ObjectKind::other;
  std::string schema;  ///< "" = not given
  std::string name;    ///< of the table for its columns, constraints, triggers, policies; of the type for enum values
  std::string part;    ///< the column, constraint, trigger, policy, enum value; "" = the object itself
  std::string arguments;  ///< of a function: its argument types, "integer, text"; "" elsewhere
  auto operator<=>(const ObjectName&) const = default;
};

enum class Verb {
  create,
  alter,
  drop,
  rename,
  comment,
  grant,    ///< grant: REVOKE, OWNER TO and DEFAULT PRIVILEGES too
  write,    ///< rows: INSERT, UPDATE, DELETE, TRUNCATE, MERGE, COPY FROM
  read,     ///< rows only: SELECT, COPY TO
  session,  ///< SET, RESET, LOCK, transaction statements, LISTEN…
  opaque    ///< may do anything: DO that cannot be read, EXECUTE, an unknown statement
};

/// An object that a change needs to exist, and what for.
struct Use {
  enum class How { foreign_key, reads, writes, type, calls, indexes, owner, parent, names };
  ObjectName object;
  How how = How::names;
  bool late = false;  ///< looked up only when the body runs (PL/pgSQL, functions with check_function_bodies off)
  /// One of several readings: a bare column name over more than one table, an enum value that may be a plain text. Such
  /// a use can meet a drop or a rename of that very object; that the object is missing says nothing. A column named "*"
  /// is whatever columns the relation has when the statement runs.
  bool guess = false;
  bool signature = false;  ///< of a routine: the type of an argument or of its result
  auto operator<=>(const Use&) const = default;
};

/// What a column is made to be. Types as PostgreSQL's format_type() prints them: "integer",
/// "character varying(20)", "timestamp(3) without time zone", "Role"[].
struct ColumnFacts {
  std::string type;  ///< "" = not said by this change
  std::optional<bool> not_null;
  std::optional<std::string> default_value;  ///< deparsed; "" = DROP DEFAULT
  bool volatile_default = false;  ///< random(), clock_timestamp(), gen_random_uuid()…: rewrites an existing table
  bool identity = false, generated = false, serial = false;
  std::vector<std::string> generated_from;  ///< columns of the table that its expression names
  std::string using_expression;             ///< of ALTER TYPE … USING
  bool operator==(const ColumnFacts&) const = default;
};

/// CREATE TABLE … (LIKE table INCLUDING …).
struct CopiedShape {
  std::string table;
  int including = 0;  ///< TableLikeOption of PostgreSQL's parsenodes.h; INCLUDING ALL sets every bit
  bool operator==(const CopiedShape&) const = default;
};

/// FOR VALUES of a partition, each value as SQL writes it; of a hash partition none.
struct PartitionBound {
  bool is_default = false;
  std::vector<std::string> in, from, to;
  int modulus = 0, remainder = 0;
  bool operator==(const PartitionBound&) const = default;
};

/// Of GRANT and REVOKE over a whole schema, and of default privileges.
struct SpreadPrivileges {
  ObjectKind about = ObjectKind::other;  ///< table, sequence, function, type, schema
  bool revokes = false;
  std::string what;  ///< which privileges, and whose: equal text, equal privileges
  bool operator==(const SpreadPrivileges&) const = default;
};

/// What an index or a constraint is over and leans on.
struct KeyFacts {
  std::vector<std::string> columns;   ///< in their order; "" where an expression stands
  std::string elements;               ///< what stands in the brackets: `lower(email), id DESC`
  std::vector<std::string> included;  ///< INCLUDE
  std::vector<std::string> named;     ///< columns that expressions, the predicate or the check name, sorted
  std::string method;                 ///< btree, gin…; "" of what has no index
  bool operator_classes = false;      ///< one is said
  std::string predicate;              ///< WHERE …; "" = all rows
  std::string behind_name;            ///< of an index, what its statement has there: `ON "User" USING btree (email)`
  std::vector<std::string> not_null;  ///< columns that a check keeps from being NULL
  bool tests_null = false;            ///< the check may be false of a NULL: IS NOT NULL, coalesce()…
  bool chosen_name = false;           ///< by PostgreSQL, which takes one that is free
  std::string using_index;            ///< the index that becomes the constraint's
  std::vector<std::string> referred;  ///< columns of the other table; none: its primary key
  bool carries_deletes = false;       ///< ON DELETE CASCADE
  bool clears_on_delete = false;      ///< ON DELETE SET NULL, SET DEFAULT
  bool operator==(const KeyFacts&) const = default;

  bool plain() const;  ///< over columns alone
};

/// What fires a trigger.
struct TriggerFacts {
  bool insert = false, update = false, delete_ = false, truncate = false;
  bool operator==(const TriggerFacts&) const = default;
};

/// What of an object a change makes, alters or writes, in SQL's own words where it has some; aspect_text() is how a
/// person reads it. A trailing _ keeps a word from being C++'s.
enum class Aspect {
  none,
  access_method,
  add,
  add_column,
  add_constraint,
  add_identity,
  add_index,
  after,
  alter_constraint,
  alter_system,
  analyze,
  as,
  as_execute,
  attach_partition,
  before,
  begin,
  body,
  check,
  check_not_null,
  checkpoint,
  close,
  cluster,
  cluster_on,
  comment,
  commit,
  commit_prepared,
  compression,
  copy,
  copy_file,
  copy_program,
  deallocate,
  declare,
  default_,
  default_privileges,
  delete_,
  depends_on_extension,
  detach_partition,
  detach_partition_finalize,
  disable_all_triggers,
  disable_row_security,
  disable_rule,
  disable_trigger,
  disable_user_triggers,
  discard,
  do_,
  domain_constraint,
  drop,
  drop_cluster,
  drop_column,
  drop_constraint,
  drop_default,
  drop_expression,
  drop_identity,
  drop_not_null,
  drop_of,
  drop_oids,
  enable_all_triggers,
  enable_row_security,
  enable_rule,
  enable_rule_always,
  enable_rule_replica,
  enable_trigger,
  enable_trigger_always,
  enable_trigger_replica,
  enable_user_triggers,
  enabled,
  exclude,
  explain,
  fetch,
  force_row_security,
  foreign_key,
  grant,
  grant_on_all_in_schema,
  grant_role,
  inherit,
  insert,
  listen,
  load,
  lock,
  merge,
  move_all,
  nextval,
  no_force_row_security,
  no_inherit,
  notify,
  of,
  options,
  owned,
  owned_by,
  owner,
  partition,
  prepare,
  primary_key,
  refresh,
  reindex,
  release,
  replica_identity,
  reset,
  revoke,
  revoke_on_all_in_schema,
  revoke_role,
  rollback,
  rollback_prepared,
  rollback_to,
  savepoint,
  security_label,
  select_into,
  set,
  set_constraints,
  set_identity,
  set_logged,
  set_not_null,
  set_schema,
  set_unlogged,
  setval,
  show,
  start,
  statistics,
  storage,
  tablespace,
  target,
  transaction,
  truncate,
  type,
  unique,
  unlisten,
  update,
  vacuum,
  vacuum_full,
  validate
};

/// One statement gives a change for each object: CREATE TABLE one for the table, each column, constraint and sequence
/// (of SERIAL and IDENTITY); CREATE TYPE … AS ENUM one for each value too; ALTER TABLE one for each command (ADD COLUMN
/// and ADD CONSTRAINT create, DROP COLUMN drops, the rest alters). Names that PostgreSQL chooses are filled in. A
/// PRIMARY KEY or UNIQUE constraint makes an index of its own name, which is no change of its own. The object of a
/// change that is not `create` must itself exist; `needs` says what else must.
struct Change {
  Verb verb = Verb::opaque;
  ObjectName object;
  std::optional<ObjectName> to;                ///< of a rename or SET SCHEMA: the new name
  std::vector<Use> needs;                      ///< sorted, each once; never what this very statement creates
  std::optional<ColumnFacts> column;           ///< where `object` is a column
  std::vector<CopiedShape> copies;             ///< where a table is made
  std::optional<PartitionBound> bound;         ///< where a partition is made or attached
  std::optional<SpreadPrivileges> privileges;  ///< of privileges over more than one object
  bool partitioned = false;                    ///< of a table that is made: it has partitions
  bool each_row = false;                       ///< of a trigger that is made
  std::optional<KeyFacts> key;                 ///< where an index or a constraint is made
  std::optional<TriggerFacts> trigger;         ///< where a trigger is made
  std::vector<std::string> columns;            ///< of a view: its columns in their order; empty: not told
  std::string returns;                         ///< of a function: the type of its result; "": parameters say it
  bool returns_set = false;                    ///< SETOF that type
  std::vector<std::string> literals;           ///< texts that a write or a default names
  std::vector<std::string> fields;             ///< picked out of values, sorted: (address).zip; "*" = all of one
  /// Of UPDATE: columns of which jsonb_set gives one path a value and that stand nowhere else in it; the path as
  /// "a,b,".
  std::map<std::string, std::string> json_paths;
  std::vector<std::string> options;  ///< names of what is set: superuser, restart, of a domain "not null"
  /// For printing, and for whether two are equal: of what is made, normalised; of a short write its own text. Nobody
  /// searches in it.
  std::string definition;
  /// Of alter: set_not_null, type, default_, validate, attach_partition…; of a constraint that is made: primary_key,
  /// unique, check, foreign_key, exclude; of an enum value: before, after (the other is in `needs`); of write: insert,
  /// update, delete_, truncate, merge, copy, copy_file, copy_program, setval; of rename: set_schema; of grant: owner.
  /// An opaque change with `body` says that what a function (`object`) does when it runs could not be read; making it
  /// changes nothing else.
  Aspect aspect = Aspect::none;
  bool if_exists = false, if_not_exists = false, or_replace = false, cascade = false;
  bool concurrently = false, unique = false, not_valid = false;
  bool existing_rows = false;  ///< must look at or rewrite rows that are there: what fails or locks on data
  bool every_row = false;      ///< of write: UPDATE and DELETE without WHERE, TRUNCATE
  bool compares_rows = false;  ///< of DELETE: goes by other rows too, with USING or a query in its WHERE
  bool more_columns = false;   ///< the relation made has columns that no change lists: views, LIKE, INHERITS, AS …
  std::string because;         ///< of opaque: why it could not be read
  /// search_path, where the script names several schemas in it: what has no schema here is made in the first of them
  /// that exists, and found in the first one that has it.
  std::vector<std::string> path;
  std::size_t statement = 0;        ///< index into ScriptChanges::statements
  int line = 0, column_number = 0;  ///< 1-based, of the statement or clause; the column counts characters
  bool operator==(const Change&) const = default;

  /// Running it may do anything; a function's body does nothing yet.
  bool unread() const { return verb == Verb::opaque && aspect != Aspect::body; }
};

struct Statement {
  std::size_t begin = 0, end = 0;  ///< bytes, leading comments left out
  int line = 0, column = 0;
  std::string kind;  ///< the parser's node: "CreateStmt", "AlterTableStmt"…
  bool operator==(const Statement&) const = default;
};

/// Something of the text that the parser or we could not read; everything after it is read all the same.
struct SqlProblem {
  /// Any server refuses the script; one newer than the parser (15) may take it; or it was only not read here.
  enum class Kind { refused, perhaps_newer, unread };
  int line = 0, column = 0;
  std::string message;
  Kind kind = Kind::refused;
  std::string sqlstate = "42601";  ///< of what is refused
  bool operator==(const SqlProblem&) const = default;
};

/// `-- tributary: allow <rule> because …`, at the line it stands on.
struct Suppression {
  std::string rule, because;
  int line = 0;
  bool whole_file = false;  ///< stands before the first statement
  bool operator==(const Suppression&) const = default;
};

struct LongIdentifier {
  std::string text;  ///< as written; PostgreSQL cuts it at 63 bytes
  int line = 0, column = 0;
  bool operator==(const LongIdentifier&) const = default;
};

struct ScriptChanges {
  std::vector<Statement> statements;
  std::vector<Change> changes;  ///< in the order they take effect
  std::vector<SqlProblem> problems;
  std::vector<Suppression> suppressions;
  std::vector<LongIdentifier> long_identifiers;
  bool operator==(const ScriptChanges&) const = default;
};

/// Reads one script. Never throws on any bytes: NUL, invalid UTF-8, unterminated quotes, deep nesting and texts over
/// `cap` bytes give a problem and one opaque change. Runs the parser on a thread with a stack of its own.
ScriptChanges read_changes(const std::string& sql, std::size_t cap = 8u << 20);

/// The name as a person writes it: table "Course", column "Course"."name", index …
std::string object_text(const ObjectName& object);
const char* kind_text(ObjectKind kind);
const char* aspect_text(Aspect aspect);  ///< "set not null"; "" of none

}  // namespace tributary
