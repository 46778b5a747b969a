// A bad merge in a fresh clone that has only run its project's own install step.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/places.hpp"
#include "support/skipped.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The PATH, and behind it where scripts/install-packages --ci puts the managers that Debian does not have.
std::string path_of_programs() {
  auto from = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value ? value : "");
  };
  auto modules = from("TRIBUTARY_PRISMA_MODULES"), cache = from("XDG_CACHE_HOME");
  if (cache.empty()) cache = from("HOME") + "/.cache";
  if (modules.empty()) modules = cache + "/tributary-conformance";
  return from("PATH") + ":" + modules + "/hook-managers/node_modules/.bin";
}

bool installed(const std::string& program) {
  ProcessOptions options;
  options.set = {{"PATH", path_of_programs()}};
  if (run_process({"sh", "-c", "command -v " + program}, options).status == 0) return true;
  skipped(program + " is not installed");
  return false;
}

/// A project of a team, with a branch whose migration changes a table that nobody makes.
struct Team {
  TempRepo repo;
  TempFolder clones, bin;

  Team() { repo.start_project(); }
  void branch_and_go_on() const {
    repo.git({"checkout", "-q", "-b", "bad"});
    repo.migration("20250301120501_bad", "ALTER TABLE \"Nowhere\" ADD COLUMN \"x\" TEXT;\n");
    repo.commit("bad");
    repo.git({"checkout", "-q", "main"});
    repo.write("README.md", "more\n");
    repo.commit("main goes on");
  }
  std::string install() const {
    auto done = run_tributary({"hook", "install", "--yes"}, repo.path());
    CHECK_MESSAGE(done.status == 0, done.out << done.err);
    repo.commit("guard merges");
    return done.out;
  }
  /// A clone of everything, after `step` ran in it; with the program or without it in the PATH.
  std::string clone(const std::string& step) const {
    auto path = clones.path() + "/clone";
    repo.git({"clone", "-q", repo.path(), path});
    repo.git({"fetch", "-q", "origin", "bad:bad"}, path);
    shell(step, path, false);
    return path;
  }
  int shell(const std::string& line, const std::string& folder, bool with_program, std::string* out = nullptr) const {
    std::filesystem::create_directories(bin.path());
    std::error_code ignored;
    std::filesystem::create_symlink(tributary_binary(), bin.path() + "/tributary", ignored);
    auto path = (with_program ? bin.path() + ":" : std::string()) + path_of_programs();
    return repo.try_git({"-c", "alias.sh=!cd \"$PWD\" && PATH='" + path + "'; " + line, "sh"}, out, folder);
  }
  void check_guards(const std::string& clone) const {
    std::string out;
    CHECK(shell("git merge --no-ff -m bad bad", clone, true, &out) != 0);
    CHECK_MESSAGE(has(out, "missing-object"), out);
    CHECK(repo.try_git({"cat-file", "-e", "HEAD:prisma/migrations/20250301120501_bad/migration.sql"}, nullptr, clone) !=
          0);
    repo.try_git({"merge", "--abort"}, nullptr, clone);
    repo.git({"reset", "-q", "--hard"}, clone);
    write_file(clone + "/mine.txt", "mine\n");
    repo.git({"add", "mine.txt"}, clone);
    CHECK_MESSAGE(shell("git commit -qm mine", clone, false, &out) == 0, out);
  }
};

