// What a branch, a clone or an archive brings decides nothing that is executed, connected to or deleted.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tuple>

#include "base/files.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

void executable(const std::string& path, const std::string& text) {
  write_file(path, "#!/bin/sh\n" + text);
  ::chmod(path.c_str(), 0755);
}

struct Branch {
  TempRepo repo;
  std::string epic = repo.beside("epic"), trace = repo.beside("trace");

  Branch() {
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "epic", epic});
    for (const char* name : {"initdb", "postgres"}) executable(epic + "/tools/" + name, "echo x >>'" + trace + "'\n");
  }
  bool ran() const { return kind_of(trace) != FileKind::absent; }
};

/// Somebody was asked, and is not there.
bool reaches(const RunResult& run) {
  return run.out.find("Can't reach database server") != std::string::npos;
}

// A folder of a worktree that git takes for a repository of its own.
std::string embedded(const TempRepo& repo) {
  auto folder = repo.path() + "/packages/db";
  repo.git({"clone", "-q", "--bare", repo.path(), folder});
  return folder;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("a branch's tributary.yaml starts no program and names no server") {
    Branch b;
    for (const std::string& said :
         {"{bin: " + b.epic + "/tools}", std::string("{url-env: PROD_URL}"), std::string("{deadline: 86400}")}) {
      b.repo.write("tributary.yaml", "scratch: " + said + "\n", b.epic);
      auto run = run_tributary({"rehearse", "--offline"}, b.epic, {{"PROD_URL", "postgresql://u:p@127.0.0.1:1/prod"}});
      CHECK(run.status == 2);
      CHECK(run.err.find("scratch is set otherwise here than in the target's commit") != std::string::npos);
    }
    CHECK_FALSE(b.ran());
  }

  TEST_CASE("what the caller names is followed, but for programs inside a worktree") {
    Branch b;
    b.repo.write("tributary.yaml", "scratch: {bin: " + b.epic + "/tools}\n", b.epic);
    auto run = run_tributary({"rehearse", "--offline", "--config", "tributary.yaml"}, b.epic);
    CHECK(run.err.find("bin lies inside a worktree") != std::string::npos);
    b.repo.write("tributary.yaml", "scratch: {bin: tools}\n", b.epic);
    run = run_tributary({"rehearse", "--offline", "--config", "tributary.yaml"}, b.epic);
    CHECK(run.err.find("bin must be an absolute path") != std::string::npos);
    CHECK_FALSE(b.ran());
    b.repo.write("tributary.yaml", "fail-on: warning\n", b.epic);  // decides nothing of that kind
    CHECK(run_tributary({"status", "--offline"}, b.epic).status == 0);
  }

  TEST_CASE("no program that git's configuration names is started for a signed commit") {
    TempRepo repo;
    repo.start_project();
    executable(repo.path() + "/evil.sh", "echo x >>'" + repo.beside("trace") + "'\n");
    repo.migration("20240201000000_two", "SELECT 1;\n");
    repo.commit("Two");
    auto commit = repo.git({"cat-file", "commit", "HEAD"});
    auto at = commit.find("\n\n");
    repo.write("signed", commit.substr(0, at) +
                             "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n -----END PGP SIGNATURE-----" +
                             commit.substr(at));
    auto id = repo.git({"hash-object", "-t", "commit", "-w", "signed"}).substr(0, 40);
    repo.git({"update-ref", "refs/heads/main", id});
    repo.git({"config", "log.showSignature", "true"});
    repo.git({"config", "gpg.program", repo.path() + "/evil.sh"});
    for (const char* command : {"status", "check", "plan", "doctor"})
      run_tributary({command, "--offline"}, repo.path());
    CHECK(kind_of(repo.beside("trace")) == FileKind::absent);
  }

  TEST_CASE("a bare repository that is content of a worktree is not opened") {
    TempRepo repo;
    repo.start_project();
    auto folder = embedded(repo);
    for (const auto& run : {run_tributary({"status", "--offline"}, folder),
                            run_tributary({"status", "--offline", "-C", folder}, repo.path())}) {
      CHECK(run.status == 2);
      CHECK(run.err.find("a bare repository inside a worktree is not opened") != std::string::npos);
    }
    CHECK(run_tributary({"status", "--offline"}, repo.path() + "/packages").status == 0);
    auto own = repo.beside("own.git");  // one that stands by itself is somebody's
    repo.git({"clone", "-q", "--bare", repo.path(), own});
    CHECK(run_tributary({"status", "--offline"}, own).status == 0);
  }

  TEST_CASE("a journal entry deletes nothing outside of its repository, and --dry-run nothing at all") {
    TempRepo repo;
    repo.start_project();
    auto victim = repo.beside("victim");
    write_file(victim + "/docs/thesis", "x");
    auto plant = [&](const std::string& id, const std::string& root, const std::string& stage) {
      write_file(repo.path() + "/.git/tributary/journal/" + id + ".json",
                 R"({"format":1,"id":")" + id + R"(","number":1,"command":"merge x","root":")" + root +
                     R"(","phase":"staging","stage":")" + stage + R"(","edits":[],"moves":[]})");
    };
    const std::string id = "20250101T000000Z-0001";
    for (const auto& [name, root, stage] :
         {std::tuple(std::string("a"), victim, victim + "/docs"), std::tuple(id, victim, victim + "/docs"),
          std::tuple(id, victim, victim + "/.tributary-" + id)}) {
      write_file(victim + "/.tributary-" + id + "/x", "x");
      plant(name, root, stage);
      for (const char* more : {"--dry-run", "--yes"})
        CHECK(run_tributary({"undo", more, "--offline"}, repo.path()).status == 2);
      repo.git({"-C", repo.path(), "status"});
      CHECK(kind_of(victim + "/docs/thesis") == FileKind::file);
      CHECK(kind_of(victim + "/.tributary-" + id + "/x") == FileKind::file);
      std::remove((repo.path() + "/.git/tributary/journal/" + name + ".json").c_str());
    }
    auto stage = repo.path() + "/.git/tributary/stage/" + id;
    write_file(stage + "/x", "x");
    plant(id, repo.path(), stage);
    run_tributary({"undo", "--dry-run", "--offline"}, repo.path());
    CHECK(kind_of(stage + "/x") == FileKind::file);
    run_tributary({"undo", "--yes", "--offline"}, repo.path());  // ours: taken back
    CHECK(kind_of(stage) == FileKind::absent);
  }

  TEST_CASE("a committed .env of a branch sends no variable of the caller anywhere, and has none printed") {
    for (const char* url : {"postgresql://${GITHUB_TOKEN}@127.0.0.1:1/db",
                            "postgresql://u:x@127.0.0.1:1/${GITHUB_TOKEN}", "postgresql://u:x@${GITHUB_TOKEN}:1/db",
                            "postgresql://u:x@127.0.0.1:1/db?schema=${GITHUB_TOKEN}", "file:${GITHUB_TOKEN}"}) {
      Branch b;
      b.repo.write(".env", "DATABASE_URL=" + std::string(url) + "\n", b.epic);
      b.repo.git({"add", "-f", ".env"}, b.epic);
      b.repo.commit("Environment", b.epic);
      for (const std::vector<std::string>& command :
           {std::vector<std::string>{"status"}, {"check"}, {"doctor"}, {"drift"}, {"plan", "--format", "json"}}) {
        auto run = run_tributary(command, b.epic, {{"GITHUB_TOKEN", "ghp_CANARY123"}});
        CHECK(run.out.find("CANARY") == std::string::npos);
        CHECK(run.err.find("CANARY") == std::string::npos);
      }
    }
  }

  TEST_CASE("what an own .env takes out of the environment is shown by its name, and asked all the same") {
    Branch b;
    b.repo.write(".gitignore", ".env\n", b.epic);
    for (const char* url :
         {"postgresql://u:x@127.0.0.1:1/${GITHUB_TOKEN}", "postgresql://${GITHUB_TOKEN}@127.0.0.1:1/db"}) {
      b.repo.write(".env", "DATABASE_URL=" + std::string(url) + "\n", b.epic);
      auto run = run_tributary({"status", "--format", "json"}, b.epic, {{"GITHUB_TOKEN", "ghp_CANARY123"}});
      CHECK(run.out.find("CANARY") == std::string::npos);
      CHECK(run.out.find("${GITHUB_TOKEN}") != std::string::npos);
      CHECK(run.out.find("Can't reach database server") != std::string::npos);
    }
  }

  TEST_CASE("a database that only a branch's commit names is not connected to, unless asked for") {
    Branch b;
    auto connects = [&](const std::vector<std::string>& more = {}) {
      std::vector<std::string> command = {"status", "--format", "json"};
      command.insert(command.end(), more.begin(), more.end());
      return run_tributary(command, b.epic).out.find("Can't reach database server") != std::string::npos;
    };
    const std::string url = "postgresql://u:x@127.0.0.1:1/db";
    b.repo.write(".env", "DATABASE_URL=" + url + "\n", b.epic);
    CHECK(connects());  // nobody committed it
    b.repo.git({"add", "-f", ".env"}, b.epic);
    b.repo.commit("Environment", b.epic);
    CHECK_FALSE(connects());
    CHECK(connects({"--connect"}));
    b.repo.write(".env", "DATABASE_URL=" + url + "2\n", b.epic);
    CHECK(connects());  // edited here, by who looks at it
    b.repo.git({"checkout", "-q", ".env"}, b.epic);
    b.repo.write(".env", "OTHER=1\nDATABASE_URL=" + url + "\n");
    b.repo.git({"add", "-f", ".env"});
    b.repo.commit("Environment");
    CHECK(connects());  // the target says the same
  }

  TEST_CASE("a branch that names itself the target does not vouch for itself") {
    Branch b;
    b.repo.write("tributary.yaml", "target: epic\n", b.epic);
    b.repo.write(".env", "DATABASE_URL=postgresql://u:x@127.0.0.1:1/${GITHUB_TOKEN}\n", b.epic);
    b.repo.git({"add", "-f", ".env"}, b.epic);
    b.repo.commit("Itself", b.epic);
    auto connects = [&](const std::vector<std::string>& more = {}) {
      std::vector<std::string> command = {"status", "--format", "json"};
      command.insert(command.end(), more.begin(), more.end());
      return reaches(run_tributary(command, b.epic, {{"GITHUB_TOKEN", "ghp_CANARY123"}}));
    };
    CHECK_FALSE(connects());
    CHECK(connects({"--target", "epic"}));  // the caller's own word
    b.repo.write("tributary.yaml", "target: epic\n");
    b.repo.commit("The default branch says so");
    CHECK(connects());
  }

  TEST_CASE("a file of an environment that only a branch has committed is not connected to, unless asked for") {
    Branch b;
    const std::string url = "DATABASE_URL=postgresql://u:x@127.0.0.1:1/${GITHUB_TOKEN}\n";
    auto ask = [&](const std::vector<std::string>& more = {}) {
      std::vector<std::string> command = {"status", "--env", "staging", "--format", "json"};
      command.insert(command.end(), more.begin(), more.end());
      auto run = run_tributary(command, b.repo.path(), {{"GITHUB_TOKEN", "ghp_CANARY123"}});
      CHECK_MESSAGE((run.out + run.err).find("CANARY") == std::string::npos, run.out << run.err);
      return run;
    };
    b.repo.write(".env.staging", url, b.epic);
    CHECK(reaches(ask()));  // nobody committed it
    b.repo.git({"add", "-f", ".env.staging"}, b.epic);
    b.repo.commit("Environment", b.epic);
    auto run = ask();
    CHECK_FALSE(reaches(run));
    CHECK_MESSAGE(run.out.find("it is not connected to without --connect") != std::string::npos, run.out << run.err);
    CHECK(run_tributary({"check", "--env", "staging"}, b.repo.path()).status == 2);
    CHECK(reaches(ask({"--connect"})));
    b.repo.write(".env.staging", url + "# the target's\n");
    b.repo.git({"add", "-f", ".env.staging"});
    b.repo.commit("Environment");
    CHECK(reaches(ask()));
  }

  TEST_CASE("an environment's file that the configuration names is judged likewise, and another worktree's is asked") {
    Branch b;
    b.repo.write("tributary.yaml", "environments: [{name: staging, env-file: deploy/staging.env}]\n");
    b.repo.commit("Environments");
    auto connects = [&] { return reaches(run_tributary({"status", "--env", "staging"}, b.repo.path())); };
    b.repo.write("deploy/staging.env", "DATABASE_URL=postgresql://u:x@127.0.0.1:1/db\n", b.epic);
    b.repo.commit("Environment", b.epic);
    CHECK_FALSE(connects());
    b.repo.git({"worktree", "add", "-q", "-b", "other", b.repo.beside("other"), "main"});
    b.repo.write("deploy/staging.env", "DATABASE_URL=postgresql://u:x@127.0.0.1:1/db2\n", b.repo.beside("other"));
    CHECK(connects());
  }

  TEST_CASE("a link that a branch has committed is its word, wherever it leads") {
    for (const std::string link : {"evil.env", "/proc/self/cwd/evil.env", "../epic/evil.env", "../shared.env"}) {
      CAPTURE(link);
      Branch b;
      auto connects = [&] { return reaches(run_tributary({"status", "--format", "json"}, b.epic)); };
      write_file(b.repo.beside("shared.env"), "DATABASE_URL=postgresql://u:x@127.0.0.1:1/db\n");
      b.repo.write("evil.env", "DATABASE_URL=postgresql://u:x@127.0.0.1:1/db\n", b.epic);
      REQUIRE(::symlink(link.c_str(), (b.epic + "/.env").c_str()) == 0);
      CHECK(connects());  // linked by who looks at it
      b.repo.git({"add", "-f", ".env", "evil.env"}, b.epic);
      b.repo.commit("Link", b.epic);
      CHECK_FALSE(connects());
      if (link != "../shared.env") continue;
      REQUIRE(::symlink(link.c_str(), (b.repo.path() + "/.env").c_str()) == 0);
      b.repo.git({"add", "-f", ".env"});
      b.repo.commit("Link");
      CHECK(connects());  // the target has it, too
    }
  }

  TEST_CASE("an own link to a file that only the branch has committed is judged by where it leads") {
    Branch b;
    b.repo.write("evil.env", "DATABASE_URL=postgresql://u:x@127.0.0.1:1/db\n", b.epic);
    b.repo.commit("A file", b.epic);
    REQUIRE(::symlink("evil.env", (b.epic + "/.env").c_str()) == 0);
    CHECK_FALSE(reaches(run_tributary({"status", "--format", "json"}, b.epic)));
  }

  TEST_CASE("what is said to be left of a merge touches no other repository and no other folder") {
    Branch b;
    TempRepo victim;
    victim.start_project();
    victim.git({"checkout", "-q", "-b", "theirs"});
    victim.write("more", "x");
    victim.commit("more");
    victim.git({"checkout", "-q", "main"});
    victim.git({"merge", "-q", "--no-ff", "--no-commit", "theirs"});
    auto head = victim.git({"rev-parse", "main"}).substr(0, 40);
    auto incoming = victim.git({"rev-parse", "theirs"}).substr(0, 40);
    auto scratch = b.repo.beside("tributary-merge-victim"), file = b.repo.path() + "/.git/tributary/merge.json";
    write_file(scratch + "/thesis", "x");
    auto merge = [&](const std::string& root, const std::string& place, mode_t mode = 0600) {
      write_file(file, R"({"source":"x","root":")" + root + R"(","head":")" + head + R"(","incoming":")" + incoming +
                           R"(","tree":")" + victim.git({"write-tree"}).substr(0, 40) + R"(","scratch":")" + place +
                           "\"}");
      ::chmod(file.c_str(), mode);
      return run_tributary({"merge", "--commit", "epic", "--yes", "--offline"}, b.repo.path());
    };
    CHECK(merge(victim.path(), "").err.find("its root is no worktree of this repository") != std::string::npos);
    merge("", scratch);
    merge(scratch + "/worktree", scratch);
    CHECK(merge("", "", 0666).status == 2);
    CHECK(victim.try_git({"rev-parse", "-q", "--verify", "MERGE_HEAD"}) == 0);
    CHECK(kind_of(scratch + "/thesis") == FileKind::file);
  }

  TEST_CASE("the team's command for messages runs in the target's worktree and nowhere else") {
    TempRepo repo;
    repo.start_project();
    auto trace = repo.beside("trace");
    repo.write("tributary.yaml", "messages: {command: \"pwd > '" + trace + "'\"}\n");
    repo.commit("Messages");
    repo.git({"checkout", "-q", "-b", "aside"});
    auto run = run_tributary({"message", "planned", "--send", "--offline"}, repo.path());
    CHECK(run.status == 2);
    CHECK(run.err.find("checked out nowhere") != std::string::npos);
    CHECK(kind_of(trace) == FileKind::absent);
    repo.git({"worktree", "add", "-q", repo.beside("target"), "main"});
    CHECK(run_tributary({"message", "planned", "--send", "--offline"}, repo.path()).status == 0);
    CHECK(file_text(trace) == repo.beside("target") + "\n");
  }

  TEST_CASE("a URL written into a branch's schema is not connected to either") {
    Branch b;
    auto schema = file_text(b.epic + "/prisma/schema.prisma");
    auto at = schema.find("env(\"DATABASE_URL\")");
    REQUIRE(at != std::string::npos);
    b.repo.write("prisma/schema.prisma", schema.replace(at, 19, "\"postgresql://u:x@127.0.0.1:1/db\""), b.epic);
    b.repo.commit("URL", b.epic);
    auto run = run_tributary({"status", "--format", "json"}, b.epic);
    CHECK(run.out.find("Can't reach") == std::string::npos);
    CHECK(run.out.find("it is not connected to without --connect") != std::string::npos);
  }

  TEST_CASE("no piece of a password that is not encoded is printed by any command") {
    for (const char* password :
         {"hunCANA/ryCANB", "p@CANA/w0CANB", "p@CANA#1CANB", "1234/CANA?CANB", "CANA#CANB@x/CANC"})
      for (const char* tail : {"@127.0.0.1:1/shop", "@127.0.0.1:1/shop?schema=app"}) {
        Branch b;
        b.repo.write(".env", "DATABASE_URL='postgresql://bob:" + std::string(password) + tail + "'\n", b.epic);
        for (const std::vector<std::string>& command :
             {std::vector<std::string>{"status"}, {"check", "--format", "sarif"}, {"status", "--format", "json"}}) {
          auto run = run_tributary(command, b.epic);
          CHECK_MESSAGE((run.out + run.err).find("CAN") == std::string::npos, run.out << run.err);
        }
      }
  }
}
