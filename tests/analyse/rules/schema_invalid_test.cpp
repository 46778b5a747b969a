// Schemas that Prisma refuses, told for the source that makes them so.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string datasource = "datasource db {\n  provider = \"postgresql\"\n}\n";
const std::string port = "model Port {\n  id    Int    @id\n  ships Ship[]\n}\n";
const std::string ship =
    "model Ship {\n  id     Int  @id\n  portId Int\n  port   Port @relation(fields: [portId], references: [id])\n}\n";
const std::string bare_port = "model Port {\n  id Int @id\n}\n";

std::vector<SchemaFile> schema(const std::string& text) {
  return {{"prisma/schema.prisma", "", std::make_shared<const std::string>(datasource + text)}};
}

void give(Workspace& built, const std::string& source, const std::string& text) {
  auto& project = project_of(built, source);
  project.schema = schema(text);
  project.provider = "postgresql";
  project.prisma = {7, 9, 1, "package-lock.json"};
}

// main and one source, both from a base with `base`.
Workspace schemas(const std::string& base, const std::string& main, const std::string& feature) {
  auto init = migration("20240101000000_init");
  auto built = workspace().target("main", {init}).source("feature", {init}).base("feature", {init}).build();
  give(built, "main", main);
  give(built, "feature", feature);
  project_of(built, "feature").base_schema = schema(base);
  return built;
}

Lines invalid(const Workspace& built) {
  return found(analysis_of(built, {"feature"}), "schema-invalid");
}

}  // namespace

TEST_CASE("schema invalid: the source that broke a relation is told, with line and command") {
  auto built = schemas(port + ship, port + ship, bare_port + ship);
  CHECK(invalid(built) == Lines{"error feature : Ship.port has no opposite field in Port"});
  auto finding = findings_of(analysis_of(built, {"feature"}), "schema-invalid").at(0);
  CHECK(finding.place.line == 10);
  CHECK(finding.place.column == 3);
  CHECK(finding.help.find("tributary schema check ") == 0);
}

TEST_CASE("schema invalid: what the target has wrong is told once, for the target") {
  CHECK(invalid(schemas(bare_port + ship, bare_port + ship, bare_port + ship)) ==
        Lines{"error main : Ship.port has no opposite field in Port"});
  CHECK(invalid(schemas(bare_port + ship, port + ship, bare_port + ship)).empty());
}

TEST_CASE("schema invalid: schemas that Prisma takes are silent") {
  CHECK(invalid(schemas(port + ship, port + ship, port + ship)).empty());
}

TEST_CASE("schema invalid: what rules of their own tell is not told again") {
  auto twice = port + ship + bare_port;
  CHECK(invalid(schemas(port + ship, port + ship, twice)).empty());
  auto markers = "<<<<<<< ours\n" + port + "=======\n>>>>>>> theirs\n" + ship;
  CHECK(invalid(schemas(port + ship, port + ship, markers)).empty());
}

TEST_CASE("schema invalid: another provider or an unknown Prisma is not checked, not clean") {
  auto why = [](const Workspace& built) {
    for (const auto& entry : analyse(analysis_of(built, {"feature"})).not_checked)
      if (entry.rule == "schema-invalid" && entry.source == "feature") return entry.because;
    return std::string();
  };
  auto built = schemas(port + ship, port + ship, bare_port + ship);
  project_of(built, "feature").provider = "mysql";
  CHECK(why(built) == "the provider is mysql; only PostgreSQL's schemas are checked");
  CHECK(invalid(built).empty());
  project_of(built, "feature").provider = "postgresql";
  project_of(built, "feature").prisma = {8, 0, 0, "package-lock.json"};
  CHECK(why(built) == "the schema language of Prisma 8 is not known; that of 3 to 7 is");
  CHECK(why(schemas(port, port, port)).empty());
}

TEST_CASE("schema invalid: a version nobody named is the one that the URL in the schema fits") {
  auto with_url = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n" + port + ship;
  auto built = schemas(port + ship, port + ship, port + ship);
  auto& project = project_of(built, "feature");
  project.schema = {{"schema.prisma", "", std::make_shared<const std::string>(with_url)}};
  project.prisma = {7, 9, 1, "assumed"};
  CHECK(invalid(built).empty());
  project.prisma = {7, 9, 1, "package-lock.json"};
  CHECK(invalid(built).size() == 1);
}

TEST_CASE("schema invalid: an older Prisma is judged as 6, but for words that it may have known") {
  auto judged = [](const std::string& text) {
    auto built = schemas(port + ship, port + ship, port + ship);
    auto& project = project_of(built, "feature");
    auto with_url = "datasource db {\n  provider = \"postgresql\"\n  url = env(\"X\")\n}\n" + text;
    project.schema = {{"schema.prisma", "", std::make_shared<const std::string>(with_url)}};
    project.prisma = {5, 22, 0, "package-lock.json"};
    return invalid(built);
  };
  CHECK(judged(bare_port + ship).size() == 1);
  CHECK(judged(port + ship).empty());
  CHECK(judged("model Ship {\n  id Int @id @older\n}\n").empty());
}