// What husky 9 makes at `npm install`: a dispatcher for each event it knows, in a folder that is not tracked.
constexpr const char* husky_9 = R"sh(mkdir -p .husky/_ && echo '*' > .husky/_/.gitignore && cat > .husky/_/h <<'H'
#!/usr/bin/env sh
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n
[ ! -f "$s" ] && exit 0
sh -e "$s" "$@"
c=$?
[ $c != 0 ] && echo "husky - $n script failed (code $c)"
exit $c
H
for h in pre-commit pre-merge-commit pre-push commit-msg; do printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"' > .husky/_/$h; chmod +x .husky/_/$h; done
git config core.hooksPath .husky/_)sh";

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("husky 9: the lines go where husky reads them, and every clone that ran its install is guarded") {
    Team team;
    team.repo.write(".husky/pre-commit", "true\n");
    team.repo.commit("husky");
    team.shell(husky_9, team.repo.path(), false);
    auto said = team.install();
    CHECK(has(said, ".husky/pre-merge-commit"));
    CHECK_FALSE(has(said, ".husky/_/"));
    CHECK(has(said, "fast-forward"));
    team.branch_and_go_on();
    team.check_guards(team.clone(husky_9));
    CHECK(run_tributary({"hook", "uninstall", "--yes"}, team.repo.path()).status == 0);
    CHECK(file_text(team.repo.path() + "/.husky/pre-commit") == "true\n");
    CHECK(kind_of(team.repo.path() + "/.husky/pre-merge-commit") == FileKind::absent);
  }

  TEST_CASE("husky 8: its folder is tracked and git's own, so that fast-forwards are guarded, too") {
    Team team;
    const std::string head = "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\n";
    team.repo.write(".husky/pre-commit", head + "true\n");
    ::chmod((team.repo.path() + "/.husky/pre-commit").c_str(), 0755);
    team.repo.commit("husky");
    const std::string step =
        "mkdir -p .husky/_ && echo '*' > .husky/_/.gitignore && : > .husky/_/husky.sh && git config core.hooksPath "
        ".husky";
    team.shell(step, team.repo.path(), false);
    auto said = team.install();
    CHECK(has(said, ".husky/reference-transaction"));
    team.branch_and_go_on();
    team.check_guards(team.clone(step));
  }

  TEST_CASE("lefthook: its configuration extends a file of ours") {
    if (!installed("lefthook")) return;
    Team team;
    team.repo.write("lefthook.yml", "pre-commit:\n  jobs:\n    - name: theirs\n      run: 'true'\n");
    team.repo.commit("lefthook");
    team.install();
    team.branch_and_go_on();
    team.check_guards(team.clone("lefthook install"));
  }

  TEST_CASE("pre-commit: a local repository of hooks, installed with the others") {
    if (!installed("pre-commit")) return;
    Team team;
    team.repo.write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: local\n  hooks:\n  - id: theirs\n    name: theirs\n    language: system\n    entry: 'true'\n");
    team.repo.commit("pre-commit");
    team.install();
    team.branch_and_go_on();
    team.check_guards(team.clone("pre-commit install"));
  }

  TEST_CASE("simple-git-hooks: keys in package.json, which its install turns into hooks") {
    Team team;
    team.repo.write("package.json",
                    "{\n  \"devDependencies\": { \"prisma\": \"6.19.0\", \"simple-git-hooks\": \"2.14.0\" },\n"
                    "  \"simple-git-hooks\": {\n    \"pre-commit\": \"true\"\n  }\n}\n");
    team.repo.commit("simple-git-hooks");
    team.install();
    team.branch_and_go_on();
    const std::string as_its_install = R"sh(node -e '
      const hooks = JSON.parse(require("fs").readFileSync("package.json"))["simple-git-hooks"];
      for (const [name, command] of Object.entries(hooks))
        require("fs").writeFileSync(".git/hooks/" + name, "#!/bin/sh\n\n" + command, { mode: 0o755 });')sh";
    if (!installed("node")) return;
    team.check_guards(team.clone(as_its_install));
  }

  TEST_CASE("a hook that cannot be read is not replaced, and a linked one is written behind its link") {
    TempRepo repo;
    repo.start_project();
    repo.write("package.json", "{ \"devDependencies\": { \"husky\": \"^9.1.7\" } }\n");
    repo.write(".husky/pre-push", "true\n");
    auto hook = repo.path() + "/.husky/pre-push";
    std::filesystem::remove(hook);
    REQUIRE(::mkfifo(hook.c_str(), 0600) == 0);
    CHECK(run_tributary({"hook", "install", "--yes"}, repo.path()).status == 2);
    CHECK(kind_of(hook) == FileKind::other);
    std::filesystem::remove(hook);
    repo.write("scripts/push.sh", "#!/bin/sh\necho theirs\n");
    std::filesystem::create_symlink("../scripts/push.sh", hook);
    auto run = run_tributary({"hook", "install", "--yes"}, repo.path());
    CHECK_MESSAGE(run.status == 0, run.out << run.err);
    CHECK(kind_of(hook) == FileKind::link);
    CHECK(has(file_text(repo.path() + "/scripts/push.sh"), "tributary guards merges"));
    CHECK(run_tributary({"hook", "uninstall", "--yes"}, repo.path()).status == 0);
    CHECK(file_text(repo.path() + "/scripts/push.sh") == "#!/bin/sh\necho theirs\n");
  }

  TEST_CASE("a hook that is a link out of the worktree is not written behind it") {
    TempRepo repo;
    repo.start_project();
    repo.write("package.json", "{ \"devDependencies\": { \"husky\": \"^9.1.7\" } }\n");
    repo.write(".husky/pre-commit", "true\n");
    write_file(repo.beside("profile"), "theirs\n");
    std::filesystem::create_symlink(repo.beside("profile"), repo.path() + "/.husky/pre-push");
    CHECK(run_tributary({"hook", "install", "--yes"}, repo.path()).status == 2);
    CHECK(file_text(repo.beside("profile")) == "theirs\n");
    CHECK(kind_of(repo.path() + "/.husky/pre-push") == FileKind::link);
  }

  TEST_CASE("silent twin: a configuration of a manager that is not there changes nothing of git's own hooks") {
    Team team;
    auto said = team.install();
    CHECK(has(said, "Merges to the target are guarded now"));
    CHECK(kind_of(team.repo.path() + "/.git/hooks/pre-merge-commit") == FileKind::file);
  }
}
