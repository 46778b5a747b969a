#include "tributary/checklist.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/build.hpp"

using namespace tributary;
using namespace tributary::testing;
using List = ChecklistQuestion::List;

namespace {

const auto init = migration("20250101000000_init");
const auto lessons = migration("20250301120501_epic3_add_lessons");

/// main has init, epic3 adds lessons; both use one database, whose ledger has init.
Analysis analysis_of(std::vector<LedgerRow> rows = {applied(init)}) {
  Analysis analysis;
  analysis.workspace = workspace().target("main", {init}).source("epic3", {init, lessons}).build();
  source_of(analysis.workspace, "epic3").commit = std::string(40, '3');
  analysis.databases = {database("shop", std::move(rows), {"main", "epic3"})};
  return analysis;
}

ChecklistQuestion before_epic3() {
  ChecklistQuestion question;
  question.sources = {"epic3"};
  question.now = 1764547200;
  return question;
}

const ChecklistItem& item_of(const Checklist& list, const std::string& id) {
  auto at = std::find_if(list.items.begin(), list.items.end(), [&](const auto& item) { return item.id == id; });
  REQUIRE_MESSAGE(at != list.items.end(), id);
  return *at;
}

ItemState state_of(const Checklist& list, const std::string& id) {
  return item_of(list, id).state;
}

Finding finding_of(const std::string& rule, const About& about, Severity severity) {
  Finding finding;
  finding.rule = rule;
  finding.about = about;
  finding.severity = severity;
  finding.message = "something of " + rule;
  return finding;
}

}  // namespace

TEST_CASE("what was looked at and is well is done, with what was seen") {
  auto list = make_checklist(analysis_of(), before_epic3());
  const auto& item = item_of(list, "migrations-collected");
  CHECK(item.state == ItemState::done);
  REQUIRE(item.evidence.size() == 1);
  CHECK(item.evidence[0] == "epic3 (.): 1 own migration: 20250301120501_epic3_add_lessons");
}

TEST_CASE("an own migration that is not committed fails the list: no commit holds what would be merged") {
  auto analysis = analysis_of();
  project_of(analysis.workspace, "epic3").uncommitted = {lessons.name};
  CHECK(state_of(make_checklist(analysis, before_epic3()), "migrations-collected") == ItemState::fails);
}

TEST_CASE("an uncommitted copy of what is not its own does not") {
  auto analysis = analysis_of();
  project_of(analysis.workspace, "epic3").uncommitted = {init.name};
  CHECK(state_of(make_checklist(analysis, before_epic3()), "migrations-collected") == ItemState::done);
}

TEST_CASE("an error of a rule fails its item, a warning is for a person, a rule that could not look leaves it open") {
  auto question = before_epic3();
  question.verdict.findings = {finding_of("vague-name", {Group::names, {}}, Severity::warning),
                               finding_of("table-dropped", {Group::hazards, {Topic::row_loss}}, Severity::error)};
  question.verdict.not_checked = {{"missing-object", "epic3", "a script was not read", {Group::sql, {}}}};
  auto list = make_checklist(analysis_of(), question);
  CHECK(state_of(list, "names") == ItemState::needs_person);
  CHECK(state_of(list, "sql-reviewed") == ItemState::fails);
  CHECK(state_of(list, "conflicts") == ItemState::not_checked);
  CHECK(list.fails());
}

TEST_CASE("a list without an error in it does not fail, though persons are still to be asked") {
  auto question = before_epic3();
  question.backups = {{"/backups/1", "2025-12-01T00:00:00.000000Z", {"shop"}, "", {}}};
  auto list = make_checklist(analysis_of(), question);
  CHECK(!list.fails());
  CHECK(state_of(list, "team-told") == ItemState::needs_person);
}

TEST_CASE("a backup older than the ledger is none, nor is one that was damaged") {
  auto question = before_epic3();
  CHECK(state_of(make_checklist(analysis_of(), question), "backup") == ItemState::fails);
  question.backups = {{"/backups/1", "2024-12-01T00:00:00.000000Z", {"shop"}, "", {}}};
  CHECK(state_of(make_checklist(analysis_of(), question), "backup") == ItemState::fails);
  question.backups = {{"/backups/1", "2025-12-01T00:00:00.000000Z", {"shop"}, "a.dump is not what was saved", {}}};
  CHECK(state_of(make_checklist(analysis_of(), question), "backup") == ItemState::fails);
  question.backups = {{"/backups/1", "2025-12-01T00:00:00.000000Z", {"shop"}, "", {}}};
  CHECK(state_of(make_checklist(analysis_of(), question), "backup") == ItemState::done);
}

