// Every kind of statement of the parser, and what it becomes: none forgotten. The list of kinds is the parser's own
// (pg_query.proto); the table is docs/sql-statements.md, written anew with TRIBUTARY_WRITE_DOCS=1.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "render.hpp"
#include "sql/statements.hpp"
#include "support/places.hpp"
#include "tributary/change.hpp"

using namespace tributary;

namespace {

const std::map<std::string, const char*> examples{
    {"AlterCollationStmt", "ALTER COLLATION c REFRESH VERSION"},
    {"AlterDatabaseRefreshCollStmt", "ALTER DATABASE d REFRESH COLLATION VERSION"},
    {"AlterDatabaseSetStmt", "ALTER DATABASE d SET work_mem = '1MB'"},
    {"AlterDatabaseStmt", "ALTER DATABASE d CONNECTION LIMIT 3"},
    {"AlterDefaultPrivilegesStmt", "ALTER DEFAULT PRIVILEGES IN SCHEMA s GRANT SELECT ON TABLES TO r"},
    {"AlterDomainStmt", "ALTER DOMAIN d SET NOT NULL"},
    {"AlterEnumStmt", "ALTER TYPE e ADD VALUE 'b' AFTER 'a'"},
    {"AlterEventTrigStmt", "ALTER EVENT TRIGGER e DISABLE"},
    {"AlterExtensionContentsStmt", "ALTER EXTENSION e ADD TABLE t"},
    {"AlterExtensionStmt", "ALTER EXTENSION e UPDATE"},
    {"AlterFdwStmt", "ALTER FOREIGN DATA WRAPPER w NO HANDLER"},
    {"AlterForeignServerStmt", "ALTER SERVER s VERSION '2'"},
    {"AlterFunctionStmt", "ALTER FUNCTION f(int) IMMUTABLE"},
    {"AlterObjectDependsStmt", "ALTER TRIGGER g ON t DEPENDS ON EXTENSION e"},
    {"AlterObjectSchemaStmt", "ALTER TABLE t SET SCHEMA s"},
    {"AlterOpFamilyStmt", "ALTER OPERATOR FAMILY o USING btree ADD OPERATOR 1 < (int, int)"},
    {"AlterOperatorStmt", "ALTER OPERATOR @@@ (int, int) SET (RESTRICT = NONE)"},
    {"AlterOwnerStmt", "ALTER FUNCTION f(int) OWNER TO r"},
    {"AlterPolicyStmt", "ALTER POLICY p ON t USING (a = 1)"},
    {"AlterPublicationStmt", "ALTER PUBLICATION p ADD TABLE t"},
    {"AlterRoleSetStmt", "ALTER ROLE r SET work_mem = '1MB'"},
    {"AlterRoleStmt", "ALTER ROLE r NOLOGIN"},
    {"AlterSeqStmt", "ALTER SEQUENCE s OWNED BY t.a"},
    {"AlterStatsStmt", "ALTER STATISTICS s SET STATISTICS 10"},
    {"AlterSubscriptionStmt", "ALTER SUBSCRIPTION s DISABLE"},
    {"AlterSystemStmt", "ALTER SYSTEM SET work_mem = '1MB'"},
    {"AlterTSConfigurationStmt", "ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word"},
    {"AlterTSDictionaryStmt", "ALTER TEXT SEARCH DICTIONARY d (stopwords = 'x')"},
    {"AlterTableMoveAllStmt", "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b"},
    {"AlterTableSpaceOptionsStmt", "ALTER TABLESPACE a SET (seq_page_cost = 1)"},
    {"AlterTableStmt", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"},
    {"AlterTypeStmt", "ALTER TYPE y SET (STORAGE = plain)"},
    {"AlterUserMappingStmt", "ALTER USER MAPPING FOR u SERVER s OPTIONS (SET password 'x')"},
    {"CallStmt", "CALL p(1)"},
    {"CheckPointStmt", "CHECKPOINT"},
    {"ClosePortalStmt", "CLOSE c"},
    {"ClusterStmt", "CLUSTER t USING i"},
    {"CommentStmt", "COMMENT ON COLUMN t.a IS 'x'"},
    {"CompositeTypeStmt", "CREATE TYPE c AS (a int)"},
    {"ConstraintsSetStmt", "SET CONSTRAINTS ALL DEFERRED"},
    {"CopyStmt", "COPY t (a) FROM '/tmp/a.csv'"},
    {"CreateAmStmt", "CREATE ACCESS METHOD m TYPE TABLE HANDLER h"},
    {"CreateCastStmt", "CREATE CAST (a AS b) WITH FUNCTION f(a)"},
    {"CreateConversionStmt", "CREATE CONVERSION c FOR 'LATIN1' TO 'UTF8' FROM f"},
    {"CreateDomainStmt", "CREATE DOMAIN d AS text CHECK (VALUE <> '')"},
    {"CreateEnumStmt", "CREATE TYPE e AS ENUM ('a')"},
    {"CreateEventTrigStmt", "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION f()"},
    {"CreateExtensionStmt", "CREATE EXTENSION IF NOT EXISTS citext"},
    {"CreateFdwStmt", "CREATE FOREIGN DATA WRAPPER w HANDLER h"},
    {"CreateForeignServerStmt", "CREATE SERVER s FOREIGN DATA WRAPPER w"},
    {"CreateForeignTableStmt", "CREATE FOREIGN TABLE t (a int) SERVER s"},
    {"CreateFunctionStmt", "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT max(x) FROM t'"},
    {"CreateOpClassStmt", "CREATE OPERATOR CLASS o FOR TYPE y USING btree AS FUNCTION 1 f(y, y)"},
    {"CreateOpFamilyStmt", "CREATE OPERATOR FAMILY o USING btree"},
    {"CreatePLangStmt", "CREATE LANGUAGE l HANDLER h"},
    {"CreatePolicyStmt", "CREATE POLICY p ON t USING (a = 1)"},
    {"CreatePublicationStmt", "CREATE PUBLICATION p FOR TABLE t"},
    {"CreateRangeStmt", "CREATE TYPE r AS RANGE (subtype = y)"},
    {"CreateRoleStmt", "CREATE ROLE r PASSWORD 'secret'"},
    {"CreateSchemaStmt", "CREATE SCHEMA s CREATE TABLE t (a int)"},
    {"CreateSeqStmt", "CREATE SEQUENCE s OWNED BY t.a"},
    {"CreateStatsStmt", "CREATE STATISTICS s ON a, b FROM t"},
    {"CreateStmt", "CREATE TABLE t (a int PRIMARY KEY)"},
    {"CreateSubscriptionStmt", "CREATE SUBSCRIPTION s CONNECTION 'password=secret' PUBLICATION p"},
    {"CreateTableAsStmt", "CREATE MATERIALIZED VIEW m AS SELECT a FROM t"},
    {"CreateTableSpaceStmt", "CREATE TABLESPACE a LOCATION '/x'"},
    {"CreateTransformStmt", "CREATE TRANSFORM FOR y LANGUAGE l (TO SQL WITH FUNCTION f(internal))"},
    {"CreateTrigStmt", "CREATE TRIGGER g BEFORE UPDATE OF a ON t FOR EACH ROW WHEN (OLD.b > 1) EXECUTE FUNCTION f()"},
    {"CreateUserMappingStmt", "CREATE USER MAPPING FOR u SERVER s OPTIONS (password 'secret')"},
    {"CreatedbStmt", "CREATE DATABASE d"},
    {"DeallocateStmt", "DEALLOCATE p"},
    {"DeclareCursorStmt", "DECLARE c CURSOR FOR SELECT a FROM t"},
    {"DefineStmt", "CREATE AGGREGATE g(int) (SFUNC = f, STYPE = y)"},
    {"DeleteStmt", "DELETE FROM t WHERE a = 1"},
    {"DiscardStmt", "DISCARD ALL"},
    {"DoStmt", "DO $$ BEGIN IF true THEN CREATE TYPE e AS ENUM ('a'); END IF; END $$"},
    {"DropOwnedStmt", "DROP OWNED BY r"},
    {"DropRoleStmt", "DROP ROLE IF EXISTS r"},
    {"DropStmt", "DROP TABLE IF EXISTS t CASCADE"},
    {"DropSubscriptionStmt", "DROP SUBSCRIPTION s"},
    {"DropTableSpaceStmt", "DROP TABLESPACE a"},
    {"DropUserMappingStmt", "DROP USER MAPPING FOR u SERVER s"},
    {"DropdbStmt", "DROP DATABASE d"},
    {"ExecuteStmt", "EXECUTE p(1)"},
    {"ExplainStmt", "EXPLAIN SELECT 1"},
    {"FetchStmt", "FETCH ALL FROM c"},
    {"GrantRoleStmt", "GRANT a TO b"},
    {"GrantStmt", "GRANT SELECT (a) ON t TO r"},
    {"ImportForeignSchemaStmt", "IMPORT FOREIGN SCHEMA a FROM SERVER s INTO b"},
    {"IndexStmt", "CREATE INDEX CONCURRENTLY ON t (lower(a)) WHERE b > 1"},
    {"InsertStmt", "INSERT INTO t (a) SELECT b FROM u ON CONFLICT (a) DO UPDATE SET c = EXCLUDED.c"},
    {"ListenStmt", "LISTEN l"},
    {"LoadStmt", "LOAD 'x'"},
    {"LockStmt", "LOCK TABLE t"},
    {"MergeStmt", "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = u.b"},
    {"NotifyStmt", "NOTIFY l"},
    {"PrepareStmt", "PREPARE p AS SELECT 1"},
    {"ReassignOwnedStmt", "REASSIGN OWNED BY a TO b"},
    {"RefreshMatViewStmt", "REFRESH MATERIALIZED VIEW m"},
    {"ReindexStmt", "REINDEX INDEX CONCURRENTLY i"},
    {"RenameStmt", "ALTER TABLE t RENAME COLUMN a TO b"},
    {"RuleStmt", "CREATE RULE r AS ON INSERT TO t DO INSTEAD INSERT INTO u (a) VALUES (NEW.a)"},
    {"SecLabelStmt", "SECURITY LABEL ON TABLE t IS 'x'"},
    {"SelectStmt", "SELECT setval('t_a_seq', (SELECT max(a) FROM t))"},
    {"TransactionStmt", "BEGIN"},
    {"TruncateStmt", "TRUNCATE t"},
    {"UnlistenStmt", "UNLISTEN l"},
    {"UpdateStmt", "UPDATE t SET a = u.a FROM u WHERE u.b = t.b"},
    {"VacuumStmt", "VACUUM t"},
    {"VariableSetStmt", "SET search_path = app"},
    {"VariableShowStmt", "SHOW search_path"},
    {"ViewStmt", "CREATE OR REPLACE VIEW v AS SELECT a FROM t"},
};

/// Nodes with Stmt in their name that never stand where a statement does.
const std::map<std::string, const char*> inside{
    {"RawStmt", "the wrapper around every statement"},
    {"ReturnStmt", "RETURN in a function's body; read with the function"},
    {"PLAssignStmt", "PL/pgSQL's assignment; read with the body"},
    {"SetOperationStmt", "made by the server's analyser"},
    {"ReplicaIdentityStmt", "a part of ALTER TABLE"},
};

std::string file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string message_of(const std::string& proto, const std::string& head) {
  auto begin = proto.find(head);
  REQUIRE(begin != std::string::npos);
  return proto.substr(begin, proto.find("\n}", begin) - begin);
}

/// [json_name="CreateStmt"] in the message Node.
std::set<std::string> kinds_of_the_parser() {
  std::set<std::string> out;
  auto node = message_of(file(TRIBUTARY_PG_QUERY_PROTO), "message Node {");
  const std::string mark = "json_name=\"";
  for (auto at = node.find(mark); at != std::string::npos; at = node.find(mark, at + 1)) {
    auto name = node.substr(at + mark.size(), node.find('"', at + mark.size()) - at - mark.size());
    if (name.size() > 4 && name.substr(name.size() - 4) == "Stmt") out.insert(name);
  }
  return out;
}

std::vector<std::string> members(const std::string& name) {
  std::vector<std::string> out;
  for (const auto& line : text::lines(message_of(file(TRIBUTARY_PG_QUERY_PROTO), "enum " + name + "\n{"))) {
    auto word = text::trim(line.substr(0, std::min(line.find('='), line.size())));
    if (line.find('=') != std::string::npos && word.find("UNDEFINED") == std::string::npos) out.push_back(word);
  }
  return out;
}

std::string cell(std::string text) {
  return text::replace_all(text::replace_all(std::move(text), "\n", " "), "|", "\\|");
}

std::string table() {
  std::string out =
      "# Statements\n\nEvery kind of statement of PostgreSQL 15's parser, with an example and what tributary reads in "
      "it: "
      "the changes, what they need, and\n`opaque` where what happens cannot be known. A `?` marks a need that is one "
      "of "
      "several readings, `late` one that is looked up only when\na body runs. A test writes this page.\n\n"
      "| kind | example | changes |\n|---|---|---|\n";
  for (const auto& [kind, sql] : examples) {
    std::string listed;
    for (const auto& line : text::lines(changes(sql)))
      listed += (listed.empty() ? "" : "<br>") + ("`" + cell(line) + "`");
    out += fmt::format("| {} | `{}` | {} |\n", kind, cell(sql), listed);
  }
  out += "\nNever a statement of their own:\n\n";
  for (const auto& [kind, why] : inside) out += fmt::format("- {}: {}\n", kind, why);
  return out;
}

}  // namespace

TEST_CASE("every kind of statement of the parser has a reader and an example, which is of that kind") {
  auto kinds = kinds_of_the_parser();
  CHECK(kinds.size() > 110);
  for (const auto& kind : kinds) {
    if (inside.count(kind)) continue;
    CHECK_MESSAGE(sql::has_reader(kind), kind);
    REQUIRE_MESSAGE(examples.count(kind), kind);
    auto read = read_changes(examples.at(kind));
    REQUIRE_MESSAGE(read.statements.size() == 1, kind);
    CHECK(read.statements[0].kind == kind);
    CHECK_MESSAGE(read.problems.empty(), kind);
    CHECK_MESSAGE(!read.changes.empty(), kind);
    for (const auto& change : read.changes)
      CHECK_MESSAGE((change.verb != Verb::opaque || !change.because.empty()), kind);
  }
  for (const auto& example : examples) CHECK_MESSAGE(kinds.count(example.first), example.first);
  CHECK_FALSE(sql::has_reader("RawStmt"));
}

TEST_CASE("every command of ALTER TABLE is known") {
  auto commands = members("AlterTableType");
  CHECK(commands.size() > 60);
  for (const auto& command : commands) CHECK_MESSAGE(sql::knows_command(command), command);
  CHECK_FALSE(sql::knows_command("AT_Unheard"));
}

TEST_CASE("every kind of object has a name") {
  const std::set<std::string> parts_of_others{"OBJECT_AMOP",           "OBJECT_AMPROC",
                                              "OBJECT_DEFAULT",        "OBJECT_DEFACL",
                                              "OBJECT_PARAMETER_ACL",  "OBJECT_PUBLICATION_NAMESPACE",
                                              "OBJECT_PUBLICATION_REL"};
  for (const auto& type : members("ObjectType"))
    CHECK_MESSAGE((sql::kind_of(type) != ObjectKind::other) == !parts_of_others.count(type), type);
}

TEST_CASE("the page of statements says what the reader does") {
  const std::string path = testing::repository_root() + "/docs/sql-statements.md";
  if (std::getenv("TRIBUTARY_WRITE_DOCS")) std::ofstream(path) << table();
  CHECK(file(path) == table());
}

TEST_CASE("no password is kept") {
  for (const char* sql : {"CREATE ROLE r PASSWORD 'secret'", "ALTER ROLE r PASSWORD 'secret'",
                          "CREATE USER MAPPING FOR u SERVER s OPTIONS (password 'secret')",
                          "CREATE SUBSCRIPTION s CONNECTION 'password=secret' PUBLICATION p"})
    CHECK_MESSAGE(changes(sql).find("secret") == std::string::npos, sql);
}
