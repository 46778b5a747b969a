#include <doctest/doctest.h>

#include "base/text.hpp"
#include "report/code_frame.hpp"
#include "report/demo.hpp"
#include "report/environments.hpp"
#include "report/page.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

std::string text_of(const Answer& answer, int width = 80) {
  return render(answer, Format::text, plain(width));
}

std::string full_text_of(const Answer& answer, int width = 80) {
  return render(answer, Format::text, in_full(width));
}

}  // namespace

TEST_CASE("check groups by source: place, message, why, the other place, what to type") {
  CHECK(full_text_of(demo("check")) == R"(epic3
  warning  late-migration
           apps/web/prisma/migrations/20251016000000_create_vector_indexes/migration.sql:3
           20251016000000_create_vector_indexes is older than the target's
           newest migration
           Databases that have run the target's newest migration will run it out
           of order.
           see  main: apps/web/prisma/migrations/20251016044654_add_mission_analytics_models/migration.sql:1
           -> tributary restamp epic3

Not checked
  it has no database
    structure-drift
    for epic4

1 warning: 3 sources against main; 1 rule not checked: structure-drift
)");
}

TEST_CASE("a command to type stays on its line, advice wraps") {
  auto answer = demo("check");
  std::string rest = " " + std::string(50, 'a') + " " + std::string(50, 'b');
  answer.verdict.findings[0].help = "git" + rest;
  CHECK(has(full_text_of(answer), "-> git" + rest + "\n"));
  answer.verdict.findings[0].help = "Move" + rest;
  CHECK_FALSE(has(full_text_of(answer), "-> Move" + rest + "\n"));
}

TEST_CASE("a finding that a hundred branches share names some of them") {
  auto answer = demo("check");
  auto& related = answer.verdict.findings[0].related;
  related.assign(100, related[0]);
  CHECK(has(full_text_of(answer), "\n                … and 96 more (--format json has all)\n"));
}

TEST_CASE("a clean check is one line") {
  auto answer = demo("check");
  answer.verdict = {};
  answer.judged = {"epic3"};
  CHECK(text_of(answer) == "Clean: epic3 against main\n");
}

TEST_CASE("what was not looked at is not called clean") {
  auto answer = demo("check");
  answer.verdict.findings.clear();
  CHECK(text_of(answer) ==
        "not checked  1 rule: it has no database\n\n"
        "No findings: 3 sources against main; 1 rule not checked: structure-drift; -v says more\n");
}

TEST_CASE("check is short: errors in full, a line for the warnings of each rule, infos counted, what was not checked") {
  auto answer = demo("check");
  auto warning = late_migration();
  auto info = late_migration(), error = late_migration();
  info.severity = Severity::info, info.rule = "rounded-stamp";
  error.severity = Severity::error, error.rule = "missing-object", error.message = "no such table";
  answer.verdict.findings = {error, warning, warning, info, info};
  CHECK(text_of(answer) == R"(epic3
  error    missing-object
           apps/web/prisma/migrations/20251016000000_create_vector_indexes/migration.sql:3
           no such table
           Databases that have run the target's newest migration will run it out
           of order.
           see  main: apps/web/prisma/migrations/20251016044654_add_mission_analytics_models/migration.sql:1
           -> tributary restamp epic3

warning  late-migration (2)  epic3: 20251016000000_create_vector_indexes is older than the target's newest migration

2 infos  rounded-stamp (2)

not checked  1 rule: it has no database

1 error, 2 warnings, 2 infos: 3 sources against main; 1 rule not checked: structure-drift; -v says more
)");
}

TEST_CASE("a finding with a line shows it between its neighbours") {
  auto answer = demo("check");
  auto& finding = answer.verdict.findings[0];
  finding.severity = Severity::error;
  auto& project = answer.analysis.workspace.sources[1].projects[0];
  auto folder = std::make_shared<MigrationsFolder>(*project.folder);
  for (auto& migration : folder->migrations) {
    auto script = std::make_shared<Script>();
    script->text = "-- one\n-- two\nCREATE INDEX i ON t (a);\n-- four\n-- five\n";
    if (migration.name == finding.place.migration) migration.script = script;
  }
  project.folder = folder;
  auto text = text_of(answer);
  CHECK(has(text, "             2 | -- two\n           > 3 | CREATE INDEX i ON t (a);\n             4 | -- four\n"));
  CHECK_FALSE(has(text, "-- five"));
  finding.place.line = 0;
  CHECK_FALSE(has(text_of(answer), "-- two"));
}