TEST_CASE("without a database nothing about one is said to be done") {
  auto analysis = analysis_of();
  analysis.databases.reset();
  auto list = make_checklist(analysis, before_epic3());
  for (auto id : {"backup", "rollback-plan", "ledger-after-merge", "drift-documented"})
    CHECK_MESSAGE(state_of(list, id) == ItemState::not_checked, id);
}

TEST_CASE("a database that does not answer has no rows, and nothing that is judged by rows is done") {
  auto question = before_epic3();
  question.backups = {{"/backups/1", "2025-12-01T00:00:00.000000Z", {"shop"}, "", {}}};
  auto list = make_checklist(analysis_of(), question);
  for (auto id : {"backup", "rollback-plan", "drift-documented"})
    CHECK_MESSAGE(state_of(list, id) == ItemState::done, id);

  auto analysis = analysis_of({});
  analysis.databases->front().state = Database::State::unreachable;
  analysis.databases->front().error = "P1001: nobody listens there";
  list = make_checklist(analysis, question);
  for (auto id : {"backup", "rollback-plan", "drift-documented"}) {
    const auto& item = item_of(list, id);
    CHECK_MESSAGE(item.state == ItemState::not_checked, id);
    CHECK_MESSAGE(std::count(item.evidence.begin(), item.evidence.end(), "shop: P1001: nobody listens there") == 1, id);
    CHECK(item.next == std::vector<std::string>{"tributary doctor"});
  }
  question.backups.clear();
  CHECK(state_of(make_checklist(analysis, question), "backup") == ItemState::fails);
}

TEST_CASE("a rehearsal that was not made is not checked, and the command that makes it is named") {
  auto list = make_checklist(analysis_of(), before_epic3());
  CHECK(state_of(list, "rehearsed") == ItemState::not_checked);
  CHECK(item_of(list, "rehearsed").next == std::vector<std::string>{"tributary checklist epic3 --rehearse"});
}

TEST_CASE("a person's tick holds until the commit or the ledger changes") {
  auto question = before_epic3();
  auto list = make_checklist(analysis_of(), question);
  question.ticks = {{list.list, "team-told", "Ann", "2025-12-01 09:00 UTC", item_of(list, "team-told").stands_for}};
  auto ticked = item_of(make_checklist(analysis_of(), question), "team-told");
  CHECK(ticked.state == ItemState::done);
  REQUIRE(ticked.tick.has_value());
  CHECK(ticked.tick->by == "Ann");

  auto committed = analysis_of();
  source_of(committed.workspace, "epic3").commit = std::string(40, '4');
  CHECK(state_of(make_checklist(committed, question), "team-told") == ItemState::needs_person);
  CHECK(state_of(make_checklist(analysis_of({applied(init), applied(lessons, 5)}), question), "team-told") ==
        ItemState::needs_person);
}

TEST_CASE("a tick is of one list, and never outweighs what was seen") {
  auto question = before_epic3();
  auto list = make_checklist(analysis_of(), question);
  question.ticks = {{"before epic4", "team-told", "Ann", "", item_of(list, "team-told").stands_for},
                    {list.list, "backup", "Ann", "", item_of(list, "backup").stands_for}};
  list = make_checklist(analysis_of(), question);
  CHECK(state_of(list, "team-told") == ItemState::needs_person);
  CHECK(state_of(list, "backup") == ItemState::fails);
}

TEST_CASE("after the merge a source that still has something of its own fails the list") {
  auto question = before_epic3();
  question.list = List::after;
  CHECK(state_of(make_checklist(analysis_of(), question), "merged") == ItemState::fails);
  auto analysis = analysis_of();
  project_of(analysis.workspace, "epic3").own.clear();
  CHECK(state_of(make_checklist(analysis, question), "merged") == ItemState::done);
}

