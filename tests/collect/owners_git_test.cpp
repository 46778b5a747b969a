#include <doctest/doctest.h>

#include <filesystem>

#include "base/digest.hpp"
#include "support/temp_repo.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;
using Names = std::vector<std::string>;

namespace {

Workspace read(const TempRepo& repo) {
  CollectOptions options;
  options.repository = repo.path();
  return collect(options);
}

std::string worktree(const TempRepo& repo, const std::string& branch, const std::string& from = "main") {
  repo.git({"worktree", "add", "-q", "-b", branch, repo.beside(branch), from});
  return repo.beside(branch);
}

std::string add(const TempRepo& repo, const std::string& folder, const std::string& migration, const std::string& sql) {
  repo.migration(migration, sql, folder);
  return repo.commit(migration, folder);
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("owners: the source and the commit that introduced a folder, whatever branches are called") {
    TempRepo repo;
    repo.start_project();
    auto a = worktree(repo, "a"), b = worktree(repo, "b"), c = worktree(repo, "c");
    auto from_a = add(repo, a, "20240201000000_search", "SELECT 1;\n");
    add(repo, a, "20240202000000_more", "SELECT 2;\n");
    auto from_b = add(repo, b, "20240203000000_answers", "SELECT 3;\n");
    auto owners = find_owners(read(repo), {{"20240201000000_search", sha256_hex("SELECT 1;\n")},
                                           {"20240203000000_answers", sha256_hex("SELECT 3;\n")},
                                           {"20240101000000_init", ""},
                                           {"20990101000000_nobody", ""}});
    REQUIRE(owners.size() == 3);
    auto& search = owners.at("20240201000000_search");
    REQUIRE(search.size() == 1);
    CHECK(search[0].source == "a");
    CHECK(search[0].ref == "refs/heads/a");
    CHECK(search[0].commit == from_a);
    CHECK(search[0].checksums.as_is == sha256_hex("SELECT 1;\n"));
    CHECK(search[0].also_in.empty());
    CHECK(owners.at("20240203000000_answers")[0].commit == from_b);
    CHECK(owners.at("20240101000000_init")[0].source == "main");
    CHECK(owners.at("20240101000000_init")[0].also_in == Names{"a", "b", "c"});
  }

  TEST_CASE("owners: the script that fits the checksum comes first, the lower branch of a stack before the upper") {
    TempRepo repo;
    repo.start_project();
    auto a = worktree(repo, "a"), z = worktree(repo, "z");
    add(repo, a, "20240201000000_same", "SELECT 1;\n");
    auto fitting = add(repo, z, "20240201000000_same", "SELECT 2;\n");
    auto upper = worktree(repo, "b", "z");
    add(repo, upper, "20240301000000_upper", "SELECT 3;\n");
    auto owners = find_owners(read(repo), {{"20240201000000_same", sha256_hex("SELECT 2;\n")}});
    const auto& same = owners.at("20240201000000_same");
    REQUIRE(same.size() == 2);
    CHECK(same[0].source == "z");
    CHECK(same[0].commit == fitting);
    CHECK(same[0].also_in == Names{"b"});
    CHECK(same[1].source == "a");
  }

  TEST_CASE("owners: uncommitted folders have no commit; those of branches and tags without a worktree are found") {
    TempRepo repo;
    repo.start_project();
    auto draft = worktree(repo, "draft");
    repo.migration("20240201000000_draft", "SELECT 1;\n", draft);
    auto tagged = worktree(repo, "tmp");
    auto commit = add(repo, tagged, "20240301000000_tagged", "SELECT 2;\r\n");
    repo.git({"tag", "-a", "-m", "x", "v1"}, tagged);
    repo.git({"worktree", "remove", "--force", tagged});
    repo.git({"branch", "-qD", "tmp"});
    auto owners =
        find_owners(read(repo), {{"20240201000000_draft", ""}, {"20240301000000_tagged", sha256_hex("SELECT 2;\n")}});
    const auto& uncommitted = owners.at("20240201000000_draft").at(0);
    CHECK(uncommitted.source == "draft");
    CHECK(uncommitted.ref.empty());
    CHECK(uncommitted.commit.empty());
    const auto& by_tag = owners.at("20240301000000_tagged").at(0);
    CHECK(by_tag.source.empty());
    CHECK(by_tag.ref == "refs/tags/v1");
    CHECK(by_tag.commit == commit);
    CHECK(by_tag.checksums.lf == sha256_hex("SELECT 2;\n"));
  }

  TEST_CASE("owners: a copy that the target's worktree has not committed takes no folder from the branch that has") {
    TempRepo repo;
    repo.start_project();
    auto epic = worktree(repo, "epic");
    auto commit = add(repo, epic, "20240201000000_epic", "SELECT 1;\n");
    repo.migration("20240201000000_epic", "SELECT 1;\n");
    auto owners = find_owners(read(repo), {{"20240201000000_epic", ""}});
    const auto& owner = owners.at("20240201000000_epic").at(0);
    CHECK(owner.source == "epic");
    CHECK(owner.commit == commit);
  }

  TEST_CASE("owners: a folder that came by cherry-pick was introduced by each branch's own commit") {
    TempRepo repo;
    repo.start_project();
    auto a = worktree(repo, "a"), b = worktree(repo, "b");
    auto first = add(repo, a, "20240201000000_x", "SELECT 1;\n");
    repo.git({"branch", "keep", "a"});
    auto second = add(repo, b, "20240201000000_x", "SELECT 2;\n");
    auto owners = find_owners(read(repo), {{"20240201000000_x", sha256_hex("SELECT 2;\n")}});
    CHECK(owners.at("20240201000000_x").at(0).commit == second);
    CHECK(owners.at("20240201000000_x").at(1).commit == first);
    CHECK(owners.at("20240201000000_x").at(1).also_in == Names{"keep"});
  }

  TEST_CASE("owners: a shallow clone's boundary introduces nothing") {
    TempRepo repo;
    repo.start_project();
    repo.commit("more");
    repo.git({"clone", "-q", "--depth", "1", "file://" + repo.path(), repo.beside("shallow")});
    CollectOptions options;
    options.repository = repo.beside("shallow");
    auto owners = find_owners(collect(options), {{"20240101000000_init", ""}});
    CHECK(owners.at("20240101000000_init").at(0).source == "main");
    CHECK(owners.at("20240101000000_init").at(0).commit.empty());
  }

  TEST_CASE("read_blob: committed and uncommitted contents, scripts over the cap too; what is gone is an error") {
    TempRepo repo;
    repo.start_project();
    repo.migration("20240201000000_draft", "SELECT 'long enough to be over the cap';\n");
    repo.write("prisma/migrations/20240201000000_draft/notes.md", "notes\n");
    CollectOptions options;
    options.repository = repo.path();
    options.script_cap = 10;
    auto workspace = collect(options);
    const auto* draft = workspace.sources[0].projects.at(0).folder->find("20240201000000_draft");
    REQUIRE(draft);
    CHECK(draft->script->too_large);
    CHECK(read_blob(workspace, draft->script->blob) == "SELECT 'long enough to be over the cap';\n");
    CHECK(read_blob(workspace, git_blob_id("notes\n")) == "notes\n");
    auto init = workspace.sources[0].projects[0].folder->find("20240101000000_init")->script->blob;
    CHECK(git_blob_id(read_blob(workspace, init)) == init);
    CHECK_THROWS_AS(read_blob(workspace, std::string(40, '1')), Error);
    CHECK_THROWS_AS(read_blob(workspace, "nonsense"), Error);
  }

  TEST_CASE("resolve_source: name, branch, worktree path, ref; nothing and several are errors with the choices") {
    TempRepo repo;
    repo.start_project();
    repo.git({"worktree", "add", "-q", "-b", "feature/epic-3", repo.beside("epic3")});
    auto workspace = read(repo);
    for (const auto& words : {std::string("feature/epic-3"), std::string("refs/heads/feature/epic-3"),
                              repo.beside("epic3"), repo.beside("epic3") + "/", std::string("epic3")})
      CHECK(resolve_source(workspace, words).name == "feature/epic-3");
    for (const char* words : {"", "epic4", "feature"}) {
      try {
        resolve_source(workspace, words);
        FAIL("it fits");
      } catch (const Error& error) {
        CHECK(error.hint.find("feature/epic-3") != std::string::npos);
      }
    }
  }
}
