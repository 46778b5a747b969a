#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/demo.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::ordered_json;

namespace {

Json json_of(const Answer& answer) {
  return Json::parse(render(answer, Format::json, {}));
}

}  // namespace

TEST_CASE("every command's JSON opens with the same keys") {
  auto json = json_of(demo("check"));
  std::vector<std::string> keys;
  for (const auto& item : json.items()) keys.push_back(item.key());
  CHECK(keys == std::vector<std::string>{"tributary", "format", "command", "exit", "repository", "target", "sources",
                                         "findings", "not_checked", "summary", "judged"});
  CHECK(json["summary"] == Json{{"errors", 0}, {"warnings", 1}, {"infos", 0}});
}

TEST_CASE("a source carries its project with own, shared and its database without the password") {
  auto source = json_of(demo("status"))["sources"][1];
  CHECK(source["name"] == "epic3");
  CHECK(source["kind"] == "worktree");
  auto project = source["projects"][0];
  CHECK(project["own"].size() == 2);
  CHECK(project["shared"] == 1);
  CHECK(project["prisma"] == Json{{"version", "6.19.0"}, {"from", "package.json"}, {"runner", "npx"}});
  CHECK(project["database"]["id"] == "americano");
  CHECK(project["database"]["url"] == "postgresql://ky:***@localhost/americano");
  CHECK(json_of(demo("status"))["sources"][2]["projects"][0]["database"].is_null());
  CHECK(render(demo("status"), Format::json, {}).find("s3cret") == std::string::npos);
}

TEST_CASE("a ledger names the missing row, its owner, and what to type instead") {
  auto database = json_of(demo("status"))["databases"][0];
  CHECK(database["sources"] == Json{"main", "epic3"});
  auto ledger = database["ledgers"][0];
  CHECK(ledger["state"] == "folder-behind");
  CHECK(ledger["missing"][0]["owner"]["source"] == "epic4");
  CHECK(ledger["missing"][0]["safe_to_ignore"].is_null());
  CHECK(ledger["forecast"]["dev"] == "prisma migrate dev will demand a reset of the shared database.");
  CHECK(ledger["instead"]["dev"] == Json{"npx prisma migrate deploy"});
  CHECK_FALSE(ledger["instead"].contains("status"));
}

TEST_CASE("an applied row's owner is the branch that has the folder, else the target") {
  auto applied = json_of(demo("status"))["databases"][0]["applied"];
  CHECK(applied[0]["owner"]["source"] == "main");
  CHECK(applied[1]["owner"]["source"] == "epic4");
  CHECK(applied[1]["finished_at"] == "2025-10-16T22:40:00.500000Z");
  CHECK(applied[1]["rolled_back_at"].is_null());
}

TEST_CASE("a row nobody in the repository holds has no owner") {
  auto answer = demo("status");
  for (auto& history : answer.analysis.histories) history.missing[0].owner.reset();
  CHECK(json_of(answer)["databases"][0]["applied"][1]["owner"].is_null());
  CHECK(json_of(answer)["databases"][0]["ledgers"][0]["missing"][0]["owner"].is_null());
}

TEST_CASE("commands that are not asked for databases leave the key out") {
  CHECK(json_of(demo("status")).contains("databases"));
  CHECK_FALSE(json_of(demo("check")).contains("databases"));
}

TEST_CASE("an unreachable database is said to be, with its error") {
  auto answer = demo("status");
  auto& database = answer.analysis.databases->at(0);
  database.state = Database::State::unreachable;
  database.error = "connection refused";
  auto json = json_of(answer)["databases"][0];
  CHECK(json["reachable"] == false);
  CHECK(json["error"] == "connection refused");
  CHECK(json["has_ledger"].is_null());
}

TEST_CASE("plan adds the sequence") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  auto json = json_of(answer);
  CHECK(json["sequence"][1]["step"] == 2);
  CHECK(json["sequence"][1]["needs"][0]["because"] == "its branch stands on epic3");
  CHECK(json["sequence"][0]["adds"][0] ==
        Json{{"project", "apps/web"}, {"migration", "20251016000000_create_vector_indexes"}});
  CHECK(json["sequence"][0]["applies"][0]["database"] == "americano");
  CHECK(json["together"] == Json::array());
}

TEST_CASE("merge adds edits and next; the journal's edits count once there is one") {
  auto answer = demo("merge");
  answer.merge = MergePlan{};
  answer.merge->edits = {{Edit::Kind::copy, "epic3:a/migration.sql", "a/migration.sql", "b"}};
  answer.merge->next = {"git add a"};
  CHECK(json_of(answer)["edits"][0] ==
        Json{{"kind", "copy"}, {"from", "epic3:a/migration.sql"}, {"to", "a/migration.sql"}});
  CHECK(json_of(answer)["next"] == Json{"git add a"});
  CHECK(json_of(answer)["journal"].is_null());
  answer.journal = JournalEntry{};
  answer.journal->id = "20251118T101500Z-1a2b";
  CHECK(json_of(answer)["edits"] == Json::array());
  CHECK(json_of(answer)["journal"] == "20251118T101500Z-1a2b");
}

TEST_CASE("bytes that are not UTF-8 come back from the JSON's escapes") {
  auto answer = demo("status");
  answer.analysis.workspace.sources[0].name = "caf\xe9 \\xe9 \\n";
  CHECK(json_of(answer)["sources"][0]["name"] == "caf\\xe9 \\x5cxe9 \\n");
}

TEST_CASE("no control or bidi character stands raw in the JSON, and its value is unchanged") {
  auto answer = demo("status");
  std::string name = "a\x1b[31m\xc2\x9b\xe2\x80\xae z\x7f";
  answer.analysis.workspace.sources[0].name = name;
  auto bytes = render(answer, Format::json, {});
  for (auto raw : {"\x1b", "\xc2\x9b", "\xe2\x80\xae", "\x7f"}) CHECK(bytes.find(raw) == std::string::npos);
  CHECK(Json::parse(bytes)["sources"][0]["name"] == name);
}

TEST_CASE("an error is one object") {
  CHECK(render_error(Error("not a repository", "/tmp/x", ""), Format::json, {}) ==
        "{\n  \"error\": {\n    \"what\": \"not a repository\",\n    \"where\": \"/tmp/x\",\n    \"hint\": null\n  "
        "}\n}\n");
}