TEST_CASE("the team's commands are done by their exit status, and not at all where they were not run") {
  auto question = before_epic3();
  question.list = List::after;
  TeamCommand tests{"tests", "npm test", TeamCommand::When::after};
  question.commands = {tests, {"smoke-tests", "npm run smoke", TeamCommand::When::deployment}};
  auto list = make_checklist(analysis_of(), question);
  CHECK(state_of(list, "tests") == ItemState::not_checked);
  CHECK(std::none_of(list.items.begin(), list.items.end(), [](const auto& item) { return item.id == "smoke-tests"; }));
  question.runs = {{tests, 1, 2.5}};
  CHECK(state_of(make_checklist(analysis_of(), question), "tests") == ItemState::fails);
  question.runs = {{tests, 0, 2.5}};
  auto item = item_of(make_checklist(analysis_of(), question), "tests");
  CHECK(item.state == ItemState::done);
  CHECK(item.evidence == std::vector<std::string>{"`npm test` ended with 0 after 2.5 s"});
}

namespace {

/// main has init and lessons; production has init alone.
struct Deployment {
  Analysis analysis;
  ChecklistQuestion question;
  explicit Deployment(std::vector<LedgerRow> staging) {
    analysis.workspace = workspace().target("main", {init, lessons}).build();
    analysis.databases = {database("production", {applied(init)}, {"main"}),
                          database("staging", std::move(staging), {})};
    History history;
    history.consumer = {"main", "."};
    history.database = "production";
    history.state = LedgerState::behind;
    history.unapplied = history.deploys = {lessons.name};
    analysis.histories = {history};
    question.list = List::deployment;
    question.environment = question.database = "production";
    question.staging = "staging";
  }
  ItemState staged() const { return state_of(make_checklist(analysis, question), "tested-on-staging"); }
};

}  // namespace

TEST_CASE("tested on staging means a finished row with the same text there") {
  CHECK(Deployment({applied(init), applied(lessons, 1)}).staged() == ItemState::done);
  CHECK(Deployment({applied(init)}).staged() == ItemState::fails);
  CHECK(Deployment({applied(init), failed(lessons, 1)}).staged() == ItemState::fails);
  auto edited = applied(lessons, 1);
  edited.checksum = std::string(64, 'e');
  CHECK(Deployment({applied(init), edited}).staged() == ItemState::fails);
}

namespace {

/// What the three lists say of one ledger.
std::vector<ItemState> said_of(History history) {
  Deployment one({applied(init)});
  history.consumer = {"main", "."}, history.database = "production", history.forecast.status.sentence = "it says so";
  auto& question = one.question;
  one.analysis.histories = question.merged = {history};
  std::vector<ItemState> out = {state_of(make_checklist(one.analysis, question), "status-checked")};
  question.list = List::after;
  out.push_back(state_of(make_checklist(one.analysis, question), "ledger-up-to-date"));
  question.list = List::before;
  auto item = item_of(make_checklist(one.analysis, question), "ledger-after-merge");
  out.push_back(item.state);
  auto said = std::find_if(item.evidence.begin(), item.evidence.end(),
                           [](const std::string& line) { return line.find("it says so") != line.npos; });
  CHECK((said != item.evidence.end() || item.state == ItemState::not_checked));
  return out;
}

std::vector<ItemState> thrice(ItemState state) {
  return {state, state, state};
}

}  // namespace

TEST_CASE("the lists agree on what a ledger says") {
  History history;
  history.state = LedgerState::in_sync;
  CHECK(said_of(history) == thrice(ItemState::done));
  auto broken = history;
  broken.failed = {lessons.name};
  CHECK(said_of(broken) == thrice(ItemState::fails));
  broken = history;
  broken.edited = {init.name};
  CHECK(said_of(broken) == thrice(ItemState::fails));
  broken = history;
  broken.prisma_error = "P3015: Could not find the migration file";
  CHECK(said_of(broken) == thrice(ItemState::fails));
  broken.state = LedgerState::lock_mismatch, broken.prisma_error = "P3019: The datasource provider…";
  CHECK(said_of(broken) == thrice(ItemState::fails));
  broken = history;
  broken.forecast.deploy = {"`migrate deploy` refuses with P3005", 1, {}};
  CHECK(said_of(broken) == thrice(ItemState::fails));
  broken = history;
  broken.state = LedgerState::denied, broken.prisma_error = "P1010: denied";
  CHECK(said_of(broken) == thrice(ItemState::not_checked));
}

