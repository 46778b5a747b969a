#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>

#include "collect/tree.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using tributary::testing::TempFolder;
using tributary::testing::write_file;

namespace {

struct Folder : TempFolder {
  ProjectSearch search;
  Folder() { search.databases = true; }
  Folder& add(const std::string& file, const std::string& bytes = "") {
    write_file(path() + "/" + file, bytes);
    return *this;
  }
  Folder& prisma(const std::string& version) {
    return add("package.json", "{\"dependencies\":{\"prisma\":\"" + version + "\"}}");
  }
  Folder& schema(const std::string& lines = "url = env(\"DATABASE_URL\")") {
    return add("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n  " + lines + "\n}\n");
  }
  Project only() const {
    ContentStore store;
    auto found = find_projects(disk_tree(path()), search, store);
    REQUIRE(found.size() == 1);
    return found[0];
  }
  DatabaseAddress address() const {
    auto found = only().database;
    REQUIRE(found);
    return *found;
  }
  // "URL from PLACE", or "problem: …".
  std::string shown() const {
    const auto found = address();
    return found.problem.empty() ? found.url.reveal() + " from " + found.from : "problem: " + found.problem;
  }
};

constexpr const char* config7 = "import 'dotenv/config'\nexport default { datasource: { url: env('DATABASE_URL') } }\n";

}  // namespace

TEST_CASE("Prisma 6 takes the URL from the schema and .env") {
  Folder folder;
  folder.prisma("6.19.0").schema();
  CHECK(folder.shown() == "problem: DATABASE_URL is not set");
  folder.add("prisma/.env", "DATABASE_URL=postgresql://u:secret@h/schema");
  CHECK(folder.shown() == "postgresql://u:secret@h/schema from prisma/.env: DATABASE_URL");
  CHECK(folder.address().redacted.find("secret") == std::string::npos);
  folder.add(".env", "DATABASE_URL=postgresql://h/root");
  CHECK(folder.shown() == "postgresql://h/root from .env: DATABASE_URL");
  CHECK_FALSE(folder.address().from_environment);
  folder.search.environment["DATABASE_URL"] = "postgresql://h/exported";
  CHECK(folder.shown() == "postgresql://h/exported from environment: DATABASE_URL");
  CHECK(folder.address().from_environment);
}

TEST_CASE("no database is looked for unless asked") {
  Folder folder;
  folder.prisma("6.19.0").schema("url = \"postgresql://h/d\"");
  folder.search.databases = false;
  CHECK_FALSE(folder.only().database.has_value());
}

TEST_CASE("directUrl wins over url, a literal is its own source") {
  Folder folder;
  folder.prisma("5.22.0").schema("url = env(\"POOLED\")\n  directUrl = \"postgresql://h/direct\"");
  CHECK(folder.shown() == "postgresql://h/direct from prisma/schema.prisma");
  folder.schema("url = \"postgresql://h/plain\"");
  CHECK(folder.shown() == "postgresql://h/plain from prisma/schema.prisma");
}

TEST_CASE("two .env files that agree stop Prisma, two that differ do not") {
  Folder folder;
  folder.prisma("6.1.0")
      .schema()
      .add(".env", "DATABASE_URL=postgresql://h/a\n")
      .add("prisma/.env", "DATABASE_URL=postgresql://h/a\n");
  REQUIRE(folder.only().obstacles.size() == 1);
  CHECK(folder.only().obstacles[0].message.find("There is a conflict between env var in .env and prisma/.env") !=
        std::string::npos);
  folder.add("prisma/.env", "DATABASE_URL=postgresql://h/b\n");
  CHECK(folder.only().obstacles.empty());
}

TEST_CASE("names in .env are expanded") {
  Folder folder;
  folder.prisma("6.1.0").schema().add(".env", "NAME=epic3\nDATABASE_URL=\"postgresql://h/${NAME}\"\n");
  CHECK(folder.shown() == "postgresql://h/epic3 from .env: DATABASE_URL");
}

TEST_CASE("an .env that is a link out of the worktree is read") {
  TempFolder elsewhere;
  write_file(elsewhere.path() + "/shared.env", "DATABASE_URL=postgresql://h/shared\n");
  Folder folder;
  folder.prisma("6.1.0").schema();
  std::filesystem::create_symlink(elsewhere.path() + "/shared.env", folder.path() + "/.env");
  CHECK(folder.shown() == "postgresql://h/shared from .env: DATABASE_URL");
}

