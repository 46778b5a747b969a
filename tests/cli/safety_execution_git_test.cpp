// Nothing that a repository or its git configuration names is ever run: each would leave a marker.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.hpp"
#include "cli/safety.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

struct Trapped {
  TempRepo repo;
  std::string program, marker;

  Trapped() {
    program = repo.beside("trap");
    marker = repo.beside("marker");
    write_file(program, "#!/bin/sh\necho \"$0 $*\" >> '" + marker + "'\ncat\n");
    ::chmod(program.c_str(), 0755);
    write_content();
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n",
                   repo.beside("epic"));
    repo.commit("lessons", repo.beside("epic"));
    set_traps();
    // stale stat data: git would have to read, and filter, these to know that they are unchanged
    repo.migration("20240101000000_init",
                   file_text(repo.path() + "/prisma/migrations/20240101000000_init/migration.sql"));
    repo.write("prisma/migrations/20240101000000_init/migration.sql", "-- edited\n", repo.beside("epic"));
  }

  void write_content() const {
    auto js = "require('child_process').execSync('" + program + "'); module.exports = {};\n";
    repo.write("prisma.config.js", js);
    repo.write("prisma.config.ts", "import { execSync } from 'child_process';\nexecSync('" + program +
                                       "');\nexport default { schema: 'prisma/schema.prisma' };\n");
    repo.write(".husky/pre-commit", "#!/bin/sh\n" + program + "\n");
    repo.write(".husky/_/pre-commit", "#!/bin/sh\n" + program + "\n");
    repo.write(".gitattributes", "* filter=trap diff=trap text=auto\n*.lock merge=trap\n");
    repo.write("package.json", "{ \"scripts\": { \"postinstall\": \"" + program + "\", \"prisma\": \"" + program +
                                   "\" }, \"devDependencies\": { \"prisma\": \"6.19.0\" } }\n");
    repo.write("node_modules/prisma/build/index.js", js);
    for (const char* name : {"node_modules/.bin/prisma", "node", "git", "psql", "postgres"}) {
      repo.write(name, "#!/bin/sh\n" + program + "\n");
      ::chmod((repo.path() + "/" + name).c_str(), 0755);
    }
  }

  void set_traps() const {
    for (const auto& key :
         {"core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy",
          "credential.helper", "diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.clean",
          "filter.trap.smudge", "sequence.editor", "gpg.program", "interactive.diffFilter", "core.alternateRefsCommand",
          "uploadpack.packObjectsHook", "filter.a=b.clean"})
      repo.git({"config", key, program});
    repo.git({"config", "filter.trap.required", "true"});
    for (const char* name : {"status", "rev-parse", "for-each-ref", "config", "cat-file", "rev-list"})
      repo.git({"config", std::string("alias.") + name, "!" + program});
    for (const char* name : {"pre-commit", "post-checkout", "post-index-change", "reference-transaction",
                             "fsmonitor-watchman", "pre-auto-gc", "post-merge"}) {
      repo.write(std::string(".git/hooks/") + name, "#!/bin/sh\n" + program + "\n");
      ::chmod((repo.path() + "/.git/hooks/" + name).c_str(), 0755);
    }
    ::unlink(marker.c_str());
  }

  // PATH itself leads into the repository, as `node_modules/.bin` and `.` often do.
  std::vector<std::pair<std::string, std::string>> environment() const {
    return {{"GIT_EXTERNAL_DIFF", program},
            {"GIT_PAGER", program},
            {"GIT_SSH_COMMAND", program},
            {"GIT_ASKPASS", program},
            {"GIT_EDITOR", program},
            {"PAGER", program},
            {"EDITOR", program},
            {"GIT_SSH", program},
            {"GIT_PROXY_COMMAND", program},
            {"NODE_OPTIONS", "--require " + repo.path() + "/prisma.config.js"},
            {"PATH", ".::node_modules/.bin:/usr/local/bin:/usr/bin:/bin"}};
  }

  void require_unsprung(const Words& words) const {
    CAPTURE(joined(words));
    CHECK_MESSAGE(kind_of(marker) == FileKind::absent, file_text(marker));
    ::unlink(marker.c_str());
  }
};

}  // namespace

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

TEST_SUITE("db") {
  TEST_CASE(
      "nor does a command that starts a server of its own, or asks one, although PATH leads into the repository") {
    Trapped trapped;
    auto& server = TempServer::shared();
    auto database = server.new_database("trapped");
    trapped.repo.write(".env", "DATABASE_URL=" + server.url(database) + "\n");
    TempFolder folder;
    write_file(folder.path() + "/drift.md", "<!-- tributary:drift:begin epic -->\n<!-- tributary:drift:end -->\n");
    for (const auto& [name, runs] : commands_beside_a_database(folder.path(), database))
      for (const auto& words : runs) {
        auto result = run_tributary(words, trapped.repo.path(), trapped.environment());
        CHECK_MESSAGE((result.status >= 0 && result.status <= 2), joined(words) << ": " << result.err);
        if (name == "rehearse") CHECK_MESSAGE(contains(result.out, "  fresh "), result.out << result.err);
        trapped.require_unsprung(words);
      }
  }
}
