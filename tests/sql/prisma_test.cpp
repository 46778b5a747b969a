// Every kind of statement that Prisma's migration engine writes for PostgreSQL.
#include <doctest/doctest.h>

#include "render.hpp"
#include "tributary/change.hpp"

TEST_CASE("a new table: its columns and its key, each a change at its own place") {
  CHECK(places("-- CreateTable\n"
               "CREATE TABLE \"Course\" (\n"
               "    \"id\" TEXT NOT NULL,\n"
               "    \"createdAt\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,\n"
               "\n"
               "    CONSTRAINT \"Course_pkey\" PRIMARY KEY (\"id\")\n"
               ");\n") ==
        "2:1 create table Course = (id text NOT NULL, \"createdAt\" timestamp(3) without time zone NOT NULL DEFAULT "
        "CURRENT_TIMESTAMP, CONSTRAINT \"Course_pkey\" PRIMARY KEY (id))\n"
        "3:5 create column Course.id = text NOT NULL\n"
        "4:5 create column Course.createdAt = timestamp(3) without time zone NOT NULL DEFAULT CURRENT_TIMESTAMP\n"
        "6:5 create constraint Course.Course_pkey [primary key, unique] = PRIMARY KEY (id)\n");
}

TEST_CASE("SERIAL makes a sequence that the column owns, and is NOT NULL") {
  CHECK(changes("CREATE TABLE \"A\" (\"id\" BIGSERIAL NOT NULL)") ==
        "create table A = (id bigint SERIAL NOT NULL)\n"
        "create sequence A_id_seq [owned]\n"
        "create column A.id = bigint SERIAL NOT NULL\n");
}

TEST_CASE("an index needs its table and its columns") {
  CHECK(changes("CREATE UNIQUE INDEX \"User_email_key\" ON \"User\"(\"email\")") ==
        "create index User_email_key [unique, rows] = UNIQUE INDEX ON \"User\" USING btree (email) needs parent table "
        "User, indexes column User.email\n");
}

TEST_CASE("a foreign key needs the columns on both its sides") {
  CHECK(
      changes("ALTER TABLE \"Post\" ADD CONSTRAINT \"Post_authorId_fkey\" FOREIGN KEY (\"authorId\") REFERENCES "
              "\"User\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE") ==
      "create constraint Post.Post_authorId_fkey [foreign key, rows] = FOREIGN KEY (\"authorId\") REFERENCES "
      "\"User\"(id) ON DELETE SET NULL ON UPDATE CASCADE needs parent table Post, foreign key table User, reads column "
      "Post.authorId, foreign key column User.id\n");
}

TEST_CASE("one ALTER TABLE with many commands gives a change each") {
  CHECK(changes(
            "ALTER TABLE \"A\" DROP COLUMN \"x\", ADD COLUMN \"y\" TEXT NOT NULL, ALTER COLUMN \"z\" SET DATA TYPE "
            "BIGINT, "
            "ALTER COLUMN \"w\" DROP NOT NULL, ALTER COLUMN \"v\" SET DEFAULT 'a', ALTER COLUMN \"u\" DROP DEFAULT") ==
        "drop column A.x needs parent table A\n"
        "create column A.y [rows] = text NOT NULL needs parent table A\n"
        "alter column A.z [type, rows] = bigint needs parent table A\n"
        "alter column A.w [drop not null] needs parent table A\n"
        "alter column A.v [default] = 'a' needs parent table A\n"
        "alter column A.u [drop default] needs parent table A\n");
}

TEST_CASE("an enum and its values; a default that may be one of them") {
  CHECK(changes("CREATE TYPE \"Role\" AS ENUM ('ADMIN', 'USER')") ==
        "create enum Role = ENUM ('ADMIN', 'USER')\ncreate enum value Role.ADMIN\ncreate enum value Role.USER\n");
  CHECK(changes("ALTER TABLE \"User\" ADD COLUMN \"role\" \"Role\" NOT NULL DEFAULT 'USER'") ==
        "create column User.role = \"Role\" NOT NULL DEFAULT 'USER' needs parent table User, names enum value "
        "Role.USER?, "
        "type type Role\n");
  CHECK(changes("ALTER TYPE \"Role\" ADD VALUE 'GUEST'") == "create enum value Role.GUEST needs parent enum Role\n");
}

TEST_CASE("the exchange of an enum, as Prisma writes it") {
  CHECK(
      changes("BEGIN;\nCREATE TYPE \"Role_new\" AS ENUM ('A');\n"
              "ALTER TABLE \"User\" ALTER COLUMN \"role\" TYPE \"Role_new\" USING (\"role\"::text::\"Role_new\");\n"
              "ALTER TYPE \"Role\" RENAME TO \"Role_old\";\nALTER TYPE \"Role_new\" RENAME TO \"Role\";\n"
              "DROP TYPE \"Role_old\";\nCOMMIT;\n") ==
      "session [begin]\ncreate enum Role_new = ENUM ('A')\ncreate enum value Role_new.A\n"
      "alter column User.role [type, rows] = \"Role_new\" using role::text::\"Role_new\" needs parent table User, type "
      "type Role_new\n"
      "rename type Role to type Role_old\nrename type Role_new to type Role\ndrop type Role_old\nsession [commit]\n");
}

TEST_CASE("drops and renames") {
  CHECK(changes("DROP TABLE \"A\"") == "drop table A\n");
  CHECK(changes("DROP INDEX \"A_x_idx\"") == "drop index A_x_idx\n");
  CHECK(changes("ALTER TABLE \"A\" DROP CONSTRAINT \"A_x_fkey\"") ==
        "drop constraint A.A_x_fkey needs parent table A\n");
  CHECK(changes("ALTER INDEX \"a\" RENAME TO \"b\"") == "rename index a to index b\n");
  CHECK(changes("ALTER TABLE \"A\" RENAME CONSTRAINT \"a\" TO \"b\"") ==
        "rename constraint A.a to constraint A.b needs parent relation A\n");
  CHECK(changes("ALTER TABLE \"User\" RENAME COLUMN \"oldName\" TO \"newName\"") ==
        "rename column User.oldName to column User.newName needs parent relation User\n");
  CHECK(changes("ALTER SEQUENCE \"a_seq\" RENAME TO \"b_seq\"") == "rename sequence a_seq to sequence b_seq\n");
}

TEST_CASE("several schemas stay apart") {
  CHECK(changes("ALTER TABLE \"a\".\"T\" ADD CONSTRAINT \"f\" FOREIGN KEY (\"x\") REFERENCES \"b\".\"T\"(\"id\")") ==
        "create constraint a.T.f [foreign key, rows] = FOREIGN KEY (x) REFERENCES b.\"T\"(id) needs parent table a.T, "
        "foreign key table b.T, reads column a.T.x, foreign key column b.T.id\n");
}

TEST_CASE("a backfill writes one column and reads others") {
  CHECK(changes("UPDATE \"User\" SET \"newField\" = 'default_value' WHERE \"newField\" IS NULL") ==
        "write table User [update, rows] needs reads column User.newField, writes column User.newField\n");
  CHECK(
      changes("UPDATE \"User\" SET \"count_new\" = CAST(\"count_old\" AS INTEGER) WHERE \"count_old\" ~ '^[0-9]+$'") ==
      "write table User [update, rows] needs writes column User.count_new, reads column User.count_old\n");
  CHECK(changes("INSERT INTO \"B\" (\"x\") SELECT \"y\" FROM \"A\"") ==
        "write table B [insert] needs reads column A.y, writes column B.x, reads relation A\n");
}
