#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/text.hpp"
#include "collect/tree.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using tributary::testing::TempFolder;
using tributary::testing::write_file;

namespace {

constexpr const char* datasource = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"DATABASE_URL\")\n}\n";

struct Folder : TempFolder {
  Folder& add(const std::string& file, const std::string& bytes = "") {
    write_file(path() + "/" + file, bytes);
    return *this;
  }
  Folder& schema(const std::string& file) {
    return add(file, std::string(datasource) + "model A {\n  id Int @id\n}\n");
  }
  Folder& prisma(const std::string& version) {
    return add("package.json", "{\"devDependencies\":{\"prisma\":\"" + version + "\"}}");
  }
  Folder& migration(const std::string& folder, const std::string& sql = "SELECT 1;\n") {
    return add(folder + "/migration.sql", sql);
  }
  std::vector<Project> projects(ProjectSearch search = {}, PassedOver* passed_over = nullptr) const {
    ContentStore store;
    store.script_cap = 1000;
    return find_projects(disk_tree(path()), search, store, passed_over);
  }
  Project only() const {
    auto found = projects();
    REQUIRE(found.size() == 1);
    return found[0];
  }
  std::string paths() const {
    std::vector<std::string> out;
    for (const auto& project : projects()) out.push_back(project.path);
    return text::join(out, " ");
  }
  MigrationsFolder migrations(const std::string& at = "migrations") const {
    ContentStore store;
    store.script_cap = 1000;
    return *read_migrations(disk_tree(path()), at, store);
  }
};

std::string names(const MigrationsFolder& folder) {
  std::vector<std::string> out;
  for (const auto& migration : folder.migrations) out.push_back(migration.name);
  return text::join(out, " ");
}

}  // namespace

