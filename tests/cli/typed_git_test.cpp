// Every kind of command line that is made in one place, typed into a shell: against git itself, and against a stand-in
// for npx that takes what the real CLI takes.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "base/process.hpp"
#include "support/temp_repo.hpp"
#include "values/command_lines.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string late = "20240201120501_add_code";

/// A worktree whose branch lacks a later migration of main, on a path that a shell would take apart.
struct Typed : TempRepo {
  Source source;
  Project project;
  Migration migration;

  Typed() {
    write(".gitignore", "bin\n");
    start_project();
    git({"worktree", "add", "-q", "-b", "epic", beside("it's epic")});
    this->TempRepo::migration(late, "SELECT 1;\n", beside("it's epic"));
    commit("code", beside("it's epic"));
    this->TempRepo::migration("20240301120501_on_main", "SELECT 1;\n");
    commit("on main");
    write("bin/npx",
          "#!/bin/sh\ncase \"$*\" in\n'prisma migrate deploy' | 'prisma db pull --print' | 'prisma validate' | 'prisma "
          "generate' | "
          "'prisma migrate resolve --applied 2'* | 'prisma migrate resolve --rolled-back 2'*) [ -f "
          "prisma/schema.prisma ] "
          ";;\n*) exit 64 ;;\nesac\n",
          beside("bin"));
    ::chmod((beside("bin") + "/bin/npx").c_str(), 0755);
    source.name = source.branch = "epic", source.path = beside("it's epic");
    project.path = ".", project.migrations_dir = "prisma/migrations";
    migration.name = late;
  }
  int type(const std::string& line) const {
    ProcessOptions options;
    options.deadline_ms = 60'000;
    options.folder = "/";
    options.set = {{"PATH", beside("bin") + "/bin:/usr/local/bin:/usr/bin:/bin"},
                   {"GIT_AUTHOR_NAME", "Ann"},
                   {"GIT_AUTHOR_EMAIL", "ann@example.org"},
                   {"GIT_COMMITTER_NAME", "Ann"},
                   {"GIT_COMMITTER_EMAIL", "ann@example.org"},
                   {"GIT_MERGE_AUTOEDIT", "no"}};
    return run_process({"bash", "-c", line}, options).status;
  }
};

}  // namespace

TEST_CASE("a line that starts a program is a command, whoever starts Prisma; advice and several lines are not") {
  for (auto line : {"npx prisma migrate deploy", "bunx prisma validate", "pnpm exec prisma validate", "yarn prisma x",
                    "rm -r prisma/migrations/1_x", "cd /work/one && npx prisma validate", "tributary status"})
    CHECK_MESSAGE(typed::is_command(line), line);
  for (auto advice : {"", "Use `npx prisma migrate deploy`", "removed by nobody", "git rm -r x\nthen commit"})
    CHECK_MESSAGE(!typed::is_command(advice), advice);
}

TEST_SUITE("git") {
  TEST_CASE("every kind of line that is printed runs where it is typed, committed or not") {
    for (const auto& kind : typed::kinds()) {
      CAPTURE(kind.name);
      Typed repo;
      auto line = kind.example(repo.source, repo.project, repo.migration);
      CAPTURE(line);
      CHECK(repo.type(line) == 0);
    }
  }

  TEST_CASE("a folder that git does not know is moved and removed by the shell") {
    for (const char* name : {"remove", "move"})
      for (const auto& kind : typed::kinds()) {
        if (std::string(kind.name) != name) continue;
        Typed repo;
        repo.migration.name = "20240401120501_on_disk";
        repo.migration.tracking = Tracking::untracked;
        repo.TempRepo::migration(repo.migration.name, "SELECT 1;\n", repo.source.path);
        auto folder = repo.source.path + "/prisma/migrations/" + repo.migration.name;
        CHECK(repo.type(kind.example(repo.source, repo.project, repo.migration)) == 0);
        CHECK(kind_of(folder) == FileKind::absent);
      }
  }
}
