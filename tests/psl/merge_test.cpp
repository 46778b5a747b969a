#include "psl/merge.hpp"

#include <doctest/doctest.h>

#include <random>

#include "psl/align.hpp"
#include "psl/line_merge.hpp"
#include "psl/tree.hpp"

using namespace tributary::psl;

namespace {

const std::string base = R"psl(datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

/// A course
model Course {
  id   String @id
  name String

  @@map("courses")
}

enum Role {
  ADMIN
  USER
}
)psl";

std::string with(std::string text, const std::string& what, const std::string& instead) {
  auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), instead);
}

}  // namespace

TEST_CASE("two epics add a field each to one model and a model each: all of it is kept and aligned") {
  auto epic3 =
      with(base, "  name String\n", "  name String\n  vectorIndex Int?\n") + "\nmodel Concept {\n  id Int @id\n}\n";
  auto epic5 = with(base, "  name String\n", "  name String\n  difficultyAI Float? // by hand\n") +
               "\nmodel Twin {\n  id Int @id\n}\n";
  auto merged = merge(base, epic3, epic5);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("  id           String @id\n  name         String\n  vectorIndex  Int?\n  difficultyAI Float? "
                         "// by hand\n\n  @@map(\"courses\")\n") != std::string::npos);
  CHECK(merged.text.find("}\n\nmodel Concept {\n  id Int @id\n}\n\nmodel Twin {\n  id Int @id\n}\n") !=
        std::string::npos);
}

TEST_CASE("blocks nobody combined keep their authors' layout") {
  auto odd = with(base, "  ADMIN\n  USER\n", "    ADMIN   @map( \"a\" )\n USER\n");
  auto theirs = base + "\nmodel Twin {\n  id Int @id\n}\n";
  CHECK(merge(base, odd, theirs).text == odd + "\nmodel Twin {\n  id Int @id\n}\n");
}

TEST_CASE("a side that only reformatted does not conflict") {
  auto reformatted = with(with(base, "  name String\n", "  name      String\n"), "  id   String @id\n",
                          "  id        String     @id\n");
  auto theirs = with(base, "  name String\n", "  name String?\n");
  auto merged = merge(base, reformatted, theirs);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("String?") != std::string::npos);
}

TEST_CASE("different parts of one field are merged: its type here, an attribute there") {
  auto ours = with(base, "  name String\n", "  name String?\n");
  auto theirs = with(base, "  name String\n", "  name String @unique @db.VarChar(20)\n");
  auto merged = merge(base, ours, theirs);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("  name String? @unique @db.VarChar(20)\n") != std::string::npos);
}

TEST_CASE("one field changed in two ways is a conflict around that field alone") {
  auto ours = with(base, "  name String\n", "  name Int\n");
  auto theirs = with(base, "  name String\n", "  name Json\n");
  auto merged = merge(base, ours, theirs, {"main", "base", "feature/epic-3"});
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0].declaration == "model Course");
  CHECK(merged.conflicts[0].member == "name");
  CHECK(merged.conflicts[0].why == "both sides changed its type: Int and Json");
  CHECK(merged.text.find("  id   String @id\n<<<<<<< main\n  name Int\n||||||| base\n  name String\n=======\n  name "
                         "Json\n>>>>>>> feature/epic-3\n\n  @@map") != std::string::npos);
  CHECK(merged.conflicts[0].line == 9);
  CHECK(conflict_marker_lines(merged.text).size() == 4);
  CHECK(conflict_marker_lines(base).empty());
}

TEST_CASE("deleted here and changed there is a conflict; deleted here and left alone there goes") {
  auto deleted = with(base, "  name String\n", "");
  CHECK(merge(base, deleted, with(base, "  name String\n", "  name String?\n")).conflicts.size() == 1);
  auto merged = merge(base, deleted, with(base, "  USER\n", "  USER\n  GUEST\n"));
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("name") == std::string::npos);
  CHECK(merged.text.find("GUEST") != std::string::npos);
}

TEST_CASE("a model deleted here and used by a new relation there is a conflict although no line collides") {
  auto deleted =
      with(base, "/// A course\nmodel Course {\n  id   String @id\n  name String\n\n  @@map(\"courses\")\n}\n\n", "");
  auto theirs = with(base, "  @@map(\"courses\")\n", "  @@index([name])\n  @@map(\"courses\")\n");
  CHECK(merge(base, deleted, theirs).conflicts.size() == 1);
  auto uses = base + "\nmodel Lesson {\n  id       Int    @id\n  role     Role\n}\n";
  auto no_role = with(base, "\nenum Role {\n  ADMIN\n  USER\n}\n", "");
  auto merged = merge(base, no_role, uses);
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0].why == "its type Role is not declared");
  CHECK(merged.text.find("<<<<<<< ours\n||||||| base\n=======\n  role     Role\n>>>>>>> theirs\n") !=
        std::string::npos);
}

