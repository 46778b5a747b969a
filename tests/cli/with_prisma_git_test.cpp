// `check --with-prisma`: a stand-in for the CLI in node_modules says what the real one would.
#include "cli/with_prisma.hpp"

#include <doctest/doctest.h>

#include "base/files.hpp"
#include "support/temp_repo.hpp"
#include "tributary/secret.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string refusal =
    "Error: Prisma schema validation - (validate wasm)\nError code: P1012\nerror: Type \"Wrong\" is no type.\n"
    "  -->  prisma/schema.prisma:6\n   | \n";

struct Installed : TempRepo {
  Installed() {
    write(".gitignore", "node_modules\n");
    start_project();
    git({"worktree", "add", "-q", "-b", "epic", beside("epic")});
    install("console.log('The schema at prisma/schema.prisma is valid')", path());
  }
  /// As `node_modules/prisma/build/index.js`; leaves a trace of having run.
  void install(const std::string& script, const std::string& worktree) const {
    write("node_modules/prisma/build/index.js",
          "require('fs').writeFileSync('" + beside("ran") + "', process.argv.slice(2).join(' '));\n" + script + "\n",
          worktree);
  }
  void says(const std::string& text, const std::string& worktree) const {
    write("node_modules/answer", text, worktree);
    install("console.error(require('fs').readFileSync(__dirname + '/../../answer', 'utf8')); process.exit(1)",
            worktree);
  }
  RunResult check(std::vector<std::string> more) const {
    std::vector<std::string> arguments = {"check", "--offline"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tributary(arguments, path());
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("the installed Prisma is run for judged worktrees alone, and only when it is asked for") {
    Installed repo;
    repo.install("console.log('is valid')", repo.beside("epic"));
    repo.check({"epic"});
    repo.check({});
    CHECK(run_tributary({"hook", "run", "pre-commit"}, repo.path()).status == 0);
    CHECK(kind_of(repo.beside("ran")) == FileKind::absent);
    auto asked = repo.check({"epic", "--with-prisma"});
    CHECK(asked.status == 0);
    CHECK(has(file_text(repo.beside("ran")), "validate --schema"));
    CHECK(has(file_text(repo.beside("ran")), "epic/prisma/schema.prisma"));
    CHECK_FALSE(has(asked.out, "prisma-disagrees"));
  }

  TEST_CASE("what it refuses is an error at its place; a missing variable, a crash or no CLI is not checked") {
    Installed repo;
    auto epic = repo.beside("epic");
    repo.says(refusal, epic);
    auto refused = repo.check({"epic", "--with-prisma"});
    CHECK(refused.status == 1);
    CHECK(has(refused.out, "prisma-disagrees"));
    CHECK(has(refused.out, "prisma/schema.prisma:6"));
    CHECK(has(refused.out, "Type \"Wrong\" is no type."));

    repo.says("Error code: P1012\nPrisma schema validation\nerror: Environment variable not found: DATABASE_URL.\n",
              epic);
    auto variable = repo.check({"epic", "--with-prisma"});
    CHECK(variable.status == 0);
    CHECK(has(variable.out, "Environment variable not found"));
    CHECK(repo.check({"epic", "--with-prisma", "--require", "prisma"}).status == 1);

    repo.says("boom at postgresql://bob:hunter2@db/x", epic);
    auto crashed = repo.check({"epic", "--with-prisma"});
    CHECK(crashed.status == 0);
    CHECK(has(crashed.out, "boom"));
    CHECK_FALSE(has(crashed.out + crashed.err, "hunter2"));

    repo.git({"worktree", "add", "-q", "-b", "bare", repo.beside("bare")});
    CHECK(has(repo.check({"bare", "--with-prisma"}).out, "no prisma in its node_modules"));
  }

  TEST_CASE("one that hangs, is killed or says a password is told so, and no longer waited for than it may take") {
    TempFolder folder;
    constexpr int brief = 500;  // ms
    auto call = [&](const std::string& script, int deadline = 120'000) {
      write_file(folder.path() + "/cli.js", script);
      cli::PrismaCall one{
          folder.path() + "/cli.js", folder.path(), ".", folder.path() + "/schema.prisma", {Secret("hunter2")}};
      one.deadline_ms = deadline;
      return cli::run_prisma(one);
    };
    CHECK(has(call("setInterval(() => {}, 1000)", brief).not_run, "did not end in 0.5 s"));
    auto deaf = "const fs = require('fs'); fs.closeSync(1); fs.closeSync(2); setInterval(() => {}, 1000)";
    CHECK(has(call(deaf, brief).not_run, "did not end in 0.5 s"));
    CHECK(has(call("process.kill(process.pid, 'SIGKILL')").not_run, "signal 9"));
    auto crash = call(
        "console.error('Loaded Prisma config from prisma.config.ts.\\n\\n'); throw new TypeError('no hunter2 here')");
    CHECK(has(crash.not_run, "TypeError: no *** here"));
    CHECK_FALSE(call("console.log('The schema is valid')").not_run != "");
    CHECK(call("console.log('The schema is valid')").accepts);
  }

  TEST_CASE("a ref is never run: it has no files") {
    Installed repo;
    repo.git({"branch", "parked", "main"});
    repo.git({"worktree", "add", "-q", "-b", "work", repo.beside("work"), "parked"});
    repo.migration("20240301000000_x", "SELECT 1;\n", repo.beside("work"));
    repo.commit("x", repo.beside("work"));
    repo.git({"worktree", "remove", repo.beside("work")});
    auto result = repo.check({"work", "--refs", "work", "--with-prisma"});
    CHECK(has(result.out, "a ref has no files that could be run"));
    CHECK(kind_of(repo.beside("ran")) == FileKind::absent);
  }
}
