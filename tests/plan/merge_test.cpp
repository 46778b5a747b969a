#include <doctest/doctest.h>

#include "plan/literals.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Names = std::vector<std::string>;
const Migrations shared = {{"20240101000000_init", "create table a()"}};
const Migrations own3 = {{"20251016000000_vectors", "3a"}, {"20251017000000_first_aid", "3b"}};

Source main_source() {
  return source_of("main", {project_of(shared)});
}
Source branch(const std::string& name, const Migrations& own) {
  return source_of(name, {with_own(shared, own)});
}

MergePlan plan_of(const Workspace& workspace, const Names& names) {
  return plan_merge(workspace, propose_sequence(workspace, {}, {}), names);
}
Names targets(const MergePlan& plan) {
  Names out;
  for (const auto& edit : plan.edits) out.push_back(edit.to);
  return out;
}
Migration& migration_of(Source& source, const std::string& name) {
  auto folder = std::make_shared<MigrationsFolder>(*source.projects[0].folder);
  source.projects[0].folder = folder;
  for (auto& migration : folder->migrations)
    if (migration.name == name) return migration;
  throw Error("no migration " + name);
}
std::string error_of(const Workspace& workspace, const Names& names) {
  try {
    plan_of(workspace, names);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("every file of the own folders is copied, script and companions, and nothing that is shared") {
  auto epic3 = branch("feature/epic-3", own3);
  migration_of(epic3, "20251016000000_vectors").companions = {{"README.md", git_blob_id("why")}};
  auto plan = plan_of(workspace_of(main_source(), {epic3}), {"feature/epic-3"});
  CHECK(targets(plan) == Names{"prisma/migrations/20251016000000_vectors/migration.sql",
                               "prisma/migrations/20251016000000_vectors/README.md",
                               "prisma/migrations/20251017000000_first_aid/migration.sql"});
  CHECK(plan.edits[0].from == "feature/epic-3:prisma/migrations/20251016000000_vectors/migration.sql");
  CHECK(plan.edits[0].blob == git_blob_id("3a"));
  CHECK(plan.root == "/code/main");
  CHECK(plan.migrations_dirs == Names{"prisma/migrations"});
  CHECK(plan.collisions.empty());
  CHECK(plan.notes.empty());
}

TEST_CASE("several sources are merged in the sequence's order, a folder that both hold byte for byte once") {
  auto a = branch("a", {{"20251103000000_a", "a"}, {"20251102000000_both", "same"}});
  auto b = branch("b", {{"20251101000000_b", "b"}, {"20251102000000_both", "same"}});
  auto plan = plan_of(workspace_of(main_source(), {a, b}), {"a", "b", "a"});
  CHECK(plan.sources == Names{"b", "a"});
  CHECK(plan.edits.size() == 3);
  CHECK(plan.next ==
        Names{"git -C /code/main add -- prisma/migrations && git -C /code/main commit -m 'Add migrations of b and a'",
              "git -C /code/main merge b", "git -C /code/main merge a"});
}

TEST_CASE("the copies are committed before git merges, because git refuses to merge over untracked files") {
  auto plan = plan_of(workspace_of(main_source(), {branch("feature/epic-3", own3)}), {"feature/epic-3"});
  CHECK(plan.next == Names{"git -C /code/main add -- prisma/migrations && git -C /code/main commit -m 'Add migrations "
                           "of feature/epic-3'",
                           "git -C /code/main merge feature/epic-3"});
}

TEST_CASE("with the source's merge in progress the commit completes it; other sources are merged after it") {
  auto epic3 = branch("epic3", own3);
  auto epic4 = branch("epic4", {{"20251018000000_x", "4"}});
  auto workspace = workspace_of(main_source(), {epic3, epic4});
  workspace.target.merging = {epic3.commit};
  CHECK(plan_of(workspace, {"epic3"}).next ==
        Names{"git -C /code/main add -- prisma/migrations && git -C /code/main commit --no-edit"});
  auto both = plan_of(workspace, {"epic4", "epic3"});
  CHECK(both.next.back() == "git -C /code/main merge epic4");
  CHECK(both.notes.empty());
}

TEST_CASE("a merge in progress of something else is named before the commit swallows it") {
  auto workspace = workspace_of(main_source(), {branch("epic3", own3)});
  workspace.target.merging = {git_blob_id("else")};
  auto plan = plan_of(workspace, {"epic3"});
  REQUIRE(plan.notes.size() == 1);
  CHECK(plan.notes[0].find("git -C /code/main commit --no-edit") != std::string::npos);
}

TEST_CASE(
    "folders that a copy or a merge has put there uncommitted are already there, committed ones are not mentioned") {
  auto all = shared;
  all.insert(own3.begin(), own3.end());
  auto target = source_of("main", {project_of(all)});
  migration_of(target, "20251016000000_vectors").tracking = Tracking::untracked;
  migration_of(target, "20251017000000_first_aid").tracking = Tracking::untracked;
  auto epic3 = source_of("epic3", {with_own(all, {})});
  auto plan = plan_of(workspace_of(target, {epic3}), {"epic3"});
  CHECK(plan.edits.empty());
  CHECK(plan.already_there ==
        Names{"prisma/migrations/20251016000000_vectors", "prisma/migrations/20251017000000_first_aid"});
  CHECK(plan.next.size() == 2);

  SUBCASE("with other content it is a collision") {
    auto other = all;
    other["20251016000000_vectors"] = "something else";
    auto clash = plan_of(workspace_of(target, {source_of("epic3", {with_own(other, {})})}), {"epic3"});
    REQUIRE(clash.collisions.size() == 1);
    CHECK(clash.collisions[0].find("20251016000000_vectors stands uncommitted in main") != std::string::npos);
  }
}

TEST_CASE("one name with two contents in two sources is a collision, whichever comes first") {
  auto a = branch("a", {{"20251102000000_x", "this"}});
  auto b = branch("b", {{"20251102000000_x", "that"}});
  auto plan = plan_of(workspace_of(main_source(), {a, b}), {"a", "b"});
  CHECK(plan.edits.size() == 1);
  CHECK(plan.collisions == Names{"prisma/migrations/20251102000000_x has other content in b than in a"});
}

TEST_CASE("names that differ in letter case only collide; so does a loose file of that name") {
  auto a = branch("a", {{"20251102000000_Add", "this"}, {"20251102000000_add", "that"}});
  CHECK(plan_of(workspace_of(main_source(), {a}), {"a"}).collisions.size() == 1);
  auto target = main_source();
  auto folder = std::make_shared<MigrationsFolder>(*target.projects[0].folder);
  folder->conflict_copies = {"20251102000000_x"};
  target.projects[0].folder = folder;
  auto plan = plan_of(workspace_of(target, {branch("b", {{"20251102000000_x", "y"}})}), {"b"});
  CHECK(plan.collisions == Names{"prisma/migrations/20251102000000_x stands in main and is not a folder"});
  CHECK(plan.edits.empty());
}

TEST_CASE("a script that is a link is not copied, and the merge is refused") {
  auto a = branch("a", own3);
  migration_of(a, "20251016000000_vectors").script_is_link = true;
  auto plan = plan_of(workspace_of(main_source(), {a}), {"a"});
  CHECK(plan.edits.size() == 1);
  CHECK(plan.collisions.size() == 1);
}

TEST_CASE("the lock file comes along where the target has none, once, with its bytes at hand") {
  auto target = main_source();
  auto folder = std::make_shared<MigrationsFolder>(*target.projects[0].folder);
  folder->lock_file.reset();
  target.projects[0].folder = folder;
  auto plan = plan_of(workspace_of(target, {branch("a", own3), branch("b", {{"20251102000000_x", "y"}})}), {"a", "b"});
  CHECK(targets(plan).at(2) == "prisma/migrations/migration_lock.toml");
  CHECK(plan.edits[2].content == "provider = \"postgresql\"\n");
  CHECK(plan.edits.size() == 4);
}

TEST_CASE("what a source has not committed is committed there first, so that git merges the same bytes") {
  auto epic = branch("my epic", own3);
  epic.ref = "refs/heads/my-epic";
  migration_of(epic, "20251017000000_first_aid").tracking = Tracking::untracked;
  auto next = plan_of(workspace_of(main_source(), {epic}), {"my epic"}).next;
  REQUIRE(next.size() == 3);
  CHECK(next[0] ==
        "git -C '/code/my epic' add -- prisma/migrations/20251017000000_first_aid && git -C '/code/my epic' commit -m "
        "'Add migration'");
  CHECK(next[2] == "git -C /code/main merge my-epic");
}

TEST_CASE(
    "what git merges is the branch, the remote branch or, detached, the commit; nothing where it is contained "
    "already") {
  auto remote = branch("origin/x", own3);
  remote.ref = "refs/remotes/origin/x";
  remote.path = "";
  CHECK(plan_of(workspace_of(main_source(), {remote}), {"origin/x"}).next[1] == "git -C /code/main merge origin/x");
  auto detached = branch("detached", own3);
  detached.ref = detached.branch = "";
  CHECK(plan_of(workspace_of(main_source(), {detached}), {"detached"}).next[1] ==
        "git -C /code/main merge " + detached.commit);
  auto contained = branch("contained", {});
  contained.merge_base = contained.commit;
  CHECK(plan_of(workspace_of(main_source(), {contained}), {"contained"}).next.empty());
}

TEST_CASE("with several projects each folder goes to the target's project, wherever that keeps its migrations") {
  auto web = project_of(shared, "apps/web"), api = project_of(shared, "services/api");
  api.migrations_dir = "services/api/db/migrations";
  auto moved = with_own(shared, {{"20251102000000_x", "y"}}, "apps/api");
  moved.target_path = "services/api";
  auto plan = plan_of(
      workspace_of(source_of("main", {web, api}), {source_of("a", {with_own(shared, own3, "apps/web"), moved})}),
      {"a"});
  CHECK(plan.migrations_dirs == Names{"apps/web/prisma/migrations", "services/api/db/migrations"});
  CHECK(targets(plan).back() == "services/api/db/migrations/20251102000000_x/migration.sql");
  CHECK(plan.edits.back().from == "a:apps/api/prisma/migrations/20251102000000_x/migration.sql");
}

namespace {

const std::string model_a = "model A {\n  id Int @id\n}\n";
std::string model(const std::string& name, const std::string& fields = "") {
  return "\nmodel " + name + " {\n  id Int @id\n" + fields + "}\n";
}
std::vector<SchemaFile> schema(const std::string& text) {
  return {{"prisma/schema.prisma", git_blob_id(text), std::make_shared<const std::string>(text)}};
}
/// A branch from a commit whose schema is `model_a`.
Source with_schema(const std::string& name, const std::string& text) {
  auto source = branch(name, {{"20251102000000_" + name, name}});
  source.projects[0].schema = schema(text);
  source.projects[0].base_schema = schema(model_a);
  return source;
}
Workspace onto(const std::string& main, const std::vector<Source>& sources) {
  auto target = main_source();
  target.projects[0].schema = schema(main);
  return workspace_of(target, sources);
}
std::vector<Edit> writes(const MergePlan& plan) {
  std::vector<Edit> out;
  for (const auto& edit : plan.edits)
    if (edit.kind != Edit::Kind::copy) out.push_back(edit);
  return out;
}

}  // namespace

TEST_CASE("schemas are merged by declaration, one source after the other, onto the target's as it is on disk") {
  auto main = model_a + model("OnDisk");
  auto plan =
      plan_of(onto(main, {with_schema("b", model_a + model("B")), with_schema("c", model_a + model("C"))}), {"b", "c"});
  auto written = writes(plan);
  REQUIRE(written.size() == 1);
  CHECK(written[0].kind == Edit::Kind::write);
  CHECK(written[0].to == "prisma/schema.prisma");
  CHECK(written[0].replaces == git_blob_id(main));
  CHECK(written[0].what == "+2 models");
  for (const char* name : {"model A ", "model OnDisk ", "model B ", "model C "})
    CHECK(written[0].content->find(name) != std::string::npos);
  CHECK(plan.next[0] ==
        "git -C /code/main add -- prisma/migrations prisma/schema.prisma && git -C /code/main commit -m 'Add "
        "migrations of b and c'");
  CHECK(plan.schema_conflicts.empty());
  CHECK(plan.schema_notes.size() == 1);  // without the driver git merges by line afterwards
}

TEST_CASE("a schema that brings nothing is not written, and a merge in progress keeps its own") {
  CHECK(writes(plan_of(onto(model_a, {with_schema("b", model_a)}), {"b"})).empty());
  auto both = model_a + model("B");
  CHECK(writes(plan_of(onto(both, {with_schema("b", both)}), {"b"})).empty());
  auto merging = onto(model_a, {with_schema("b", both)});
  merging.target.merging = {merging.sources[1].commit};
  auto plan = plan_of(merging, {"b"});
  CHECK(writes(plan).empty());
  REQUIRE(plan.schema_notes.size() == 1);
  CHECK(plan.schema_notes[0].find("the merge in progress carries it") != std::string::npos);
}

TEST_CASE("what needs a decision is told with its place, and only there the text has markers") {
  auto with_name = [](const std::string& type) { return "model A {\n  id Int @id\n  name " + type + "\n}\n"; };
  auto plan = plan_of(onto(with_name("Int"), {with_schema("b", with_name("Json") + model("B"))}), {"b"});
  REQUIRE(plan.schema_conflicts.size() == 1);
  CHECK(plan.schema_conflicts[0].starts_with("prisma/schema.prisma:3: model A, name of b: "));
  auto text = *writes(plan).at(0).content;
  CHECK(text.find("<<<<<<< main") != std::string::npos);
  CHECK(text.find("model B ") != std::string::npos);
}

TEST_CASE("a schema whose merge base is not known is left to git, and told") {
  auto unrelated = with_schema("b", model_a + model("B"));
  unrelated.merge_base.clear();
  unrelated.projects[0].base_schema.clear();
  auto plan = plan_of(onto(model_a + model("Other"), {unrelated}), {"b"});
  CHECK(writes(plan).empty());
  CHECK(plan.schema_notes ==
        Names{"The schema of b is not merged: its merge base with main is not known; `git merge` joins the two."});
}

TEST_CASE("of sources that need each other a lone one is warned about") {
  auto workspace = workspace_of(main_source(), {branch("a", own3), branch("b", {{"20251102000000_x", "y"}})});
  auto sequence = propose_sequence(workspace, {}, {{"a", {"b", "x", true}}, {"b", {"a", "x", true}}});
  CHECK(plan_merge(workspace, sequence, {"a"}).notes == Names{"a and b need each other: merge b too."});
  CHECK(plan_merge(workspace, sequence, {"a", "b"}).notes.empty());
}

TEST_CASE("a merge that cannot be planned says why") {
  auto workspace = workspace_of(main_source(), {branch("a", own3), source_of("none", {})});
  CHECK(error_of(workspace, {"b"}) == "there is no source b");
  CHECK(error_of(workspace, {"main"}) == "main is the target: it cannot be merged into itself");
  CHECK(error_of(workspace, {"none"}) == "no Prisma project was found in none");
  workspace.target.worktree = "";
  CHECK(error_of(workspace, {"a"}).find("checked out nowhere") != std::string::npos);
}

TEST_CASE("where the target has moved the project, what git brings to its old place is to be removed") {
  auto main = source_of("main", {project_of(shared, "platform/app")});
  auto moved = with_own(shared, own3, "app");
  moved.target_path = "platform/app";
  auto plan = plan_of(workspace_of(main, {source_of("a", {moved})}), {"a"});
  REQUIRE(plan.next.size() == 3);
  CHECK(plan.next[1] == "git -C /code/main merge a");
  CHECK(plan.next[2] ==
        "git -C /code/main rm -r -q -- app/prisma/migrations/20251016000000_vectors "
        "app/prisma/migrations/20251017000000_first_aid && git -C /code/main commit -m 'Remove what was merged to the "
        "old place of its project'");
  CHECK(plan_of(workspace_of(main_source(), {branch("b", own3)}), {"b"}).next.size() == 2);
}