TEST_CASE("a deployment is judged by findings of its own database and by those of none, not by another's") {
  Deployment one({applied(init), applied(lessons, 1)});
  auto states = [&](const std::string& database) {
    auto finding = finding_of("table-dropped", {Group::hazards, {Topic::row_loss, Topic::lock}}, Severity::error);
    finding.database = database;
    one.question.verdict.findings = {finding};
    auto list = make_checklist(one.analysis, one.question);
    return std::vector<ItemState>{state_of(list, "sql-reviewed"), state_of(list, "downtime-window")};
  };
  const std::vector<ItemState> meant = {ItemState::fails, ItemState::needs_person};
  CHECK(states("production") == meant);
  CHECK(states("") == meant);
  CHECK(states("ann") == std::vector<ItemState>{ItemState::done, ItemState::done});

  one.analysis.histories[0].deploys.clear();
  auto drift = finding_of("structure-drift", {Group::ledger, {Topic::structure}}, Severity::error);
  drift.database = "ann";
  one.question.verdict.findings = {drift};
  CHECK(state_of(make_checklist(one.analysis, one.question), "structure-expected") == ItemState::done);
  one.question.verdict.findings[0].database = "production";
  CHECK(state_of(make_checklist(one.analysis, one.question), "structure-expected") == ItemState::fails);
}

TEST_CASE("what is typed to deploy starts the project's own Prisma, and nothing is typed for an environment") {
  Deployment one({});
  project_of(one.analysis.workspace, "main").runner = "pnpm exec";
  source_of(one.analysis.workspace, "main").path = "/work/main";
  auto next = [&] { return item_of(make_checklist(one.analysis, one.question), "deployed").next; };
  CHECK(next() == std::vector<std::string>{"cd /work/main && pnpm exec prisma migrate deploy"});
  one.question.list = List::after;
  CHECK(item_of(make_checklist(one.analysis, one.question), "ledger-up-to-date").next.front() ==
        "cd /work/main && pnpm exec prisma migrate deploy");
  one.question.list = List::deployment;
  one.question.is_environment = true;
  CHECK(next() == std::vector<std::string>{"tributary check --pending --env production"});
}

TEST_CASE("of an environment that no worktree points at a person says whether there are a backup and a way back") {
  Deployment one({});
  one.question.ways_back = {{"production", init.name, ""}};
  one.question.backups = {{"/backups/1", "2025-12-01T00:00:00.000000Z", {"production"}, "", {}}};
  auto states = [&] {
    auto list = make_checklist(one.analysis, one.question);
    return std::vector<ItemState>{state_of(list, "backup"), state_of(list, "rollback-plan")};
  };
  CHECK(states() == std::vector<ItemState>{ItemState::done, ItemState::done});
  one.question.is_environment = true;
  one.question.reached = false;
  CHECK(states() == std::vector<ItemState>{ItemState::needs_person, ItemState::needs_person});
}

TEST_CASE("what comes after the deploy is not done before it") {
  Deployment one({applied(init), applied(lessons, 1)});
  auto list = make_checklist(one.analysis, one.question);
  for (auto id : {"deployed", "structure-expected", "data-integrity"})
    CHECK_MESSAGE(state_of(list, id) == ItemState::not_checked, id);
  one.analysis.histories[0].deploys.clear();
  CHECK(state_of(make_checklist(one.analysis, one.question), "deployed") == ItemState::done);
}

TEST_CASE("the weekly list names what is young, and its ticks hold for the week") {
  auto question = before_epic3();
  question.sources.clear();
  question.list = List::weekly;
  question.now = 1740916800;  // Sunday 2025-03-02 12:00
  auto list = make_checklist(analysis_of(), question);
  CHECK(list.title == "Weekly sync, week of 2025-02-24");
  CHECK(state_of(list, "migrations-reviewed") == ItemState::needs_person);
  question.ticks = {{list.list, "leads-met", "Ann", "", item_of(list, "leads-met").stands_for}};
  CHECK(state_of(make_checklist(analysis_of(), question), "leads-met") == ItemState::done);
  question.now += 24 * 3600;
  CHECK(state_of(make_checklist(analysis_of(), question), "leads-met") == ItemState::needs_person);
}
