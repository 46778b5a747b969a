// What is own, held against what git does: histories are made up, merged by git, and the folders compared.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/temp_repo.hpp"
#include "tributary/collect.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Names = std::set<std::string>;

Names folders(const TempRepo& repo) {
  Names out;
  for (const auto& name : list_folder(repo.path() + "/prisma/migrations").value_or(std::vector<std::string>{}))
    if (kind_of(repo.path() + "/prisma/migrations/" + name + "/migration.sql") == FileKind::file) out.insert(name);
  return out;
}

// main and one branch, each doing at random what teams do to migrations; what stops at a conflict is given up.
struct History : TempRepo {
  std::mt19937 random;
  int made = 0;

  explicit History(unsigned seed) : random(seed) {
    start_project();
    git({"branch", "epic"});
  }
  unsigned roll(std::size_t sides) { return random() % static_cast<unsigned>(sides); }
  std::string on() const { return git({"symbolic-ref", "--short", "HEAD"}).substr(0, 4); }
  void attempt(const std::vector<std::string>& command, const std::string& abort) const {
    if (try_git(command) == 0) return;
    try_git({abort, "--abort"});
    git({"reset", "-q", "--hard"});
  }
  std::string any_folder() {
    auto all = folders(*this);
    all.erase("20240101000000_init");
    return all.empty() ? "" : *std::next(all.begin(), roll(all.size()));
  }
  void add() {
    auto number = std::to_string(100 + made++);
    migration("20240201000" + number + "_m", "CREATE TABLE \"T" + number + "\" (\"c" + number + "\" TEXT);\n");
    commit("add " + number);
  }
  void remove() {
    auto name = any_folder();
    if (name.empty()) return;
    git({"rm", "-rq", "prisma/migrations/" + name});
    commit("remove " + name);
  }
  void restore() {
    auto removed = git({"log", "--all", "--diff-filter=D", "--format=%H", "-1", "--", "prisma/migrations"});
    if (removed.size() < 40) return;
    try_git({"checkout", removed.substr(0, 40) + "^", "--", "prisma/migrations"});
    if (try_git({"diff", "--cached", "--quiet"}) != 0) commit("restore");
  }
  void revert() {
    auto merge = git({"log", "-1", "--format=%P"}).size() > 42;
    merge ? attempt({"revert", "--no-edit", "-m", "1", "HEAD"}, "revert")
          : attempt({"revert", "--no-edit", "HEAD"}, "revert");
  }
  void squash(const std::string& other) {
    if (try_git({"merge", "-q", "--squash", other}) != 0) return void(git({"reset", "-q", "--hard"}));
    if (try_git({"diff", "--cached", "--quiet"}) != 0) commit("squash " + other);
  }
  void step() {
    git({"checkout", "-q", roll(2) ? "main" : "epic"});
    auto other = on() == "main" ? std::string("epic") : std::string("main");
    switch (roll(7)) {
      case 0:
      case 1:
        return add();
      case 2:
        return attempt({"merge", "-q", "--no-edit", other}, "merge");
      case 3:
        return revert();
      case 4:
        return remove();
      case 5:
        return roll(2) ? squash(other) : attempt({"cherry-pick", other}, "cherry-pick");
      default:
        return restore();
    }
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("in made-up histories the own migrations are exactly those that git merge brings") {
    int compared = 0;
    for (unsigned seed = 1; seed <= 40; ++seed) {
      History repo(seed);
      for (int i = 0; i < 9; ++i) repo.step();
      repo.git({"checkout", "-q", "main"});
      CollectOptions options;
      options.repository = repo.path();
      options.refs = {"epic"};
      auto workspace = collect(options);
      auto before = folders(repo);
      Names own;
      if (const auto* epic = workspace.find("epic"))
        for (const auto& project : epic->projects) own.insert(project.own.begin(), project.own.end());
      if (repo.try_git({"merge", "-q", "--no-edit", "epic"}) != 0) continue;  // a conflict is a person's to decide
      Names brought;
      for (const auto& name : folders(repo))
        if (!before.count(name)) brought.insert(name);
      CHECK_MESSAGE(own == brought, "seed " << seed << " own " << text::join({own.begin(), own.end()}, " ")
                                            << "; brought " << text::join({brought.begin(), brought.end()}, " "));
      ++compared;
    }
    CHECK(compared > 20);
  }
}