TEST_CASE("a project in the default place is found with its schema and migrations") {
  Folder folder;
  folder.schema("prisma/schema.prisma").prisma("6.19.0").migration("prisma/migrations/20240101000000_init");
  folder.add("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
  const auto project = folder.only();
  CHECK(project.path == ".");
  CHECK(project.schema.at(0).path == "prisma/schema.prisma");
  CHECK(project.migrations_dir == "prisma/migrations");
  CHECK(project.models == 1);
  CHECK(project.enums == 0);
  CHECK(project.provider == "postgresql");
  CHECK(project.prisma == PrismaVersion{6, 19, 0, "package.json"});
  CHECK(names(*project.folder) == "20240101000000_init");
  CHECK(project.folder->lock_file == "provider = \"postgresql\"\n");
  CHECK(project.obstacles.empty());
}

TEST_CASE("./schema.prisma wins over ./prisma/schema.prisma") {
  Folder folder;
  folder.schema("schema.prisma").schema("prisma/schema.prisma");
  CHECK(folder.only().schema.at(0).path == "schema.prisma");
  CHECK(folder.only().migrations_dir == "migrations");
}

TEST_CASE("each package of a monorepo is its own project") {
  Folder folder;
  folder.schema("apps/api/prisma/schema.prisma").schema("packages/db/schema.prisma").add("package.json", "{}");
  CHECK(folder.paths() == "apps/api packages/db");
}

TEST_CASE("dependencies, build output, hidden folders, nested repositories and generated clients are no projects") {
  Folder folder;
  for (const char* place :
       {"node_modules/x/prisma", "dist/prisma", ".hidden/prisma", "src/generated/client", "nested/prisma"})
    folder.schema(std::string(place) + "/schema.prisma");
  folder.add("nested/.git", "gitdir: elsewhere\n");
  folder.schema("lib/client/schema.prisma").add("lib/client/index.d.ts");
  CHECK(folder.paths() == "");
  folder.schema("app/prisma/schema.prisma");
  CHECK(folder.paths() == "app");
}

TEST_CASE("a schema without datasource and migrations is no project; with migrations it is") {
  Folder folder;
  folder.add("copy/prisma/schema.prisma", "model A {\n  id Int @id\n}\n");
  CHECK(folder.paths() == "");
  folder.migration("copy/prisma/migrations/1_a");
  CHECK(folder.paths() == "copy");
}

TEST_CASE("package.json names the schema, up to Prisma 6") {
  Folder folder;
  folder.schema("db/main.prisma").schema("prisma/schema.prisma");
  auto with = [&folder](const std::string& version) {
    folder.add("package.json",
               "{\"prisma\":{\"schema\":\"db/main.prisma\"},\"devDependencies\":{\"prisma\":\"" + version + "\"}}");
    return folder.only().schema.at(0).path;
  };
  CHECK(with("5.22.0") == "db/main.prisma");
  CHECK(with("6.19.0") == "db/main.prisma");
  CHECK(with("7.9.1") == "prisma/schema.prisma");
}

TEST_CASE("a schema that package.json names but that is absent is said, not replaced by the default") {
  Folder folder;
  folder.schema("prisma/schema.prisma");
  folder.add("package.json", "{\"prisma\":{\"schema\":\"gone.prisma\"},\"dependencies\":{\"prisma\":\"6.1.0\"}}");
  const auto project = folder.only();
  CHECK(project.schema.empty());
  REQUIRE(project.obstacles.size() == 1);
  CHECK(project.obstacles[0].message == "the schema it names does not exist: gone.prisma");
}

TEST_CASE("the migrations of a schema folder are where that version of Prisma keeps them") {
  Folder folder;
  folder.add("prisma/schema/base/main.prisma", datasource).add("prisma/schema/a.prisma", "enum E {\n  X\n}\n");
  auto with = [&folder](const std::string& version) {
    folder.add("package.json", "{\"devDependencies\":{\"prisma\":\"" + version + "\"}}");
    return folder.only().migrations_dir;
  };
  CHECK(with("5.22.0") == "prisma/migrations");
  CHECK(with("6.5.0") == "prisma/migrations");
  CHECK(with("6.6.0") == "prisma/schema/base/migrations");
  CHECK(with("7.9.1") == "prisma/schema/migrations");
  CHECK(folder.only().schema.size() == 2);
  CHECK(folder.only().enums == 1);
}

TEST_CASE("prisma.config.ts names schema and migrations") {
  Folder folder;
  folder.prisma("7.9.1").add("database/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
  folder.migration("database/history/1_a");
  folder.add(
      "prisma.config.ts",
      "import 'dotenv/config'\nimport { defineConfig, env } from 'prisma/config'\n"
      "export default defineConfig({ schema: './database/schema.prisma', migrations: { path: 'database/history' },\n"
      "  datasource: { url: env('DATABASE_URL') } })\n");
  const auto project = folder.only();
  CHECK(project.path == ".");
  CHECK(project.schema.at(0).path == "database/schema.prisma");
  CHECK(project.migrations_dir == "database/history");
  CHECK(names(*project.folder) == "1_a");
  CHECK(project.obstacles.empty());
}

TEST_CASE("paths in .config/prisma.ts are relative to .config") {
  Folder folder;
  folder.prisma("7.9.1").schema("db/schema.prisma");
  folder.add(".config/prisma.ts", "export default { schema: '../db/schema.prisma' }");
  CHECK(folder.only().schema.at(0).path == "db/schema.prisma");
}

TEST_CASE("a key of prisma.config.ts that needs execution is an obstacle with its line") {
  Folder folder;
  folder.prisma("7.9.1").add("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
  folder.add("prisma.config.ts", "export default {\n  schema: find(),\n}\n");
  const auto project = folder.only();
  REQUIRE(project.obstacles.size() == 1);
  CHECK(project.obstacles[0].file == "prisma.config.ts");
  CHECK(project.obstacles[0].line == 2);
  CHECK(project.obstacles[0].hint.find("tributary.yaml") != std::string::npos);
}

TEST_CASE("Prisma before 6.4 reads no config file") {
  Folder folder;
  folder.prisma("6.3.1").schema("prisma/schema.prisma").schema("other/schema.prisma");
  folder.add("prisma.config.ts", "export default { schema: 'other/schema.prisma' }");
  const auto projects = folder.projects();
  REQUIRE(!projects.empty());
  CHECK(projects[0].schema.at(0).path == "prisma/schema.prisma");
}

TEST_CASE("settings name schema, migrations and another folder name") {
  Folder folder;
  folder.add("store/models.prisma", datasource).migration("store/migration/1_a");
  ProjectSearch search;
  ProjectSettings settings;
  settings.path = "store";
  settings.schema = "store/models.prisma";
  settings.migrations_folder_name = "migration";
  search.settings = {settings};
  auto found = folder.projects(search);
  REQUIRE(found.size() == 1);
  CHECK(found[0].migrations_dir == "store/migration");
  CHECK(names(*found[0].folder) == "1_a");
}

TEST_CASE("only the roots given are looked at; a project asked for is looked at wherever it is") {
  Folder folder;
  folder.schema("a/prisma/schema.prisma").schema("build/b/prisma/schema.prisma");
  ProjectSearch roots, only;
  roots.roots = {"a", "gone"};
  only.only = {"./build/b/"};
  REQUIRE(folder.projects(roots).size() == 1);
  CHECK(folder.projects(roots)[0].path == "a");
  REQUIRE(folder.projects(only).size() == 2);
  CHECK(folder.projects(only)[1].path == "build/b");
  CHECK(answers_to(folder.projects(only)[0], "a/prisma"));
  CHECK(answers_to(folder.projects(only)[0], "a/prisma/schema.prisma"));
  CHECK_FALSE(answers_to(folder.projects(only)[0], "b"));
}

TEST_CASE("where the schema that package.json names is missing, the migrations beside it are Prisma's") {
  Folder folder;
  folder.add("package.json",
             "{\"prisma\":{\"schema\":\"db/generated.prisma\"},\"dependencies\":{\"prisma\":\"6.1.0\"}}");
  folder.add("db/migrations/1_a/migration.sql", "SELECT 1;");
  REQUIRE(folder.projects().size() == 1);
  CHECK(folder.projects()[0].migrations_dir == "db/migrations");
}

TEST_CASE("a script that passes --schema makes its package the project") {
  Folder folder;
  folder.schema("api/src/db/schema.prisma");
  folder.add("api/package.json", "{\"scripts\":{\"deploy\":\"prisma migrate deploy --schema=src/db/schema.prisma\"}}");
  CHECK(folder.paths() == "api");
  CHECK(folder.only().migrations_dir == "api/src/db/migrations");
}

TEST_CASE("copies beside the schema are stray, its parts are not") {
  Folder folder;
  folder.schema("prisma/schema.prisma");
  for (const char* name : {"schema.prisma.bak", "schema.prisma~", "schema copy.prisma", "README.md", "seed.ts"})
    folder.add(std::string("prisma/") + name);
  CHECK(text::join(folder.only().stray_schemas, "|") ==
        "prisma/schema copy.prisma|prisma/schema.prisma.bak|prisma/schema.prisma~");
}

TEST_CASE("every direct subfolder is a migration, links and files are not") {
  Folder folder;
  folder.migration("migrations/20240101000000_init").migration("migrations/.hidden").migration("migrations/no stamp");
  folder.add("migrations/empty/note.txt")
      .add("migrations/loose.sql")
      .add("migrations/UPPER.SQL")
      .add("migrations/x.orig");
  std::filesystem::create_directory_symlink("20240101000000_init", folder.path() + "/migrations/link");
  const auto found = folder.migrations();
  CHECK(found.state == MigrationsFolder::State::present);
  CHECK(names(found) == ".hidden 20240101000000_init empty no stamp");
  CHECK(text::join(found.loose_sql, " ") == "UPPER.SQL loose.sql");
  CHECK(text::join(found.links, " ") == "link");
  CHECK(text::join(found.conflict_copies, " ") == "x.orig");
  CHECK_FALSE(found.lock_file.has_value());
}

TEST_CASE("why a migration has no script") {
  Folder folder;
  folder.add("migrations/1_none/a.txt")
      .add("migrations/2_case/Migration.sql")
      .add("migrations/3_folder/migration.sql/x");
  std::filesystem::create_directories(folder.path() + "/migrations/4_dangling");
  std::filesystem::create_symlink("gone.sql", folder.path() + "/migrations/4_dangling/migration.sql");
  folder.add("migrations/5_fifo/a.txt");
  REQUIRE(::mkfifo((folder.path() + "/migrations/5_fifo/migration.sql").c_str(), 0600) == 0);
  const auto found = folder.migrations();
  auto why = [&found](const char* name) { return found.find(name)->no_script_because; };
  for (const auto& migration : found.migrations) CHECK_FALSE(migration.script);
  CHECK(why("1_none") == "it holds no migration.sql");
  CHECK(why("2_case") == "it holds no migration.sql, only Migration.sql: Prisma wants the exact lower-case name");
  CHECK(why("3_folder") == "migration.sql is a folder");
  CHECK(why("4_dangling") == "migration.sql is a link to nothing inside the source");
  CHECK(why("5_fifo") == "migration.sql is not a regular file");
}

TEST_CASE("a linked script inside the worktree is followed") {
  Folder folder;
  folder.migration("migrations/1_a", "SELECT 2;\n").add("migrations/2_b/note");
  std::filesystem::create_symlink("../1_a/migration.sql", folder.path() + "/migrations/2_b/migration.sql");
  const auto found = folder.migrations();
  REQUIRE(found.find("2_b")->script);
  CHECK(found.find("2_b")->script_is_link);
  CHECK(found.find("2_b")->script->text == "SELECT 2;\n");
  CHECK(found.find("2_b")->script == found.find("1_a")->script);
}

TEST_CASE("a script over the cap is hashed, not kept; invalid UTF-8 is kept") {
  Folder folder;
  folder.migration("migrations/1_big", std::string(1001, 'x')).migration("migrations/2_latin", "-- caf\xE9\n");
  const auto found = folder.migrations();
  CHECK(found.find("1_big")->script->too_large);
  CHECK(found.find("1_big")->script->text.empty());
  CHECK(found.find("1_big")->script->checksums.as_is.size() == 64);
  CHECK_FALSE(found.find("2_latin")->script->valid_utf8);
  CHECK_FALSE(found.find("2_latin")->script->too_large);
}

TEST_CASE("companions are all other regular files of a migration") {
  Folder folder;
  folder.migration("migrations/1_a").add("migrations/1_a/data/rows.csv", "1\n").add("migrations/1_a/down.sql");
  const auto found = folder.migrations();
  const auto& companions = found.find("1_a")->companions;
  REQUIRE(companions.size() == 2);
  CHECK(companions[0].path == "data/rows.csv");
  CHECK(companions[0].blob == "d00491fd7e5bb6fa28c517a0bb32b8b506539d4d");
  CHECK(companions[1].path == "down.sql");
}

TEST_CASE("Prisma 8's layout is recognised, a migration.sql beside it is Prisma 7's") {
  Folder folder;
  folder.add("migrations/1_a/migration.json").migration("migrations/2_b").add("migrations/2_b/migration.json");
  const auto found = folder.migrations();
  CHECK(found.find("1_a")->prisma8);
  CHECK_FALSE(found.find("2_b")->prisma8);
}

TEST_CASE("a migrations path that is a file, absent, or closed") {
  Folder folder;
  folder.schema("prisma/schema.prisma").add("prisma/migrations", "not a folder");
  auto project = folder.only();
  CHECK(project.folder->state == MigrationsFolder::State::not_a_folder);
  REQUIRE(project.obstacles.size() == 1);
  CHECK(project.obstacles[0].message == "the migrations folder is a file");
  CHECK(folder.migrations("nowhere").state == MigrationsFolder::State::absent);
  if (::geteuid() == 0) return;  // root may list everything
  folder.migration("closed/1_a");
  ::chmod((folder.path() + "/closed").c_str(), 0);
  CHECK(folder.migrations("closed").state == MigrationsFolder::State::unreadable);
  ::chmod((folder.path() + "/closed").c_str(), 0700);
}

TEST_CASE("equal scripts of two trees are one value") {
  Folder a, b;
  a.migration("m/1_a", "SELECT 1;");
  b.migration("m/9_z", "SELECT 1;");
  ContentStore store;
  store.script_cap = 1000;
  auto first = read_migrations(disk_tree(a.path()), "m", store),
       second = read_migrations(disk_tree(b.path()), "m", store);
  CHECK(first->migrations[0].script == second->migrations[0].script);
  CHECK(store.scripts.size() == 1);
}

TEST_CASE("a package that is called prisma is the project, not the folder around it") {
  Folder folder;
  folder.schema("packages/prisma/schema.prisma").add("packages/prisma/package.json", "{}");
  CHECK(folder.paths() == "packages/prisma");
  CHECK(folder.only().migrations_dir == "packages/prisma/migrations");
}

TEST_CASE("a package.json inside the default folder does not make it a project of its own") {
  Folder folder;
  folder.schema("prisma/schema.prisma").add("prisma/package.json", "{}").add("package.json", "{}");
  CHECK(folder.paths() == ".");
}

TEST_CASE("a schema named by the root's package.json is one project, not two") {
  Folder folder;
  folder.schema("packages/db/prisma/schema.prisma");
  folder.add("package.json",
             "{\"prisma\":{\"schema\":\"packages/db/prisma/schema.prisma\"},\"dependencies\":{\"prisma\":\"6.1.0\"}}");
  CHECK(folder.paths() == ".");
}

TEST_CASE("migrations and schemas that no project reads are said") {
  Folder folder;
  folder.schema("prisma/schema.prisma").schema("prisma/analytics.prisma").add("db/migrations/migration_lock.toml");
  folder.schema("tests/fixtures/odd.prisma").add("prisma/schema copy.prisma", datasource).add("prisma.config.test.ts");
  PassedOver passed_over;
  folder.projects({}, &passed_over);
  const auto& skipped = passed_over.obstacles;
  REQUIRE(skipped.size() == 3);
  CHECK(skipped[0].file == "prisma.config.test.ts");
  CHECK(skipped[1].file == "db/migrations");
  CHECK(skipped[1].message == "these migrations belong to no Prisma project that was found");
  CHECK(skipped[2].file == "prisma/analytics.prisma");
}

TEST_CASE("migrations alone are a project where nothing else is one, or beside parts of a schema") {
  Folder folder;
  folder.add("db/migrations/migration_lock.toml", "provider = \"postgresql\"\n").migration("db/migrations/1_a");
  CHECK(folder.paths() == "db");
  CHECK(folder.only().migrations_dir == "db/migrations");
  folder.schema("app/prisma/schema.prisma");
  CHECK(folder.paths() == "app");
  folder.add("db/schema.full.prisma", datasource);
  CHECK(folder.paths() == "app db");
}

TEST_CASE("nothing is said where every schema and migration has its project") {
  Folder folder;
  folder.add("prisma/schema/a.prisma", datasource).schema("other/schema.prisma").prisma("7.9.1");
  folder.add("prisma/schema/migrations/migration_lock.toml").add("django/migrations/0001_initial.py");
  PassedOver passed_over;
  CHECK(folder.projects({}, &passed_over).size() == 2);
  CHECK(passed_over.obstacles.empty());
}

TEST_CASE("a folder called migration is hinted at, and read once the settings say so") {
  Folder folder;
  folder.schema("db/schema.prisma").add("db/migration/migration_lock.toml").migration("db/migration/1_a");
  REQUIRE(folder.only().obstacles.size() == 1);
  CHECK(folder.only().obstacles[0].hint == "set migrations_folder_name: migration for this project in tributary.yaml");
  ProjectSearch search;
  ProjectSettings settings;
  settings.path = "db";
  settings.migrations_folder_name = "migration";
  search.settings = {settings};
  CHECK(folder.projects(search).at(0).obstacles.empty());
  CHECK(names(*folder.projects(search).at(0).folder) == "1_a");
}

TEST_CASE("a schema with a block that never ends is an obstacle") {
  Folder folder;
  folder.add("prisma/schema.prisma", std::string(datasource) + "model A {\n  id Int @id\n");
  REQUIRE(folder.only().obstacles.size() == 1);
  CHECK(folder.only().obstacles[0].message.find("is not a whole schema: line ") == 0);
}

TEST_CASE("a URL in the schema is refused by Prisma 7, not by 6") {
  Folder folder;
  folder.schema("prisma/schema.prisma").prisma("7.9.1");
  REQUIRE(folder.only().obstacles.size() == 1);
  CHECK(folder.only().obstacles[0].message == "Prisma 7 refuses url in the datasource (P1012)");
  CHECK(folder.only().obstacles[0].line == 1);
  folder.prisma("6.19.0");
  CHECK(folder.only().obstacles.empty());
}
