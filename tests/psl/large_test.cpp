// Texts that are made to hurt: each of these would take minutes or hours where the cost is a square.
#include <doctest/doctest.h>

#include "psl/format.hpp"
#include "psl/line_merge.hpp"
#include "psl/merge.hpp"
#include "psl/validate.hpp"

using namespace tributary::psl;

namespace {

std::string repeated(int count, const std::string& text) {
  std::string out;
  for (int i = 0; i < count; ++i) out += text;
  return out;
}

template <class Line>
std::string numbered(int count, Line line) {
  std::string out;
  for (int i = 0; i < count; ++i) out += line(std::to_string(i));
  return out;
}

std::string model(const std::string& members) {
  return "model A {\n  id Int @id\n  a  Int\n\n" + members + "}\n";
}

const std::string datasource = "datasource db {\n  provider = \"postgresql\"\n}\n\n";

std::vector<Invalid> checked(const std::string& text) {
  return validate({{"schema.prisma", text}}, PrismaMajor::seven);
}

}  // namespace

TEST_CASE("large: tens of thousands of attributes on one line") {
  auto found = checked("model A {\n  id Int @id" + repeated(20'000, " @map(\"é\")") + "\n}\n");
  REQUIRE(found.size() == 20'000);
  CHECK(found.back().position == Position{2, 14 + 19'999 * 10});
}

TEST_CASE("large: tens of thousands of indexes in a model, checked and formatted") {
  auto distinct = model(numbered(10'000, [](const std::string& n) { return "  @@index([a], map: \"i" + n + "\")\n"; }));
  CHECK(checked(distinct).empty());
  auto alike = datasource + model(repeated(10'000, "  @@index([a])\n"));
  auto refused = format_refused({{"schema.prisma", alike}}, PrismaMajor::seven);
  CHECK(refused.size() == checked(alike).size());
  CHECK_FALSE(refused.empty());
}

TEST_CASE("large: a model with thousands of equal indexes is merged") {
  auto indexes = repeated(1'500, "  @@index([a])\n");
  auto base = model(indexes), ours = model("  @@index([a])\n" + indexes), theirs = model(indexes + "  @@index([a])\n");
  CHECK(merge(base, ours, theirs).text == ours);
}

TEST_CASE("large: thousands of indexes that each side added are all there") {
  auto index = [](const std::string& fields, const std::string& name) {
    return "  @@index([" + fields + "], map: \"" + name + "\")\n";
  };
  auto shared = numbered(1'500, [&](const std::string& n) { return index("a", "b" + n); });
  auto ours = numbered(1'500, [&](const std::string& n) { return index("id", "o" + n); });
  auto theirs = numbered(1'500, [&](const std::string& n) { return index("a, id", "t" + n); });
  auto merged = merge(model(shared), model(shared + ours), model(shared + theirs));
  CHECK(merged.conflicts.empty());
  CHECK(merged.text == model(shared + ours + theirs));
}

TEST_CASE("large: tens of thousands of lines that are no schema, alike and unlike") {
  auto side = [](int salt) {
    return numbered(
        20'000, [&](const std::string& n) { return std::to_string(std::stol(n) * 7919 % 20'011 * 31 + salt) + "\n"; });
  };
  auto merged = merge_lines(side(1), side(2), side(3), {});
  CHECK_FALSE(merged.clean);
  auto mixed = [](int step) {
    return numbered(20'000, [&](const std::string& n) { return std::to_string(std::stol(n) * step % 10'007) + "\n"; });
  };
  CHECK_FALSE(merge_lines(mixed(1), mixed(5), mixed(7), {}).clean);
  auto same = repeated(20'000, "x\n");
  CHECK(merge_lines(same, same + "y\n", "z\n" + same, {}).text == "z\n" + same + "y\n");
  auto texts = merge(side(1), side(2), side(3));
  CHECK(texts.conflicts.empty());
}

TEST_CASE("large: tens of thousands of fields, each on a column of its own, unique, and with its default") {
  auto values = numbered(10'000, [](const std::string& n) { return "  v" + n + "\n"; });
  auto fields = numbered(10'000, [](const std::string& n) {
    return "  f" + n + " E @default(v" + n + ") @unique @map(\"c" + n + "\")\n";
  });
  auto more =
      numbered(10'000, [](const std::string& n) { return "  @@unique([a, f" + n + "], name: \"k" + n + "\")\n"; });
  auto enumeration = "enum E {\n" + values + "}\n";
  CHECK(checked(datasource + enumeration + model(fields + more)).empty());
  auto taken = checked(datasource + enumeration + model(fields + more + "  @@unique([a, id], name: \"k7\")\n"));
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].kind == "custom-name-twice");
}

TEST_CASE("large: thousands of enum defaults and of relations to one model are merged") {
  auto values = numbered(5'000, [](const std::string& n) { return "  v" + n + "\n"; });
  auto fields = numbered(5'000, [](const std::string& n) {
    return "  f" + n + " E @default(v" + n + ")\n  m" + n + " M[] @relation(\"" + n + "\")\n";
  });
  auto back = numbered(5'000, [](const std::string& n) {
    return "  a" + n + " A @relation(\"" + n + "\", fields: [x], references: [id])\n";
  });
  auto base = "enum E {\n" + values + "}\n\n" + model(fields) + "\nmodel M {\n  x Int\n" + back + "}\n";
  auto merged = merge(base, base + "\nmodel Ours {\n  id Int @id\n}\n", "/// theirs\n" + base);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("model Ours") != std::string::npos);
}

TEST_CASE("large: thousands of models that all refer to one, and those unique ones of it") {
  auto lists =
      numbered(10'000, [](const std::string& n) { return "  m" + n + " M" + n + "[]\n  u" + n + " Int @unique\n"; });
  auto models = numbered(10'000, [](const std::string& n) {
    return "model M" + n + " {\n  id Int @id\n  u Int\n  a A @relation(fields: [u], references: [u" + n + "])\n}\n";
  });
  CHECK(checked(datasource + model(lists) + models).empty());
}

TEST_CASE("large: thousands of models that refer to each other in a ring, where Prisma itself follows relations") {
  auto ring = numbered(4'000, [](const std::string& n) {
    auto next = std::to_string((std::stoi(n) + 1) % 4'000), before = std::to_string((std::stoi(n) + 3'999) % 4'000);
    return "model M" + n + " {\n  id Int @id\n  o Int\n  r M" + next + " @relation(\"r" + n +
           "\", fields: [o], references: [id])\n  b M" + before + "[] @relation(\"r" + before + "\")\n}\n";
  });
  auto emulated = "datasource db {\n  provider = \"postgresql\"\n  relationMode = \"prisma\"\n}\n";
  auto found = checked(emulated + ring);
  REQUIRE(found.size() == 4'000);
  CHECK(found.back().kind == "cascade-cycle");
  CHECK(checked(datasource + ring).empty());
}