TEST_CASE("an index on a field that the other side deleted is a conflict") {
  auto ours = with(base, "  name String\n", "");
  auto theirs = with(base, "  @@map(\"courses\")\n", "  @@index([name])\n  @@map(\"courses\")\n");
  auto merged = merge(base, ours, theirs);
  REQUIRE(merged.conflicts.size() == 1);
  CHECK(merged.conflicts[0].member == "@@index([name])");
}

TEST_CASE("two models on one table and two fields on one column are conflicts that no line merge sees") {
  auto ours = base + "\nmodel A {\n  id Int @id\n\n  @@map(\"t\")\n}\n",
       theirs = base + "\nmodel B {\n  id Int @id\n\n  @@map(\"t\")\n}\n";
  REQUIRE(merge(base, ours, theirs).conflicts.size() == 1);
  auto column_a = with(base, "  name String\n", "  name String\n  a Int @map(\"x\")\n"),
       column_b = with(base, "  name String\n", "  name String\n  b Int @map(\"x\")\n");
  CHECK(merge(base, column_a, column_b).conflicts.size() == 1);
  auto column_c = with(base, "  name String\n", "  name String\n  c Int @map(\"y\")\n");
  CHECK(merge(base, column_a, column_c).conflicts.empty());
}

TEST_CASE("what an input had wrong already is not the merge's conflict") {
  auto wrong = base + "\nmodel Broken {\n  id Int @id\n  x  Nothing\n}\n";
  CHECK(merge(wrong, with(wrong, "  USER\n", "  USER\n  A\n"), with(wrong, "  name String\n", "  name String?\n"))
            .conflicts.empty());
}

TEST_CASE("both add the same declaration alike: once; enum values of both are kept") {
  auto same = base + "\nmodel Twin {\n  id Int @id\n}\n";
  CHECK(merge(base, same, with(same, "model Twin {\n  id Int @id\n", "model Twin {\n  id  Int   @id\n")).text == same);
  auto merged = merge(base, with(base, "  USER\n", "  USER\n  A\n"), with(base, "  USER\n", "  USER\n  B\n"));
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("  USER\n  A\n  B\n}") != std::string::npos);
}

TEST_CASE("a moved block follows, its comment with it") {
  auto moved =
      with(base, "/// A course\nmodel Course {\n  id   String @id\n  name String\n\n  @@map(\"courses\")\n}\n\n", "") +
      "\n/// A course\nmodel Course {\n  id   String @id\n  name String\n\n  @@map(\"courses\")\n}\n";
  auto merged = merge(base, with(base, "  USER\n", "  USER\n  A\n"), moved);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("enum Role") < merged.text.find("/// A course\nmodel Course"));
}

TEST_CASE("a first index and a first map join the same run") {
  auto start = with(base, "\n  @@map(\"courses\")\n", "");
  auto ours = with(start, "  name String\n", "  name String\n\n  @@map(\"c\")\n"),
       theirs = with(start, "  name String\n", "  name String\n  x Int\n\n  @@index([name])\n");
  auto merged = merge(start, ours, theirs);
  CHECK(merged.text.find("  id   String @id\n  name String\n  x    Int\n\n  @@map(\"c\")\n  @@index([name])\n}") !=
        std::string::npos);
}

TEST_CASE("CRLF and a BOM of ours survive a merge with a theirs that has neither") {
  std::string crlf = "\xEF\xBB\xBFmodel A {\r\n  id Int @id\r\n}\r\n";
  auto merged = merge("model A {\n  id Int @id\n}\n", crlf, "model A {\n  id Int @id\n  b  Int\n}\n");
  CHECK(merged.conflicts.empty());
  CHECK(merged.text == "\xEF\xBB\xBFmodel A {\r\n  id Int @id\r\n  b  Int\r\n}\r\n");
}

TEST_CASE("a block that cannot be read is merged by line, the rest as ever") {
  auto broken = with(base, "  name String\n", "  name String\n  ???\n");
  auto theirs = with(base, "  USER\n", "  USER\n  A\n");
  auto merged = merge(base, broken, theirs);
  CHECK(merged.conflicts.empty());
  CHECK(merged.text.find("???") != std::string::npos);
  CHECK(merged.text.find("  A\n") != std::string::npos);
  CHECK_FALSE(merge(base, broken, with(base, "  name String\n", "  name Int\n")).conflicts.empty());
}

