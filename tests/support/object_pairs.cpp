#include "support/object_pairs.hpp"

namespace tributary::testing {

const std::string& object_base() {
  static const std::string sql = R"(CREATE EXTENSION citext;
CREATE SCHEMA app;
CREATE SCHEMA spare;
CREATE TABLE app.items (id int PRIMARY KEY, e text, n int);
CREATE TYPE app.state AS ENUM ('on', 'off');
CREATE FUNCTION app.one() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE u (id int CONSTRAINT u_pkey PRIMARY KEY, e text, n int DEFAULT 1, c int, CONSTRAINT u_n_check CHECK (n >= 0));
CREATE INDEX u_e ON u (e);
CREATE TABLE notes (id int PRIMARY KEY, line text);
CREATE TABLE ev (k int NOT NULL, v text, w int) PARTITION BY RANGE (k);
CREATE TABLE ev1 PARTITION OF ev FOR VALUES FROM (0) TO (10);
CREATE TABLE ev2 PARTITION OF ev FOR VALUES FROM (10) TO (20);
CREATE TABLE loose (k int NOT NULL, v text, w int);
CREATE TABLE par (a int, b text);
CREATE TABLE kid (c int) INHERITS (par);
CREATE TABLE alone (a int, b text);
CREATE TYPE addr AS (street text, zip text);
CREATE TABLE home (id int, a addr);
CREATE TYPE span AS RANGE (subtype = int4);
CREATE COLLATION coll FROM "C";
CREATE VIEW v AS SELECT id, e FROM u;
CREATE MATERIALIZED VIEW mv AS SELECT id, n FROM u;
CREATE INDEX mv_n ON mv (n);
CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER tr BEFORE UPDATE ON u FOR EACH ROW EXECUTE FUNCTION keep();
CREATE SEQUENCE sq;
CREATE STATISTICS st ON e, n FROM u;
INSERT INTO u VALUES (1, 'a', 1, 1), (2, 'b', 2, NULL);
INSERT INTO ev VALUES (1, 'x', 1), (11, 'y', NULL);
)";
  return sql;
}

