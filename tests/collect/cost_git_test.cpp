// What reading costs, counted and not timed: thousands of refs must not cost thousands of times one ref.
#include <doctest/doctest.h>

#include <set>

#include "collect/ref_projects.hpp"
#include "collect/repository.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

std::string line_of(std::string out) {
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

// A commit on top of main that no checkout has seen, with one more file.
std::string commit_with(const TempRepo& repo, const std::string& file, const std::string& bytes) {
  repo.git({"read-tree", "main"});
  repo.write("scratch", bytes);
  auto blob = line_of(repo.git({"hash-object", "-w", "scratch"}));
  repo.git({"update-index", "--add", "--cacheinfo", "100644," + blob + "," + file});
  auto tree = line_of(repo.git({"write-tree"}));
  return line_of(repo.git({"commit-tree", "-p", "main", "-m", file, tree}));
}

void main_with_migrations(const TempRepo& repo, int count) {
  repo.start_project();
  for (int i = 0; i < count; ++i) {
    auto name = "202402010000" + std::to_string(10 + i) + "_step";
    repo.migration(name, "CREATE TABLE \"" + name + "\" ();\n");
  }
  repo.commit("steps");
}

struct Reading {
  explicit Reading(const TempRepo& repo)
      : repository(open_repository(repo.path())), finder(repository.objects, ProjectSearch{{"."}, {}, {}, {}}, store) {}

  std::size_t reads_for(const std::string& commit) {
    auto before = repository.objects.reads();
    found = finder.of_commit(commit);
    REQUIRE(found);
    REQUIRE(found->projects.size() == 1);
    return repository.objects.reads() - before;
  }

  ContentStore store;
  Repository repository;
  CommitProjectFinder finder;
  std::shared_ptr<const CommitProjects> found;
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a ref that changes only code costs its commit and its root tree") {
    TempRepo repo;
    main_with_migrations(repo, 20);
    Reading reading(repo);
    reading.store.script_cap = 1 << 20;
    CHECK(reading.reads_for(line_of(repo.git({"rev-parse", "main"}))) > 40);
    auto folder = reading.found->projects[0].folder;
    reading.reads_for(commit_with(repo, "src/first.ts", "first"));  // the root has a new entry, so it is looked at
    for (int i = 0; i < 5; ++i) {
      CHECK(reading.reads_for(commit_with(repo, "src/code" + std::to_string(i) + ".ts", std::to_string(i))) == 2);
      CHECK(reading.found->projects[0].folder == folder);
    }
  }

  TEST_CASE("a ref with one more migration costs the way to it, however many migrations there are") {
    TempRepo repo;
    main_with_migrations(repo, 20);
    Reading reading(repo);
    reading.store.script_cap = 1 << 20;
    reading.reads_for(line_of(repo.git({"rev-parse", "main"})));
    auto before = reading.found->projects[0].folder;
    auto added = commit_with(repo, "prisma/migrations/20240301000000_more/migration.sql", "SELECT 1;\n");
    // Commit, root (twice: for its signature, too), prisma, migrations, the new folder, the new script.
    CHECK(reading.reads_for(added) <= 8);
    const auto& after = *reading.found->projects[0].folder;
    CHECK(after.migrations.size() == before->migrations.size() + 1);
    for (const auto& migration : before->migrations) {
      const auto* same = after.find(migration.name);
      REQUIRE(same);
      CHECK(same->script == migration.script);  // the same content is held once
    }
  }
}
