// Which files of a worktree are read for commands.
#include <doctest/doctest.h>

#include <filesystem>

#include "collect/commands.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_SUITE_BEGIN("git");

TEST_CASE("tracked files as they are on disk; node_modules, links and untracked ones are left alone") {
  TempRepo repo;
  const std::string push = "npx prisma db push\n";
  repo.write("scripts/a.sh", "npx prisma validate\n");
  repo.write("apps/web/package.json", "{\"scripts\": {\"x\": \"prisma db push\"}}");
  repo.write("node_modules/x/package.json", "{\"scripts\": {\"x\": \"prisma db push\"}}");
  repo.write("docs/notes.md", push);
  repo.write("gone.sh", push);
  repo.write("real.txt", push);
  std::filesystem::create_symlink("real.txt", repo.path() + "/link.sh");
  repo.commit("scripts");
  repo.write("scripts/a.sh", push);
  repo.write("untracked.sh", push);
  std::filesystem::remove(repo.path() + "/gone.sh");
  std::vector<std::string> files;
  for (const auto& line : read_commands(repo.path())) files.push_back(line.file + ": " + line.text);
  CHECK(files == std::vector<std::string>{"apps/web/package.json: prisma db push", "scripts/a.sh: npx prisma db push"});
}

TEST_SUITE_END();
