// Nothing that a repository or its git configuration names is ever run: each would leave a marker.
#include <doctest/doctest.h>

#include "base/files.hpp"
#include "cli/trapped.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE("git") {
  TEST_CASE("no command runs a config, script, hook, filter, alias, pager, driver or monitor of the repository") {
    Trapped trapped;
    const auto& repo = trapped.repo;
    auto commands = reading_commands(false);
    for (const auto& words : dry_commands()) commands.push_back(words);
    commands.push_back({"merge", "epic", "--yes", "--force", "--allow-dirty"});
    commands.push_back({"merge", "epic", "--yes", "--force"});
    commands.push_back({"undo", "--yes"});
    commands.push_back({"init", "--yes"});
    commands.push_back({"schema", "merge", "prisma/schema.prisma", "prisma/schema.prisma", "prisma/schema.prisma"});
    commands.push_back({"check", "--incoming", "epic"});
    commands.push_back({"hook", "run", "pre-merge-commit"});
    for (const auto& words : commands) {
      auto result = run_tributary(words, repo.path(), trapped.environment());
      CHECK_MESSAGE((result.status >= 0 && result.status <= 2), joined(words) << ": " << result.err);
      trapped.require_unsprung(words);
    }
    // The traps are real: git itself runs into them.
    std::string ignored;
    repo.try_git({"status"}, &ignored);
    CHECK(kind_of(trapped.marker) == FileKind::file);
  }

  TEST_CASE("merge does copy in such a repository, and what it copies is what the branch has") {
    Trapped trapped;
    auto result = run_tributary({"merge", "epic", "--yes", "--force"}, trapped.repo.path(), trapped.environment());
    CHECK_MESSAGE(result.status == 0, result.out << result.err);
    CHECK(contains(file_text(trapped.repo.path() + "/prisma/migrations/20250101000011_add_lessons/migration.sql"),
                   "Lesson"));
    trapped.require_unsprung({"merge"});
  }
}