TEST_CASE("plan is short: a line a step, and of the reasons what is no matter of course") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  answer.sequence->steps[1].notable = {"epic3 goes first: its branch stands on epic3."};
  CHECK(text_of(answer) == R"(Merge into main in this order

 1. epic3  2 migrations; deploy runs 1 in americano
 2. epic4  1 migration; nothing left to run in americano
    - epic3 goes first: its branch stands on epic3.

$ tributary merge epic3

nothing to merge  docs

2 steps, 3 migrations into main; 1 warning: tributary check; details: tributary plan SOURCE, or -v
)");
}

TEST_CASE("plan SOURCE says everything of that step, and a line of the others") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  answer.about = {"epic4"};
  auto text = text_of(answer);
  CHECK(has(text, " 1. epic3  2 migrations; deploy runs 1 in americano\n"));
  CHECK(has(text, " 2. epic4  adds 1 migration\n    20251016223131_add_validation_response_fields\n"));
}

TEST_CASE("the gate's verdict is in the summary") {
  auto answer = demo("check");
  answer.verdict.findings[0].severity = Severity::error;
  CHECK_FALSE(has(text_of(answer), "gate"));
  answer.exit = 1;
  CHECK(has(text_of(answer), "1 error: 3 sources against main; 1 rule not checked: structure-drift; the gate is shut"));
}

TEST_CASE("a rule's reason and advice are said once where they repeat; a hundred findings are capped, errors are not") {
  auto answer = demo("check");
  answer.verdict.findings.assign(100, late_migration());
  auto warnings = full_text_of(answer);
  CHECK(has(warnings, "… and 90 more late-migration (--format json has all)"));
  CHECK(warnings.find("-> tributary restamp") == warnings.rfind("-> tributary restamp"));
  for (auto& finding : answer.verdict.findings) finding.severity = Severity::error;
  CHECK_FALSE(has(full_text_of(answer), "… and"));
}

TEST_CASE("what two branches rewrite alike is told a few times, then by what it is about; JSON has all") {
  auto answer = demo("check");
  auto finding = answer.verdict.findings[0];
  finding.related[0].source = "epic4";
  answer.verdict.findings.clear();
  for (int i = 1; i <= 20; ++i) {
    auto index = "index \"i" + std::to_string(i) + "\"";
    finding.rule = i <= 12 ? "index-touched-twice" : "late-migration";
    finding.subject = i <= 12 ? index : "";
    finding.message = index + ": x makes it; y of epic4 makes it";
    answer.verdict.findings.push_back(finding);
  }
  auto text = full_text_of(answer, 200);
  CHECK(has(text, "\"i4\": x makes it"));
  CHECK_FALSE(has(text, "\"i5\": x makes it"));
  CHECK(
      has(text, "the same work is done in epic4: 8 more index-touched-twice against it: index \"i10\", index \"i11\""));
  CHECK(has(text, "\"i20\": x makes it"));
  for (auto& one : answer.verdict.findings) one.subject.clear();
  CHECK_FALSE(has(full_text_of(answer, 200), "the same work"));
  answer.verdict.findings.resize(5);
  CHECK(has(full_text_of(answer, 200), "\"i5\": x makes it"));
}

TEST_CASE("plan numbers the steps; what the reasons do not mention is said after them") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  answer.sequence->steps[0].applies.clear();
  CHECK(full_text_of(answer) == R"(Merge into main in this order

 1. epic3  adds 2 migrations
    20251016000000_create_vector_indexes
    20251016164000_add_search_analytics_tracking
    - its first own migration is the earliest: 20251016000000
    $ tributary merge epic3

 2. epic4  adds 1 migration
    20251016223131_add_validation_response_fields
    - its first own migration is 20251016223131
    - epic3 goes first: its branch stands on epic3
    - between its migrations sort those of others:
      20251016235900_fix_vector_dimensions  epic3
    - americano: nothing left to run (1 there already)
    $ tributary merge epic4

nothing to merge  docs

2 steps, 3 migrations into main; 1 warning: tributary check
)");
}

