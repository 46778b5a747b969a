#include "support/pairs.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <initializer_list>

namespace tributary::testing {
namespace {

using D = PairDice;
using Names = std::vector<std::string>;

/// Fills the places in their order. Braces are read from left to right by every compiler, arguments are not, and what
/// the dice give depends on it.
std::string filled(const char* form, std::initializer_list<std::string> words) {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const auto& word : words) store.push_back(word);
  return fmt::vformat(form, store);
}

std::string quoted(const std::string& name) {
  return "\"" + name + "\"";
}

struct Table {
  std::string name;
  Names columns;
};
const std::vector<Table>& tables() {
  static const std::vector<Table> all{{"Author", {"name", "email", "age", "mood", "nick"}},
                                      {"Post", {"title", "views", "authorId", "body", "mood"}},
                                      {"Tag", {"label", "weight"}},
                                      {"Log", {"line", "level", "amount"}}};
  return all;
}
const Names& numbers(const Table& table) {
  static const Names of_author{"age"}, of_post{"views", "authorId"}, of_tag{"weight"}, of_log{"level", "amount"};
  return table.name == "Author" ? of_author : table.name == "Post" ? of_post : table.name == "Tag" ? of_tag : of_log;
}
const Names& texts(const Table& table) {
  static const Names of_author{"name", "nick"}, of_post{"title", "body"}, of_tag{"label"}, of_log{"line"};
  return table.name == "Author" ? of_author : table.name == "Post" ? of_post : table.name == "Tag" ? of_tag : of_log;
}
const Table& some_table(D& d) {
  return d.met(tables());
}
std::string some_literal(D& d, const std::string& column) {
  if (column == "mood") return d.one_of(Names{"'sad'", "'ok'", "'happy'"});
  if (column == "email") return d.one_of(Names{"'x@example.org'", "'y@example.org'"});
  for (const auto& table : tables())
    for (const auto& number : numbers(table))
      if (number == column) return d.one_of(Names{"1", "2", "7"});
  return d.one_of(Names{"'one'", "'two'", "'7'"});
}
const Names& new_tables() {
  static const Names all{"Comment", "Badge"};
  return all;
}
const Names& new_columns() {
  static const Names all{"note", "rank", "extra"};
  return all;
}
/// As Prisma names them, or as people do.
std::string key_name(D& d, const Table& table, const std::string& column, const char* suffix) {
  return d.chance(80) ? table.name + "_" + column + "_" + suffix : d.one_of(Names{"my_key", "my_other"});
}

// Tables.

std::string create_table(D& d) {
  auto name = d.met(new_tables());
  auto type = d.one_of(Names{"TEXT", "INTEGER", "\"Mood\"", "\"Email\"", "TEXT DEFAULT 'x'"});
  return filled(
      "CREATE TABLE \"{0}\" (\"id\" SERIAL NOT NULL, \"body\" {1}, CONSTRAINT \"{0}_pkey\" PRIMARY KEY "
      "(\"id\"))",
      {name, type});
}
std::string create_table_with_key(D& d) {
  static const Names keyed{"Author", "Post"};
  auto name = d.met(new_tables()), to = d.met(keyed);
  return filled(
      "CREATE TABLE \"{0}\" (\"id\" SERIAL PRIMARY KEY, \"ref\" INTEGER);\nALTER TABLE \"{0}\" ADD CONSTRAINT "
      "\"{0}_ref_fkey\" FOREIGN KEY (\"ref\") REFERENCES \"{1}\"(\"id\"){2}",
      {name, to, d.chance(50) ? " ON DELETE CASCADE" : ""});
}
std::string create_table_as(D& d) {
  const auto& table = some_table(d);
  auto list = d.chance(50) ? "*" : quoted(d.met(table.columns));
  return filled("CREATE TABLE \"{}\" AS SELECT {} FROM \"{}\"", {d.met(new_tables()), list, table.name});
}
std::string drop_table(D& d) {
  return filled("DROP TABLE \"{}\"{}", {some_table(d).name, d.chance(60) ? " CASCADE" : ""});
}
std::string rename_table(D& d) {
  return filled("ALTER TABLE \"{}\" RENAME TO \"{}\"", {some_table(d).name, d.met(new_tables())});
}

// Columns.

std::string add_column(D& d) {
  static const Names types{"TEXT", "INTEGER", "TEXT DEFAULT 'x'", "\"Mood\"", "\"Email\"", "TIMESTAMP(3)"};
  return filled("ALTER TABLE \"{}\" ADD COLUMN \"{}\" {}", {some_table(d).name, d.met(new_columns()), d.one_of(types)});
}
std::string add_required_column(D& d) {
  static const Names types{"TEXT NOT NULL DEFAULT ''", "INTEGER NOT NULL DEFAULT 0", "SERIAL NOT NULL",
                           "\"Mood\" NOT NULL DEFAULT 'ok'"};
  return filled("ALTER TABLE \"{}\" ADD COLUMN \"{}\" {}", {some_table(d).name, d.met(new_columns()), d.one_of(types)});
}
std::string drop_column(D& d) {
  const auto& table = some_table(d);
  return filled("ALTER TABLE \"{}\" DROP COLUMN \"{}\"{}",
                {table.name, d.met(table.columns), d.chance(50) ? " CASCADE" : ""});
}
std::string rename_column(D& d) {
  const auto& table = some_table(d);
  return filled("ALTER TABLE \"{}\" RENAME COLUMN \"{}\" TO \"{}\"",
                {table.name, d.met(table.columns), d.met(new_columns())});
}
std::string change_type(D& d) {
  const auto& table = some_table(d);
  bool number = d.chance(50);
  auto column = d.met(number ? numbers(table) : texts(table));
  auto type = number ? d.one_of(Names{"BIGINT", "TEXT", "NUMERIC(10,2)", "SMALLINT"})
                     : d.one_of(Names{"VARCHAR(40)", "VARCHAR(3)", "INTEGER USING length(" + quoted(column) + ")"});
  return filled("ALTER TABLE \"{}\" ALTER COLUMN \"{}\" TYPE {}", {table.name, column, type});
}
std::string set_not_null(D& d) {
  const auto& table = some_table(d);
  return filled("ALTER TABLE \"{}\" ALTER COLUMN \"{}\" SET NOT NULL", {table.name, d.met(table.columns)});
}
std::string drop_not_null(D& d) {
  const auto& table = some_table(d);
  return filled("ALTER TABLE \"{}\" ALTER COLUMN \"{}\" DROP NOT NULL", {table.name, d.met(table.columns)});
}
std::string set_default(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(table.columns);
  return filled("ALTER TABLE \"{}\" ALTER COLUMN \"{}\" SET DEFAULT {}", {table.name, column, some_literal(d, column)});
}
std::string drop_default(D& d) {
  const auto& table = some_table(d);
  return filled("ALTER TABLE \"{}\" ALTER COLUMN \"{}\" DROP DEFAULT", {table.name, d.met(table.columns)});
}

// Constraints and indexes.

std::string add_primary_key(D& d) {
  return filled("ALTER TABLE \"Log\" ADD CONSTRAINT \"{}\" PRIMARY KEY (\"{}\")",
                {d.met(Names{"Log_pkey", "my_key"}), d.met(Names{"line", "level", "amount"})});
}
std::string add_unique(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(table.columns);
  return filled("ALTER TABLE \"{}\" ADD CONSTRAINT \"{}\" UNIQUE (\"{}\")",
                {table.name, key_name(d, table, column, "key"), column});
}
std::string add_foreign_key(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(numbers(table));
  static const Names keyed{"Author", "Post"}, actions{"", " ON DELETE CASCADE", " ON DELETE SET NULL", " NOT VALID"};
  return filled("ALTER TABLE \"{}\" ADD CONSTRAINT \"{}\" FOREIGN KEY (\"{}\") REFERENCES \"{}\"(\"id\"){}",
                {table.name, key_name(d, table, column, "ref"), column, d.met(keyed), d.one_of(actions)});
}
std::string add_check(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(numbers(table));
  return filled("ALTER TABLE \"{}\" ADD CONSTRAINT \"{}\" CHECK (\"{}\" {})",
                {table.name, key_name(d, table, column, "check"), column, d.one_of(Names{"> 0", "< 100", "<> 7"})});
}
std::string drop_constraint(D& d) {
  struct One {
    std::string table, name;
  };
  static const std::vector<One> all{{"Author", "Author_pkey"},    {"Author", "Author_age_check"},
                                    {"Post", "Post_pkey"},        {"Post", "Post_authorId_fkey"},
                                    {"Post", "Post_views_check"}, {"Tag", "Tag_label_key"},
                                    {"Tag", "Tag_pkey"}};
  const auto& one = d.met(all);
  return filled("ALTER TABLE \"{}\" DROP CONSTRAINT \"{}\"{}",
                {one.table, one.name, one.name.ends_with("pkey") ? " CASCADE" : ""});
}
std::string rename_constraint(D& d) {
  struct One {
    std::string table, name;
  };
  static const std::vector<One> all{{"Author", "Author_pkey"},
                                    {"Post", "Post_authorId_fkey"},
                                    {"Post", "Post_views_check"},
                                    {"Tag", "Tag_label_key"}};
  const auto& one = d.met(all);
  return filled("ALTER TABLE \"{}\" RENAME CONSTRAINT \"{}\" TO \"{}\"",
                {one.table, one.name, d.met(Names{"my_key", "my_other"})});
}
std::string create_index(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(table.columns);
  auto name = key_name(d, table, column, "idx");
  if (d.chance(15)) {
    auto text = d.met(texts(table));
    return filled("CREATE INDEX \"{}\" ON \"{}\"(lower(\"{}\"))", {name, table.name, text});
  }
  return filled("CREATE INDEX \"{}\" ON \"{}\"(\"{}\")", {name, table.name, column});
}
std::string create_unique_index(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(table.columns);
  return filled("CREATE UNIQUE INDEX \"{}\" ON \"{}\"(\"{}\")",
                {key_name(d, table, column, "key"), table.name, column});
}
const Names& indexes() {
  static const Names all{"Author_email_key", "Post_title_idx", "Post_authorId_idx", "Log_level_idx", "Author_mood_idx"};
  return all;
}
std::string drop_index(D& d) {
  return filled("DROP INDEX \"{}\"", {d.met(indexes())});
}
std::string rename_index(D& d) {
  return filled("ALTER INDEX \"{}\" RENAME TO \"{}\"", {d.met(indexes()), d.met(Names{"my_key", "my_other"})});
}

// Types.

std::string create_enum(D& d) {
  return filled("CREATE TYPE \"{}\" AS ENUM ('A', 'B'{})",
                {d.met(Names{"Kind", "Comment", "State"}), d.chance(50) ? ", 'C'" : ""});
}
std::string add_enum_value(D& d) {
  return filled("ALTER TYPE \"{}\" ADD VALUE '{}'{}",
                {d.met(Names{"Mood", "Spare"}), d.met(Names{"calm", "angry"}),
                 d.one_of(Names{"", "", " BEFORE 'ok'", " AFTER 'ok'", " AFTER 'sad'"})});
}
std::string rename_enum_value(D& d) {
  return filled("ALTER TYPE \"{}\" RENAME VALUE '{}' TO '{}'",
                {d.met(Names{"Mood", "Spare"}), d.met(Names{"ok", "sad", "happy"}), d.met(Names{"calm", "angry"})});
}
std::string drop_type(D& d) {
  auto name = d.met(Names{"Spare", "Mood", "Email"});
  return filled("DROP {} \"{}\"{}", {name == "Email" ? "DOMAIN" : "TYPE", name, d.chance(60) ? " CASCADE" : ""});
}
std::string rename_type(D& d) {
  return filled("ALTER TYPE \"{}\" RENAME TO \"{}\"",
                {d.met(Names{"Mood", "Spare"}), d.met(Names{"Kind", "State", "Comment"})});
}
std::string change_domain(D& d) {
  return d.one_of(Names{"ALTER DOMAIN \"Email\" SET DEFAULT 'a@example.org'", "ALTER DOMAIN \"Email\" DROP DEFAULT",
                        "ALTER DOMAIN \"Email\" DROP CONSTRAINT \"Email_check\"",
                        "ALTER DOMAIN \"Email\" ADD CONSTRAINT \"my_key\" CHECK (VALUE <> '')"});
}
/// As Prisma takes a value out of an enum.
std::string replace_enum(D& d) {
  auto values = d.chance(50) ? "'sad', 'ok'" : "'ok', 'happy', 'sad'";
  return filled(
      "CREATE TYPE \"Mood_new\" AS ENUM ({0});\nALTER TABLE \"Author\" ALTER COLUMN \"mood\" DROP DEFAULT;\n"
      "ALTER TABLE \"Author\" ALTER COLUMN \"mood\" TYPE \"Mood_new\" USING (\"mood\"::text::\"Mood_new\");\n"
      "ALTER TABLE \"Post\" ALTER COLUMN \"mood\" TYPE \"Mood_new\" USING (\"mood\"::text::\"Mood_new\");\n"
      "ALTER TYPE \"Mood\" RENAME TO \"Mood_old\";\nALTER TYPE \"Mood_new\" RENAME TO \"Mood\";\n"
      "DROP TYPE \"Mood_old\";\nALTER TABLE \"Author\" ALTER COLUMN \"mood\" SET DEFAULT 'ok'",
      {values});
}

// Views and code.

std::string create_view(D& d) {
  const auto& table = some_table(d);
  auto list = d.chance(30) ? "*" : quoted(d.met(table.columns));
  auto name = d.met(Names{"Comment", "Newest", "Latest"});
  return filled("CREATE VIEW \"{}\" AS SELECT {} FROM \"{}\"", {name, list, table.name});
}
std::string replace_view(D& d) {
  return filled("CREATE OR REPLACE VIEW \"Recent\" AS SELECT \"id\", \"title\"{} FROM \"Post\"{}",
                {d.one_of(Names{"", ", \"views\"", ", \"body\""}), d.one_of(Names{"", " WHERE \"views\" > 0"})});
}
std::string drop_view(D& d) {
  return d.one_of(Names{"DROP VIEW \"Recent\"", "DROP MATERIALIZED VIEW \"Stats\"", "DROP VIEW IF EXISTS \"Recent\"",
                        "DROP VIEW \"Heavy\""});
}
std::string create_materialized_view(D& d) {
  const auto& table = some_table(d);
  auto column = quoted(d.met(table.columns));
  return filled("CREATE MATERIALIZED VIEW \"{0}\" AS SELECT {1}, count(*) AS n FROM \"{2}\" GROUP BY {1}",
                {d.met(Names{"Newest", "Latest"}), column, table.name});
}
std::string refresh_view(D&) {
  return "REFRESH MATERIALIZED VIEW \"Stats\"";
}
std::string create_function(D& d) {
  return filled("CREATE FUNCTION \"{}\"({}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT {}'",
                {d.met(Names{"triple", "half"}), d.met(Names{"integer", "text"}), std::to_string(d.below(3))});
}
std::string replace_function(D& d) {
  if (d.chance(50))
    return filled(
        "CREATE OR REPLACE FUNCTION \"twice\"(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS "
        "'SELECT $1 * {}'",
        {std::to_string(2 + d.below(3))});
  return filled(
      "CREATE OR REPLACE FUNCTION \"stamp\"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.\"weight\" "
      ":= {}; RETURN NEW; END'",
      {std::to_string(d.below(3))});
}
std::string drop_function(D& d) {
  return d.one_of(Names{"DROP FUNCTION \"twice\"(integer)", "DROP FUNCTION \"unused\"()", "DROP FUNCTION \"unused\"",
                        "DROP FUNCTION \"stamp\"() CASCADE"});
}
std::string create_trigger(D& d) {
  return filled(
      "CREATE TRIGGER \"{}\" BEFORE {} ON \"{}\" FOR EACH ROW EXECUTE FUNCTION \"keep\"()",
      {d.met(Names{"on_change", "on_write"}), d.one_of(Names{"UPDATE", "INSERT", "DELETE"}), some_table(d).name});
}
std::string drop_trigger(D& d) {
  return d.chance(60) ? "DROP TRIGGER \"Tag_stamp\" ON \"Tag\"" : "ALTER TABLE \"Tag\" DISABLE TRIGGER \"Tag_stamp\"";
}
std::string create_policy(D& d) {
  const auto& table = some_table(d);
  return filled("CREATE POLICY \"{}\" ON \"{}\" USING (\"{}\" > 0)",
                {d.met(Names{"mine", "yours"}), table.name, d.met(numbers(table))});
}
std::string change_policy(D& d) {
  return d.one_of(Names{"ALTER POLICY \"own\" ON \"Post\" USING (\"views\" > 1)",
                        "ALTER POLICY \"own\" ON \"Post\" USING (\"authorId\" = 1)",
                        "ALTER POLICY \"own\" ON \"Post\" RENAME TO \"mine\"", "DROP POLICY \"own\" ON \"Post\""});
}
std::string row_security(D& d) {
  return filled("ALTER TABLE \"{}\" {} ROW LEVEL SECURITY",
                {some_table(d).name, d.one_of(Names{"ENABLE", "DISABLE", "FORCE"})});
}

// Sequences, words, privileges.

std::string create_sequence(D& d) {
  return filled("CREATE SEQUENCE \"{}\"{}",
                {d.met(Names{"Comment_id_seq", "counter"}), d.chance(50) ? " START 100" : ""});
}
std::string change_sequence(D& d) {
  return d.one_of(Names{"ALTER SEQUENCE \"ticket\" INCREMENT 5", "ALTER SEQUENCE \"ticket\" INCREMENT 10",
                        "ALTER SEQUENCE \"ticket\" RESTART WITH 50", "ALTER SEQUENCE \"ticket\" RENAME TO \"counter\"",
                        "SELECT setval('ticket', 70)", "DROP SEQUENCE \"ticket\""});
}
std::string comment(D& d) {
  const auto& table = some_table(d);
  auto text = d.one_of(Names{"'one'", "'two'", "NULL"});
  if (d.chance(50)) return filled("COMMENT ON TABLE \"{}\" IS {}", {table.name, text});
  return filled("COMMENT ON COLUMN \"{}\".\"{}\" IS {}", {table.name, d.met(table.columns), text});
}
std::string grant(D& d) {
  const auto& table = some_table(d);
  auto right = d.met(Names{"SELECT", "INSERT"});
  return d.chance(60) ? filled("GRANT {} ON \"{}\" TO \"reader\"", {right, table.name})
                      : filled("REVOKE {} ON \"{}\" FROM \"reader\"", {right, table.name});
}

// Rows.

std::string insert(D& d) {
  const auto& table = some_table(d);
  auto first = table.columns[0], second = d.met(table.columns);
  if (first == second) second = table.columns[1];
  bool keyed = table.name == "Tag" || (table.name != "Log" && d.chance(50));
  auto key = std::to_string(100 + d.below(3));
  return filled("INSERT INTO \"{}\" ({}\"{}\", \"{}\") VALUES ({}{}, {})",
                {table.name, keyed ? "\"id\", " : "", first, second,
                 keyed ? (table.name == "Tag" ? "'" + key + "', " : key + ", ") : "", some_literal(d, first),
                 some_literal(d, second)});
}
std::string update(D& d) {
  const auto& table = some_table(d);
  auto column = d.met(table.columns), other = d.met(table.columns);
  auto where = d.chance(50) ? filled(" WHERE \"{}\" = {}", {other, some_literal(d, other)}) : "";
  return filled("UPDATE \"{}\" SET \"{}\" = {}{}", {table.name, column, some_literal(d, column), where});
}
std::string delete_rows(D& d) {
  const auto& table = some_table(d);
  auto other = d.met(table.columns);
  return filled("DELETE FROM \"{}\" WHERE \"{}\" = {}", {table.name, other, some_literal(d, other)});
}

}  // namespace

