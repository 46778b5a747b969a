#include <doctest/doctest.h>

#include <filesystem>

#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

RunResult json(const std::string& folder, std::vector<std::string> arguments = {"status"}) {
  arguments.insert(arguments.end(), {"--offline", "--format", "json"});
  return run_tributary(arguments, folder);
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("it answers the same from any folder of any worktree") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", repo.beside("epic3"), "-b", "epic3"});
    auto answer = json(repo.path());
    CHECK(answer.status == 0);
    CHECK(json(repo.path() + "/prisma/migrations").out == answer.out);
    CHECK(json(repo.beside("epic3") + "/prisma").out == answer.out);
    CHECK(json("/", {"status", "--repo", repo.path()}).out == answer.out);
  }

  TEST_CASE("a bare repository with linked worktrees works from both") {
    TempRepo repo;
    repo.start_project();
    repo.git({"clone", "-q", "--bare", repo.path(), repo.beside("bare.git")});
    repo.git({"worktree", "add", "-q", repo.beside("tree"), "-b", "epic3"}, repo.beside("bare.git"));
    auto answer = json(repo.beside("bare.git"));
    CHECK(answer.status == 0);
    CHECK(has(answer.out, "\"bare\": true"));
    CHECK(json(repo.beside("tree")).out == answer.out);
  }

  TEST_CASE("outside a repository it says so and exits with 2") {
    TempFolder empty;
    auto result = run_tributary({"plan"}, empty.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "not a git repository"));
    CHECK(has(result.err, "hint: "));
    CHECK(run_tributary({"--repo", empty.path() + "/nowhere"}, empty.path()).status == 2);
  }

  TEST_CASE("a repository without Prisma says where it looked, and init works in it all the same") {
    TempRepo repo;
    repo.write("README", "nothing here\n");
    repo.commit("start");
    auto result = run_tributary({"status", "--offline"}, repo.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "no Prisma project"));
    CHECK(run_tributary({"init", "--yes"}, repo.path()).status == 0);
    CHECK(has(file_text(repo.path() + "/tributary.yaml"), "#projects:"));
  }

  TEST_CASE("a project before its first commit, and a detached head, are no errors") {
    TempRepo repo;
    repo.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    CHECK(json(repo.path()).status == 0);
    repo.start_project();
    repo.git({"checkout", "-q", "--detach"});
    auto detached = json(repo.path());
    CHECK(detached.status == 0);
    CHECK(has(detached.out, "\"detached\": true"));
  }

  TEST_CASE("without main or master the target has to be named") {
    TempRepo repo;
    repo.git({"checkout", "-q", "-b", "develop"});
    repo.start_project();
    auto result = run_tributary({"status", "--offline"}, repo.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "--target BRANCH"));
    CHECK(run_tributary({"status", "--offline", "--target", "develop"}, repo.path()).status == 0);
    repo.write("tributary.yaml", "target: develop\n");
    CHECK(run_tributary({"status", "--offline"}, repo.path()).status == 0);
    auto unknown = run_tributary({"status", "--target", "nope"}, repo.path());
    CHECK(unknown.status == 2);
    CHECK(has(unknown.err, "nope"));
  }

  TEST_CASE("a source that nobody has, or that is not clear, is exit 2 with the choices") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", repo.beside("epic3"), "-b", "epic3"});
    auto result = run_tributary({"drift", "epic4", "--offline"}, repo.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "epic3"));
  }

  TEST_CASE("a migrations path that is a file is reported, not a crash") {
    TempRepo repo;
    repo.start_project();
    std::filesystem::remove_all(repo.path() + "/prisma/migrations");
    repo.write("prisma/migrations", "not a folder\n");
    CHECK(json(repo.path()).status == 0);
    CHECK(json(repo.path(), {"check"}).status <= 1);
  }

  TEST_CASE("an unreadable configuration stops everything but doctor") {
    TempRepo repo;
    repo.start_project();
    repo.write("tributary.yaml", "target: main\ntargte: main\n");
    auto result = run_tributary({"status", "--offline"}, repo.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "unknown key 'targte'"));
    CHECK(has(result.err, "tributary.yaml:2:1"));
    auto doctor = run_tributary({"doctor", "--offline"}, repo.path());
    CHECK(doctor.status == 0);
    CHECK(has(doctor.out, "unknown key 'targte'"));
    CHECK(run_tributary({"status", "--config", "/nowhere.yaml"}, repo.path()).status == 2);
  }

  TEST_CASE("two configurations: the one without a dot counts") {
    TempRepo repo;
    repo.start_project();
    repo.write(".tributary.yaml", "nonsense: 1\n");
    CHECK(run_tributary({"--offline"}, repo.path()).status == 2);
    repo.write("tributary.yaml", "target: main\n");
    CHECK(run_tributary({"--offline"}, repo.path()).status == 0);
  }

  TEST_CASE("doctor finds worktrees without a database and several with one") {
    TempRepo repo;
    repo.start_project();
    repo.write(".gitignore", ".env\n");
    repo.commit("ignore .env");
    repo.git({"worktree", "add", "-q", repo.beside("epic3"), "-b", "epic3"});
    repo.git({"worktree", "add", "-q", repo.beside("epic4"), "-b", "epic4"});
    for (const auto& folder : {repo.path(), repo.beside("epic3")})
      repo.write(".env", "DATABASE_URL=postgresql://kyin:geheim@localhost:1/americano\n", folder);
    auto result = run_tributary({"doctor"}, repo.path());
    CHECK(result.status == 0);
    CHECK(has(result.out, "main, epic3 have one URL"));
    CHECK(has(result.out, "DATABASE_URL is not set"));
    CHECK(!has(result.out, "geheim"));
    CHECK(has(run_tributary({"doctor", "--format", "json"}, repo.path()).out, "\"topic\": \"shared database\""));
  }
}
