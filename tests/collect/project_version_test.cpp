#include <doctest/doctest.h>

#include "collect/tree.hpp"
#include "prisma/version.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using tributary::testing::TempFolder;
using tributary::testing::write_file;

namespace {

struct Folder : TempFolder {
  Folder() {
    write_file(path() + "/apps/web/prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
  }
  std::string version(const std::string& configured = "") const {
    ProjectSearch search;
    search.roots = {"apps/web"};
    ProjectSettings settings;
    settings.path = "apps/web";
    settings.prisma_version = configured;
    search.settings = {settings};
    ContentStore store;
    auto found = find_projects(disk_tree(path()), search, store);
    REQUIRE(found.size() == 1);
    return prisma::version_text(found[0].prisma) + " from " + found[0].prisma.from;
  }
};

}  // namespace

TEST_CASE("the version comes from the nearest and surest place") {
  Folder folder;
  auto add = [&folder](const std::string& file, const std::string& bytes) {
    write_file(folder.path() + "/" + file, bytes);
  };
  CHECK(folder.version() == "7.9.1 from assumed");
  add("package.json", "{\"devDependencies\":{\"prisma\":\"^5.1.0\"}}");
  CHECK(folder.version() == "5.1.0 from package.json");
  add("apps/web/package.json", "{\"devDependencies\":{\"prisma\":\"catalog:prisma6\"}}");
  CHECK(folder.version() == "5.1.0 from package.json");
  add("apps/web/package.json", "{\"devDependencies\":{\"prisma\":\"~6.2.0\"}}");
  CHECK(folder.version() == "6.2.0 from apps/web/package.json");
  add("pnpm-lock.yaml", "importers:\n  apps/web:\n    devDependencies:\n      prisma:\n        version: 6.2.1\n");
  CHECK(folder.version() == "6.2.1 from pnpm-lock.yaml");
  add("node_modules/prisma/package.json", "{\"version\":\"6.2.2\"}");
  CHECK(folder.version() == "6.2.2 from node_modules/prisma/package.json");
  add("apps/web/node_modules/prisma/package.json", "{\"version\":\"6.2.3\"}");
  CHECK(folder.version() == "6.2.3 from apps/web/node_modules/prisma/package.json");
  CHECK(folder.version("5.0.0") == "5.0.0 from config");
}

TEST_CASE("a lock file that does not know Prisma is passed over") {
  Folder folder;
  write_file(folder.path() + "/apps/web/yarn.lock", "left-pad@1:\n  version \"1.0.0\"\n");
  write_file(folder.path() + "/package-lock.json", "{\"packages\":{\"node_modules/prisma\":{\"version\":\"6.4.0\"}}}");
  CHECK(folder.version() == "6.4.0 from package-lock.json");
}
