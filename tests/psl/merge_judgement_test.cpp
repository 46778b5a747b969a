// What is a decision, and what only looks like one.
#include <doctest/doctest.h>

#include "psl/merge.hpp"

using namespace tributary::psl;

namespace {

std::string model(const std::string& members, const std::string& name = "Post") {
  return "model " + name + " {\n  id    Int    @id\n  title String\n" + members + "}\n";
}

Merged merged(const std::string& base, const std::string& ours, const std::string& theirs) {
  return merge(base, ours, theirs);
}

bool holds(const Merged& merged, const std::string& text) {
  return merged.text.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("comments of both are kept at one line's end and above it, and stop nothing") {
  auto both = merged(model(""), model("  x Int? // a\n"), model("  x Int? // b\n"));
  CHECK(both.conflicts.empty());
  CHECK(holds(both, "// a // b\n"));
  auto index = merged(model(""), model("\n  // by ours\n  @@index([title]) // o\n"),
                      model("\n  // by theirs\n  @@index([title])\n"));
  CHECK(index.conflicts.empty());
  CHECK(holds(index, "  // by ours\n  // by theirs\n  @@index([title]) // o\n"));
  auto edited = merged(model("  x Int? // a\n"), model("  x Int? // a\n"), model("  x Int? // b\n"));
  CHECK(holds(edited, "// b\n"));
  CHECK_FALSE(holds(edited, "// a"));
}

TEST_CASE("documentation of both is a decision; so is an index that differs beside its comment") {
  CHECK(merged(model(""), model("  x Int? /// a\n"), model("  x Int? /// b\n")).conflicts.size() == 1);
  CHECK(merged(model(""), model("\n  @@index([title], map: \"a\") // a\n"), model("\n  @@index([title]) // b\n"))
            .conflicts.size() == 1);
}

TEST_CASE("deleted here and only its comment edited there goes; its documentation edited does not") {
  auto base = model("  x Int? // a\n");
  CHECK(merged(base, model(""), model("  x Int? // b\n")).conflicts.empty());
  CHECK(merged(model("  x Int? /// a\n"), model(""), model("  x Int? /// b\n")).conflicts.size() == 1);
}

TEST_CASE("one field added by both, with an attribute that one of them left out, is a decision") {
  for (const std::string more : {"@map(\"a\")", "@unique", "@default(1)", "@db.SmallInt"}) {
    CAPTURE(more);
    auto result = merged(model(""), model("  age Int?\n"), model("  age Int? " + more + "\n"));
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].why.find("nothing and " + more) != std::string::npos);
  }
  CHECK(merged(model(""), model("  age Int? @unique\n"), model("  age   Int?   @unique\n")).conflicts.empty());
}

TEST_CASE("renamed here and edited there is edited under its new name, whichever side is ours") {
  auto base = model(""), renamed = model("\n  @@map(\"Post\")\n", "Article"), edited = model("  body String?\n");
  for (const auto& result : {merged(base, renamed, edited), merged(base, edited, renamed)}) {
    CHECK(result.conflicts.empty());
    CHECK(holds(result, "model Article {"));
    CHECK(holds(result, "  body  String?\n"));
    CHECK_FALSE(holds(result, "model Post"));
  }
}

TEST_CASE("renamed in two ways is a decision; alike it is none") {
  auto result = merged(model(""), model("", "Article"), model("", "Story"));
  REQUIRE(result.conflicts.size() == 1);
  CHECK(result.conflicts[0].why == "both sides renamed Post: Article and Story");
  CHECK(merged(model(""), model("", "Article"), model("", "Article")).conflicts.empty());
}

TEST_CASE("a model deleted beside another one that is new is no rename") {
  std::string other = "model Other {\n  id  Int @id\n  sum Int\n  day Int\n}\n";
  auto result = merged(model(""), other, model("  body String?\n"));
  REQUIRE(result.conflicts.size() == 1);
  CHECK(result.conflicts[0].why == "ours deleted it, theirs changed it");
}

TEST_CASE("items of a list and arguments of an attribute are merged one by one") {
  auto features = [](const std::string& list) {
    return "generator client {\n  provider        = \"prisma-client-js\"\n  previewFeatures = [" + list + "]\n}\n";
  };
  auto lists = merged(features("\"views\", \"old\""), features("\"views\", \"metrics\", \"old\""),
                      features("\"views\", \"tracing\""));
  CHECK(lists.conflicts.empty());
  CHECK(holds(lists, "previewFeatures = [\"views\", \"metrics\", \"tracing\"]\n"));
  auto relation = [](const std::string& more) {
    return model("  uId Int\n  u User @relation(fields: [uId], references: [id]" + more + ")\n") +
           "\nmodel User {\n  id Int @id\n  p Post[]\n}\n";
  };
  auto arguments = merged(relation(""), relation(", onDelete: Cascade"), relation(", onUpdate: NoAction"));
  CHECK(arguments.conflicts.empty());
  CHECK(holds(arguments, "onDelete: Cascade, onUpdate: NoAction)"));
  CHECK(merged(relation(""), relation(", onDelete: Cascade"), relation(", onDelete: SetNull")).conflicts.size() == 1);
}
