// What is own, held against what git does: histories are made up, merged by git, and the folders compared.
#include <doctest/doctest.h>

#include <set>

#include "base/text.hpp"
#include "support/made_up_history.hpp"
#include "tributary/collect.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE("git") {
  TEST_CASE("in made-up histories the own migrations are exactly those that git merge brings") {
    unsigned compared = 0, made = histories(40);
    for (unsigned seed = 1; seed <= made; ++seed) {
      MadeUpHistory repo(seed);
      CollectOptions options;
      options.repository = repo.path();
      options.refs = {"epic"};
      auto workspace = collect(options);
      auto before = migration_folders(repo.path());
      std::set<std::string> own, brought;
      if (const auto* epic = workspace.find("epic"))
        for (const auto& project : epic->projects) own.insert(project.own.begin(), project.own.end());
      if (repo.try_git({"merge", "-q", "--no-edit", "epic"}) != 0) continue;  // a conflict is a person's to decide
      for (const auto& name : migration_folders(repo.path()))
        if (!before.count(name)) brought.insert(name);
      CHECK_MESSAGE(own == brought, "seed " << seed << " own " << text::join({own.begin(), own.end()}, " ")
                                            << "; brought " << text::join({brought.begin(), brought.end()}, " "));
      ++compared;
    }
    CHECK(compared > made / 2);
  }
}