TEST_CASE("plan does not repeat what a reason says") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  answer.sequence->steps[1].reasons = {"Adds 1 migration: x.", "epic3 goes first: its branch stands on epic3.",
                                       "Interleaves with 20251016235900_fix_vector_dimensions.",
                                       "In americano nothing."};
  auto text = full_text_of(answer);
  CHECK_FALSE(has(text, "Adds 1 migration"));
  CHECK_FALSE(has(text, "between its migrations"));
  CHECK_FALSE(has(text, "nothing left to run"));
}

TEST_CASE("chronology is printed on request only") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  CHECK_FALSE(has(text_of(answer), "In Prisma's order"));
  answer.with_chronology = true;
  CHECK(has(text_of(answer),
            "In Prisma's order\n  20251014220648_init\n  20251016000000_create_vector_indexes  epic3\n"));
}

TEST_CASE("nothing to merge is said in one sentence") {
  auto answer = demo("plan");
  answer.sequence = Sequence{};
  CHECK(text_of(answer) == "Nothing to merge: no source has a migration that main lacks\n");
}

TEST_CASE("drift names each foreign row with owner and evidence, once however many folders lack it") {
  auto answer = demo("drift");
  answer.analysis.histories[0].missing[0].safe_to_ignore = true;
  CHECK(text_of(answer) == R"(main (apps/web) against americano: 1 row is not in this folder

  20251016223131_add_validation_response_fields
    applied   2025-10-16 22:40:00 UTC
    owner     epic4 (commit cccccccc)
    evidence  name and checksum of its migration.sql
    safe      yes: nothing in this folder names what it creates

  Prisma, here and now
    status      prisma migrate status calls the database up to date.
    dev         prisma migrate dev will demand a reset of the shared database.
                $ npx prisma migrate deploy

epic3 (apps/web) against americano: 1 row is not in this folder

  20251016223131_add_validation_response_fields
    applied   2025-10-16 22:40:00 UTC
    owner     epic4 (commit cccccccc)
    evidence  name and checksum of its migration.sql
    safe      not known: nothing in this folder names what it creates

  Prisma, here and now
    status      prisma migrate status calls the database up to date.
    dev         prisma migrate dev will demand a reset of the shared database.
                $ npx prisma migrate deploy

main lacks 1 row: 1 of epic4
epic3 lacks 1 row: 1 of epic4
)");
  answer.analysis.histories[1].missing = answer.analysis.histories[0].missing;
  CHECK(has(text_of(answer), "described above\n    20251016223131_add_validation_response_fields  epic4"));
}

TEST_CASE("drift of one source leaves the others out; unreadable ledgers are not called clean") {
  auto answer = demo("drift");
  answer.judged = {"epic3"};
  CHECK_FALSE(has(text_of(answer), "main (apps/web)"));
  answer.judged = {"epic4"};
  CHECK(has(text_of(answer), "No ledger could be read: nothing is known of drift"));
  answer.judged.clear();
  for (auto& history : answer.analysis.histories) history.missing.clear();
  CHECK(text_of(answer) == "No foreign rows: 2 ledgers held against their folders\n");
  // a database that nobody reached has no rows that could be called anybody's
  REQUIRE(answer.analysis.databases->size() == 1);
  auto& database = answer.analysis.databases->front();
  database.state = Database::State::unreachable;
  database.error = "P1001: Can't reach database server";
  auto text = text_of(answer);
  CHECK_FALSE(has(text, "No foreign rows"));
  CHECK(has(text, "not known: americano: P1001"));
  CHECK(has(text, "No ledger could be read: nothing is known of drift"));
  auto page = render(answer, Format::markdown, {});
  CHECK_FALSE(has(page, "No row is foreign"));
  CHECK(has(page, "**Not known:** americano: P1001"));
}

