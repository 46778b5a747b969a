// What plan and merge say of made-up histories, held against what git's own merge leaves.
// TRIBUTARY_HISTORIES=500 makes so many of them; what it gave stands in docs/commands/merge.md.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "support/made_up_history.hpp"

using namespace tributary::testing;
using Names = std::set<std::string>;

namespace {

RunResult run(const TempRepo& repo, std::vector<std::string> words) {
  words.insert(words.end(), {"--offline", "--format", "json"});
  return run_tributary(words, repo.path(), {{"TRIBUTARY_NOW", "1767225600"}});
}

// What `plan` says that merging epic adds.
Names planned(const TempRepo& repo) {
  auto answer = run(repo, {"plan", "--refs", "epic"});
  Names out;
  if (answer.status != 0) {  // the target contains it, or nobody has a project any more
    bool told =
        answer.err.find("epic") != std::string::npos || answer.err.find("no Prisma project") != std::string::npos;
    REQUIRE_MESSAGE(told, answer.err);
    return out;
  }
  auto json = nlohmann::json::parse(answer.out);
  for (const auto& step : json.at("sequence"))
    for (const auto& added : step.at("adds")) out.insert(added.at("migration").get<std::string>());
  return out;
}

Names more_than(const Names& before, const std::string& folder) {
  Names out;
  for (const auto& name : migration_folders(folder))
    if (!before.count(name)) out.insert(name);
  return out;
}

std::string joined(const Names& names) {
  return tributary::text::join({names.begin(), names.end()}, " ");
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("in made-up histories plan names, and merge copies, exactly what git merge brings") {
    unsigned compared = 0, made = histories(16);
    for (unsigned seed = 1; seed <= made; ++seed) {
      CAPTURE(seed);
      MadeUpHistory repo(seed);
      auto before = migration_folders(repo.path());
      auto plan = planned(repo);
      run(repo, {"merge", "epic", "--yes", "--force"});
      auto copied = more_than(before, repo.path());
      repo.git({"reset", "-q", "--hard"});
      repo.git({"clean", "-qfd"});
      if (repo.try_git({"merge", "-q", "--no-edit", "epic"}) != 0) continue;  // a conflict is a person's to decide
      auto brought = more_than(before, repo.path());
      CHECK_MESSAGE(plan == brought, "plan: " << joined(plan) << "; git: " << joined(brought));
      CHECK_MESSAGE(copied == brought, "copied: " << joined(copied) << "; git: " << joined(brought));
      ++compared;
    }
    CHECK(compared > made / 2);
    MESSAGE(compared << " of " << made << " histories compared");
  }
}
