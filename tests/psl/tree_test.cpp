#include "psl/tree.hpp"

#include <doctest/doctest.h>

#include <random>

#include "psl/outline.hpp"

using namespace tributary::psl;

namespace {

const std::string schema = R"psl(// a comment
datasource db {
  provider = "postgresql" // the database
  url      = env("DATABASE_URL")
}

generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["multiSchema",
    "views"]
}

/// A person
model User {
  id    String  @id @default(uuid()) @db.Uuid
  email String? @unique(map: "user_email") // login
  posts Post[]
  raw   Unsupported("circle(1, 2)")?

  @@index([email, id(sort: Desc)], name: "by,mail")
  @@map("users")
}

enum Role {
  ADMIN
  USER @map("user")
}
)psl";

void check_tiles(const SyntaxTree& tree) {
  std::size_t at = 0;
  for (const auto& item : tree.items()) {
    REQUIRE(item.range.begin == at);
    at = item.range.end;
    if (item.kind != Item::Kind::block) continue;
    REQUIRE(item.header.begin == item.range.begin);
    std::size_t inner = item.header.end;
    for (const auto& member : item.members) {
      REQUIRE(member.range.begin == inner);
      inner = member.range.end;
    }
    REQUIRE(item.closing.begin == inner);
    REQUIRE(item.closing.end == item.range.end);
  }
  REQUIRE(at == tree.text().size());
  REQUIRE(tree.print() == tree.text());
}

}  // namespace

TEST_CASE("fields, attributes and their arguments are read in place") {
  SyntaxTree tree(schema);
  CHECK(tree.problems().empty());
  const Item* user = tree.find("model", "User");
  REQUIRE(user);
  const Member& email = user->members[1];
  CHECK(email.name == "email");
  CHECK(email.type.name == "String");
  CHECK(email.type.arity == FieldType::Arity::optional);
  REQUIRE(email.attributes.size() == 1);
  CHECK(email.attributes[0].arguments.at(0).name == "map");
  CHECK(tree.of(email.attributes[0].arguments.at(0).value) == "\"user_email\"");
  CHECK(tree.of(email.comment) == "// login");
  CHECK(user->members[0].attributes[2].name == "db.Uuid");
  CHECK(user->members[3].type.unsupported);
  CHECK(user->members[3].type.name == "circle(1, 2)");
  CHECK(user->members[4].kind == Member::Kind::blank);
  const Attribute& index = user->members[5].attributes.at(0);
  REQUIRE(index.arguments.size() == 2);
  CHECK(tree.of(index.arguments[0].value) == "[email, id(sort: Desc)]");
  CHECK(tree.of(index.arguments[1].value) == "\"by,mail\"");
  CHECK(tree.find("enum", "Role")->members[1].attributes.size() == 1);
}

TEST_CASE("every byte is printed back: CRLF, BOM, tabs, no final line end, nothing at all") {
  for (std::string text :
       {schema, std::string(), std::string("\n"), std::string("\xEF\xBB\xBFmodel A {\r\n\tid Int @id\r\n}"),
        std::string("model A {"), std::string("model A { id Int }"), std::string("}}}{{{"),
        std::string("model A {\n  a \"x\n}\nmodel B {\n}\n"), std::string("enum E { A B }\n"),
        std::string("model A {\n @@index([a\n}\nx"), std::string("/* open\nmodel A {\n}"), std::string("\0\0{", 3)})
    check_tiles(SyntaxTree(text));
}

TEST_CASE("mutated schemas print back and end") {
  std::mt19937 random(20251118);
  const std::string pieces = "{}()[]\"\\/@:=,.\n\r\t ?a\xFF*#";
  for (int round = 0; round < 10'000; ++round) {
    std::string text = schema;
    for (int change = 0; change < 6; ++change) {
      auto at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = pieces[random() % pieces.size()];
          break;
        case 1:
          text.erase(at, random() % 40);
          break;
        default:
          text.insert(at, 1, pieces[random() % pieces.size()]);
      }
      if (text.empty()) text = "m";
    }
    check_tiles(SyntaxTree(text));
  }
}

TEST_CASE("a forgotten brace costs its own block only") {
  SyntaxTree tree("model A {\n  id Int @id\n\nmodel B {\n  id Int @id\n}\n");
  REQUIRE(tree.problems().size() == 1);
  CHECK(tree.problems()[0].message == "model A has no closing brace");
  CHECK(tree.find("model", "B") != nullptr);
  check_tiles(tree);
}

TEST_CASE("a field may be called like a keyword without ending the block") {
  SyntaxTree tree("model A {\n  model String\n  enum Role\n  type String @default(\"{\")\n}\n");
  CHECK(tree.problems().empty());
  CHECK(tree.find("model", "A")->members.size() == 3);
}

TEST_CASE("an outline counts blocks and knows the datasource's URL") {
  auto outline = tributary::psl::outline(schema);
  CHECK(outline.problem.empty());
  CHECK(outline.count("model") == 1);
  CHECK(outline.count("enum") == 1);
  REQUIRE(outline.datasource());
  CHECK(outline.datasource()->properties.at("url") == Value{Value::Kind::env, "DATABASE_URL"});
  CHECK(outline.datasource()->properties.at("provider") == Value{Value::Kind::string, "postgresql"});
}

TEST_CASE("positions count characters") {
  SyntaxTree tree("// \xC3\xA9\xC3\xA9 x\nmodel A {}\n");
  CHECK(tree.position(8).column == 7);
  CHECK(tree.position(tree.text().find("model")).line == 2);
}
