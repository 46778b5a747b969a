// Command lines in the files that teams keep them in.
#include "collect/commands.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tributary;
using Lines = std::vector<std::string>;

namespace {

/// "line: command" of each.
Lines read(const std::string& file, const std::string& text) {
  Lines out;
  for (const auto& line : command_lines(file, text)) out.push_back(std::to_string(line.line) + ": " + line.text);
  return out;
}

}  // namespace

TEST_CASE("package.json: each script with its line, and the seed; other keys are no commands") {
  CHECK(read("apps/web/package.json",
             "{\n  \"description\": \"prisma migrate reset\",\n  \"scripts\": {\n    \"build\": \"next build\",\n"
             "    \"db:reset\": \"prisma migrate reset\"\n  },\n  \"prisma\": {\n    \"seed\": \"prisma db push\"\n  "
             "}\n}") == Lines{"5: prisma migrate reset", "8: prisma db push"});
  CHECK(read("package.json", "{ \"scripts\": \"prisma\" }").empty());
  CHECK(read("package.json", "{ broken prisma").empty());
}

TEST_CASE("shell: lines joined at backslashes and in quotes, here documents only where SQL is read") {
  CHECK(read("scripts/db.sh", "set -e\nnpx prisma \\\n  db push \\\n  --force-reset\necho done") ==
        Lines{"2: npx prisma    db push    --force-reset"});
  CHECK(read("db.sh", "psql -c \"DELETE\nFROM _prisma_migrations\"") ==
        Lines{"1: psql -c \"DELETE\nFROM _prisma_migrations\""});
  CHECK(read("db.sh", "cat <<EOF\nnpx prisma db push\nEOF\n").empty());
  CHECK(read("db.sh", "psql <<'SQL'\nDELETE FROM _prisma_migrations;\nSQL\necho prisma") ==
        Lines{"1: psql <<'SQL' 'DELETE FROM _prisma_migrations;\n'", "4: echo prisma"});
}

TEST_CASE("make and just: recipes without their prefixes; a target's name is no command") {
  CHECK(read("Makefile", "prisma-reset:\n\t@npx prisma migrate reset\n\t-npx prisma \\\n\t  db push\n") ==
        Lines{"2: npx prisma migrate reset", "3: npx prisma  db push"});
  CHECK(read("justfile", "push:\n    @pnpm prisma db push\n") == Lines{"2: pnpm prisma db push"});
}

TEST_CASE("Dockerfile, Procfile, Jenkinsfile, toml and json of hosts") {
  CHECK(read("Dockerfile",
             "FROM node\nLABEL x=prisma\nRUN npm ci && \\\n    npx prisma db push\nCMD [\"npx\", \"prisma\", "
             "\"db\", \"push\"]\n# RUN prisma\n") ==
        Lines{"3: npm ci &&  npx prisma db push", "5: npx prisma db push"});
  CHECK(read("Procfile", "release: npx prisma db push\nweb: node .\n") == Lines{"1:  npx prisma db push"});
  CHECK(read("Jenkinsfile",
             "steps {\n  sh 'npx prisma db push'\n  echo 'prisma'\n  sh \"\"\"\n    npx prisma migrate "
             "reset\n  \"\"\"\n}") == Lines{"2: npx prisma db push", "5: npx prisma migrate reset"});
  CHECK(read("fly.toml", "[deploy]\n  release_command = \"npx prisma db push\"\n# prisma\n") ==
        Lines{"2: npx prisma db push"});
  CHECK(read("vercel.json", "{\n  \"buildCommand\": \"prisma db push && next build\"\n}") ==
        Lines{"2: prisma db push && next build"});
}

TEST_CASE("a workflow's run keys are commands; names, comments and descriptions are not") {
  CHECK(read(".github/workflows/ci.yml",
             "name: prisma db push\n"
             "jobs:\n"
             "  test:\n"
             "    steps:\n"
             "      - name: never prisma db push\n"
             "        run: npx prisma db push  # prisma\n"
             "      # - run: npx prisma migrate reset\n"
             "      - run: |\n"
             "          npm ci\n"
             "          npx prisma \\\n"
             "            migrate reset\n"
             "      - description: |\n"
             "          npx prisma db push\n"
             "      - run: >-\n"
             "          npx prisma\n"
             "          db push\n") ==
        Lines{"6: npx prisma db push", "10: npx prisma    migrate reset", "15: npx prisma  db push"});
  CHECK(read(".gitlab-ci.yml", "deploy:\n  script:\n  - npx prisma db push\n  - 'npx prisma validate'\n") ==
        Lines{"3: npx prisma db push", "4: npx prisma validate"});
  CHECK(read("docker-compose.yml", "services:\n  web:\n    command: [\"npx\", \"prisma\", \"db\", \"push\"]\n") ==
        Lines{"3: npx prisma db push"});
}

TEST_CASE("the env of a workflow, job or step around a command comes with it, and no other") {
  const std::string workflow =
      "env:\n"
      "  DATABASE_URL: postgres://ci/all\n"
      "jobs:\n"
      "  one:\n"
      "    env:\n"
      "      DATABASE_URL: postgres://ci/one\n"
      "    steps:\n"
      "      - run: prisma db push\n"
      "      - run: prisma db push\n"
      "        env:\n"
      "          DATABASE_URL: postgres://ci/step\n"
      "  two:\n"
      "    steps:\n"
      "      - run: prisma db push\n";
  CHECK(read(".github/workflows/ci.yml", workflow) ==
        Lines{"8: export DATABASE_URL=postgres://ci/one; prisma db push",
              "9: export DATABASE_URL=postgres://ci/step; prisma db push",
              "14: export DATABASE_URL=postgres://ci/all; prisma db push"});
}

TEST_CASE("a deep or a long file of a host costs no stack and no square of its length") {
  std::string deep, many = "{";
  for (int n = 0; n < 20'000; ++n) deep += "{\"a\":";
  deep += "\"prisma\"" + std::string(20'000, '}');
  CHECK(command_lines("vercel.json", deep).empty());
  for (int n = 0; n < 20'000; ++n) many += "\"a" + std::to_string(n) + "Command\": \"prisma x\",\n";
  auto lines = command_lines("vercel.json", many + "\"z\":1}");
  REQUIRE(lines.size() == 20'000);
  CHECK(lines.back().line == 20'000);
}

TEST_CASE("a line of a workflow that is nothing but list items is not read without end") {
  std::string line = "run:\n  ";
  for (int i = 0; i < 300'000; ++i) line += "- ";
  CHECK(command_lines("a.yml", line + "npx prisma migrate deploy\n").empty());
  CHECK(command_lines("a.yml", "run:\n  - npx prisma migrate deploy\n").size() == 1);
}
