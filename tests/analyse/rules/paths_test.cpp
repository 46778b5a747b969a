// Scripts that set a search_path of several schemas.
#include <doctest/doctest.h>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

Migration init() {
  return migration("20240101000001_init",
                   "CREATE SCHEMA app; CREATE TABLE users (id int PRIMARY KEY, e text);\n"
                   "CREATE TABLE app.posts (id int PRIMARY KEY, t text); CREATE TYPE app.mood AS ENUM ('ok');");
}

/// "rule severity" of what is said of b's SQL, beside a.
Lines said(const std::string& a, const std::string& b) {
  auto built = workspace()
                   .target("main", {init()})
                   .source("a", {init(), migration("20240201000001_a", a)})
                   .source("b", {init(), migration("20240202000001_b", b)})
                   .build();
  Lines out;
  for (const auto& finding : analyse(with_sql(analysis_of(built, {"a", "b"}))).findings)
    if (finding.place.source == "b" && finding.severity == Severity::error)
      out.push_back(finding.rule + " " + severity_name(finding.severity));
  return out;
}

Lines alone(const std::string& b) {
  return said("SELECT 1", b);
}

const std::string both = "SET search_path = app, public; ";

}  // namespace

TEST_CASE("names are looked up along the whole search_path, among what there is at that point") {
  CHECK(alone(both + "ALTER TABLE users ADD COLUMN x int; ALTER TABLE posts ADD COLUMN x mood") == Lines{});
  CHECK(alone(both + "DROP TABLE IF EXISTS users") == Lines{"table-dropped error"});
  CHECK(alone("SET search_path = later, app; DROP TABLE posts") == Lines{"table-dropped error"});
  // What is made goes into the first schema that exists, and is found there from then on.
  CHECK(alone("SET search_path = nowhere, app; CREATE TABLE x (a int); ALTER TABLE app.x ADD COLUMN b int") == Lines{});
  CHECK(alone(both + "CREATE TABLE users (id int); ALTER TABLE app.users ADD COLUMN z int; CREATE INDEX i ON "
                     "users (z); DROP INDEX app.i") == Lines{});
  CHECK(alone(both + "ALTER TABLE users RENAME TO people; ALTER TABLE public.people ADD COLUMN x int") == Lines{});
  CHECK(alone(both + "CREATE TABLE p (id serial PRIMARY KEY); ALTER SEQUENCE app.p_id_seq RESTART") == Lines{});
  CHECK(alone("SET search_path = public, app; CREATE TABLE q (m mood); INSERT INTO public.q VALUES ('ok')") == Lines{});
}

TEST_CASE("silent twin of names along the path: what no schema of it has is missing; one schema is one schema") {
  CHECK(alone(both + "ALTER TABLE nobody ADD COLUMN x int") == Lines{"missing-object error"});
  CHECK(alone("SET search_path = app; ALTER TABLE users ADD COLUMN x int") == Lines{"missing-object error"});
  CHECK(alone("ALTER TABLE posts ADD COLUMN x int") == Lines{"missing-object error"});
  CHECK(alone(both + "ALTER TABLE public.posts ADD COLUMN x int") == Lines{"missing-object error"});
  CHECK(alone(both + "ALTER TABLE users ADD COLUMN x int; RESET search_path; ALTER TABLE posts ADD COLUMN x int") ==
        Lines{"missing-object error"});
}

TEST_CASE("two branches meet in the object that the path leads to") {
  CHECK(said(both + "DROP TABLE IF EXISTS users", "CREATE INDEX i ON users (e)") == Lines{"drop-against-use error"});
  CHECK(said("ALTER TABLE public.users ADD COLUMN z int", both + "ALTER TABLE users ADD COLUMN z int") ==
        Lines{"column-added-twice error"});
  CHECK(said(both + "ALTER TABLE posts ADD COLUMN z int", "ALTER TABLE app.posts ADD COLUMN z int") ==
        Lines{"column-added-twice error"});
  CHECK(said(both + "CREATE TABLE users (id int)", "ALTER TABLE users ADD COLUMN z int") == Lines{});
  CHECK(said(both + "CREATE INDEX i ON users (e)", "CREATE INDEX i ON app.posts (t)") == Lines{});
  CHECK(said("ALTER TABLE app.posts SET SCHEMA public", both + "ALTER TABLE posts ADD COLUMN z int") == Lines{});
  CHECK(said("ALTER TABLE app.posts SET SCHEMA public", "ALTER TABLE app.posts ADD COLUMN z int") ==
        Lines{"rename-against-use error"});
  CHECK(said(both + "DROP TABLE IF EXISTS posts", "CREATE INDEX i ON users (e)") == Lines{});
}