TEST_CASE("Prisma 6 beside a config file reads no .env unless the config loads it") {
  Folder folder;
  folder.prisma("6.19.0")
      .schema()
      .add(".env", "DATABASE_URL=postgresql://h/d\n")
      .add("prisma.config.ts", "export default {}");
  CHECK(folder.shown().find("problem: DATABASE_URL is not set; prisma.config.ts loads no .env file") == 0);
  folder.add("prisma.config.ts", "import 'dotenv/config'; export default {}");
  CHECK(folder.shown() == "postgresql://h/d from .env: DATABASE_URL");
}

TEST_CASE("the classic engine's datasource replaces the schema's, in Prisma 6") {
  Folder folder;
  folder.prisma("6.19.0").schema("url = \"postgresql://h/schema\"");
  folder.add("prisma.config.ts", "export default { engine: 'classic', datasource: { url: 'postgresql://h/config' } }");
  CHECK(folder.shown() == "postgresql://h/config from prisma.config.ts");
  folder.add("prisma.config.ts", "export default { datasource: { url: 'postgresql://h/config' } }");
  CHECK(folder.shown() == "postgresql://h/schema from prisma/schema.prisma");
}

TEST_CASE("Prisma 7 takes the URL from its config alone") {
  Folder folder;
  folder.prisma("7.9.1").schema("").add(".env", "DATABASE_URL=postgresql://h/d\n");
  CHECK(folder.shown() ==
        "problem: Prisma 7 takes the URL from datasource.url of prisma.config.ts, and there is no such file");
  folder.add("prisma.config.ts", "export default {}");
  CHECK(folder.shown() == "problem: it names no datasource.url, which Prisma 7 requires");
  folder.add("prisma.config.ts", config7);
  CHECK(folder.shown() == "postgresql://h/d from .env: DATABASE_URL");
  folder.add("prisma.config.ts", "export default { datasource: { url: process.env.DATABASE_URL! } }");
  CHECK(folder.shown().find("problem: DATABASE_URL is not set; prisma.config.ts loads no .env file") == 0);
}

TEST_CASE("alternatives in a config are tried in order") {
  Folder folder;
  folder.prisma("7.9.1").schema("");
  folder.add("prisma.config.ts",
             "export default { datasource: { url: process.env.A || process.env.B || 'postgresql://h/c' } }");
  CHECK(folder.shown() == "postgresql://h/c from prisma.config.ts");
  folder.search.environment = {{"A", ""}, {"B", "postgresql://h/b"}};
  CHECK(folder.shown() == "postgresql://h/b from environment: B");
}

TEST_CASE("a config loads the .env file it names, the first to set a name wins") {
  Folder folder;
  folder.prisma("7.9.1").schema("");
  folder.add(".env", "DATABASE_URL=postgresql://h/plain\n").add(".env.local", "DATABASE_URL=postgresql://h/local\n");
  folder.add("prisma.config.ts",
             "import { config } from 'dotenv'\nconfig({ path: ['.env.local', '.env'] })\n"
             "export default { datasource: { url: env('DATABASE_URL') } }");
  CHECK(folder.shown() == "postgresql://h/local from .env.local: DATABASE_URL");
}

TEST_CASE("our own settings come first") {
  Folder folder;
  folder.prisma("6.19.0").schema("url = \"postgresql://h/schema\"").add(".env", "OTHER=postgresql://h/other\n");
  ProjectSettings settings;
  settings.path = ".";
  settings.database_env = "OTHER";
  folder.search.settings = {settings};
  CHECK(folder.shown() == "postgresql://h/other from .env: OTHER");
  folder.search.settings[0].database_env = "NONE";
  CHECK(folder.shown() == "problem: NONE is not set");
  folder.search.settings[0].database_url = "postgresql://h/literal";
  CHECK(folder.shown() == "postgresql://h/literal from config: database");
}

TEST_CASE("a package's .env in a monorepo is named by its path") {
  Folder folder;
  folder.add("apps/web/package.json", "{\"dependencies\":{\"prisma\":\"6.1.0\"}}")
      .add("apps/web/.env", "DATABASE_URL=postgresql://h/web\n");
  folder.add("apps/web/prisma/schema.prisma",
             "datasource db {\n  provider = \"postgres\"\n  url = env(\"DATABASE_URL\")\n}\n");
  CHECK(folder.shown() == "postgresql://h/web from apps/web/.env: DATABASE_URL");
  CHECK(folder.only().provider == "postgresql");
}
