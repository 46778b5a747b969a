// Pending scripts held against what a database holds, whoever made it.
#include <doctest/doctest.h>

#include "analyse/consumers.hpp"
#include "analyse/look.hpp"
#include "analyse/pending.hpp"
#include "tributary/catalog.hpp"
#include "tributary/deploy.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

CatalogObject object(ObjectKind kind, const std::string& name, const std::string& part = "",
                     std::map<std::string, std::string> facts = {}) {
  return {{kind, "public", name, part, ""}, std::move(facts), {}};
}

/// User(id, email, kind) with its key, Post(author) with a key to it, an index, and by hand a view and a policy.
Catalog structure() {
  Catalog out;
  out.server_major = 15;
  out.objects = {
      object(ObjectKind::table, "Post"),
      object(ObjectKind::table, "User"),
      object(ObjectKind::column, "Post", "author", {{"type", "integer"}}),
      object(ObjectKind::column, "Post", "title", {{"type", "text"}}),
      object(ObjectKind::column, "User", "email", {{"type", "text"}}),
      object(ObjectKind::column, "User", "id", {{"type", "integer"}, {"not null", "true"}}),
      object(ObjectKind::column, "User", "kind", {{"type", "public.\"Kind\""}}),
      object(ObjectKind::constraint, "Post", "Post_author_fkey",
             {{"type", "foreign key"}, {"definition", "FOREIGN KEY (author) REFERENCES public.\"User\"(id)"}}),
      object(ObjectKind::constraint, "User", "User_pkey",
             {{"type", "primary key"}, {"definition", "PRIMARY KEY (id)"}}),
      object(ObjectKind::index, "Post_title_idx", "",
             {{"definition", "CREATE INDEX \"Post_title_idx\" ON public.\"Post\" USING btree (title)"}}),
      object(ObjectKind::view, "emails", "", {{"definition", " SELECT \"User\".email FROM public.\"User\";"}}),
      object(ObjectKind::enum_type, "Kind", "", {{"values", "A\nB"}})};
  for (const auto& one : out.objects) out.known[one.name.kind] = {};
  for (auto kind : {ObjectKind::sequence, ObjectKind::materialized_view, ObjectKind::policy, ObjectKind::trigger})
    out.known[kind] = {};
  return out;
}

/// "" where it runs, else the code and the line.
std::string refused(const std::string& sql) {
  OwnMigrations pending;
  OwnScript script;
  script.migration = "20240201000001_x";
  script.script = std::make_shared<const ScriptChanges>(read_changes(sql));
  pending.scripts = {script};
  auto refusal = refused_by_structure(pending, structure(), "public");
  return refusal ? refusal->sqlstate + " line " + std::to_string(refusal->line) : "";
}

}  // namespace

TEST_CASE("what is there already is not made again, unless a guard looks first") {
  CHECK(refused("CREATE TABLE \"Post\" (id int);") == "42P07 line 1");
  CHECK(refused("ALTER TABLE \"User\" ADD COLUMN \"email\" TEXT;") == "42701 line 1");
  CHECK(refused("ALTER TABLE \"User\" ADD PRIMARY KEY (email);") == "42P16 line 1");
  CHECK(refused("ALTER TABLE \"Post\" ADD PRIMARY KEY (author);") == "");
  CHECK(refused("CREATE TYPE \"Kind\" AS ENUM ('A');") == "42710 line 1");
  CHECK(refused("ALTER TYPE \"Kind\" ADD VALUE 'B';") == "42710 line 1");
  CHECK(refused("CREATE INDEX \"Post_title_idx\" ON \"Post\" (\"title\");") == "42P07 line 1");
  CHECK(refused("CREATE VIEW emails AS SELECT 1 AS one;") == "42P07 line 1");
  CHECK(refused("ALTER TABLE \"User\" ADD CONSTRAINT \"again\" PRIMARY KEY (\"email\");") == "42P16 line 1");
  CHECK(refused("ALTER TABLE \"Post\" RENAME COLUMN \"title\" TO \"author\";") == "42701 line 1");
  CHECK(refused("CREATE TABLE IF NOT EXISTS \"Post\" (id int, title text);") == "");
  CHECK(refused("ALTER TABLE \"User\" ADD COLUMN IF NOT EXISTS \"email\" TEXT;") == "");
  CHECK(refused("ALTER TYPE \"Kind\" ADD VALUE IF NOT EXISTS 'B';\nALTER TYPE \"Kind\" ADD VALUE 'C';") == "");
  CHECK(refused("DROP VIEW emails;\nCREATE VIEW emails AS SELECT 1 AS one;") == "");
  CHECK(refused("ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\" CASCADE;\n"
                "ALTER TABLE \"User\" ADD CONSTRAINT \"User_pkey\" PRIMARY KEY (\"id\");") == "");
}

