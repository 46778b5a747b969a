#include "tributary/message.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"
#include "support/build.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const auto init = migration("20250101000000_init", "-- init");
const auto lessons = migration("20250301120501_add_lessons", "-- lessons");
const auto marks = migration("20250302120502_add_marks", "-- marks");

Change change(Verb verb, ObjectKind kind, const std::string& name, const std::string& part = {}) {
  Change out;
  out.verb = verb;
  out.object.kind = kind;
  out.object.name = name;
  out.object.part = part;
  return out;
}

/// epic3 makes Lesson and adds a column to Course, epic4 changes a column of Course.
Analysis analysis_of() {
  Analysis analysis;
  analysis.workspace =
      workspace().target("main", {init}).source("epic3", {init, lessons}).source("epic4", {init, marks}).build();
  auto read = [&](const Migration& of, std::vector<Change> changes) {
    auto script = std::make_shared<ScriptChanges>();
    script->changes = std::move(changes);
    analysis.changes.emplace(of.script->blob, script);
  };
  read(lessons,
       {change(Verb::create, ObjectKind::table, "Lesson"), change(Verb::create, ObjectKind::column, "Lesson", "id"),
        change(Verb::create, ObjectKind::column, "Course", "lessons")});
  read(marks, {change(Verb::alter, ObjectKind::column, "Course", "mark")});
  analysis.databases = {database("shop", {applied(init), applied(lessons, 5)}, {"main", "epic3"})};
  return analysis;
}

MessageQuestion about(MessageQuestion::Kind kind, std::vector<std::string> sources = {}) {
  MessageQuestion question;
  question.kind = kind;
  question.sources = std::move(sources);
  return question;
}

using Kind = MessageQuestion::Kind;

}  // namespace

TEST_CASE("what is planned is told by object, a table once for all that is made with it, and who else is there") {
  auto question = about(Kind::planned, {"epic3"});
  question.owners = {{"Epic 4", "", "@eve", {"epic4"}}};
  CHECK(make_message(analysis_of(), question) == R"(PLANNED SCHEMA CHANGES

epic3
20250301120501_add_lessons
  - Planning to add table "Lesson"
  - Planning to add column "lessons" to table "Course"

What to do:
- Epic 4 (epic4, @eve): you change Course, too. Agree with epic3 who goes first.
- Everybody else: say so within 30 minutes if it gets into your way.
- epic3: wait for them, then go on; `tributary message applied epic3` once it has run.
)");
}

TEST_CASE(
    "of branches that are told together, too, each person is told what they share, and who is planned to go first") {
  auto question = about(Kind::planned);
  question.owners = {{"Epic 3", "", "@bob", {"epic3"}}, {"Epic 4", "", "@eve", {"epic4"}}};
  auto analysis = analysis_of();
  Step first, second;
  first.number = 1, first.source = "epic4";
  second.number = 2, second.source = "epic3";
  analysis.sequence.steps = {first, second};
  auto text = make_message(analysis, question);
  const std::string order = " who goes first; tributary plan has epic4 before epic3.\n";
  CHECK(has(text, "\nEpic 3 (epic3, @bob)\n20250301120501_add_lessons\n"));
  CHECK(has(text, "- Epic 3 (epic3, @bob): you change Course, too. Agree with Epic 4 (epic4, @eve)" + order));
  CHECK(has(text, "- Epic 4 (epic4, @eve): you change Course, too. Agree with Epic 3 (epic3, @bob)" + order));
  CHECK(has(text, "- Epic 3 (epic3, @bob): wait for them, then go on; `tributary message applied epic3`"));
  CHECK(!has(text, "No other open branch"));
}

// The policy: reset and force-reset never in a worktree, rows of the ledger never deleted, applied scripts never
// edited.
TEST_CASE("no message tells anybody to do what the policy never allows, and each says what it requires") {
  auto merged = analysis_of();
  merged.workspace =
      workspace().target("main", {init, lessons}).source("epic3", {init, lessons}).base("epic3", {init}).build();
  const std::pair<std::string, std::string> told[] = {
      {make_message(analysis_of(), about(Kind::planned)), "  - Planning to add table \"Lesson\"\n"},
      {make_message(analysis_of(), about(Kind::applied)),
       "New migration applied: 20250301120501_add_lessons affects Course, Lesson\n"},
      {make_message(merged, about(Kind::merged, {"epic3"})), "- Pull main"}};
  for (const auto& one : told) {
    const auto &text = one.first, &required = one.second;
    CAPTURE(text);
    CHECK(has(text, required));
    CHECK(has(text, "What to do:\n- "));
    for (const auto& line : text::lines(text))
      for (auto never : {"reset", "db push", "migrate dev", "_prisma_migrations", "migration.sql"})
        if (has(line, never)) CHECK(line.starts_with("- Do not run "));
  }
}

TEST_CASE("nobody is named who touches something else") {
  auto analysis = analysis_of();
  analysis.changes.erase(marks.script->blob);
  auto text = make_message(analysis, about(Kind::planned, {"epic3"}));
  CHECK(has(text, "No other open branch changes the same tables."));
  CHECK(!has(text, "epic4"));
}

TEST_CASE("what is applied is told with its tables and where, and what no ledger has is not") {
  auto text = make_message(analysis_of(), about(Kind::applied));
  CHECK(has(text, "New migration applied: 20250301120501_add_lessons affects Course, Lesson\n"));
  CHECK(has(text, "of epic3; in shop 2025-01-01 00:05 UTC"));
  CHECK(!has(text, "add_marks"));
  CHECK(make_message(analysis_of(), about(Kind::applied, {"epic4"})) ==
        "Nothing to announce: no ledger that was asked has applied such a migration.\n");
}

TEST_CASE("a merge is announced when it is made, not before") {
  CHECK(make_message(analysis_of(), about(Kind::merged, {"epic3"})) ==
        "Nothing to announce: the target has no migration of these sources.\n");
  Analysis merged;
  merged.workspace =
      workspace().target("main", {init, lessons}).source("epic3", {init, lessons}).base("epic3", {init}).build();
  auto text = make_message(merged, about(Kind::merged, {"epic3"}));
  CHECK(has(text, "MERGED INTO main\n\n20250301120501_add_lessons\n"));
  CHECK(!has(text, "20250101000000_init"));
  CHECK(has(text, "- npx prisma generate && npx prisma validate\n"));
  auto& project = project_of(merged.workspace, "main");
  project.runner = "pnpm exec", project.path = "apps/web";
  auto question = about(Kind::merged);
  question.migrations = {lessons.name};
  text = make_message(merged, question);
  CHECK(has(text, "- In apps/web: pnpm exec prisma generate && pnpm exec prisma validate\n"));
  CHECK(!has(text, "npx"));
}

TEST_CASE("of CODEOWNERS the last line that fits decides") {
  auto lines = read_code_owners("* @everybody\n# of the schema\n/apps/web/prisma/ @data @bob\n*.md @writers\n");
  CHECK(code_owners_of(lines, "apps/web/prisma/migrations/1_a/migration.sql") ==
        std::vector<std::string>{"@data", "@bob"});
  CHECK(code_owners_of(lines, "apps/api/x.sql") == std::vector<std::string>{"@everybody"});
  CHECK(code_owners_of(lines, "docs/a.md") == std::vector<std::string>{"@writers"});
}
