#include "psl/format.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "psl/inflect.hpp"
#include "psl/layout.hpp"
#include "support/places.hpp"

using namespace tributary::psl;

namespace {

std::string formatted_text(const std::string& text, PrismaMajor major = PrismaMajor::seven) {
  return formatted({{"schema.prisma", text}}, major).at(0).text;
}

const std::string database = "datasource db {\n  provider = \"postgresql\"\n}\n\n";

std::vector<SchemaText> corpus() {
  std::vector<SchemaText> out;
  auto folder = tributary::testing::repository_root() + "/tests/conformance/schemas/corpus";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".prisma") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    out.push_back({entry.path().string(), std::move(text)});
  }
  return out;
}

}  // namespace

TEST_CASE("names, types and attributes stand in columns, and a blank line begins new ones") {
  CHECK(formatted_text("model Ship{\n id Int  @id\n  longerName String? @unique\n\n\n a Int@default(1) // x\n}\n") ==
        "model Ship {\n  id         Int     @id\n  longerName String? @unique\n\n  a Int @default(1) // x\n}\n");
}

TEST_CASE("attributes are put into Prisma's order, those of the block at its end with their comments") {
  CHECK(
      formatted_text("model Ship {\n  // the table\n  @@map(\"s\")\n  id Int @map(\"i\") @id\n  @@unique([id])\n}\n") ==
      "model Ship {\n  id Int @id @map(\"i\")\n\n  @@unique([id])\n  // the table\n  @@map(\"s\")\n}\n");
}

TEST_CASE("CRLF becomes LF, comments become what they are to Prisma, and lines that do not parse stay") {
  CHECK(formatted_text("/* a\n  b */\r\nenum E {\r\n RED @map(\"r\")   // stop\r\n what, this\n}") ==
        "/**\n * a\n * b\n */\nenum E {\n  RED @map(\"r\") // stop\n  what, this\n}\n");
}

TEST_CASE("only Prisma 7 reads an object as a value") {
  std::string text = "model A {\n  id Int @id\n  @@index([id],where:{id:1})\n}\n";
  CHECK(formatted_text(text) == "model A {\n  id Int @id\n\n  @@index([id], where: { id: 1 })\n}\n");
  CHECK(formatted_text(text, PrismaMajor::six) == "model A {\n  id Int @id\n  @@index([id],where:{id:1})\n}\n");
}

TEST_CASE("what a relation lacks is added: the other side, the column, the arguments") {
  auto files = formatted({{"a.prisma", "model Ship {\n  id Int @id\n  port Port?\n}\n"},
                          {"b.prisma", "model Port {\n  code String @id @db.Char(5)\n}\n"}},
                         PrismaMajor::seven);
  CHECK(files.at(0).text ==
        "model Ship {\n  id       Int     @id\n"
        "  port     Port?   @relation(fields: [portCode], references: [code])\n"
        "  portCode String? @db.Char(5)\n}\n");
  CHECK(files.at(1).text == "model Port {\n  code  String @id @db.Char(5)\n  ships Ship[]\n}\n");
}

TEST_CASE("nothing is added where something else does not resolve") {
  CHECK(formatted_text("model Ship {\n  id Int @id\n  port Port\n  x Unknown\n}\nmodel Port {\n  id Int @id\n}\n") ==
        "model Ship {\n  id   Int     @id\n  port Port\n  x    Unknown\n}\n\nmodel Port {\n  id Int @id\n}\n");
}

TEST_CASE("a schema that Prisma would refuse is refused, with its places as they were written") {
  std::vector<SchemaText> files = {{"a.prisma", database + "model Ship {\n\n\n\n  id Int\n     x   Unknown\n}\n"}};
  auto refused = format_refused(files, PrismaMajor::seven);
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].kind == "unknown-type");
  CHECK(refused[0].position.line == 10);
  CHECK(format_refused({{"a.prisma", database + "model Ship {\n  id Int @id\n}\n"}}, PrismaMajor::seven).empty());
}

TEST_CASE("what was missing before and is added is no reason to refuse") {
  std::string text = database + "model Ship {\n  id Int @id\n  port Port\n}\n\nmodel Port {\n  id Int @id\n}\n";
  CHECK(!validate({{"a.prisma", text}}, PrismaMajor::seven).empty());
  CHECK(format_refused({{"a.prisma", text}}, PrismaMajor::seven).empty());
}

TEST_CASE("formatting what is formatted changes nothing, but for the few whose comments Prisma moves again") {
  int schemas = 0, settled = 0;
  for (const auto& file : corpus())
    for (auto major : {PrismaMajor::six, PrismaMajor::seven}) {
      auto once = formatted({file}, major);
      if (!validate(once, major).empty()) continue;
      ++schemas;
      if (formatted(once, major) == once) ++settled;
    }
  CHECK(schemas > 200);
  CHECK(schemas - settled <= 8);
}

TEST_CASE("plurals follow Prisma's rules, right or wrong") {
  const std::vector<std::pair<std::string, std::string>> words = {
      {"category", "categories"}, {"status", "statuses"}, {"person", "people"}, {"mouse", "mice"},
      {"news", "news"},           {"box", "boxes"},       {"key", "keys"},      {"ship", "ships"}};
  for (const auto& word : words) CHECK(plural(word.first) == word.second);
  CHECK(camel_case("HTTPServer") == "httpserver");
  CHECK(camel_case("order_item2x") == "orderItem2X");
}

TEST_CASE("text that was never closed is laid out in time") {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "model A" + std::to_string(i) + " {\n  // }\n";
  CHECK(laid_out(text, 7).size() > text.size() / 2);
  CHECK(laid_out("model A {\n  x Int @default(" + std::string(100'000, '[') + "\n}\n", 7).size() > 100'000);
}
