// "-- tributary: allow RULE because …" in scripts, and entries of the allow-list.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"
#include "base/text.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const Migration init = migration("20240101000001_init", "CREATE TABLE \"User\" (\"id\" INTEGER);");

void read(Analysis& analysis) {
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& migration : project.folder->migrations)
        if (migration.script)
          analysis.changes[migration.script->blob] =
              std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  analysis.relations = relate(analysis.workspace, analysis.changes);
}

/// One branch whose script is this; its database is `shop`, which has applied nothing of it.
Analysis branch(const std::string& sql, const std::string& name = "20240201000001_add_tags") {
  auto analysis =
      analysis_of(workspace().target("main", {init}).source("a", {init, migration(name, sql)}).build(), {"a"});
  analysis.databases = {{database("shop", {applied(init)}, {"main", "a"})}};
  read(analysis);
  return analysis;
}

/// Of the rules about suppressions and missing-object: "rule severity line".
Lines said(const Analysis& analysis) {
  Lines out;
  for (const auto& finding : analyse(analysis).findings)
    if (finding.rule.find("suppress") != std::string::npos || finding.rule == "missing-object")
      out.push_back(finding.rule + " " + severity_name(finding.severity) + " " + std::to_string(finding.place.line));
  std::sort(out.begin(), out.end());
  return out;
}

const std::string missing = "DROP INDEX gone";

}  // namespace

TEST_CASE("a comment takes out the finding of the statement it stands before, beside or in") {
  const Lines taken{"suppressed-by-source warning 2"};
  CHECK(said(branch("SELECT 1;\n-- tributary: allow missing-object because the provider makes it\n" + missing)) ==
        taken);
  CHECK(said(branch("SELECT 1;\n" + missing + "; -- tributary: allow missing-object because the provider makes it")) ==
        taken);
  CHECK(said(branch("SELECT 1; DROP\n/* tributary: allow missing-object because x */ INDEX\n gone")) == taken);
  auto verdict = analyse(branch("SELECT 1;\n-- tributary: allow missing-object because of that\n" + missing));
  REQUIRE(verdict.allowed.size() == 1);
  CHECK(verdict.allowed[0].rule == "missing-object");
}

TEST_CASE("silent twin: a comment before another statement, or of another rule, takes nothing out") {
  CHECK(said(branch("SELECT 1;\n-- tributary: allow missing-object because x\nSELECT 2;\n" + missing)) ==
        Lines{"missing-object error 4"});
  CHECK(said(branch("-- tributary: allow empty-script because x\n" + missing)) ==
        Lines{"missing-object error 2", "unused-suppression warning 1"});
}

TEST_CASE("before the first statement a comment stands for the whole script, names included") {
  CHECK(said(branch("-- tributary: allow missing-object because x\nSELECT 1;\n" + missing + ";\nDROP INDEX lost")) ==
        Lines{"suppressed-by-source warning 1"});
  auto vague = branch("-- tributary: allow vague-name because we agreed\nSELECT 1;", "20240201000001_update");
  CHECK(found(vague, "vague-name").empty());
  CHECK(found(vague, "suppressed-by-source") ==
        Lines{"info a 20240201000001_update: 20240201000001_update takes 1 warning of vague-name out of the report: "
              "we agreed"});
  auto inside =
      branch("SELECT 1;\n-- tributary: allow vague-name because we agreed\nSELECT 1;", "20240201000001_update");
  CHECK(found(inside, "vague-name").size() == 1);
}

TEST_CASE("one finding over several migrations is taken out for those whose own script allows it") {
  auto late = [](const std::string& name, const std::string& table, bool allowed) {
    return migration(name, (allowed ? "-- tributary: allow late-migration because x\n" : "") +
                               std::string("CREATE TABLE ") + table + " (id int)");
  };
  auto newest = migration("20240601000001_newest", "CREATE TABLE newest (id int)");
  auto built = workspace()
                   .target("main", {init, newest})
                   .source("a", {init, newest, late("20240201000001_one", "one", true),
                                 late("20240202000001_two", "two", false), late("20240203000001_three", "three", true)})
                   .build();
  auto analysis = analysis_of(built, {"a"});
  read(analysis);
  auto hits = findings_of(analysis, "late-migration");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].place.migration == "20240202000001_two");
  CHECK(findings_of(analysis, "suppressed-by-source").size() == 2);
  CHECK(findings_of(analysis, "unused-suppression").empty());
}

TEST_CASE("a comment without a reason, or of no rule, allows nothing and says so") {
  auto hits = findings_of(branch("-- tributary: allow missing-object\n" + missing), "malformed-suppression");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help == "Write: -- tributary: allow missing-object because …");
  CHECK(said(branch("-- tributary: allow missing-object\n" + missing)) ==
        Lines{"malformed-suppression warning 1", "missing-object error 2"});
  hits = findings_of(branch("-- tributary: allow missing-objet because x\n" + missing), "malformed-suppression");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help == "Did you mean missing-object?");
  hits = findings_of(branch("-- tributary: allow suppressed-by-source because x\n" + missing), "malformed-suppression");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message == "20240201000001_add_tags: the comment allows suppressed-by-source, which no script can");
}

TEST_CASE("what suppresses nothing is said only where the rule could look and the script may still change") {
  const std::string idle = "-- tributary: allow empty-script because x\nSELECT 1";
  CHECK(said(branch(idle)) == Lines{"unused-suppression warning 1"});
  auto off = branch(idle);
  off.policy.severities["empty-script"] = Severity::off;
  CHECK(said(off).empty());
  auto applied_already = branch(idle);
  applied_already.databases->front().rows.push_back(applied(migration("20240201000001_add_tags", idle)));
  CHECK(said(applied_already).empty());
  // Rules that hold branches against each other: alone, a branch shows nothing.
  CHECK(said(branch("-- tributary: allow object-created-twice because x\nCREATE TABLE t (id int)")).empty());
  auto unread = branch("-- tributary: allow unknown-row because x\nSELECT 1");
  unread.databases.reset();
  CHECK(said(unread).empty());
}

TEST_CASE("a comment in the target's own scripts is neither told nor called unused: it cannot be changed any more") {
  auto merged = migration("20240102000001_x", "-- tributary: allow missing-object because x\n" + missing);
  auto analysis = analysis_of(workspace().target("main", {init, merged}).build());
  read(analysis);
  CHECK(said(analysis).empty());
  CHECK(analyse(analysis).allowed.size() == 1);
}

TEST_CASE(
    "an entry of the allow-list for one migration that takes nothing out is said; one for whatever comes is not") {
  auto analysis = branch("SELECT 1");
  analysis.policy.allow = {{"vague-name", "20240201000001_add_tags", "*", "old"}};
  CAPTURE(text::join(found(analysis, "unused-suppression"), "\n"));
  CHECK(found(analysis, "unused-suppression") ==
        Lines{"warning main 20240201000001_add_tags: The configuration allows vague-name for "
              "20240201000001_add_tags, and the rule finds nothing there"});
  for (Allow silent : {Allow{"vague-name", "*_add_tags", "*", ""}, Allow{"vague-name", "20240909000001_x", "*", ""},
                       Allow{"vague-name", "20240201000001_add_tags", "b", ""}}) {
    analysis.policy.allow = {silent};
    CHECK(found(analysis, "unused-suppression").empty());
  }
  auto used = branch("SELECT 1", "20240201000001_update");
  used.policy.allow = {{"vague-name", "20240201000001_update", "*", ""}};
  CHECK(found(used, "unused-suppression").empty());
}
