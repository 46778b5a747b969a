#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/demo.hpp"
#include "report/markdown.hpp"
#include "support/json_schema.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::ordered_json;

namespace {

std::string rendered(const Answer& answer, Format format) {
  return render(answer, format, {});
}

// Markup, line ends, XML's forbidden characters and bytes that are not UTF-8 at every place a finding has.
Answer hostile() {
  auto answer = demo("check");
  auto& finding = answer.verdict.findings[0];
  finding.severity = Severity::error;
  finding.message = "100%\r\n::error::<b>|`x`\x01\xff & ]]>";
  finding.why = finding.help = finding.message;
  finding.place.file = "a,b:c%/\xe9 d.sql";
  finding.place.migration = finding.message;
  return answer;
}

/// Spans and fences end at a run of as many backticks as they begin with; what they hold is no markup.
std::string without_code(const std::string& markdown) {
  std::string out;
  for (std::size_t at = 0; at < markdown.size();) {
    auto run = std::min(markdown.find_first_not_of('`', at), markdown.size()) - at;
    if (run == 0) {
      std::size_t plain = markdown[at] == '\\' ? 2 : 1;  // an escaped backtick begins nothing
      out += markdown.substr(at, plain);
      at += plain;
      continue;
    }
    auto end = at + run;
    for (std::size_t other = 0; end < markdown.size() && other != run; end += other ? other : 1)
      other = std::min(markdown.find_first_not_of('`', end), markdown.size()) - end;
    at = end;
  }
  return out;
}

}  // namespace

TEST_CASE("formats that a command does not have are an error that names those it has") {
  for (auto format : {Format::sarif, Format::junit, Format::github, Format::gitlab}) {
    CHECK_NOTHROW(rendered(demo("check"), format));
    for (auto command : {"status", "plan", "drift", "merge"}) CHECK_THROWS_AS(rendered(demo(command), format), Error);
  }
  for (auto command : {"check", "plan", "drift"}) CHECK_NOTHROW(rendered(demo(command), Format::markdown));
  try {
    rendered(demo("status"), Format::markdown);
    FAIL("status has no markdown");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "'status' has no format 'markdown'");
    CHECK(error.hint == "use text or json");
  }
}

TEST_CASE("the JSON of every command is what the schema in docs describes") {
  std::string all;
  for (auto command : {"status", "plan", "check", "drift", "merge", "undo", "restamp"}) {
    auto answer = demo(command);
    answer.analysis.workspace.sources[0].obstacles = {{"a", 0, "b", ""}};
    answer.analysis.workspace.sources[0].projects[0].obstacles = {{"", 3, "b", "c"}};
    if (answer.command == "plan") answer.sequence = demo_sequence();
    if (answer.command == "plan") answer.sequence->together = {{"epic3", "epic4"}};
    if (answer.command == "restamp") {
      answer.restamp = RestampPlan{};
      answer.restamp->renames = {{".", "a", "b", "late"}};
      answer.restamp->ledgers = {{"shop", {"main"}, "DO", true}};
    }
    if (answer.command == "merge") {
      answer.merge = MergePlan{};
      answer.merge->edits = {{Edit::Kind::copy, "a", "b", "c"}};
      answer.after_merge = answer.analysis.histories;
      answer.notes = {"a note"};
    }
    all += rendered(answer, Format::json);
  }
  all += render_error(Error("a"), Format::json, {});
  CHECK(complaint_of_schema(all) == "");
}

TEST_CASE("the schema refuses a key that it does not describe, a key left out and a wrong state") {
  auto json = Json::parse(rendered(demo("status"), Format::json));
  auto with = [&](const std::string& pointer, const Json& value) {
    auto copy = json;
    copy[Json::json_pointer(pointer)] = value;
    return complaint_of_schema(copy.dump());
  };
  CHECK(with("/exit", 0) == "");
  CHECK(has(with("/suorces", 0), "suorces"));
  CHECK(has(with("/databases/0/ledgers/0/state", "fine"), "fine"));
  json.erase("databases");
  CHECK(has(complaint_of_schema(json.dump()), "'databases' is a required property"));
}