TEST_CASE("a hand merge that dropped what the other side had is told what") {
  auto ours = with(base, "  name String\n", "  name String\n  a Int\n"),
       theirs = base + "\nmodel Twin {\n  id Int @id\n}\n";
  auto lost = lost_declarations({base}, {ours}, {theirs}, {ours});
  REQUIRE(lost.size() == 1);
  CHECK(lost[0] == Lost{"model Twin", "", "", "theirs"});
  CHECK(lost_declarations({base}, {ours}, {theirs}, {merge(base, ours, theirs).text}).empty());
  lost = lost_declarations({base}, {ours}, {theirs}, {with(theirs, "  USER\n", "")});
  CHECK(lost == std::vector<Lost>{{"model Course", "a", "", "ours"}, {"enum Role", "USER", "", "both"}});
}

TEST_CASE("a deletion by one side explains, and so does a move to another file") {
  auto deleted = with(base, "  USER\n", "");
  CHECK(lost_declarations({base}, {deleted}, {base}, {deleted}).empty());
  CHECK(lost_declarations({base, "model A {\n}\n"}, {base, "model A {\n}\n"}, {base + "model A {\n}\n"},
                          {base + "model A {\n}\n"})
            .empty());
}

TEST_CASE("the laws hold for any texts, and nothing either side added is lost in a clean merge") {
  std::mt19937 random(7);
  auto mutate = [&](std::string text) {
    const std::vector<std::string> bits = {"  f%d Int?\n",
                                           "\nmodel M%d {\n  id Int @id\n}\n",
                                           "  V%d\n",
                                           "// note %d\n",
                                           "}\n",
                                           "\r\n",
                                           "model X%d {\n",
                                           "\"",
                                           "@@index([f%d])\n"};
    for (unsigned i = 0; i < 1 + random() % 3; ++i) {
      auto bit = bits[random() % bits.size()];
      if (auto at = bit.find("%d"); at != bit.npos) bit.replace(at, 2, std::to_string(random() % 6));
      auto line = text.find('\n', random() % text.size());
      text.insert(line == text.npos ? text.size() : line + 1, bit);
    }
    return text;
  };
  auto grow = [&](std::string text) {
    for (unsigned i = 0; i < 1 + random() % 4; ++i) {
      auto number = std::to_string(random() % 9);
      switch (random() % 5) {
        case 0:
          text = with(text, "  name String\n", "  name String\n  f" + number + " Int?\n");
          break;
        case 1:
          text = with(text, "  @@map(\"courses\")\n",
                      "  @@map(\"courses\")\n  @@index([name, id], map: \"i" + number + "\")\n");
          break;
        case 2:
          text = with(text, "  ADMIN\n", "  // why\n  ADMIN\n  V" + number + "\n");
          break;
        case 3:
          text += "\n// M\nmodel M" + number + " {\n  id Int @id\n}\n";
          break;
        default:
          if (text.find("  USER\n") != text.npos)
            text = with(text, "  USER\n", "  G" + number + "\n  USER @map(\"u" + number + "\")\n");
      }
      if (!merge_damage(text).empty()) return base;  // the same thing twice
    }
    return text;
  };
  int clean = 0;
  for (int round = 0; round < 3000; ++round) {
    bool hostile = round % 2;
    auto b = hostile ? mutate(base) : base, x = hostile ? mutate(b) : grow(b), y = hostile ? mutate(b) : grow(b);
    REQUIRE(merge(b, x, b).text == x);
    REQUIRE(merge(b, b, x).text == x);
    REQUIRE(merge(b, x, x).text == x);
    auto xy = merge(b, x, y), yx = merge(b, y, x);
    if (!xy.conflicts.empty() || !yx.conflicts.empty() || !SyntaxTree(x).problems().empty() ||
        !SyntaxTree(y).problems().empty())
      continue;
    REQUIRE_MESSAGE(lost_declarations({b}, {x}, {y}, {xy.text}).empty(), b << "\n--- x\n"
                                                                           << x << "\n--- y\n"
                                                                           << y << "\n--- merged\n"
                                                                           << xy.text);
    REQUIRE(lost_declarations({b}, {x}, {y}, {yx.text}).empty());
    REQUIRE(lost_declarations({}, {xy.text}, {}, {yx.text}).empty());
    REQUIRE(lost_declarations({}, {yx.text}, {}, {xy.text}).empty());
    ++clean;
  }
  CHECK(clean > 500);
}

TEST_CASE("lines merge as diff3 does") {
  CHECK(merge_lines("a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\nd\n", {}).text == "a\nB\nc\nd\n");
  auto both = merge_lines("a\nb\n", "a\nX\n", "a\nY\n", {});
  CHECK_FALSE(both.clean);
  CHECK(both.text == "a\n<<<<<<< ours\nX\n||||||| base\nb\n=======\nY\n>>>>>>> theirs\n");
}