TEST_CASE("merge says what it did or would do, and what to type next") {
  auto answer = demo("merge");
  answer.merge = MergePlan{};
  answer.merge->root = "/srv/americano";
  answer.merge->sources = {"epic4"};
  answer.merge->edits = {{Edit::Kind::copy, "epic4:m/20251016_x/migration.sql", "m/20251016_x/migration.sql", "b"}};
  answer.merge->next = {
      "git -C /srv/americano commit -m 'a very long line that must stay whole so that it can be copied'"};
  answer.dry_run = true;
  CHECK(text_of(answer) == R"(Into /srv/americano
  copy      m/20251016_x/migration.sql

Next
  $ git -C /srv/americano commit -m 'a very long line that must stay whole so that it can be copied'

Would merge 1 migration of epic4
)");
  answer.dry_run = false;
  answer.journal = JournalEntry{"id", "merge epic4", "/srv/americano", answer.merge->edits, JournalEntry::State::done};
  CHECK(has(text_of(answer), "  copied    m/20251016_x/migration.sql\n"));
  CHECK(has(text_of(answer), "Merged 1 migration of epic4; tributary undo takes it back\n"));
}

TEST_CASE("a merge that was refused did not copy") {
  auto answer = demo("merge");
  answer.merge = MergePlan{};
  answer.merge->sources = {"epic4"};
  answer.merge->edits = {{Edit::Kind::copy, "epic4:x", "m/20251016_x/migration.sql", "b"}};
  auto text = text_of(answer);
  CHECK(has(text, "  copy      m/20251016_x/migration.sql\n"));
  CHECK(has(text, "Not merged: 1 migration of epic4\n"));
}

TEST_CASE("a merge with something in the way did nothing, and offers no next command") {
  auto answer = demo("merge");
  answer.merge = MergePlan{};
  answer.merge->collisions = {"m/x stands there with other content"};
  answer.merge->next = {"git commit"};
  CHECK(text_of(answer) ==
        "in the way: m/x stands there with other content\n\nNothing was done: 1 thing stands in the way\n");
}

TEST_CASE("undo names what it took back") {
  auto answer = demo("undo");
  answer.journal = JournalEntry{"id",
                                "merge epic4",
                                "/srv/a",
                                {{Edit::Kind::copy, "e:x", "m/x/migration.sql", "b"}},
                                JournalEntry::State::undone};
  CHECK(text_of(answer) == "In /srv/a\n  removed   m/x/migration.sql\n\nTook back merge epic4: 1 file\n");
}

TEST_CASE("an error says what, where and what to do") {
  CHECK(render_error(Error("not a git repository", "/tmp/x", "run it inside one\nor give --repo"), Format::text,
                     plain()) ==
        "error: not a git repository\n   at: /tmp/x\n hint: run it inside one\n       or give --repo\n");
}

TEST_CASE("colour only where the style asks for it") {
  auto style = plain();
  style.color = true;
  CHECK(has(render(demo("status"), Format::text, style), "\x1b["));
  CHECK_FALSE(has(text_of(demo("status")), "\x1b"));
}

namespace {

Table two_rows() {
  Table table;
  table.columns = {{"NAME", false, 12}, {"EMPTY"}, {"N", true}, {"MORE", false, 0, true}};
  table.rows = {{{"课程"}, {""}, {"7"}, {"some"}}, {{"feature/epic-3-knowledge-graph"}, {""}, {"1234"}, {"none"}}};
  return table;
}

std::string printed(const Table& table, int width) {
  Page page(plain(width));
  page.table(table, 0);
  return page.take();
}

}  // namespace

TEST_CASE("a table is aligned by display columns, and a column without an entry is left out") {
  CHECK(printed(two_rows(), 80) ==
        "NAME                               N  MORE\n课程                               7  some\n"
        "feature/epic-3-knowledge-graph  1234  none\n");
}

TEST_CASE("where a table is too wide its optional columns go first") {
  CHECK(printed(two_rows(), 40) ==
        "NAME                               N\n课程                               7\n"
        "feature/epic-3-knowledge-graph  1234\n");
}

TEST_CASE("then names are cut in their middle, never numbers") {
  CHECK(printed(two_rows(), 24) == "NAME                   N\n课程                   7\nfeature/e…ge-graph  1234\n");
}