const std::string& pair_base() {
  static const std::string sql = R"(CREATE TYPE "Mood" AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE "Spare" AS ENUM ('sad', 'ok', 'none');
CREATE DOMAIN "Email" AS text CONSTRAINT "Email_check" CHECK (VALUE LIKE '%@%');
CREATE SEQUENCE "ticket" START 10;
CREATE TABLE "Author" ("id" SERIAL NOT NULL, "name" TEXT NOT NULL, "email" "Email", "age" INTEGER,
  "mood" "Mood" DEFAULT 'ok', "nick" TEXT, CONSTRAINT "Author_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "Author_age_check" CHECK ("age" >= 0));
CREATE TABLE "Post" ("id" SERIAL NOT NULL, "title" TEXT NOT NULL, "views" INTEGER NOT NULL DEFAULT 0,
  "authorId" INTEGER, "body" TEXT, "mood" "Mood", CONSTRAINT "Post_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Tag" ("id" TEXT NOT NULL, "label" TEXT, "weight" INTEGER, CONSTRAINT "Tag_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Log" ("line" TEXT, "level" INTEGER DEFAULT 1, "amount" BIGINT);
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "Author"("id") ON DELETE SET NULL;
ALTER TABLE "Post" ADD CONSTRAINT "Post_views_check" CHECK ("views" >= 0);
ALTER TABLE "Tag" ADD CONSTRAINT "Tag_label_key" UNIQUE ("label");
CREATE UNIQUE INDEX "Author_email_key" ON "Author"("email");
CREATE INDEX "Author_mood_idx" ON "Author"("mood");
CREATE INDEX "Post_title_idx" ON "Post"("title");
CREATE INDEX "Post_authorId_idx" ON "Post"("authorId");
CREATE INDEX "Log_level_idx" ON "Log"("level");
CREATE VIEW "Recent" AS SELECT "id", "title" FROM "Post";
CREATE MATERIALIZED VIEW "Stats" AS SELECT "authorId", count(*) AS "posts" FROM "Post" GROUP BY "authorId";
CREATE FUNCTION "twice"(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION "unused"() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW "Heavy" AS SELECT "id", "twice"("weight") AS "w" FROM "Tag";
CREATE FUNCTION "stamp"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW."weight" := 5; RETURN NEW; END';
CREATE FUNCTION "keep"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER "Tag_stamp" BEFORE UPDATE ON "Tag" FOR EACH ROW EXECUTE FUNCTION "stamp"();
ALTER TABLE "Post" ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own" ON "Post" USING ("views" >= 0);
GRANT SELECT ON "Post" TO "reader";
INSERT INTO "Author" ("name", "email", "age", "mood", "nick") VALUES ('one', 'a@example.org', 1, 'ok', 'two'),
  ('two', 'b@example.org', 7, 'sad', NULL), ('six', NULL, NULL, 'ok', '7');
INSERT INTO "Post" ("title", "views", "authorId", "body", "mood") VALUES ('one', 1, 1, 'two', 'ok'),
  ('two', 2, 1, NULL, 'sad'), ('3', 7, 2, 'one', NULL);
INSERT INTO "Tag" VALUES ('a', 'one', 1), ('b', 'two', 2), ('c', NULL, NULL);
INSERT INTO "Log" VALUES ('one', 1, 1), ('two', 2, 7), ('7', 7, 2);
)";
  return sql;
}

const std::vector<PairVerb>& pair_verbs() {
  static const std::vector<PairVerb> all{{"create table", create_table},
                                         {"create table with key", create_table_with_key},
                                         {"create table as", create_table_as},
                                         {"drop table", drop_table},
                                         {"rename table", rename_table},
                                         {"add column", add_column},
                                         {"add required column", add_required_column},
                                         {"drop column", drop_column},
                                         {"rename column", rename_column},
                                         {"change type", change_type},
                                         {"set not null", set_not_null},
                                         {"drop not null", drop_not_null},
                                         {"set default", set_default},
                                         {"drop default", drop_default},
                                         {"add primary key", add_primary_key},
                                         {"add unique", add_unique},
                                         {"add foreign key", add_foreign_key},
                                         {"add check", add_check},
                                         {"drop constraint", drop_constraint},
                                         {"rename constraint", rename_constraint},
                                         {"create index", create_index},
                                         {"create unique index", create_unique_index},
                                         {"drop index", drop_index},
                                         {"rename index", rename_index},
                                         {"create enum", create_enum},
                                         {"add enum value", add_enum_value},
                                         {"rename enum value", rename_enum_value},
                                         {"replace enum", replace_enum},
                                         {"drop type", drop_type},
                                         {"rename type", rename_type},
                                         {"change domain", change_domain},
                                         {"create view", create_view},
                                         {"replace view", replace_view},
                                         {"drop view", drop_view},
                                         {"create materialized view", create_materialized_view},
                                         {"refresh view", refresh_view},
                                         {"create function", create_function},
                                         {"replace function", replace_function},
                                         {"drop function", drop_function},
                                         {"create trigger", create_trigger},
                                         {"drop trigger", drop_trigger},
                                         {"create policy", create_policy},
                                         {"change policy", change_policy},
                                         {"row level security", row_security},
                                         {"create sequence", create_sequence},
                                         {"change sequence", change_sequence},
                                         {"comment", comment},
                                         {"grant", grant},
                                         {"insert", insert},
                                         {"update", update},
                                         {"delete", delete_rows}};
  return all;
}

}  // namespace tributary::testing
