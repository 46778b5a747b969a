// A schema of several files, merged file by file and looked at as a whole.
#include "psl/merge_files.hpp"

#include <doctest/doctest.h>

using namespace tributary::psl;

namespace {

std::string model(const std::string& name, const std::string& fields = "") {
  return "model " + name + " {\n  id Int @id\n" + fields + "}\n";
}
const std::string course = model("Course"), twin = model("Twin"), more = "  more Int?\n";

std::vector<std::string> why(const MergedFiles& merged) {
  std::vector<std::string> out;
  for (const auto& [file, conflict] : merged.conflicts)
    out.push_back(file + ": " + conflict.declaration + ": " + conflict.why);
  return out;
}

}  // namespace

TEST_CASE("files: a model moved by one side and left alone by the other is where it was moved to, once") {
  auto merged =
      merge_files({{"a", course + twin}}, {{"a", course}, {"b", twin}}, {{"a", course + twin}, {"c", model("C")}});
  CHECK(merged.conflicts.empty());
  CHECK(merged.files == Files{{"a", course}, {"b", twin}, {"c", model("C")}});
}

TEST_CASE("files: moved here and changed there is changed where it went, whichever side moved it") {
  Files base{{"a", course + "\n" + twin}}, moved{{"a", course}, {"b", twin}},
      changed{{"a", course + "\n" + model("Twin", more)}};
  Files right{{"a", course}, {"b", model("Twin", more)}};
  for (const auto& [ours, theirs] : {std::pair(moved, changed), std::pair(changed, moved)}) {
    auto merged = merge_files(base, ours, theirs);
    CHECK(why(merged).empty());
    CHECK(merged.files == right);
  }
}

TEST_CASE("files: moved into a file that was there, and both changed it: only what collides is a conflict") {
  Files base{{"a", course + "\n" + twin}, {"b", model("B")}},
      moved{{"a", course}, {"b", model("B") + "\n" + model("Twin", "  x Int?\n")}},
      changed{{"a", course + "\n" + model("Twin", "  y Int?\n")}, {"b", model("B")}};
  auto merged = merge_files(base, moved, changed);
  CHECK(why(merged).empty());
  CHECK(merged.files.at("b").find("  x  Int?\n  y  Int?\n") != std::string::npos);
  changed["a"] = course + "\n" + model("Twin", "  x String?\n");
  CHECK(why(merge_files(base, moved, changed)) ==
        std::vector<std::string>{
            "b: model Twin: both sides added it, with different values for its type: Int? and String?"});
}

TEST_CASE("files: what both together make wrong is told beside a conflict, where no decision mends it") {
  Files base{{"a", model("A", "  x Int\n")}, {"b", model("B")}};
  Files ours{{"a", model("A", "  x String\n")}, {"b", model("B")}, {"c", model("C", "  @@map(\"t\")\n")}},
      theirs{{"a", model("A", "  x Json\n")}, {"b", model("B")}, {"d", model("D", "  @@map(\"t\")\n")}};
  CHECK(why(merge_files(base, ours, theirs)) ==
        std::vector<std::string>{"a: model A: both sides changed its type: String and Json",
                                 "d: model D: D and C are two models on the table t"});
}

TEST_CASE("files: the same model moved to two files stands twice, which no file alone shows") {
  auto merged = merge_files({{"a", course + "\n" + twin}}, {{"a", course}, {"b", twin}}, {{"a", course}, {"c", twin}});
  CHECK(why(merged) == std::vector<std::string>{"c: model Twin: Twin is declared twice"});
}

TEST_CASE("files: both add one model to different files") {
  auto merged = merge_files({{"a", course}}, {{"a", course}, {"b", twin}}, {{"a", course}, {"c", twin}});
  CHECK(merged.conflicts.size() == 1);
}

TEST_CASE("files: a relation whose model the other side deleted in another file is a conflict of the whole") {
  Files base{{"a", course}, {"b", twin}};
  auto merged = merge_files(base, {{"a", course}}, {{"a", model("Course", "  twin Twin?\n")}, {"b", twin}});
  CHECK(why(merged) == std::vector<std::string>{"a: model Course: its type Twin is not declared"});
}

TEST_CASE("files: a file deleted here and changed there is a conflict; deleted and left alone it goes") {
  Files base{{"a", course}, {"b", twin}};
  CHECK(why(merge_files(base, {{"a", course}}, {{"a", course}, {"b", model("Twin", more)}})) ==
        std::vector<std::string>{"b: : ours deleted this file, theirs changed it"});
  CHECK(merge_files(base, {{"a", course}}, {{"a", model("Course", more)}, {"b", twin}}).files ==
        Files{{"a", model("Course", more)}});
}

TEST_CASE("files: what one side renamed is merged under its new name") {
  auto merged = merge_files({{"schema.prisma", course + twin}}, {{"schema/all.prisma", course + twin}},
                            {{"schema.prisma", course + model("Twin", more)}});
  CHECK(merged.conflicts.empty());
  CHECK(merged.files == Files{{"schema/all.prisma", course + model("Twin", more)}});
}

TEST_CASE("files: what an input had wrong already is not the merge's conflict") {
  Files base{{"a", course}, {"b", course}};
  CHECK(merge_files(base, {{"a", course}, {"b", course + twin}}, {{"a", model("Course", more)}, {"b", course}})
            .conflicts.empty());
}
