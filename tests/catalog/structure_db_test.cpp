// The catalog of a real server: whatever is changed by hand, the comparison names it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "support/sql_session.hpp"
#include "support/temp_server.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using testing::SqlSession;
using testing::TempServer;

namespace {

Catalog read(SqlSession& session) {
  session.run("BEGIN READ ONLY");
  auto catalog = read_catalog([&](const std::string& sql) { return session.run(sql); });
  session.run("COMMIT");
  return catalog;
}

std::string text_of(const std::vector<Difference>& differences) {
  std::string out;
  for (const auto& each : differences)
    out += fmt::format("{}{}: {} -> {}{}\n", object_text(each.object), each.fact.empty() ? "" : " " + each.fact,
                       each.left.value_or("-"), each.right.value_or("-"),
                       each.incomparable_because.empty() ? "" : " (incomparable)");
  return text::replace_all(out, "\n", "|");
}

/// One of each kind of object.
const char* base = R"sql(
CREATE EXTENSION btree_gist;
CREATE SCHEMA shop;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE "User" (id int PRIMARY KEY, email text NOT NULL, name text DEFAULT 'x', m mood, twice int GENERATED ALWAYS AS (id * 2) STORED,
  n bigint GENERATED ALWAYS AS IDENTITY, during int4range);
CREATE TABLE "Post" (id serial PRIMARY KEY, title varchar(20) UNIQUE, author int, CONSTRAINT title_check CHECK (title <> ''),
  CONSTRAINT post_author_fkey FOREIGN KEY (author) REFERENCES "User" (id), EXCLUDE USING gist (author WITH =));
CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE parent (a int);
CREATE TABLE child (b int) INHERITS (parent);
CREATE INDEX user_email_idx ON "User" (email);
CREATE VIEW people AS SELECT id, email FROM "User";
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM "User";
CREATE SEQUENCE numbers;
CREATE FUNCTION f(a int, b mood) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p(a int) LANGUAGE sql AS 'SELECT 1';
CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE TRIGGER stamped BEFORE INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE POLICY own ON "User" USING (id > 0);
CREATE RULE quiet AS ON DELETE TO "Post" DO INSTEAD NOTHING;
CREATE EVENT TRIGGER watched ON ddl_command_end EXECUTE FUNCTION watch();
CREATE PUBLICATION feed FOR TABLE "User";
CREATE STATISTICS email_name ON email, name FROM "User";
CREATE COLLATION plain FROM "C";
CREATE FUNCTION to_mood(int) RETURNS mood LANGUAGE sql AS 'SELECT ''ok''::mood';
CREATE CAST (int AS mood) WITH FUNCTION to_mood(int);
CREATE FUNCTION same(mood, int) RETURNS bool LANGUAGE sql AS 'SELECT true';
CREATE OPERATOR === (LEFTARG = mood, RIGHTARG = int, FUNCTION = same);
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER far FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE away (a int) SERVER far;
CREATE TEXT SEARCH CONFIGURATION words (COPY = simple);
CREATE TABLE "_prisma_migrations" (id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL);
)sql";

struct Case {
  const char *change, *expected;
};

