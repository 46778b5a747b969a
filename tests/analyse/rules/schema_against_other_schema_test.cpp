// Two schemas over one database.
#include <doctest/doctest.h>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000000_init");

std::string users(const std::string& fields) {
  return "model User {\n  id Int @id\n" + fields + "\n  @@map(\"users\")\n}\n";
}

void give(Workspace& workspace, const std::string& source, const std::string& project, const std::string& schema,
          const std::string& url) {
  auto& at = project_of(workspace, source, project);
  at.schema = {{project + "/schema.prisma", "", std::make_shared<const std::string>(schema)}};
  at.database = DatabaseAddress{Secret(url), url, project + "/.env: DATABASE_URL", false, ""};
}

Workspace two(const std::string& web, const std::string& admin, const std::string& admin_url = "postgresql://h/shop") {
  auto built = workspace().target("main", {init}, "apps/web").target("main", {init}, "apps/admin").build();
  give(built, "main", "apps/web", web, "postgresql://h/shop");
  give(built, "main", "apps/admin", admin, admin_url);
  return built;
}

Lines said(const Workspace& workspace) {
  return found(analysis_of(workspace), "schema-against-other-schema");
}

}  // namespace

TEST_CASE("other schema: one column with two types, or NULL here and not there, under whatever names") {
  CHECK(said(two(users("  age Int\n"),
                 "model Person {\n  id Int @id\n  years BigInt? @map(\"age\")\n\n  @@map(\"users\")\n}\n")) ==
        Lines{"error main : users.age is BigInt, may be NULL for apps/admin (Person.years), and Integer, NOT NULL for "
              "apps/web (User.age): both are over postgresql://h/shop"});
  CHECK(said(two(users("  tags String[]\n"), users("  tags String\n"))).size() == 1);
  CHECK(said(two(users("  at DateTime @db.Timestamptz(6)\n"), users("  at DateTime\n"))).size() == 1);
  CHECK(said(two(users("  role Role\n") + "enum Role {\n  A\n}\n", users("  role String\n"))).size() == 1);
}

TEST_CASE("other schema: identical, disjoint, or one a part of the other is silent; a default said aloud is the same") {
  CHECK(said(two(users("  age Int\n"), users("  age Int\n"))).empty());
  CHECK(said(two(users("  age Int\n"), "model Order {\n  id String @id\n  age BigInt\n}\n")).empty());
  CHECK(said(two(users("  age Int\n"), users("  name String\n"))).empty());
  CHECK(said(two(users("  name String\n"), users("  name String @db.Text\n"))).empty());
  CHECK(said(two(users("  role Role\n") + "enum Role {\n  A\n}\n",
                 users("  role Kind\n") + "enum Kind {\n  A\n\n  @@map(\"Role\")\n}\n"))
            .empty());
}

TEST_CASE("other schema: another database, or one exported variable for all, proves nothing") {
  CHECK(said(two(users("  age Int\n"), users("  age BigInt\n"), "postgresql://h/other")).empty());
  auto exported = two(users("  age Int\n"), users("  age BigInt\n"));
  for (auto& project : source_of(exported, "main").projects) project.database->from_environment = true;
  CHECK(said(exported).empty());
}

TEST_CASE("other schema: a branch answers only for what it changed") {
  auto built = workspace()
                   .target("main", {init}, "apps/web")
                   .target("main", {init}, "apps/admin")
                   .source("epic", {init}, "apps/web")
                   .source("epic", {init}, "apps/admin")
                   .build();
  for (const char* source : {"main", "epic"}) {
    give(built, source, "apps/web", users("  age Int\n"), "postgresql://h/shop");
    give(built, source, "apps/admin", users("  age BigInt\n"), "postgresql://h/shop");
  }
  CHECK(said(built).size() == 1);
  give(built, "epic", "apps/admin", users("  age String\n"), "postgresql://h/shop");
  CHECK(said(built).size() == 2);
}
