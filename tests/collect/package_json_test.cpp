#include "collect/package_json.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace tributary;

TEST_CASE("package.json tells schema, range and the scripts' schema") {
  const auto package = read_package_json(
      "{\"version\":\"1.2.3\",\"prisma\":{\"schema\":\"db/"
      "a.prisma\",\"seed\":\"x\"},\"devDependencies\":{\"prisma\":\"^6.1.0\"},"
      "\"dependencies\":{\"@prisma/client\":\"^5.0.0\"},\"scripts\":{\"a\":\"prisma migrate deploy --schema "
      "./db/b.prisma\","
      "\"b\":\"npx prisma generate --schema=\\\"c.prisma\\\"\",\"c\":\"other --schema d\"}}");
  CHECK(package.version == "1.2.3");
  CHECK(package.schema == "db/a.prisma");
  CHECK(package.prisma_range == "^6.1.0");
  CHECK(text::join(package.schema_flags, " ") == "./db/b.prisma c.prisma");
}

TEST_CASE("package.json with nothing of Prisma, or broken") {
  CHECK(read_package_json("{}") == PackageJson{});
  CHECK(read_package_json("{\"dependencies\":{\"@prisma/client\":\"5.1.0\"}}").prisma_range == "5.1.0");
  CHECK(read_package_json("{ broken").problem == "is not a JSON object");
  CHECK(read_package_json("[]").problem == "is not a JSON object");
  CHECK(read_package_json("{\"prisma\":\"x\",\"scripts\":[],\"dependencies\":7}") == PackageJson{});
}

TEST_CASE("versions in lock files") {
  struct Case {
    const char *file, *text, *importer, *range, *version;
  };
  for (const auto& one : std::initializer_list<Case>{
           {"package-lock.json", "{\"dependencies\":{\"prisma\":{\"version\":\"4.1.0\"}}}", ".", "", "4.1.0"},
           {"package-lock.json",
            "{\"lockfileVersion\":3,\"packages\":{\"\":{\"devDependencies\":{\"prisma\":\"^6\"}},\"node_modules/"
            "@prisma/x\":{"
            "\"version\":\"1.0.0\"},\n \"node_modules/prisma\" : {\n \"version\": "
            "\"6.19.0\",\"bin\":{\"prisma\":\"b\"}}}}",
            ".", "", "6.19.0"},
           {"package-lock.json",
            "{\"packages\":{\"node_modules/prisma\":{\"version\":\"6.0.0\"},\"apps/web/node_modules/"
            "prisma\":{\"version\":\"5.1.0\"}}}",
            "apps/web", "", "5.1.0"},
           {"package-lock.json",
            "{\"packages\":{\"node_modules/prisma\":{\"version\":\"6.0.0\"},\"apps/web/node_modules/"
            "prisma\":{\"version\":\"5.1.0\"}}}",
            "apps/api", "", "6.0.0"},
           {"package-lock.json", "{\"packages\":{\"node_modules/prisma-x\":{\"version\":\"6.0.0\"}}}", ".", "", ""},
           {"pnpm-lock.yaml",
            "lockfileVersion: 5.4\nspecifiers:\n  prisma: ^4.0.0\ndevDependencies:\n  prisma: 4.2.1\n", ".", "",
            "4.2.1"},
           {"pnpm-lock.yaml",
            "lockfileVersion: '6.0'\n\ndevDependencies:\n  prisma:\n    specifier: ^5.0.0\n    version: 5.1.1\n", ".",
            "", "5.1.1"},
           {"pnpm-lock.yaml",
            "lockfileVersion: 5.4\nimporters:\n  .:\n    specifiers: {}\n  a:\n    specifiers:\n      prisma: ^4.0.0\n"
            "    devDependencies:\n      prisma: 4.9.0\n",
            "a", "", "4.9.0"},
           {"pnpm-lock.yaml",
            "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    devDependencies:\n      turbo:\n        specifier: ^2\n"
            "        version: 2.0.0\n\n  apps/web:\n    dependencies:\n      '@prisma/client':\n        specifier: ^6\n"
            "        version: 6.1.0(prisma@6.1.0)\n    devDependencies:\n      prisma:\n        specifier: ^6\n"
            "        version: 6.19.0(typescript@5.6.2)\n\n  packages/db:\n    dependencies:\n      prisma:\n"
            "        specifier: ^7\n        version: 7.1.0\n\npackages:\n\n  prisma@6.19.0:\n",
            "apps/web", "", "6.19.0"},
           {"pnpm-lock.yaml", "importers:\n\n  .: {}\n\npackages:\n\n  prisma@6.2.0:\n    resolution: {}\n", "x", "",
            "6.2.0"},
           {"pnpm-lock.yaml", "packages:\n\n  /prisma/4.3.0:\n    resolution: {}\n", ".", "", "4.3.0"},
           {"pnpm-lock.yaml", "packages:\n\n  prisma-ast@0.1.0:\n", ".", "", ""},
           {"yarn.lock", "# yarn lockfile v1\n\n\nprisma@^5.0.0:\n  version \"5.22.0\"\n  resolved \"x\"\n", ".",
            "^5.0.0", "5.22.0"},
           {"yarn.lock", "\"prisma@npm:^6.0.0\":\n  version: 6.5.0\n  resolution: \"prisma@npm:6.5.0\"\n", ".",
            "^6.0.0", "6.5.0"},
           {"yarn.lock", "prisma@^4.0.0:\n  version \"4.1.0\"\n\nprisma@^5.0.0, prisma@^5.1.0:\n  version \"5.2.0\"\n",
            ".", "^5.1.0", "5.2.0"},
           {"yarn.lock", "prisma@^4.0.0:\n  version \"4.1.0\"\n", ".", "", "4.1.0"},
           {"yarn.lock", "prismatic@^4.0.0:\n  version \"4.1.0\"\n", ".", "", ""},
           {"bun.lock", "{\n  \"packages\": {\n    \"prisma\": [\"prisma@6.3.0\", \"\", {}, \"sha\"],\n  }\n}", ".", "",
            "6.3.0"},
           {"bun.lock",
            "{\"workspaces\":{\"\":{\"devDependencies\":{\"prisma\":\"^6\"}}},\"packages\":{\"web/"
            "prisma\":[\"prisma@5.0.1\"],"
            "\"prisma\":[\"prisma@6.3.0\"]}}",
            "apps/web", "", "5.0.1"},
       }) {
    CAPTURE(one.text);
    CHECK(locked_version(one.file, one.text, one.importer, one.range) == one.version);
  }
}