/// `-> -` was dropped, `- ->` came. "|" ends a difference.
const Case cases[] = {
    {"CREATE TABLE more (a int PRIMARY KEY); CREATE INDEX more_idx ON more (a)",
     "table \"public\".\"more\": - -> exists|"},
    {"DROP TABLE \"Post\"", "table \"public\".\"Post\": exists -> -|"},
    {"ALTER TABLE parent SET UNLOGGED", "table \"public\".\"parent\" unlogged: - -> true|"},
    {"ALTER TABLE \"User\" ENABLE ROW LEVEL SECURITY", "table \"public\".\"User\" row level security: - -> true|"},
    {"ALTER TABLE \"User\" FORCE ROW LEVEL SECURITY", "table \"public\".\"User\" force row level security: - -> true|"},
    {"ALTER TABLE \"User\" REPLICA IDENTITY FULL", "table \"public\".\"User\" replica identity: - -> full|"},
    {"ALTER TABLE \"User\" SET (fillfactor = 70)", "table \"public\".\"User\" options: - -> fillfactor=70|"},
    {"ALTER TABLE parts DETACH PARTITION parts_1",
     "table \"public\".\"parts_1\" partition bound: FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') -> -|"
     "table \"public\".\"parts_1\" partition of: \"public\".\"parts\" -> -|"},
    {"ALTER TABLE child NO INHERIT parent", "table \"public\".\"child\" inherits: \"public\".\"parent\" -> -|"},
    {"COMMENT ON TABLE \"User\" IS 'who'", "table \"public\".\"User\" comment: - -> who|"},
    {"ALTER TABLE \"User\" ADD COLUMN age int", "column \"public\".\"User\".\"age\": - -> integer|"},
    {"ALTER TABLE \"User\" ALTER COLUMN name TYPE varchar(9)",
     "column \"public\".\"User\".\"name\" type: text -> character varying(9)|"},
    {"ALTER TABLE \"User\" ALTER COLUMN email DROP NOT NULL",
     "column \"public\".\"User\".\"email\" not null: true -> -|"},
    {"ALTER TABLE \"User\" ALTER COLUMN name SET DEFAULT 'y'",
     "column \"public\".\"User\".\"name\" default: 'x'::text -> 'y'::text|"},
    {"ALTER TABLE \"User\" ALTER COLUMN n SET GENERATED BY DEFAULT",
     "column \"public\".\"User\".\"n\" identity: always -> by default|"},
    {"ALTER TABLE \"User\" ALTER COLUMN twice DROP EXPRESSION",
     "column \"public\".\"User\".\"twice\" generated: (id * 2) STORED -> -|"},
    {"ALTER TABLE \"User\" ALTER COLUMN name TYPE text COLLATE \"C\"",
     "column \"public\".\"User\".\"name\" collation: - -> \"C\"|"},
    {"COMMENT ON COLUMN \"User\".name IS 'called'", "column \"public\".\"User\".\"name\" comment: - -> called|"},
    {"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_title_key\"",
     "constraint \"public\".\"Post\".\"Post_title_key\": UNIQUE (title) -> -|"},
    {"ALTER TABLE \"Post\" DROP CONSTRAINT title_check",
     "constraint \"public\".\"Post\".\"title_check\": CHECK (((title)::text <> ''::text)) -> -|"},
    {"ALTER TABLE \"Post\" DROP CONSTRAINT \"Post_author_excl\"",
     "constraint \"public\".\"Post\".\"Post_author_excl\": EXCLUDE USING gist (author WITH =) -> -|"},
    {"ALTER TABLE \"Post\" DROP CONSTRAINT post_author_fkey, ADD CONSTRAINT post_author_fkey FOREIGN KEY (author) "
     "REFERENCES \"User\" (id) ON DELETE CASCADE",
     "constraint \"public\".\"Post\".\"post_author_fkey\" definition: FOREIGN KEY (author) REFERENCES "
     "public.\"User\"(id) -> FOREIGN KEY (author) REFERENCES public.\"User\"(id) ON DELETE CASCADE|"},
    {"ALTER TABLE \"Post\" ALTER CONSTRAINT post_author_fkey DEFERRABLE",
     "constraint \"public\".\"Post\".\"post_author_fkey\" definition: FOREIGN KEY (author) REFERENCES "
     "public.\"User\"(id) -> FOREIGN KEY (author) REFERENCES public.\"User\"(id) DEFERRABLE|"},
    {"ALTER TABLE \"Post\" ADD CONSTRAINT short CHECK (id < 9) NOT VALID",
     "constraint \"public\".\"Post\".\"short\": - -> CHECK ((id < 9)) NOT VALID|"},
    {"COMMENT ON CONSTRAINT title_check ON \"Post\" IS 'c'",
     "constraint \"public\".\"Post\".\"title_check\" comment: - -> c|"},
    {"ALTER DOMAIN positive ADD CONSTRAINT small CHECK (VALUE < 9)",
     "constraint \"public\".\"positive\".\"small\": - -> CHECK ((VALUE < 9))|"},
    {"DROP INDEX user_email_idx",
     "index \"public\".\"user_email_idx\": CREATE INDEX user_email_idx ON public.\"User\" USING btree (email) -> -|"},
    {"DROP INDEX user_email_idx; CREATE INDEX user_email_idx ON \"User\" (email DESC) WHERE id > 0",
     "index \"public\".\"user_email_idx\" definition: CREATE INDEX user_email_idx ON public.\"User\" USING btree "
     "(email) -> CREATE INDEX user_email_idx ON public.\"User\" USING btree (email DESC) WHERE (id > 0)|"},
    {"ALTER TABLE \"User\" CLUSTER ON user_email_idx", "index \"public\".\"user_email_idx\" clustered: - -> true|"},
    {"COMMENT ON INDEX user_email_idx IS 'i'", "index \"public\".\"user_email_idx\" comment: - -> i|"},
    {"ALTER TYPE mood ADD VALUE 'fine' BEFORE 'happy'",
     "enum \"public\".\"mood\" values: sad|ok|happy -> sad|ok|fine|happy|"},
    {"COMMENT ON TYPE mood IS 't'", "enum \"public\".\"mood\" comment: - -> t|"},
    {"ALTER TYPE pair ADD ATTRIBUTE c date",
     "composite type \"public\".\"pair\" attributes: \"a\" integer|\"b\" text -> \"a\" integer|\"b\" text|\"c\" date|"},
    {"ALTER DOMAIN positive SET NOT NULL", "domain \"public\".\"positive\" not null: - -> true|"},
    {"ALTER DOMAIN positive SET DEFAULT 1", "domain \"public\".\"positive\" default: - -> 1|"},
    {"DROP TYPE span; CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = float8mi)",
     "range type \"public\".\"span\" subtype difference: - -> float8mi(double precision,double precision)|"},
    {"CREATE OR REPLACE VIEW people AS SELECT id, email FROM \"User\" WHERE id > 1",
     "view \"public\".\"people\" definition:  SELECT \"User\".id,|    \"User\".email|   FROM public.\"User\"; ->  "
     "SELECT "
     "\"User\".id,|    \"User\".email|   FROM public.\"User\"|  WHERE (\"User\".id > 1);|"},
    {"ALTER VIEW people SET (security_barrier = true)",
     "view \"public\".\"people\" options: - -> security_barrier=true|"},
    {"DROP MATERIALIZED VIEW counted",
     "materialized view \"public\".\"counted\":  SELECT count(*) AS n|   FROM public.\"User\"; -> -|"},
    {"ALTER SEQUENCE numbers INCREMENT 2", "sequence \"public\".\"numbers\" increment: 1 -> 2|"},
    {"ALTER SEQUENCE numbers OWNED BY \"User\".id",
     "sequence \"public\".\"numbers\" owned by: - -> \"public\".\"User\".\"id\"|"},
    {"CREATE OR REPLACE FUNCTION f(a int, b mood) RETURNS int LANGUAGE sql AS 'SELECT 2'",
     "function \"public\".\"f\"(integer, public.mood) definition: CREATE OR REPLACE FUNCTION public.f(a integer, b "
     "public.mood)| RETURNS integer| LANGUAGE sql|AS $function$SELECT 1$function$| -> CREATE OR REPLACE FUNCTION "
     "public.f(a integer, b public.mood)| RETURNS integer| LANGUAGE sql|AS $function$SELECT 2$function$||"},
    {"DROP PROCEDURE p",
     "procedure \"public\".\"p\"(integer): CREATE OR REPLACE PROCEDURE public.p(IN a integer)| LANGUAGE sql|AS "
     "$procedure$SELECT 1$procedure$| -> -|"},
    {"DROP AGGREGATE total(int); CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '1')",
     "aggregate \"public\".\"total\"(integer) definition: SFUNC = int4pl(integer,integer), STYPE = integer, KIND = n, "
     "PARALLEL = u -> SFUNC = int4pl(integer,integer), STYPE = integer, INITCOND = 1, KIND = n, PARALLEL = u|"},
    {"ALTER TABLE \"User\" DISABLE TRIGGER stamped", "trigger \"public\".\"User\".\"stamped\" enabled: - -> disabled|"},
    {"DROP TRIGGER stamped ON \"User\"",
     "trigger \"public\".\"User\".\"stamped\": CREATE TRIGGER stamped BEFORE INSERT ON public.\"User\" FOR EACH ROW "
     "EXECUTE FUNCTION public.stamp() -> -|"},
    {"ALTER POLICY own ON \"User\" USING (id > 5)", "policy \"public\".\"User\".\"own\" using: (id > 0) -> (id > 5)|"},
    {"ALTER POLICY own ON \"User\" TO postgres", "policy \"public\".\"User\".\"own\" roles: public -> \"postgres\"|"},
    {"DROP RULE quiet ON \"Post\"",
     "rule \"public\".\"Post\".\"quiet\": CREATE RULE quiet AS|    ON DELETE TO public.\"Post\" DO INSTEAD NOTHING; -> "
     "-|"},
    {"ALTER EVENT TRIGGER watched DISABLE", "event trigger \"watched\" enabled: - -> disabled|"},
    {"ALTER PUBLICATION feed ADD TABLE \"Post\"",
     "publication \"feed\" columns and rows: \"public\".\"User\" -> \"public\".\"Post\"|\"public\".\"User\"|"
     "publication \"feed\" tables: \"public\".\"User\" -> \"public\".\"Post\"|\"public\".\"User\"|"},
    {"ALTER STATISTICS email_name SET STATISTICS 9", "statistics \"public\".\"email_name\" target: - -> 9|"},
    {"DROP COLLATION plain", "collation \"public\".\"plain\": exists -> -|"},
    {"DROP CAST (int AS mood)", "cast \"integer as public.mood\": exists -> -|"},
    {"DROP OPERATOR === (mood, int)", "operator \"public\".\"===\": exists -> -|"},
    {"ALTER SERVER far OPTIONS (ADD password 'hunter2')", "server \"far\" option names: - -> password|"},
    {"ALTER FOREIGN TABLE away OPTIONS (ADD x 'y')", "foreign table \"public\".\"away\" foreign options: - -> x=y|"},
    {"ALTER TEXT SEARCH CONFIGURATION words DROP MAPPING FOR asciiword",
     "text search object \"public\".\"words\" mappings: @ -> @|"},
    {"CREATE SCHEMA more", "schema \"more\": - -> exists|"},
    {"ALTER TABLE \"Post\" SET SCHEMA shop",
     "table \"public\".\"Post\": exists -> -|table \"shop\".\"Post\": - -> exists|"},
    {"COMMENT ON SCHEMA shop IS 's'", "schema \"shop\" comment: - -> s|"},
    {"CREATE EXTENSION citext", "extension \"citext\": - -> exists|"},
    {"GRANT SELECT ON \"User\" TO PUBLIC",
     "table \"public\".\"User\" grants: - -> =r/postgres|postgres=arwdDxt/postgres|"},
    {"REVOKE ALL ON FUNCTION f FROM PUBLIC, postgres",
     "function \"public\".\"f\"(integer, public.mood) grants: - -> none|"},
    {"ALTER TABLE \"User\" OWNER TO other",
     "table \"public\".\"User\" owner: postgres -> other|sequence \"public\".\"User_n_seq\" owner: postgres -> other|"},
    {"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
     "object \"default privileges of postgres\".\"tables\": - -> exists|"},
    // what is no structure
    {"INSERT INTO \"User\" (id, email) VALUES (1, 'e')", ""},
    {"ALTER TABLE _prisma_migrations ADD COLUMN more int", ""},
    {"ALTER TABLE \"User\" DROP COLUMN name, ADD COLUMN name text DEFAULT 'x'; "
     "CREATE STATISTICS email_name ON email, name FROM \"User\"",
     ""},
};