TEST_CASE("schema invalid: words that a newer Prisma may know are not held against it") {
  auto newer = bare_port + "model Ship {\n  id Int @id @fresh\n}\n";
  auto built = schemas(bare_port, bare_port, newer);
  CHECK(invalid(built) == Lines{"error feature : the attribute @fresh is not known here"});
  project_of(built, "feature").prisma = {7, 12, 0, "package-lock.json"};
  CHECK(invalid(built).empty());
}

TEST_CASE("schema invalid: a merge's result is judged by what no input had") {
  auto built = schemas(bare_port, port + ship, bare_port + "model Crew {\n  id Int @id\n}\n");
  built.incoming = {"feature"};
  built.result = *built.find("main");
  built.result->projects[0].schema = schema(bare_port + ship + "model Crew {\n  id Int @id\n}\n");
  CHECK(invalid(built) == Lines{"error feature : the merge's result: Ship.port has no opposite field in Port"});
  built.result->projects[0].schema = schema(port + ship + "model Crew {\n  id Int @id\n}\n");
  CHECK(invalid(built).empty());
}

TEST_CASE("schema invalid: of very many problems ten are told, and the number of the others") {
  std::string many = bare_port + "model Ship {\n  id Int @id\n";
  for (int i = 0; i < 14; ++i) many += "  f" + std::to_string(i) + " Gone" + std::to_string(i) + "\n";
  auto lines = invalid(schemas(bare_port, bare_port, many + "}\n"));
  REQUIRE(lines.size() == 11);
  CHECK(std::count(lines.begin(), lines.end(), "error feature : 4 more problems of the schema") == 1);
}

TEST_CASE(
    "prisma disagrees: what the installed Prisma refuses or takes otherwise, and nothing where both say the same") {
  auto asked = [](const std::string& feature, PrismaAnswer answer) {
    auto analysis = analysis_of(schemas(port + ship, port + ship, feature), {"feature"});
    answer.project = {"feature", "."};
    analysis.prisma = {answer};
    return analysis;
  };
  PrismaAnswer takes{{}, true, "", "", 0, ""}, refuses{{}, false, "Type \"X\" is not known.", "prisma/a.prisma", 7, ""};
  auto refused = findings_of(asked(port + ship, refuses), "prisma-disagrees");
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].severity == Severity::error);
  CHECK(refused[0].message == "the Prisma installed here refuses the schema: Type \"X\" is not known.");
  CHECK(refused[0].place.file == "prisma/a.prisma");
  CHECK(refused[0].place.line == 7);
  auto taken = findings_of(asked(bare_port + ship, takes), "prisma-disagrees");
  REQUIRE(taken.size() == 1);
  CHECK(taken[0].severity == Severity::warning);
  CHECK(findings_of(asked(port + ship, takes), "prisma-disagrees").empty());
  CHECK(findings_of(asked(bare_port + ship, refuses), "prisma-disagrees").empty());
  auto not_run = asked(port + ship, {{}, false, "", "", 0, "node is not installed"});
  CHECK(findings_of(not_run, "prisma-disagrees").empty());
  auto unseen = analyse(not_run).not_checked;
  CHECK(std::any_of(unseen.begin(), unseen.end(), [](const NotChecked& entry) {
    return entry.rule == "prisma-disagrees" && entry.because == "node is not installed";
  }));
}

TEST_CASE("schema invalid: a view with a key is refused from Prisma 6 on") {
  auto view = bare_port +
              "view V {\n  a Int\n  b Int\n\n  @@id([a, b])\n}\ngenerator c {\n  provider = \"prisma-client-js\"\n"
              "  previewFeatures = [\"views\"]\n}\n";
  auto of_version = [&](int major) {
    auto built = schemas(bare_port, bare_port, view);
    for (auto& source : built.sources) {
      project_of(built, source.name).prisma = {major, 4, 0, "package-lock.json"};
      auto& files = project_of(built, source.name).schema;
      auto text = *files[0].text;
      text.insert(text.find("provider"), "url = env(\"U\")\n  ");
      files[0].text = std::make_shared<const std::string>(text);
    }
    return invalid(built);
  };
  CHECK(of_version(5).empty());
  CHECK(of_version(6) == Lines{"error feature : a view has no primary key"});
}

TEST_CASE("schema invalid: tens of thousands of keys of one name are judged together, and a few are told") {
  std::string keys;
  for (int i = 0; i < 40'000; ++i) keys += "  @@index([id])\n";
  auto built = schemas(bare_port, bare_port, "model Port {\n  id Int @id\n" + keys + "}\n");
  CHECK(invalid(built).size() <= 11);
}