const std::vector<ObjectStatement>& object_statements() {
  static const std::vector<ObjectStatement> all{
      // schemas
      {"drop schema", "DROP SCHEMA app CASCADE"},
      {"drop schema", "DROP SCHEMA spare"},
      {"rename schema", "ALTER SCHEMA app RENAME TO app2"},
      {"rename schema", "ALTER SCHEMA spare RENAME TO spare2"},
      {"create in schema", "CREATE TABLE spare.p (id int)"},
      {"create in schema", "CREATE TYPE app.kind AS ENUM ('a')"},
      {"create in schema", "CREATE VIEW app.w AS SELECT 1 AS x"},
      {"alter in schema", "ALTER TABLE app.items ADD COLUMN x int"},
      {"alter in schema", "CREATE INDEX items_e ON app.items (e)"},
      {"alter in schema", "ALTER TYPE app.state ADD VALUE 'idle'"},
      {"use schema", "CREATE VIEW w2 AS SELECT id FROM app.items"},
      {"use schema", "ALTER TABLE notes ADD COLUMN s app.state"},
      {"use schema", "ALTER TABLE notes ALTER COLUMN id SET DEFAULT app.one()"},
      // extensions
      {"drop extension", "DROP EXTENSION citext"},
      {"drop extension", "DROP EXTENSION citext CASCADE"},
      {"move extension", "ALTER EXTENSION citext SET SCHEMA spare"},
      {"use extension", "ALTER TABLE notes ADD COLUMN e citext"},
      {"use extension", "CREATE TABLE names (n citext PRIMARY KEY)"},
      // SET SCHEMA, and indexes by their names
      {"move table", "ALTER TABLE u SET SCHEMA app"},
      {"move table", "ALTER TABLE notes SET SCHEMA spare"},
      {"move others", "ALTER VIEW v SET SCHEMA app"},
      {"move others", "ALTER FUNCTION f(int) SET SCHEMA app"},
      {"move others", "ALTER SEQUENCE sq SET SCHEMA spare"},
      {"move others", "ALTER TYPE addr SET SCHEMA app"},
      {"move others", "ALTER MATERIALIZED VIEW mv SET SCHEMA spare"},
      {"index by name", "DROP INDEX u_e"},
      {"index by name", "ALTER INDEX u_e RENAME TO u_e2"},
      {"index by name", "COMMENT ON INDEX u_e IS 'x'"},
      {"index by name", "ALTER INDEX u_pkey RENAME TO u_key"},
      {"index by name", "DROP INDEX mv_n"},
      // partitions
      {"drop parent", "DROP TABLE ev"},
      {"drop parent", "DROP TABLE ev1"},
      {"change partition", "CREATE INDEX ev1_v ON ev1 (v)"},
      {"change partition", "CREATE TRIGGER on_write BEFORE INSERT ON ev1 FOR EACH ROW EXECUTE FUNCTION keep()"},
      {"change partition", "ALTER TABLE ev1 ADD CONSTRAINT ev_w CHECK (w > 0)"},
      {"change partition", "CREATE INDEX ev1_k ON ev1 (k)"},
      {"change parent", "ALTER TABLE ev ADD COLUMN z int"},
      {"change parent", "ALTER TABLE ev DROP COLUMN v"},
      {"change parent", "ALTER TABLE ev RENAME COLUMN v TO vv"},
      {"change parent", "ALTER TABLE ev ADD PRIMARY KEY (k)"},
      {"change parent", "CREATE INDEX ev_w_idx ON ev (w)"},
      {"change parent", "CREATE TRIGGER on_write BEFORE INSERT ON ev FOR EACH ROW EXECUTE FUNCTION keep()"},
      {"change parent", "ALTER TABLE ev ADD CONSTRAINT ev_c CHECK (k < 100)"},
      {"change parent", "ALTER TABLE ev ALTER COLUMN w TYPE bigint"},
      {"attach", "ALTER TABLE ev ATTACH PARTITION loose FOR VALUES FROM (20) TO (30)"},
      {"detach", "ALTER TABLE ev DETACH PARTITION ev1"},
      {"create partition", "CREATE TABLE ev3 PARTITION OF ev FOR VALUES FROM (25) TO (35)"},
      {"create partition", "CREATE TABLE ev4 PARTITION OF ev FOR VALUES FROM (30) TO (40)"},
      {"create partition", "CREATE TABLE ev5 PARTITION OF ev DEFAULT"},
      {"change loose", "ALTER TABLE loose RENAME COLUMN w TO ww"},
      {"change loose", "ALTER TABLE loose ADD COLUMN z int"},
      // inheritance
      {"change heir's parent", "ALTER TABLE par ADD COLUMN z int"},
      {"change heir's parent", "ALTER TABLE par DROP COLUMN b"},
      {"change heir's parent", "ALTER TABLE par RENAME COLUMN b TO bb"},
      {"change heir's parent", "ALTER TABLE par ALTER COLUMN a TYPE bigint"},
      {"change heir's parent", "ALTER TABLE par ADD CONSTRAINT par_a CHECK (a > 0)"},
      {"change heir", "ALTER TABLE kid ADD COLUMN z int"},
      {"change heir", "CREATE INDEX kid_b ON kid (b)"},
      {"change heir", "CREATE VIEW of_kid AS SELECT a FROM kid"},
      {"change heir", "ALTER TABLE kid ADD COLUMN y int"},
      {"change heir", "CREATE INDEX kid_c ON kid (c)"},
      {"inherit", "ALTER TABLE alone INHERIT par"},
      {"no inherit", "ALTER TABLE kid NO INHERIT par"},
      // composite and range types
      {"change attribute", "ALTER TYPE addr ADD ATTRIBUTE town text"},
      {"change attribute", "ALTER TYPE addr DROP ATTRIBUTE zip"},
      {"change attribute", "ALTER TYPE addr RENAME ATTRIBUTE zip TO code"},
      {"rename type", "ALTER TYPE addr RENAME TO address"},
      {"use attribute", "CREATE VIEW zips AS SELECT (a).zip FROM home"},
      {"use attribute", "CREATE VIEW streets AS SELECT (a).street FROM home"},
      {"use attribute", "CREATE FUNCTION zip_of(home) RETURNS text LANGUAGE sql AS 'SELECT (a).zip FROM home'"},
      {"drop range", "DROP TYPE span"},
      {"rename type", "ALTER TYPE span RENAME TO stretch"},
      {"use range", "ALTER TABLE notes ADD COLUMN r span"},
      {"use range", "ALTER TABLE notes ADD COLUMN m span_multirange"},
      // copies
      {"copy table", "CREATE TABLE u2 (LIKE u INCLUDING ALL)"},
      {"copy table", "CREATE TABLE u3 (LIKE u)"},
      {"copy table", "CREATE TABLE u4 (LIKE u INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"},
      {"copy table", "CREATE TABLE u5 AS SELECT * FROM u"},
      {"copy table", "CREATE TABLE u6 AS SELECT id, n FROM u"},
      {"change copied", "ALTER TABLE u ADD COLUMN x int"},
      {"change copied", "ALTER TABLE u DROP COLUMN c"},
      {"change copied", "ALTER TABLE u RENAME COLUMN c TO d"},
      {"change copied", "ALTER TABLE u ALTER COLUMN n SET DEFAULT 5"},
      {"change copied", "ALTER TABLE u ALTER COLUMN n SET NOT NULL"},
      {"change copied", "ALTER TABLE u ALTER COLUMN c TYPE bigint"},
      {"change copied", "ALTER TABLE u ADD CONSTRAINT u_c CHECK (c < 100)"},
      {"change copied", "CREATE INDEX u_c_idx ON u (c)"},
      {"change copied", "COMMENT ON COLUMN u.c IS 'x'"},
      {"change copied", "COMMENT ON TABLE u IS 'x'"},
      {"change copied", "ALTER TABLE u ALTER COLUMN e SET STORAGE EXTERNAL"},
      {"change copied", "ALTER TABLE u ALTER COLUMN e SET STATISTICS 50"},
      {"change copied", "DROP STATISTICS st"},
      {"change copied", "ALTER TABLE u DROP CONSTRAINT u_n_check"},
      {"change copied", "ALTER TABLE u ADD CONSTRAINT u_self FOREIGN KEY (c) REFERENCES u (id)"},
      // privileges over a schema and by default
      {"grant on all", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader"},
      {"grant on all", "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO reader"},
      {"grant on all", "GRANT SELECT ON ALL TABLES IN SCHEMA spare TO reader"},
      {"revoke on all", "REVOKE SELECT ON ALL TABLES IN SCHEMA public FROM reader"},
      {"default privileges", "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader"},
      {"default privileges", "ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO reader"},
      {"grant", "GRANT SELECT ON u TO reader"},
      {"create relation", "CREATE TABLE fresh (id int)"},
      {"create relation", "CREATE VIEW fresh_view AS SELECT 1 AS x"},
      {"create relation", "CREATE SEQUENCE fresh_seq"},
      {"create relation", "CREATE FUNCTION fresh_f() RETURNS int LANGUAGE sql AS 'SELECT 1'"},
      // an index by its constraint
      {"replica identity", "ALTER TABLE u REPLICA IDENTITY USING INDEX u_pkey"},
      {"replica identity", "ALTER TABLE u REPLICA IDENTITY FULL"},
      {"cluster on", "ALTER TABLE u CLUSTER ON u_e"},
      {"drop key", "ALTER TABLE u DROP CONSTRAINT u_pkey"},
      {"rename key", "ALTER TABLE u RENAME CONSTRAINT u_pkey TO u_first"},
      // collations
      {"drop collation", "DROP COLLATION coll"},
      {"rename collation", "ALTER COLLATION coll RENAME TO coll2"},
      {"use collation", "ALTER TABLE notes ADD COLUMN t text COLLATE coll"},
      {"use collation", "CREATE INDEX notes_line ON notes (line COLLATE coll)"},
      {"use collation", "CREATE VIEW sorted AS SELECT line FROM notes ORDER BY line COLLATE coll"},
      // what replaces and what sets
      {"change view", "ALTER VIEW v RENAME COLUMN e TO f"},
      {"change view", "ALTER VIEW v SET (security_barrier = true)"},
      {"replace view", "CREATE OR REPLACE VIEW v AS SELECT id, e FROM u WHERE id > 0"},
      {"replace view", "CREATE OR REPLACE VIEW v AS SELECT id, e, n FROM u"},
      {"drop view", "DROP VIEW v"},
      {"change function", "ALTER FUNCTION f(int) COST 500"},
      {"change function", "ALTER FUNCTION f(int) RENAME TO g"},
      {"change function", "COMMENT ON FUNCTION f(int) IS 'x'"},
      {"replace function", "CREATE OR REPLACE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + 1'"},
      {"change trigger", "ALTER TABLE u DISABLE TRIGGER tr"},
      {"change trigger", "ALTER TRIGGER tr ON u RENAME TO tr2"},
      {"replace trigger", "CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON u FOR EACH ROW EXECUTE FUNCTION keep()"},
      {"owned by", "ALTER SEQUENCE sq OWNED BY u.c"},
      {"owned by", "ALTER SEQUENCE sq OWNED BY NONE"},
      {"rename table", "ALTER TABLE u RENAME TO people"},
      {"materialized view", "CREATE INDEX mv_id ON mv (id)"},
      {"materialized view", "ALTER MATERIALIZED VIEW mv RENAME TO mv2"},
      {"materialized view", "ALTER MATERIALIZED VIEW mv RENAME COLUMN n TO m"},
      {"materialized view", "DROP MATERIALIZED VIEW mv"},
      {"statistics", "CREATE STATISTICS st2 ON c, n FROM u"},
      {"statistics", "ALTER STATISTICS st SET STATISTICS 10"},
  };
  return all;
}

}  // namespace tributary::testing