/// Between @ anything may stand.
bool fits(const std::string& text, const std::string& pattern) {
  return text::glob(text::replace_all(pattern, "@", "*"), text);
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("whatever is changed by hand, the comparison names exactly that") {
    auto& server = TempServer::shared();
    auto name = server.new_database("structure");
    server.exec("postgres", "CREATE ROLE other");
    SqlSession session(server.url(name));
    session.run(base);
    auto before = read(session);
    for (const auto& each : cases) {
      session.run("BEGIN");
      session.run(each.change);
      auto after = read_catalog([&](const std::string& sql) { return session.run(sql); });
      session.run("ROLLBACK");
      auto text = text_of(compare(before, after));
      bool right =
          std::string(each.expected).find('@') == std::string::npos ? text == each.expected : fits(text, each.expected);
      CHECK_MESSAGE(right, std::string(each.change)
                               << "\nis       " << text << "\nexpected " << std::string(each.expected));
    }
  }

  TEST_CASE("two databases made by the same scripts are equal, in whatever order their columns came") {
    auto& server = TempServer::shared();
    auto left = server.new_database("same"), right = server.new_database("same");
    SqlSession one(server.url(left)), two(server.url(right));
    one.run(base);
    two.run("CREATE TABLE garbage (a int)");
    two.run(base);
    two.run(
        "DROP TABLE garbage; ALTER TABLE \"User\" DROP COLUMN name, ADD COLUMN name text DEFAULT 'x';"
        "CREATE STATISTICS email_name ON email, name FROM \"User\"");
    CHECK(text_of(compare(read(one), read(two))) == "");
  }

  TEST_CASE("extension members and Prisma's ledger are left out, the extension is there") {
    auto& server = TempServer::shared();
    SqlSession session(server.url(server.new_database("members")));
    session.run("CREATE EXTENSION citext; CREATE TABLE _prisma_migrations (id text PRIMARY KEY)");
    auto catalog = read(session);
    std::string names;
    for (const auto& object : catalog.objects) names += object_text(object.name) + "|";
    CHECK(names == "schema \"public\"|extension \"citext\"|");
  }

  TEST_CASE("a structure of 500 tables is read whole") {
    auto& server = TempServer::shared();
    SqlSession session(server.url(server.new_database("large")));
    session.run(R"sql(DO $$ BEGIN FOR i IN 1..500 LOOP
      EXECUTE format('CREATE TABLE "T%s" (id serial PRIMARY KEY, a text NOT NULL DEFAULT ''x'', b int, c timestamp(3) DEFAULT now(),
        d varchar(20) UNIQUE, e bool, f jsonb, g numeric(5,2), CHECK (b > 0), FOREIGN KEY (b) REFERENCES "T%s")', i, greatest(1, i - 1));
      EXECUTE format('CREATE INDEX "T%s_a_idx" ON "T%s" (a, b)', i, i);
    END LOOP; END $$; ANALYZE)sql");
    auto catalog = read(session);
    CHECK(compare(catalog, read(session)).empty());
    CHECK(catalog.objects.size() == 1 + 500 * (1 + 8 + 4 + 1 + 1));
  }
}
