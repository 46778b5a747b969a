#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "support/temp_repo.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;
using Names = std::vector<std::string>;

namespace {

Workspace read(const TempRepo& repo, const Names& refs = {}, const std::string& from = {},
               const std::string& target = {}) {
  CollectOptions options;
  options.repository = from.empty() ? repo.path() : from;
  options.refs = refs;
  options.target = target;
  return collect(options);
}

Names names(const Workspace& workspace) {
  Names out;
  for (const auto& source : workspace.sources) out.push_back(source.name);
  return out;
}

const Source& source(const Workspace& workspace, const std::string& name) {
  const auto* found = workspace.find(name);
  REQUIRE_MESSAGE(found, "no source " << name);
  return *found;
}

const Project& project(const Workspace& workspace, const std::string& name) {
  const auto& found = source(workspace, name);
  REQUIRE(found.projects.size() == 1);
  return found.projects[0];
}

std::string worktree(const TempRepo& repo, const std::string& branch, const std::string& from = "main") {
  repo.git({"worktree", "add", "-q", "-b", branch, repo.beside(branch), from});
  return repo.beside(branch);
}

// A branch with one migration, made without a worktree that stays.
std::string branch_with(const TempRepo& repo, const std::string& branch, const std::string& migration,
                        const std::string& from = "main") {
  auto folder = worktree(repo, branch, from);
  repo.migration(migration, "CREATE TABLE \"" + migration + "\" ();\n", folder);
  auto commit = repo.commit(migration, folder);
  repo.git({"worktree", "remove", "--force", folder});
  return commit;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("collect: own, shared and uncommitted migrations of worktrees, from anywhere inside any of them") {
    TempRepo repo;
    repo.start_project();
    auto epic = worktree(repo, "epic3");
    repo.migration("20240201000000_search", "CREATE TABLE s ();\n", epic);
    repo.commit("search", epic);
    repo.migration("20240202000000_draft", "CREATE TABLE d ();\n", epic);
    for (const auto& from : {repo.path(), epic + "/prisma/migrations"}) {
      auto workspace = read(repo, {}, from);
      CHECK(names(workspace) == Names{"main", "epic3"});
      CHECK(workspace.target.name == "main");
      CHECK(workspace.target.worktree == repo.path());
      const auto& p = project(workspace, "epic3");
      CHECK(p.own == Names{"20240201000000_search", "20240202000000_draft"});
      CHECK(p.shared == Names{"20240101000000_init"});
      CHECK(p.uncommitted == Names{"20240202000000_draft"});
      CHECK(p.folder->find("20240202000000_draft")->tracking == Tracking::untracked);
      CHECK(p.folder->find("20240201000000_search")->tracking == Tracking::committed);
      CHECK(source(workspace, "epic3").dirty);
      CHECK_FALSE(source(workspace, "main").dirty);
      CHECK(source(workspace, "epic3").merge_base == source(workspace, "main").commit);
      REQUIRE(p.base_folder);
      CHECK(p.base_folder->migrations.size() == 1);
      CHECK(p.base_schema.size() == 1);
    }
  }

  TEST_CASE("collect: equal folders of several worktrees are one value") {
    TempRepo repo;
    repo.start_project();
    worktree(repo, "epic3");
    auto workspace = read(repo);
    CHECK(project(workspace, "main").folder == project(workspace, "epic3").folder);
  }

  TEST_CASE("collect: modified, deleted and line ends that git converts") {
    TempRepo repo;
    repo.start_project();
    repo.migration("20240102000000_more", "SELECT 1;\nSELECT 2;\n");
    repo.commit("more");
    repo.migration("20240101000000_init", "changed\n");
    std::filesystem::remove_all(repo.path() + "/prisma/migrations/20240102000000_more");
    auto changed = read(repo);
    CHECK(project(changed, "main").uncommitted == Names{"20240101000000_init"});
    CHECK(project(changed, "main").deleted_on_disk == Names{"20240102000000_more"});
    CHECK(project(changed, "main").folder->find("20240101000000_init")->tracking == Tracking::modified);
    CHECK(source(changed, "main").dirty);

    repo.git({"reset", "-q", "--hard"});
    repo.migration("20240102000000_more", "SELECT 1;\r\nSELECT 2;\r\n");
    CHECK(project(read(repo), "main").uncommitted == Names{"20240102000000_more"});
    repo.git({"config", "core.autocrlf", "true"});
    auto converted = read(repo);
    CHECK(project(converted, "main").uncommitted.empty());
    CHECK_FALSE(source(converted, "main").dirty);
  }

  TEST_CASE("collect: what git ignores beside a script is no change; a changed schema is") {
    TempRepo repo;
    repo.start_project();
    repo.write(".gitignore", ".DS_Store\n");
    repo.commit("ignore");
    repo.write("prisma/migrations/20240101000000_init/.DS_Store", "x");
    auto clean = read(repo);
    CHECK(project(clean, "main").uncommitted.empty());
    CHECK_FALSE(source(clean, "main").dirty);
    repo.write("prisma/migrations/20240101000000_init/notes.md", "x");
    CHECK(project(read(repo), "main").uncommitted == Names{"20240101000000_init"});
    std::filesystem::remove(repo.path() + "/prisma/migrations/20240101000000_init/notes.md");
    repo.write("prisma/schema.prisma", file_text(repo.path() + "/prisma/schema.prisma") + "// more\n");
    auto schema = read(repo);
    CHECK(project(schema, "main").uncommitted.empty());
    CHECK(source(schema, "main").dirty);
  }

  TEST_CASE("collect: a sparse checkout has deleted nothing") {
    TempRepo repo;
    repo.start_project();
    repo.migration("20240102000000_more", "SELECT 1;\n");
    repo.commit("more");
    repo.git({"sparse-checkout", "set", "--no-cone", "/*", "!/prisma/migrations/20240102000000_more"});
    REQUIRE(kind_of(repo.path() + "/prisma/migrations/20240102000000_more") == FileKind::absent);
    auto workspace = read(repo);
    CHECK(project(workspace, "main").deleted_on_disk.empty());
    CHECK_FALSE(source(workspace, "main").dirty);
    CHECK(source(workspace, "main").obstacles.empty());
  }

  TEST_CASE("collect: a project that a sparse checkout leaves out is told") {
    TempRepo repo;
    repo.start_project();
    repo.write("other/file", "x");
    repo.commit("other");
    repo.git({"worktree", "add", "-q", "-b", "sparse", repo.beside("sparse")});
    repo.git({"sparse-checkout", "set", "--no-cone", "/other"}, repo.beside("sparse"));
    auto workspace = read(repo);
    CHECK(source(workspace, "sparse").projects.empty());
    REQUIRE(source(workspace, "sparse").obstacles.size() == 1);
    CHECK(source(workspace, "sparse").obstacles[0].message.find("not on disk") != std::string::npos);
    CHECK(source(workspace, "main").obstacles.empty());
  }

  TEST_CASE("collect: what the target removed or restamped is stale, what it never had is own") {
    TempRepo repo;
    repo.start_project();
    repo.migration("20240201000000_early", "CREATE TABLE e ();\n");
    auto with_it = repo.commit("early");
    auto old = worktree(repo, "old");
    repo.migration("20240301000000_mine", "CREATE TABLE m ();\n", old);
    repo.commit("mine", old);
    repo.git({"mv", "prisma/migrations/20240201000000_early", "prisma/migrations/20240205000000_early"});
    repo.commit("restamp");
    auto workspace = read(repo);
    const auto& p = project(workspace, "old");
    CHECK(p.own == Names{"20240301000000_mine"});
    CHECK(p.stale == Names{"20240201000000_early"});
    CHECK(p.shared == Names{"20240101000000_init"});
    const auto& past = workspace.target.past.at(".");
    auto early =
        std::find_if(past.begin(), past.end(), [](const PastMigration& m) { return m.name == "20240201000000_early"; });
    REQUIRE(early != past.end());
    CHECK(early->last_seen == with_it);
    CHECK(early->blobs == Names{git_blob_id("CREATE TABLE e ();\n")});
    auto init =
        std::find_if(past.begin(), past.end(), [](const PastMigration& m) { return m.name == "20240101000000_init"; });
    REQUIRE(init != past.end());
    CHECK(init->last_seen == workspace.target.commit);
  }

  TEST_CASE("collect: what a merge brings back is own, although the target had it and reverted it; its twin is stale") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "feature", "20240201000000_feature");
    repo.git({"merge", "-q", "--no-ff", "-m", "merge feature", "feature"});
    repo.git({"revert", "--no-edit", "-m", "1", "HEAD"});
    auto reverted = repo.git({"rev-parse", "HEAD"}).substr(0, 40);
    auto again = worktree(repo, "again");
    repo.git({"revert", "--no-edit", "HEAD"}, again);
    auto late = worktree(repo, "late", "feature");
    repo.migration("20240202000000_more", "SELECT 1;\n", late);
    repo.commit("more", late);
    auto workspace = read(repo);
    CHECK(project(workspace, "again").own == Names{"20240201000000_feature"});
    CHECK(project(workspace, "again").stale.empty());
    CHECK(project(workspace, "late").own == Names{"20240202000000_more"});
    CHECK(project(workspace, "late").stale == Names{"20240201000000_feature"});
    const auto& past = workspace.target.past.at(".");
    auto gone = std::find_if(past.begin(), past.end(),
                             [](const PastMigration& m) { return m.name == "20240201000000_feature"; });
    REQUIRE(gone != past.end());
    CHECK(gone->taken_out_by == reverted);
    CHECK_FALSE(gone->taken_out_in_merge);
  }

  TEST_CASE("collect: a branch that deletes the whole project is told; one that moved it, or never had it, is not") {
    TempRepo repo;
    repo.write("readme", "x");
    auto before = repo.commit("first");
    repo.start_project();
    auto rewrite = worktree(repo, "rewrite");
    repo.git({"rm", "-rq", "prisma"}, rewrite);
    repo.commit("rewrite", rewrite);
    auto moved = worktree(repo, "moved");
    repo.write("db/x", "x", moved);
    repo.git({"mv", "prisma", "db/prisma"}, moved);
    repo.commit("moved", moved);
    auto early = worktree(repo, "early", before);
    repo.write("x", "x", early);
    repo.commit("early", early);
    auto workspace = read(repo);
    CHECK(source(workspace, "rewrite").deleted_projects == Names{"."});
    CHECK(source(workspace, "moved").deleted_projects.empty());
    CHECK(source(workspace, "early").deleted_projects.empty());
    repo.git({"worktree", "remove", "--force", moved});
    auto refs = read(repo, {"moved"});
    CHECK(project(refs, "moved").path == "db");
    CHECK(project(refs, "moved").target_path == ".");
  }

  TEST_CASE("collect: a glob that matches nothing is an error with the nearest names; branches left out are counted") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "feature/one", "20240201000000_one");
    branch_with(repo, "feature/two", "20240201000000_two");
    repo.git({"branch", "merged", "main"});
    CHECK(read(repo).branches_left_out == 2);
    CHECK(read(repo, {"feature/*"}).branches_left_out == 0);
    CollectOptions options;
    options.repository = repo.path();
    options.refs = {"feature/thre*"};
    options.refs_must_match = true;
    try {
      collect(options);
      FAIL("nothing matches");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find("feature/thre*") != std::string::npos);
      CHECK(error.hint.find("feature/two") != std::string::npos);
    }
    options.refs = {"feature/[t]*"};
    CHECK(names(collect(options)) == Names{"main", "feature/two"});
  }

  TEST_CASE("collect: --project names a project that moved by either path, and is an error where nobody has it") {
    TempRepo repo;
    repo.start_project();
    auto old = worktree(repo, "old");
    repo.migration("20240301000000_mine", "CREATE TABLE m ();\n", old);
    repo.commit("mine", old);
    repo.write("platform/app/x", "x");
    repo.git({"mv", "prisma", "platform/app/prisma"});
    repo.commit("moved");
    CollectOptions options;
    options.repository = repo.path();
    for (const char* path : {".", "platform/app", "platform/app/prisma"}) {
      options.projects = {path};
      auto workspace = collect(options);
      CHECK(project(workspace, "old").own == Names{"20240301000000_mine"});
      CHECK(project(workspace, "main").path == "platform/app");
    }
    options.projects = {"nowhere"};
    CHECK_THROWS_AS(collect(options), Error);
  }

  TEST_CASE("collect: projects match by the place of their migrations and the provider before their path and names") {
    TempRepo repo;
    auto schema = [](const std::string& provider) {
      return "datasource db {\n  provider = \"" + provider + "\"\n  url = env(\"X\")\n}\n";
    };
    auto script = [](const std::string& flag) {
      return "{\"scripts\":{\"db\":\"prisma migrate deploy --schema " + flag + "\"}}";
    };
    repo.write("db/package.json", script("postgresql/schema.prisma"));
    for (const std::string provider : {"postgresql", "mysql"}) {
      repo.write("db/" + provider + "/schema.prisma", schema(provider));
      repo.write("db/" + provider + "/migrations/20240101000000_init/migration.sql", "-- " + provider + "\n");
    }
    repo.commit("both");
    auto other = worktree(repo, "other");
    repo.write("db/package.json", script("mysql/schema.prisma"), other);
    repo.commit("mysql", other);
    auto workspace = read(repo);
    for (const auto& project : source(workspace, "other").projects) {
      INFO(project.path << " " << project.migrations_dir << " " << project.target_path);
      CHECK(project.own.empty());
      CHECK(project.stale.empty());
    }
  }

  TEST_CASE("collect: a folder that came into the target by a merge counts as the target's") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "feature", "20240201000000_feature");
    repo.write("code.ts", "1");
    repo.commit("code");
    repo.git({"merge", "-q", "--no-ff", "feature"});
    auto late = worktree(repo, "late");
    repo.git({"rm", "-rq", "prisma/migrations/20240201000000_feature"});
    repo.commit("remove");
    CHECK(project(read(repo), "late").stale == Names{"20240201000000_feature"});
  }

  TEST_CASE("target: origin/HEAD's branch, else main, else master, else an error with the choices; an option wins") {
    TempRepo repo;
    repo.start_project();
    repo.git({"branch", "develop"});
    CHECK(read(repo).target.branch == "main");
    repo.git({"update-ref", "refs/remotes/origin/develop", "main"});
    repo.git({"symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop"});
    CHECK(read(repo).target.branch == "develop");
    CHECK(read(repo, {}, {}, "main").target.worktree == repo.path());
    CHECK(read(repo, {}, {}, "origin/develop").target.ref == "refs/remotes/origin/develop");
    repo.git({"symbolic-ref", "-d", "refs/remotes/origin/HEAD"});
    repo.git({"branch", "-m", "main", "trunk"});
    try {
      read(repo);
      FAIL("there is no target");
    } catch (const Error& error) {
      CHECK(error.hint.find("trunk") != std::string::npos);
    }
    CHECK_THROWS_AS(read(repo, {}, {}, "nothing"), Error);
  }

  TEST_CASE("target: checked out nowhere it is read from its ref, without a local branch from origin's") {
    TempRepo repo;
    repo.start_project();
    repo.git({"checkout", "-q", "-b", "epic"});
    repo.migration("20240201000000_epic", "SELECT 1;\n");
    repo.commit("epic");
    auto local = read(repo);
    CHECK(local.target.ref == "refs/heads/main");
    CHECK(local.target.worktree.empty());
    CHECK(project(local, "main").folder->migrations.size() == 1);
    CHECK(project(local, "epic").own == Names{"20240201000000_epic"});

    repo.git({"update-ref", "refs/remotes/origin/main", "main"});
    repo.git({"branch", "-qD", "main"});
    auto remote = read(repo);
    CHECK(remote.target.ref == "refs/remotes/origin/main");
    CHECK(remote.target.branch == "main");
    CHECK(project(remote, "epic").own == Names{"20240201000000_epic"});
    CHECK(resolve_source(remote, "main").name == remote.target.name);
  }

  TEST_CASE("target: behind its upstream is counted") {
    TempRepo repo;
    repo.start_project();
    repo.git({"clone", "-q", repo.path(), repo.beside("clone")});
    CHECK(read(repo, {}, repo.beside("clone")).target.behind_upstream == 0);
    repo.migration("20240201000000_a", "SELECT 1;\n");
    repo.commit("a");
    repo.commit("b");
    repo.git({"fetch", "-q"}, repo.beside("clone"));
    auto workspace = read(repo, {"*"}, repo.beside("clone"));
    CHECK(workspace.target.upstream == "refs/remotes/origin/main");
    CHECK(workspace.target.behind_upstream == 2);
    CHECK(names(workspace) == Names{"main"});
    CHECK(workspace.sources[0].folded == Names{"refs/remotes/origin/main"});
  }

  TEST_CASE("target: an unborn one has no migrations in common with anybody") {
    TempRepo repo;
    repo.migration("20240101000000_init", "SELECT 1;\n");
    repo.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    auto workspace = read(repo);
    CHECK(workspace.target.commit.empty());
    CHECK(project(workspace, "main").uncommitted == Names{"20240101000000_init"});
  }

  TEST_CASE("target: a shallow clone does not know its whole history") {
    TempRepo repo;
    repo.start_project();
    repo.commit("more");
    CHECK(read(repo).target.history_complete);
    repo.git({"clone", "-q", "--depth", "1", "file://" + repo.path(), repo.beside("shallow")});
    auto workspace = read(repo, {}, repo.beside("shallow"));
    CHECK(workspace.shallow);
    CHECK_FALSE(workspace.target.history_complete);
  }

  TEST_CASE("refs: read without a checkout; contained ones are dropped and counted, symbolic ones ignored") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "merged", "20240201000000_merged");
    repo.git({"merge", "-q", "merged"});
    branch_with(repo, "open", "20240301000000_open");
    repo.git({"tag", "-a", "-m", "v1", "v1", "main"});
    repo.git({"symbolic-ref", "refs/heads/alias", "refs/heads/open"});
    auto workspace = read(repo, {"*"});
    CHECK(names(workspace) == Names{"main", "open"});
    CHECK(workspace.refs_contained == 2);
    CHECK(source(workspace, "open").kind == Source::Kind::ref);
    CHECK(project(workspace, "open").own == Names{"20240301000000_open"});
    CHECK_FALSE(project(workspace, "open").database.has_value());
    CHECK(names(read(repo)) == Names{"main"});
  }

  TEST_CASE("refs: globs are over short or full names; other namespaces only by their full name") {
    TempRepo repo;
    repo.start_project();
    auto a = branch_with(repo, "feature/a", "20240301000000_a");
    auto b = branch_with(repo, "b", "20240302000000_b");
    auto c = branch_with(repo, "c", "20240303000000_c");
    repo.git({"update-ref", "refs/pull/7/head", c});
    repo.git({"branch", "-qD", "c"});
    CHECK(names(read(repo, {"feature/*"})) == Names{"main", "feature/a"});
    CHECK(names(read(repo, {"refs/heads/?"})) == Names{"main", "b"});
    CHECK(names(read(repo, {"heads/b", "feature/*"})) == Names{"main", "b", "feature/a"});
    CHECK(names(read(repo, {"*"})) == Names{"main", "b", "feature/a"});
    CHECK(names(read(repo, {"refs/pull/*"})) == Names{"main", "refs/pull/7/head"});
  }

  TEST_CASE("refs: the same commit, an ancestor and an upstream fold; two remotes' branches of one name stay apart") {
    TempRepo repo;
    repo.start_project();
    auto lower = branch_with(repo, "lower", "20240301000000_lower");
    branch_with(repo, "upper", "20240302000000_upper", "lower");
    auto ours = branch_with(repo, "x", "20240303000000_ours");
    auto theirs = branch_with(repo, "tmp", "20240304000000_theirs");
    repo.git({"update-ref", "refs/remotes/one/y", ours});
    repo.git({"update-ref", "refs/remotes/two/y", theirs});
    repo.git({"branch", "-qD", "x"});
    repo.git({"branch", "-qD", "tmp"});
    repo.git({"tag", "same", lower});
    auto workspace = read(repo, {"*"});
    CHECK(names(workspace) == Names{"main", "one/y", "two/y", "upper"});
    CHECK(source(workspace, "upper").folded == Names{"refs/heads/lower", "refs/tags/same"});
    CHECK(resolve_source(workspace, "lower").name == "upper");
    CHECK_THROWS_AS(resolve_source(workspace, "y"), Error);
  }

  TEST_CASE("refs: the diverged upstream of a branch folds into it; a branch behind its upstream into the upstream") {
    TempRepo repo;
    repo.start_project();
    auto a = branch_with(repo, "a", "20240301000000_a");
    auto b = branch_with(repo, "b", "20240302000000_b");
    auto far = branch_with(repo, "tmp", "20240303000000_far", "b");
    auto diverged = branch_with(repo, "tmp2", "20240304000000_diverged");
    repo.git({"branch", "-qD", "tmp", "tmp2"});
    repo.git({"update-ref", "refs/remotes/origin/a", diverged});
    repo.git({"update-ref", "refs/remotes/origin/b", far});
    repo.git({"config", "remote.origin.url", "nowhere"});
    repo.git({"config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*"});
    for (const char* branch : {"a", "b"}) {
      repo.git({"config", std::string("branch.") + branch + ".remote", "origin"});
      repo.git({"config", std::string("branch.") + branch + ".merge", std::string("refs/heads/") + branch});
    }
    auto workspace = read(repo, {"*"});
    CHECK(names(workspace) == Names{"main", "a", "origin/b"});
    CHECK(source(workspace, "a").folded == Names{"refs/remotes/origin/a"});
    CHECK(source(workspace, "origin/b").folded == Names{"refs/heads/b"});
  }

  TEST_CASE("refs: a worktree never folds; what stands on it contains it") {
    TempRepo repo;
    repo.start_project();
    auto lower = worktree(repo, "lower");
    repo.migration("20240301000000_lower", "SELECT 1;\n", lower);
    repo.commit("lower", lower);
    auto upper = worktree(repo, "upper", "lower");
    repo.migration("20240302000000_upper", "SELECT 2;\n", upper);
    repo.commit("upper", upper);
    branch_with(repo, "top", "20240303000000_top", "upper");
    worktree(repo, "fresh");
    auto workspace = read(repo, {"*"});
    CHECK(names(workspace) == Names{"main", "fresh", "lower", "upper", "top"});
    CHECK(source(workspace, "upper").contains == Names{"lower"});
    CHECK(source(workspace, "top").contains == Names{"lower", "upper"});
    CHECK(source(workspace, "lower").contains.empty());
    CHECK(source(workspace, "fresh").contains.empty());
    CHECK(source(workspace, "main").contains.empty());
  }

  TEST_CASE(
      "merge base: the newest one where the target was merged in, none where there are several or it is unrelated") {
    TempRepo repo;
    repo.start_project();
    auto epic = worktree(repo, "epic");
    repo.migration("20240301000000_epic", "SELECT 1;\n", epic);
    repo.commit("epic", epic);
    auto merged = repo.commit("main goes on");
    repo.git({"merge", "-q", "--no-ff", "main"}, epic);
    repo.commit("and on");
    CHECK(source(read(repo), "epic").merge_base == merged);

    repo.git({"checkout", "-q", "--orphan", "alien"}, epic);
    repo.commit("alien", epic);
    CHECK(source(read(repo), "alien").merge_base.empty());

    // criss-cross
    auto one = branch_with(repo, "one", "20240401000000_one");
    auto before = repo.commit("main again");
    repo.git({"merge", "-q", "--no-ff", "one"});
    auto cross = worktree(repo, "cross", "one");
    repo.git({"merge", "-q", "--no-ff", before}, cross);
    repo.commit("cross", cross);
    CHECK(source(read(repo), "cross").merge_base.empty());
    repo.git({"merge", "-q", "--no-ff", "main"}, cross);
    repo.commit("cross again", cross);
    auto workspace = read(repo);
    CHECK(source(workspace, "cross").merge_base == workspace.target.commit);
  }

  TEST_CASE("names: detached worktrees by their own name, one branch twice and a tag like a branch stay distinct") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "twin", "20240301000000_twin");
    repo.git({"worktree", "add", "-q", repo.beside("first"), "twin"});
    repo.git({"worktree", "add", "-q", "-f", repo.beside("second"), "twin"});
    repo.git({"worktree", "add", "-q", "--detach", repo.beside("loose")});
    auto other = branch_with(repo, "tmp", "20240302000000_other");
    repo.git({"tag", "twin", other});
    repo.git({"branch", "-qD", "tmp"});
    CHECK(names(read(repo, {"*"})) == Names{"main", "loose", "second", "twin", "refs/tags/twin"});
    auto workspace = read(repo);
    CHECK(source(workspace, "loose").detached);
    CHECK(resolve_source(workspace, repo.beside("loose")).name == "loose");
    CHECK(resolve_source(workspace, "first").name == "twin");
  }

  TEST_CASE("projects: a project that moved stands for the target's that shares most folders") {
    TempRepo repo;
    repo.start_project();
    auto moved = worktree(repo, "moved");
    std::filesystem::create_directories(moved + "/apps/web");
    repo.git({"mv", "prisma", "package.json", "apps/web"}, moved);
    repo.write("apps/web/prisma/migrations/20240301000000_new/migration.sql", "SELECT 1;\n", moved);
    repo.commit("move", moved);
    auto workspace = read(repo);
    const auto& p = project(workspace, "moved");
    CHECK(p.path == "apps/web");
    CHECK(p.target_path == ".");
    CHECK(p.own == Names{"20240301000000_new"});
    CHECK(project_for(source(workspace, "moved"), ".") == &p);
  }

  TEST_CASE("refs: searched at known roots and where they bring migrations, unless asked to discover") {
    TempRepo repo;
    repo.start_project();
    auto folder = worktree(repo, "tmp");
    repo.write("services/api/prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n", folder);
    repo.commit("api", folder);
    auto projects = [&](bool discover) {
      CollectOptions options;
      options.repository = repo.path();
      options.refs = {"*"};
      options.discover = discover;
      return source(collect(options), "tmp").projects.size();
    };
    repo.git({"worktree", "remove", folder});
    CHECK(projects(false) == 1);
    CHECK(projects(true) == 2);
    repo.git({"checkout", "-q", "tmp"});
    repo.write("services/api/prisma/migrations/20240301000000_api/migration.sql", "SELECT 1;\n");
    repo.commit("its first migration");
    repo.git({"checkout", "-q", "main"});
    CHECK(projects(false) == 2);
  }

  TEST_CASE("a migration where no project reads it is told of the source that brings it, worktree or ref") {
    TempRepo repo;
    repo.start_project();
    repo.write("old/migrations/20230101000000_left/migration.sql", "SELECT 1;\n");
    repo.commit("left behind long ago");
    auto folder = worktree(repo, "tmp");
    repo.write("old/migrations/20240301000000_new/migration.sql", "SELECT 2;\n", folder);
    auto told = [&] {
      Names out;
      auto workspace = read(repo, {"*"});
      for (const auto& obstacle : source(workspace, "tmp").obstacles) out.push_back(obstacle.message);
      return out;
    };
    const Names wanted = {"old/migrations/20240301000000_new would never run: Prisma reads prisma/migrations"};
    CHECK(told() == wanted);  // uncommitted
    repo.commit("new", folder);
    CHECK(told() == wanted);
    repo.git({"worktree", "remove", folder});
    CHECK(told() == wanted);
    auto hint = source(read(repo, {"*"}), "tmp").obstacles.at(0).hint;
    CHECK(hint == "git mv old/migrations/20240301000000_new prisma/migrations");
  }

  TEST_CASE("what stands in a project's folder, among examples, or is another tool's, is no migration astray") {
    TempRepo repo;
    repo.start_project();
    auto folder = worktree(repo, "tmp");
    repo.migration("20240301000000_mine", "SELECT 1;\n", folder);
    repo.write("docs/migrations/20240301000000_example/migration.sql", "SELECT 1;\n", folder);
    repo.write("knex/migrations/20240301000000_add.js", "", folder);
    repo.write("drizzle/migrations/20240301000000_add/migration.sql", "SELECT 1;\n", folder);
    repo.write("drizzle/migrations/20240301000000_add/snapshot.json", "{}", folder);
    CHECK(source(read(repo), "tmp").obstacles.empty());
    repo.commit("more", folder);
    CHECK(source(read(repo), "tmp").obstacles.empty());
  }

  TEST_CASE("a schema that is generated and ignored by git leaves a project of migrations alone") {
    TempRepo repo;
    repo.start_project();
    repo.git({"rm", "-q", "prisma/schema.prisma"});
    repo.write(".gitignore", "prisma/schema.prisma\n");
    repo.commit("generated");
    branch_with(repo, "tmp", "20240301000000_mine");
    auto workspace = read(repo, {"*"});
    for (const char* name : {"main", "tmp"}) {
      CHECK(source(workspace, name).obstacles.empty());
      const auto& alone = project(workspace, name);
      CHECK(alone.path == ".");
      CHECK(alone.schema.empty());
      CHECK(alone.provider == "postgresql");
      CHECK(alone.migrations_dir == "prisma/migrations");
      CHECK(alone.obstacles.empty());
    }
    CHECK(project(workspace, "tmp").own == Names{"20240301000000_mine"});
    repo.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    CHECK(project(read(repo, {"*"}), "tmp").own == Names{"20240301000000_mine"});
  }

  TEST_CASE("bare repositories: the target and the branches are read from the object database") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "epic", "20240301000000_epic");
    repo.git({"clone", "-q", "--bare", repo.path(), repo.beside("bare.git")});
    auto workspace = read(repo, {"*"}, repo.beside("bare.git"));
    CHECK(workspace.bare);
    CHECK(names(workspace) == Names{"main", "epic"});
    CHECK(project(workspace, "epic").own == Names{"20240301000000_epic"});
  }

  TEST_CASE("a missing worktree stays a source, and is judged by what its branch holds") {
    TempRepo repo;
    repo.start_project();
    auto gone = worktree(repo, "gone");
    repo.migration("20240301000000_gone", "SELECT 1;\n", gone);
    repo.commit("gone", gone);
    std::filesystem::remove_all(gone);
    for (const auto& globs : {Names{}, Names{"*"}}) {
      auto workspace = read(repo, globs);
      CHECK(names(workspace) == Names{"main", "gone"});
      CHECK(source(workspace, "gone").missing);
      CHECK_FALSE(source(workspace, "gone").elsewhere);
      CHECK(project(workspace, "gone").own == Names{"20240301000000_gone"});
    }
  }

  TEST_CASE("a partial clone: nothing is fetched, the missing script is named") {
    TempRepo repo;
    repo.start_project();
    branch_with(repo, "epic", "20240301000000_epic");
    repo.git({"config", "uploadpack.allowFilter", "true"});
    repo.git({"clone", "-q", "--filter=blob:none", "--no-checkout", "file://" + repo.path(), repo.beside("partial")});
    auto packs = *list_folder(repo.beside("partial/.git/objects/pack"));
    auto workspace = read(repo, {"origin/epic"}, repo.beside("partial"), "origin/main");
    CHECK(*list_folder(repo.beside("partial/.git/objects/pack")) == packs);
    const auto& epic = source(workspace, "origin/epic");
    REQUIRE(epic.projects.size() == 1);
    const auto* migration = epic.projects[0].folder->find("20240301000000_epic");
    REQUIRE(migration);
    CHECK_FALSE(migration->script);
    CHECK(migration->no_script_because.find("not in this clone's object database") != std::string::npos);
  }

  TEST_CASE("a clone without trees: nothing is fetched, what is not known is told") {
    TempRepo repo;
    repo.start_project();
    repo.commit("more");
    branch_with(repo, "epic", "20240301000000_epic");
    repo.git({"config", "uploadpack.allowFilter", "true"});
    repo.git({"clone", "-q", "--filter=tree:0", "--no-checkout", "file://" + repo.path(), repo.beside("partial")});
    auto packs = *list_folder(repo.beside("partial/.git/objects/pack"));
    auto workspace = read(repo, {"origin/epic"}, repo.beside("partial"), "origin/main");
    CHECK(*list_folder(repo.beside("partial/.git/objects/pack")) == packs);
    CHECK_FALSE(source(workspace, "origin/main").obstacles.empty());
    CHECK_FALSE(source(workspace, "origin/epic").obstacles.empty());
  }

  TEST_CASE("a split index and a sparse index are no obstacle") {
    TempRepo repo;
    repo.start_project();
    repo.git({"update-index", "--split-index"});
    CHECK(read(repo).obstacles.empty());
    CHECK_FALSE(source(read(repo), "main").dirty);
    repo.git({"update-index", "--no-split-index"});
    repo.write("other/deep/file", "x");
    repo.commit("other");
    repo.git({"sparse-checkout", "init", "--cone", "--sparse-index"});
    repo.git({"sparse-checkout", "set", "prisma"});
    CHECK_FALSE(source(read(repo), "main").dirty);
  }

  TEST_CASE("damaged refs and names that are not UTF-8 are told or read, never fatal") {
    TempRepo repo;
    repo.start_project();
    auto open = branch_with(repo, "open", "20240301000000_open");
    write_file(repo.path() + "/.git/refs/heads/broken", "not an id\n");
    write_file(repo.path() + "/.git/refs/heads/nowhere", "1234567890123456789012345678901234567890\n");
    repo.git({"update-ref", "refs/heads/caf\xe9", open});
    repo.git({"branch", "-qD", "open"});
    auto workspace = read(repo, {"*"});
    CHECK(names(workspace) == Names{"main", "caf\xe9"});
    bool broken = false, nowhere = false;
    for (const auto& obstacle : workspace.obstacles) {
      broken = broken || obstacle.message.find("refs/heads/broken") != std::string::npos;
      nowhere = nowhere || obstacle.message.find("refs/heads/nowhere") != std::string::npos;
    }
    CHECK(broken);
    CHECK(nowhere);
  }
}