TEST_CASE("in a pipe nothing is wrapped or cut") {
  auto answer = demo("status");
  std::string name = "feature/" + std::string(200, 'x');
  answer.analysis.workspace.sources[1].name = name;
  answer.notes = {std::string("a ") + std::string(90, 'b') + " ccccccccccc"};
  auto text = text_of(answer, 0);
  CHECK(has(text, "\n" + name + "  "));
  CHECK(has(text, std::string(90, 'b') + " ccccccccccc\n"));
}

TEST_CASE("hundreds of branches stay readable") {
  auto answer = demo("status");
  auto& sources = answer.analysis.workspace.sources;
  for (int i = 0; i < 300; ++i) {
    auto name = "feature/branch-" + std::to_string(i);
    auto source = epic(name, {});
    source.kind = Source::Kind::ref;
    source.path.clear();
    sources.push_back(source);
  }
  sources.push_back(epic("zzz", {"20251101000000_late"}));
  sources.back().kind = Source::Kind::ref;
  auto text = text_of(answer);
  CHECK(has(full_text_of(answer), "… and 264 more (--format json has all)"));
  CHECK(has(text, "… and 279 more (--format json has all)"));
  CHECK(has(text, "\nzzz  "));  // what has something of its own is shown before what has not
  CHECK(text::lines(text).size() < 50);
}

TEST_CASE("three hundred own migrations stay readable") {
  auto answer = demo("status");
  for (int i = 0; i < 300; ++i)
    answer.analysis.workspace.sources[2].projects[0].own.push_back("20251101000" + std::to_string(100 + i) + "_x");
  CHECK(has(full_text_of(answer), "… and 293 more (--format json has all)"));
}

TEST_CASE("an unreachable database is said once, without each command's wording of it") {
  auto answer = demo("status");
  auto& database = answer.analysis.databases->at(0);
  database.state = Database::State::unreachable;
  database.error = "connection refused";
  database.hint = "start the server";
  database.rows.clear();
  for (auto& history : answer.analysis.histories) {
    history = History{};
    history.consumer = {"main", "apps/web"};
    history.database = "americano";
    for (auto* line : {&history.forecast.status, &history.forecast.deploy, &history.forecast.dev}) {
      line->sentence = "stops with P1001";
      line->exit = 1;
    }
  }
  auto text = full_text_of(answer);
  CHECK(has(text, "unreachable"));
  CHECK(has(text, "    connection refused\n    -> start the server\n"));
  CHECK_FALSE(has(text, "deploy "));
}

TEST_CASE("an environment has of a migration what its newest row says") {
  auto answer = demo("status");
  EnvironmentLook look;
  look.name = "staging";
  look.database.id = "americano";
  look.database.rows = {ledger_row("1_again", "rolled back"), ledger_row("1_again", "applied"),
                        ledger_row("2_back", "applied"), ledger_row("2_back", "rolled back"),
                        ledger_row("3_once", "applied")};
  CHECK(cells_of(look, {"1_again", "2_back", "3_once", "4_never"}) ==
        std::vector<std::string>{"applied", "rolled back", "applied", ""});
  answer.analysis.environments = {look};
  CHECK(has(text_of(answer), "1_again    applied"));
}

TEST_CASE("an order that was not executed is told once, beside what else was not checked") {
  auto answer = demo("rehearse");
  Rehearsal rehearsal;
  Run run;
  run.order.name = "fresh";
  run.not_checked_because = "the server lacks vector";
  rehearsal.runs = {run};
  rehearsal.not_checked = {{"rehearsal", "", "nothing is proven of americano"}};
  answer.analysis.rehearsal = std::make_shared<const Rehearsal>(rehearsal);
  auto text = text_of(answer);
  CHECK(count(text, "the server lacks vector") == 1);
  CHECK(count(text, "nothing is proven of americano") == 1);
}

TEST_CASE("the lines of a text are those of an editor, and it is gone through once for all its places") {
  const std::string text = "a\r\n\tb\n\nlast";
  TextLines lines;
  const auto* first = &lines.of(text);
  CHECK(*first == std::vector<std::string_view>{"a", "\tb", "", "last"});
  CHECK(&lines.of(text) == first);
  CHECK(lines.of("").empty());
}