TEST_CASE("what is not there is not altered, dropped or leaned on") {
  CHECK(refused("ALTER TABLE \"Gone\" ADD COLUMN x int;") == "42P01 line 1");
  CHECK(refused("ALTER TABLE \"User\" DROP COLUMN \"gone\";") == "42703 line 1");
  CHECK(refused("SELECT 1;\nDROP INDEX \"Gone_idx\";") == "42704 line 2");
  CHECK(refused("ALTER TABLE \"Post\" DROP CONSTRAINT \"Gone_fkey\";") == "42704 line 1");
  CHECK(refused("ALTER TABLE \"Post\" ADD CONSTRAINT f FOREIGN KEY (\"author\") REFERENCES \"Gone\"(\"id\");") ==
        "42P01 line 1");
  CHECK(refused("DROP TABLE IF EXISTS \"Gone\";\nDROP INDEX IF EXISTS \"Gone_idx\";") == "");
  CHECK(refused("CREATE TABLE \"New\" (id int);\nALTER TABLE \"New\" ADD COLUMN x int;\nDROP TABLE \"New\";") == "");
}

TEST_CASE("what something stands on is not dropped or retyped, also where no migration made that") {
  CHECK(refused("ALTER TABLE \"User\" DROP COLUMN \"email\";") == "2BP01 line 1");
  CHECK(refused("ALTER TABLE \"User\" ALTER COLUMN \"email\" TYPE VARCHAR(9);") == "0A000 line 1");
  CHECK(refused("DROP TABLE \"User\";") == "2BP01 line 1");
  CHECK(refused("DROP TYPE \"Kind\";") == "2BP01 line 1");
  CHECK(refused("DROP TABLE \"User\" CASCADE;") == "");
  CHECK(refused("DROP VIEW emails;\nALTER TABLE \"User\" DROP COLUMN \"email\";") == "");
  CHECK(refused("ALTER TABLE \"Post\" DROP COLUMN \"title\";\nDROP TABLE \"Post\";") == "");
}

TEST_CASE("behind what cannot be followed, and within a block's condition, nothing is said") {
  CHECK(refused("DO $$ BEGIN EXECUTE 'x' || y; END $$;\nDROP TABLE \"Gone\";") == "");
  CHECK(refused("DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE \"Post\" (id int); END IF; END $$;") == "");
}

TEST_CASE("a pending script that was not read is the one that is named, and one over the cap is said to be that") {
  auto init = migration("20240101000001_init", "CREATE TABLE t (id int);"),
       first = migration("20240201000001_first", "ALTER TABLE t ADD COLUMN a int;"),
       large = migration("20240202000001_large", "ALTER TABLE t ADD COLUMN b int;"),
       last = migration("20240203000001_last", "ALTER TABLE t ADD COLUMN c int;");
  auto script = *large.script;
  script.too_large = true;
  large.script = std::make_shared<const Script>(script);
  auto outcome = [&](const std::string& unread) {
    auto analysis = with_sql(analysis_of(workspace().target("main", {init, first, large, last}).build()));
    if (!unread.empty()) analysis.changes.erase(unread);
    analysis.databases = {{database("shop", {applied(init)}, {"main"})}};
    History history;
    history.consumer = {"main", "."}, history.database = "shop", history.state = LedgerState::behind;
    history.deploys = {first.name, large.name, last.name};
    analysis.histories = {history};
    judge_deploys(analysis);
    return analysis.histories[0].forecast.outcome;
  };
  CHECK(outcome(large.script->blob).migration == large.name);
  CHECK(outcome(large.script->blob).because == "its script is over the size cap");
  CHECK(outcome(last.script->blob).migration == last.name);
  CHECK(outcome(last.script->blob).because == "its script was not read");
  CHECK(outcome("").what == DeployOutcome::What::runs);
}
