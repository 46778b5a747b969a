// Generated three-way merges of schemas that Prisma takes.
#include <doctest/doctest.h>

#include <array>
#include <random>

#include "psl/merge.hpp"
#include "psl/validate.hpp"

using namespace tributary::psl;

namespace {

// One choice for each thing that the others depend on.
class Choices {
 public:
  explicit Choices(std::mt19937& random) : random_(random) {
    for (auto& choice : at_) choice = pick();
  }
  void change_some() {
    for (unsigned i = 0, count = 1 + random_() % 3; i < count; ++i) at_[random_() % at_.size()] = pick();
  }
  std::string text() const {
    static const char* ids[] = {"Int", "Int", "String", "BigInt"};
    static const char* emails[] = {"String @unique", "String", "String? @unique", "String @unique @map(\"mail\")"};
    static const char* keys[] = {"", "\n  @@unique([email, n])\n", "\n  @@index([n])\n", "\n  @@map(\"people\")\n"};
    static const char* numbers[] = {"Int", "Int?", "Int @default(1)", "String"};
    static const char* values[] = {"  A\n  B\n  C\n", "  A\n  B\n", "  B\n  C\n", "  C\n"};
    static const char* defaults[] = {"E", "E @default(A)", "E? @default(C)", "E[]"};
    static const char* others[] = {"", "\n  @@map(\"people\")\n", "\n  @@map(\"other\")\n", "\n  @@index([k])\n"};
    static const char* back[] = {"", "  posts Post[]\n", "  posts Post[]\n", ""};
    static const char* posts[] = {
        "", "\nmodel Post {\n  id Int @id\n  u Int\n  user User @relation(fields: [u], references: [id])\n}\n",
        "\nmodel Post {\n  id Int @id\n  u String\n  user User @relation(fields: [u], references: [email])\n}\n", ""};
    return "datasource db {\n  provider = \"postgresql\"\n}\n\nmodel User {\n  id " + std::string(ids[at_[0]]) +
           " @id\n  email " + emails[at_[1]] + "\n  n " + numbers[at_[3]] + "\n" + back[at_[7]] + keys[at_[2]] +
           "}\n\nenum E {\n" + values[at_[4]] + "}\n\nmodel Other {\n  id Int @id\n  k " + defaults[at_[5]] + "\n" +
           others[at_[6]] + "}\n" + posts[at_[7]];
  }

 private:
  std::size_t pick() { return random_() % 4; }
  std::mt19937& random_;
  std::array<std::size_t, 8> at_{};
};

bool valid(const std::string& text) {
  return validate({{"schema.prisma", text}}, PrismaMajor::seven).empty();
}

// A valid schema a few choices away from `from`.
Choices branch_of(const Choices& from) {
  for (;;) {
    auto branch = from;
    branch.change_some();
    if (valid(branch.text())) return branch;
  }
}

}  // namespace

TEST_CASE("500 merges of valid schemas: a clean result is valid, and holds what either side added") {
  std::mt19937 random(20260107);
  int clean = 0, conflicts = 0;
  for (int round = 0; round < 500;) {
    Choices base(random);
    if (!valid(base.text())) continue;
    ++round;
    auto b = base.text(), ours = branch_of(base).text(), theirs = branch_of(base).text();
    CAPTURE(b);
    CAPTURE(ours);
    CAPTURE(theirs);
    for (const auto& result : {merge(b, ours, theirs), merge(b, theirs, ours)}) {
      if (!result.conflicts.empty()) {
        ++conflicts;
        continue;
      }
      ++clean;
      CAPTURE(result.text);
      REQUIRE(valid(result.text));
      REQUIRE(lost_declarations({b}, {ours}, {theirs}, {result.text}).empty());
    }
  }
  CHECK(clean > 100);
  CHECK(conflicts > 20);
}
