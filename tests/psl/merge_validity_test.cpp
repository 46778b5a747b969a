// Two schemas that Prisma takes never merge without a conflict into one that it refuses.
#include <doctest/doctest.h>

#include "psl/merge.hpp"
#include "psl/validate.hpp"

using namespace tributary::psl;

namespace {

const std::string head = "datasource db {\n  provider = \"postgresql\"\n  url      = env(\"DATABASE_URL\")\n}\n\n";

std::string model(const std::string& name, const std::string& members) {
  return "model " + name + " {\n" + members + "}\n\n";
}

bool valid(const std::string& text) {
  return validate({{"schema.prisma", text}}, major_that_fits({{"schema.prisma", text}})).empty();
}

Merged merged(const std::string& base, const std::string& ours, const std::string& theirs) {
  for (const auto* text : {&base, &ours, &theirs}) REQUIRE(valid(head + *text));
  return merge(head + base, head + ours, head + theirs);
}

// Both ways round; the first one's reason.
std::string refused(const std::string& base, const std::string& ours, const std::string& theirs) {
  auto one = merged(base, ours, theirs), other = merged(base, theirs, ours);
  CHECK(one.conflicts.size() == other.conflicts.size());
  REQUIRE(!one.conflicts.empty());
  CHECK(one.text.find("<<<<<<< ours\n") != std::string::npos);
  return one.conflicts[0].why;
}

bool clean(const std::string& base, const std::string& ours, const std::string& theirs) {
  auto result = merged(base, ours, theirs);
  return result.conflicts.empty() && valid(result.text);
}

const std::string id = "  id Int @id\n";

}  // namespace

TEST_CASE("a changed type of an id and a new relation over the old type") {
  auto user = model("U", id), by_id = model("U", "  id Int @id\n  p P[]\n") +
                                      model("P", id + "  uId Int\n  u U @relation(fields: [uId], references: [id])\n");
  CHECK(refused(user, model("U", "  id String @id\n"), by_id) == "P.u joins uId with id, which is of another type");
  CHECK(clean(user, model("U", id + "  name String?\n"), by_id));
}

TEST_CASE("a field made optional and the same field in a key") {
  auto two = model("U", "  id Int @id\n  a Int\n  b Int\n");
  auto keyed = model("U", "  id Int\n  a Int\n  b Int\n\n  @@id([a, b])\n");
  CHECK_FALSE(refused(two, model("U", "  id Int @id\n  a Int?\n  b Int\n"), keyed).empty());
  CHECK(clean(two, model("U", "  id Int @id\n  a BigInt\n  b Int\n"), keyed));
}

TEST_CASE("@unique taken away and a relation that refers to it") {
  auto base = model("U", id + "  email String @unique\n");
  auto refers = model("U", id + "  email String @unique\n  p P[]\n") +
                model("P", id + "  e String\n  u U @relation(fields: [e], references: [email])\n");
  CHECK_FALSE(refused(base, model("U", id + "  email String\n"), refers).empty());
  CHECK(clean(base, model("U", id + "  email String @unique\n  x Int?\n"), refers));
}

TEST_CASE("@id moved to another field and @@id added") {
  auto base = model("P", "  id String @id\n  title String\n");
  auto compound = model("P", "  id String\n  title String\n\n  @@id([id, title])\n");
  CHECK_FALSE(refused(base, model("P", "  id String\n  title String @id\n"), compound).empty());
}

TEST_CASE("another type and a default of the old one") {
  auto base = model("P", id + "  title String\n");
  CHECK_FALSE(
      refused(base, model("P", id + "  title Int\n"), model("P", id + "  title String @default(\"x\")\n")).empty());
  CHECK(clean(base, model("P", id + "  title String?\n"), model("P", id + "  title String @default(\"x\")\n")));
}

TEST_CASE("each side removes another one of two values") {
  auto with_values = [](const std::string& values) { return "enum E {\n" + values + "}\n"; };
  CHECK_FALSE(refused(with_values("  A\n  B\n"), with_values("  A\n"), with_values("  B\n")).empty());
  CHECK(clean(with_values("  A\n  B\n  C\n"), with_values("  A\n  C\n"), with_values("  B\n  C\n")));
}

TEST_CASE("a datasource without url for Prisma 7 and a branch of 6 that adds directUrl") {
  auto user = model("U", id);
  std::string six = head, seven = "datasource db {\n  provider = \"postgresql\"\n}\n\n";
  std::string direct =
      "datasource db {\n  provider  = \"postgresql\"\n  url       = env(\"DATABASE_URL\")\n  directUrl = "
      "env(\"D\")\n}\n\n";
  REQUIRE(valid(direct + user));
  auto result = merge(six + user, seven + user, direct + user + model("A", id));
  REQUIRE(result.conflicts.size() == 1);
  CHECK(result.conflicts[0].member == "directUrl");
  CHECK(result.conflicts[0].wrong == Wrong::Kind::invalid);
  CHECK(merge(six + user, seven + user, six + user + model("A", id)).conflicts.empty());
}

TEST_CASE("two enums on one type, two models on one table, behind a conflict that hides nothing") {
  auto base = model("Q", id + "  n Int\n");
  auto mapped = [](const std::string& name, const std::string& type) {
    return model("Q", id + "  n " + type + "\n") + model(name, id + "\n  @@map(\"search\")\n");
  };
  auto result = merged(base, mapped("Search", "String"), mapped("search", "Json"));
  REQUIRE(result.conflicts.size() == 2);
  CHECK(result.conflicts[0].line > 0);
  CHECK(result.conflicts[1].wrong == Wrong::Kind::table_mapped_twice);
  auto enums =
      merged(base, base + "enum A {\n  X\n\n  @@map(\"kind\")\n}\n", base + "enum B {\n  X\n\n  @@map(\"kind\")\n}\n");
  REQUIRE(enums.conflicts.size() == 1);
  CHECK(enums.conflicts[0].wrong == Wrong::Kind::table_mapped_twice);
  CHECK(clean(base, base + "enum A {\n  X\n\n  @@map(\"a\")\n}\n", base + "enum B {\n  X\n\n  @@map(\"b\")\n}\n"));
}

TEST_CASE("where a side is refused already the merge is not blamed") {
  auto broken = model("U", "  id Int @id\n  n Int @default(\"x\")\n");
  auto result = merge(head + model("U", id), head + model("U", "  id String @id\n"), head + broken);
  CHECK(result.conflicts.empty());
}
