// The gate looks back at merges: what it says, whom it fails, and that the command it prints repairs the loss.
#include <doctest/doctest.h>

#include "base/text.hpp"
#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

std::string model(const std::string& name) {
  return "\nmodel " + name + " {\n  id Int @id\n}\n";
}

// The command a finding of --format json offers; it holds nothing that JSON escapes.
std::string command_of(const std::string& json, const std::string& begins) {
  auto at = json.find(begins);
  REQUIRE_MESSAGE(at != std::string::npos, json);
  return json.substr(at, json.find('"', at) - at);
}

RunResult check_json(const std::string& folder, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"check", "--offline", "--format", "json"});
  return run_tributary(more, folder);
}

// feature added Twin and Concept; a merge into main kept main's file as it was.
struct Lossy {
  TempRepo repo;
  std::string file = "prisma/schema.prisma", base;

  Lossy() {
    repo.start_project();
    base = file_text(repo.path() + "/" + file);
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.write(file, base + model("Twin") + model("Concept"));
    repo.commit("epic 3");
    repo.git({"checkout", "-q", "main"});
    repo.write(file, base + model("Lesson"));
    repo.commit("lessons");
    repo.git({"merge", "-q", "-s", "ours", "-m", "Merge epic 3", "feature"});
    repo.git({"branch", "-q", "-D", "feature"});
    repo.write(file, base + model("Lesson") + model("Later"));
    repo.commit("main goes on");
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("check fails main for models a merge dropped long ago, names them, and its command brings them back") {
    Lossy lossy;
    auto checked = check_json(lossy.repo.path());
    CHECK(checked.status == 1);
    CHECK(has(checked.out, "schema-declarations-lost"));
    CHECK(has(checked.out, "(Merge epic 3) lost model"));
    CHECK(has(checked.out, "Twin"));
    CHECK(has(checked.out, "Concept"));
    auto repair = command_of(checked.out, "tributary schema merge ");
    CHECK(has(checked.out, "cd " + lossy.repo.path() + " && " + repair));
    auto words = tributary::text::split(repair, ' ');
    words.erase(words.begin());
    auto repaired_by = run_tributary(words, lossy.repo.path());
    CHECK_MESSAGE(repaired_by.status == 0, repaired_by.err);
    auto schema = file_text(lossy.repo.path() + "/" + lossy.file);
    for (const char* name : {"Twin", "Concept", "Lesson", "Later"}) CHECK(has(schema, std::string("model ") + name));
    lossy.repo.commit("Bring them back");
    auto repaired = check_json(lossy.repo.path());
    CHECK_FALSE(has(repaired.out, "schema-declarations-lost"));
  }

  TEST_CASE("a branch answers for its own merges and not for the target's") {
    Lossy lossy;
    lossy.repo.git({"checkout", "-q", "-b", "epic5"});
    lossy.repo.write("note", "x");
    lossy.repo.commit("epic 5");
    auto checked = check_json(lossy.repo.path(), {"epic5", "--target", "main"});
    CHECK_FALSE(has(checked.out, "schema-declarations-lost"));
    auto target = check_json(lossy.repo.path(), {"main", "--target", "main"});
    CHECK(target.status == 1);
    CHECK(has(target.out, "schema-declarations-lost"));
  }

  TEST_CASE("a forge's merge ref is judged as --incoming, whatever button made it") {
    TempRepo repo;
    repo.start_project();
    auto base = file_text(repo.path() + "/prisma/schema.prisma");
    repo.git({"checkout", "-q", "-b", "feature"});
    repo.write("prisma/schema.prisma", base + model("Twin"));
    repo.commit("epic 3");
    repo.git({"checkout", "-q", "main"});
    repo.write("prisma/schema.prisma", base + model("Lesson"));
    repo.commit("lessons");
    repo.git({"checkout", "-q", "--detach"});
    repo.git({"merge", "-q", "-s", "ours", "-m", "Merge into main", "feature"});
    repo.git({"update-ref", "refs/pull/7/merge", "HEAD"});
    repo.git({"checkout", "-q", "main"});
    auto checked = check_json(repo.path(), {"--incoming", "refs/pull/7/merge"});
    CHECK(checked.status == 1);
    CHECK(has(checked.out, "(Merge into main) lost model Twin"));
    auto by_result = check_json(repo.path(), {"--incoming", "feature", "--result", "refs/pull/7/merge"});
    CHECK(by_result.status == 1);
    CHECK(has(by_result.out, "model Twin of feature is missing from the merge's result"));
  }

  TEST_CASE("a shallow checkout says that merges were not looked at") {
    Lossy lossy;
    auto shallow = lossy.repo.beside("shallow");
    lossy.repo.git({"clone", "-q", "--depth", "1", "file://" + lossy.repo.path(), shallow});
    auto checked = check_json(shallow, {"main"});
    CHECK(has(checked.out, "the clone is shallow, so merges of the past cannot be looked at"));
  }
}