TEST_CASE("SARIF lists rules, levels, both places and a fingerprint") {
  auto answer = demo("check");
  answer.rules = {{"vague-name", "names and folders", "A name that says nothing", Severity::warning},
                  {"late-migration", "between sources and target", "Sorts before applied ones", Severity::warning}};
  answer.verdict.allowed = {late_migration()};
  auto run = Json::parse(rendered(answer, Format::sarif))["runs"][0];
  CHECK(run["tool"]["driver"]["rules"].size() == 2);
  CHECK(run["tool"]["driver"]["rules"][1]["help"]["text"] ==
        "Sorts before applied ones\nSee docs/rules/late-migration.md");
  auto result = run["results"][0];
  CHECK(result["ruleIndex"] == 1);
  CHECK(result["level"] == "warning");
  CHECK(result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3);
  CHECK(result["relatedLocations"][0]["message"]["text"] == "in main");
  CHECK(result["partialFingerprints"]["tributary/v1"] == "00112233445566ff");
  CHECK_FALSE(result.contains("suppressions"));
  CHECK(run["results"][1]["suppressions"][0]["kind"] == "external");
  CHECK(run["invocations"][0]["toolExecutionNotifications"][0]["associatedRule"]["id"] == "structure-drift");
}

TEST_CASE("SARIF's URIs are percent-encoded, and helpUri appears where the rules' address is absolute") {
  auto answer = hostile();
  answer.rules_url = "https://example.org/rules/";
  auto run = Json::parse(rendered(answer, Format::sarif))["runs"][0];
  CHECK(run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%2Cb%3Ac%25/%E9%20d.sql");
  CHECK(run["tool"]["driver"]["rules"][0]["helpUri"] == "https://example.org/rules/late-migration.md");
}

TEST_CASE("JUnit: a finding that fails the gate is a failure, a lesser one a passed case, not checked is skipped") {
  auto answer = demo("check");
  answer.judged = {"epic3", "epic5"};
  auto lesser = rendered(answer, Format::junit);
  CHECK(has(lesser, "<testsuite name=\"epic3\" tests=\"1\" failures=\"0\""));
  CHECK(has(lesser, "<testcase classname=\"epic5\" name=\"tributary check\"/>"));
  CHECK(has(lesser, "<skipped message=\"it has no database\"/>"));
  answer.fail_on = Severity::warning;
  CHECK(has(rendered(answer, Format::junit), "<failure type=\"warning\""));
}

TEST_CASE("JUnit is XML whatever the bytes") {
  auto xml = rendered(hostile(), Format::junit);
  CHECK(has(xml, "100%\\r&#10;::error::&lt;b&gt;|`x`\\x01\\xff &amp; ]]&gt;"));
  for (auto raw : {"\x01", "\xff", "<b>", "]]>"}) CHECK_FALSE(has(xml, raw));
}

TEST_CASE("a GitHub annotation is one line, and its properties keep their separators") {
  auto github = rendered(hostile(), Format::github);
  CHECK(github.rfind("::error file=a%2Cb%3Ac%25/\\xe9 d.sql,line=3,col=1,title=late-migration (epic3)::"
                     "100%25\\r\\n::error::<b>|`x`\\x01\\xff & ]]>%0A",
                     0) == 0);
  CHECK(has(github, "\n::notice title=not checked::it has no database%0Astructure-drift for epic4\n"));
  CHECK_FALSE(has(github, "\n::error"));
}

TEST_CASE("GitLab issues have the fields it demands, and fingerprints of their own") {
  auto answer = demo("check");
  answer.verdict.findings.push_back(late_migration());
  answer.verdict.findings[1].place.file.clear();
  auto issues = Json::parse(rendered(answer, Format::gitlab));
  CHECK(issues[0]["check_name"] == "late-migration");
  CHECK(issues[0]["severity"] == "minor");
  CHECK(issues[0]["location"]["lines"]["begin"] == 3);
  CHECK(issues[0]["fingerprint"] == "00112233445566ff");
  CHECK(issues[1]["fingerprint"] == "00112233445566ff-2");
  CHECK(issues[1]["location"]["path"] == "apps/web");
}

TEST_CASE("Markdown escapes markup, pipes, HTML and mentions, and leaves names alone") {
  CHECK(markdown_text("20251016_add_x is *new* <img src=x> | @bob [a](b) `c|<d>` `") ==
        "20251016_add_x is \\*new\\* &lt;img src=x&gt; \\| &#64;bob \\[a\\](b) `c|<d>` \\`");
  CHECK(markdown_code("plain") == "`plain`");
  CHECK(markdown_code("a`b``c") == "``` a`b``c ```");
}

TEST_CASE("drift's Markdown is a section to keep among the team's documents") {
  auto answer = demo("drift");
  answer.judged = {"main"};
  auto& row = answer.analysis.histories[0].missing[0];
  row.safe_to_ignore = true;
  row.tables = {"validation_responses"};
  row.because = "it touches nothing here";
  CHECK(rendered(answer, Format::markdown) == R"(## Known Schema Drift

### As of 2025-10-16 (the ledger's newest row)

**Migrations in database `americano` but NOT in the folder of `main`:**

1. `20251016223131_add_validation_response_fields` (`epic4`)
   - **Tables added:** `validation_responses`
   - **Owner:** `epic4`, commit `cccccccccccccccccccccccccccccccccccccc40`
   - **Applied:** 2025-10-16 22:40:00 UTC
   - **Evidence:** name and checksum of its migration.sql
   - **Status:** safe to ignore in `main` (it touches nothing here)

**Impact on `main`:** none, what they touch is independent

**Action required:**

- prisma migrate dev will demand a reset of the shared database.
  - `npx prisma migrate deploy`
)");
}

TEST_CASE("SARIF holds the line a finding is about, and its neighbours, where its text is at hand") {
  auto answer = demo("check");
  auto without = Json::parse(rendered(answer, Format::sarif))["runs"][0]["results"][0]["locations"][0];
  CHECK_FALSE(without["physicalLocation"].contains("contextRegion"));
  auto& project = answer.analysis.workspace.sources[1].projects[0];
  project.schema[0].text = std::make_shared<std::string>("one\ntwo\nthree\n");
  auto& place = answer.verdict.findings[0].place;
  place.file = project.schema[0].path;
  place.line = 3;
  auto physical =
      Json::parse(rendered(answer, Format::sarif))["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  CHECK(physical["region"]["snippet"]["text"] == "three");
  CHECK(physical["contextRegion"]["startLine"] == 2);
  CHECK(physical["contextRegion"]["endLine"] == 3);
  CHECK(physical["contextRegion"]["snippet"]["text"] == "two\nthree");
}

TEST_CASE("check's Markdown is a comment: verdict, what must happen, findings as a table, a picture, the rest folded") {
  auto answer = demo("check");
  answer.analysis.sequence = demo_sequence();
  answer.judged = {"epic3"};
  auto markdown = rendered(answer, Format::markdown);
  CHECK(markdown.starts_with("<!-- tributary check -->\n## ✅ `epic3` may be merged into `main`: 1 warning\n"));
  CHECK(has(markdown, "\nAs far as it was looked at: 1 rule could not look.\n"));
  CHECK_FALSE(has(markdown, "### Before the merge"));
  CHECK(has(markdown,
            "| warning | `late-migration` | `apps/web/prisma/migrations/20251016000000_create_vector_indexes/"
            "migration.sql:3` | 20251016000000_create_vector_indexes is older than the target's newest "
            "migration. |\n"));
  CHECK(has(markdown, "\n```mermaid\nflowchart LR\n"));
  CHECK(has(markdown, "<details><summary>Reasons and next steps</summary>\n\n- **warning** `late-migration`"));
  CHECK(has(markdown, "  - **Next:** tributary restamp epic3\n"));
  CHECK(has(markdown, "<details><summary>Not checked: 1 rule</summary>\n\n- it has no database: `structure-drift`\n"));
}

TEST_CASE("check's Markdown ticks what must happen, once for each step, and says that the merge is refused") {
  auto answer = demo("check");
  answer.judged = {"epic3"};
  answer.exit = 1;
  answer.fail_on = Severity::warning;
  answer.verdict.findings.push_back(answer.verdict.findings[0]);
  answer.verdict.findings.push_back(answer.verdict.findings[0]);
  answer.verdict.findings.back().severity = Severity::info;
  answer.verdict.findings.back().help = "only to know";
  auto markdown = rendered(answer, Format::markdown);
  CHECK(has(markdown, "## ❌ `epic3` may not be merged into `main`: "));
  CHECK(has(markdown, "### Before the merge\n\n- [ ] `late-migration`: tributary restamp epic3\n\n|"));
  CHECK(has(markdown, "| **warning** | `late-migration` |"));
  CHECK(has(markdown, "| info | `late-migration` |"));
}

TEST_CASE("check's Markdown says of a gate that only lacks what was required that nothing was found") {
  auto answer = demo("check");
  answer.judged = {"epic3"};
  answer.verdict.findings.clear();
  answer.exit = 1;
  auto markdown = rendered(answer, Format::markdown);
  CHECK(has(markdown, "## ❌ `epic3` may not be merged into `main`: no findings\n"));
  CHECK(has(markdown, "What was required could not be looked at"));
  CHECK_FALSE(has(markdown, "### Before the merge"));
  CHECK_FALSE(has(markdown, "| rule |"));
}

TEST_CASE("check's Markdown links to the line at the commit where the forge is known and the commit holds it") {
  auto answer = demo("check");
  answer.files_url = "https://forge.example/team/shop/blob/";
  auto& place = answer.verdict.findings[0].place;
  CHECK_FALSE(has(rendered(answer, Format::markdown), "forge.example"));  // the line is of another commit
  auto* epic = &answer.analysis.workspace.sources[1];
  place.commit = epic->commit;
  auto link = "](https://forge.example/team/shop/blob/" + epic->commit +
              "/apps/web/prisma/migrations/20251016000000_create_vector_indexes/migration.sql#L3)";
  CHECK(count(rendered(answer, Format::markdown), link) == 2);
  epic->dirty = true;
  CHECK_FALSE(has(rendered(answer, Format::markdown), "forge.example"));
  answer.rules_url = "https://docs.example/rules/";
  CHECK(
      has(rendered(answer, Format::markdown), "| [`late-migration`](https://docs.example/rules/late-migration.md) |"));
}

TEST_CASE("check's Markdown holds hostile names in their cells, folds and fences, and keeps below a forge's limit") {
  auto answer = demo("check");
  const std::string hostile = "a|b\n</details><img src=x> ``` @bob [x](y)";
  auto finding = answer.verdict.findings[0];
  finding.severity = Severity::error;
  finding.message = finding.why = hostile;
  finding.place.file = finding.place.migration = hostile;
  answer.verdict.findings.assign(3'000, finding);
  for (std::size_t i = 0; i < answer.verdict.findings.size(); ++i)
    answer.verdict.findings[i].help = hostile + std::to_string(i);
  answer.verdict.not_checked.push_back({"structure-drift", "epic3", hostile});
  auto markdown = rendered(answer, Format::markdown);
  CHECK(markdown.size() < 65'536);
  auto prose = without_code(markdown);
  CHECK(count(prose, "</details>") == 2);
  CHECK(count(prose, "<details>") == 2);
  CHECK_FALSE(has(prose, "<img"));
  CHECK_FALSE(has(prose, " @bob"));
  CHECK(has(markdown, "… and 2960 more findings"));
}

TEST_CASE("plan's Markdown is a numbered list") {
  auto answer = demo("plan");
  answer.sequence = demo_sequence();
  auto markdown = rendered(answer, Format::markdown);
  CHECK(markdown.rfind("## Merge sequence into main\n\n1. **epic3** adds 2 migrations\n   - `20251016000000_", 0) == 0);
  CHECK(has(markdown, "2. **epic4** adds 1 migration\n"));
}
