#pragma once
// A repository in which everything that git, npm, Prisma or a shell may be made to run leaves a marker.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "cli/safety.hpp"

namespace tributary::testing {

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

}  // namespace tributary::testing
