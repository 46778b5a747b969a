#include <doctest/doctest.h>

#include "support/temp_repo.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

// main with one migration, feature with one more, and a worktree of it with another that is not committed.
struct Merging {
  TempRepo repo;
  std::string feature_commit;
  Merging() {
    repo.start_project();
    repo.git({"checkout", "-q", "-b", "feature/a"});
    repo.migration("20250101000000_a", "CREATE TABLE a (id int);\n");
    feature_commit = repo.commit("a");
    repo.git({"checkout", "-q", "main"});
    repo.git({"worktree", "add", "-q", repo.beside("a"), "feature/a"});
    repo.migration("20250201000000_uncommitted", "SELECT 1;\n", repo.beside("a"));
  }
  Workspace collected(const MergeInProgress& merging) const {
    CollectOptions options;
    options.repository = repo.path();
    options.merging = merging;
    return collect(options);
  }
};

std::vector<std::string> names(const MigrationsFolder& folder) {
  std::vector<std::string> out;
  for (const auto& migration : folder.migrations) out.push_back(migration.name);
  return out;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("an incoming commit is judged as committed, whatever its worktree holds") {
    Merging merging;
    auto workspace = merging.collected({"", {{merging.feature_commit, "feature/a"}}, "", ""});
    REQUIRE(workspace.incoming == std::vector<std::string>{"feature/a"});
    const auto* source = workspace.find("feature/a");
    REQUIRE(source);
    CHECK(source->projects.at(0).own == std::vector<std::string>{"20250101000000_a"});
    CHECK(workspace.sources.size() == 2);
    CHECK_FALSE(workspace.result);
  }

  TEST_CASE("the result is read from a tree, or from an index of any name") {
    Merging merging;
    auto& repo = merging.repo;
    auto tree = merging.collected({"", {{"feature/a", "feature/a"}}, merging.feature_commit, ""});
    REQUIRE(tree.result);
    CHECK(names(*tree.result->projects.at(0).folder).size() == 2);

    repo.git({"merge", "-q", "--no-ff", "--no-commit", "feature/a"});
    repo.git({"rm", "-rqf", "prisma/migrations/20240101000000_init"});
    auto index = merging.collected({"", {{"feature/a", ""}}, "INDEX", ""});
    CHECK(names(*index.result->projects.at(0).folder) == std::vector<std::string>{"20250101000000_a"});
    CHECK(names(*index.target_source().projects.at(0).folder) == std::vector<std::string>{"20240101000000_init"});
    repo.git({"read-tree", "--index-output=.git/other-index", "HEAD"});
    auto other = merging.collected({"", {{"feature/a", ""}}, "INDEX", repo.path() + "/.git/other-index"});
    CHECK(names(*other.result->projects.at(0).folder) == std::vector<std::string>{"20240101000000_init"});
  }

  TEST_CASE("a push judges against the commit the remote has") {
    Merging merging;
    auto before = merging.repo.git({"rev-parse", "main"});
    merging.repo.git({"merge", "-q", "--ff-only", "feature/a"});
    auto workspace = merging.collected({before.substr(0, 40), {{"main", "main"}}, "main", ""});
    CHECK(names(*workspace.target_source().projects.at(0).folder).size() == 1);
    REQUIRE(workspace.incoming.size() == 1);
    CHECK(workspace.find(workspace.incoming[0])->projects.at(0).own.size() == 1);
  }

  TEST_CASE("a commit that is not here is an error that names it") {
    Merging merging;
    CHECK_THROWS_AS(merging.collected({"", {{"no-such-branch", ""}}, "", ""}), Error);
  }
}
