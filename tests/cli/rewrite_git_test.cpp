#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

#include "base/files.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string untidy = "model   A {\n id Int   @id\n}\n";

struct Untidy : TempRepo {
  Untidy() {
    start_project();
    write("prisma/schema.prisma", untidy);
    write("prisma/more.prisma", "enum E {\n    A\n}\n");
    commit("untidy");
  }
  std::string schema() const { return file_text(path() + "/prisma/schema.prisma"); }
  std::string state() const { return git({"status", "--porcelain", "--untracked-files=all"}); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("what schema format rewrites in a worktree is one entry of the journal, and undo brings the bytes back") {
    Untidy repo;
    auto result = run_tributary({"schema", "format", "prisma", "--write", "--yes"}, repo.path());
    INFO(result.out << result.err);
    CHECK(result.status == 0);
    CHECK(repo.schema() == "model A {\n  id Int @id\n}\n");
    auto undone = run_tributary({"undo", "--yes"}, repo.path());
    CHECK(undone.status == 0);
    CHECK(undone.out.find("schema format") != std::string::npos);
    CHECK(repo.state() == "");
    CHECK(run_tributary({"undo", "--yes"}, repo.path()).status == 2);
  }

  TEST_CASE("what was edited since schema format is not taken back") {
    Untidy repo;
    CHECK(run_tributary({"schema", "format", "prisma/schema.prisma", "--write", "--yes"}, repo.path()).status == 0);
    repo.write("prisma/schema.prisma", repo.schema() + "// mine\n");
    CHECK(run_tributary({"undo", "--yes"}, repo.path()).status == 2);
    CHECK(repo.schema().ends_with("// mine\n"));
  }

  TEST_CASE("a schema in another worktree, named through a link, goes through that worktree's repository") {
    Untidy repo;
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    REQUIRE(::symlink((repo.beside("epic") + "/prisma/schema.prisma").c_str(), (repo.beside("link.prisma")).c_str()) ==
            0);
    CHECK(run_tributary({"schema", "format", repo.beside("link.prisma"), "--write", "--yes"}, "/").status == 0);
    CHECK(kind_of(repo.beside("link.prisma")) == FileKind::link);
    CHECK(file_text(repo.beside("epic") + "/prisma/schema.prisma") == "model A {\n  id Int @id\n}\n");
    CHECK(run_tributary({"undo", "--yes"}, repo.path()).status == 0);
    CHECK(repo.git({"status", "--porcelain"}, repo.beside("epic")) == "");
    CHECK(repo.schema() == untidy);
  }

  TEST_CASE("a schema in no repository is formatted, and nothing is left beside it") {
    TempFolder folder;
    write_file(folder.path() + "/schema.prisma", untidy);
    CHECK(run_tributary({"schema", "format", "schema.prisma", "--write", "--yes"}, folder.path()).status == 0);
    CHECK(file_text(folder.path() + "/schema.prisma") == "model A {\n  id Int @id\n}\n");
    auto files = std::filesystem::directory_iterator(folder.path());
    CHECK(std::distance(begin(files), end(files)) == 1);
  }

  TEST_CASE("a baseline that was written is taken back, the one before it too") {
    Untidy repo;
    auto file = repo.path() + "/tributary-baseline.txt";
    CHECK(run_tributary({"check", "--write-baseline", "--offline"}, repo.path()).status == 0);
    auto first = file_text(file);
    CHECK(run_tributary({"check", "--write-baseline", "--offline"}, repo.path()).status == 0);  // nothing new: no entry
    repo.migration("20240101000099_x", "SELECT 1;\n");
    CHECK(run_tributary({"check", "--write-baseline", "--offline"}, repo.path()).status == 0);
    CHECK(file_text(file) != first);
    CHECK(run_tributary({"undo", "--yes"}, repo.path()).status == 0);
    CHECK(file_text(file) == first);
    CHECK(run_tributary({"undo", "--yes"}, repo.path()).status == 0);
    CHECK(kind_of(file) == FileKind::absent);
  }
}
