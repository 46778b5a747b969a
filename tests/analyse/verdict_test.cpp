// From hits to a verdict: severities, allow-list, baseline, folding, order.
#include <doctest/doctest.h>

#include <algorithm>

#include "analyse/look.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_CASE("the policy sets severities and turns rules off") {
  auto analysis = own_names({"20251016000001_update"});
  CHECK(found(analysis, "vague-name")[0].starts_with("warning"));
  analysis.policy.severities["vague-name"] = Severity::error;
  CHECK(found(analysis, "vague-name")[0].starts_with("error"));
  analysis.policy.severities["vague-name"] = Severity::off;
  CHECK(found(analysis, "vague-name").empty());
}

TEST_CASE("an allowed finding is kept apart, not lost; globs name migration and source") {
  auto analysis = own_names({"20251016000001_update"});
  analysis.policy.allow = {{"vague-name", "*_update", "feat*", "old"}};
  auto verdict = analyse(analysis);
  CHECK(verdict.findings.empty());
  REQUIRE(verdict.allowed.size() == 1);
  for (Allow other : {Allow{"vague-name", "*_changes", "*", ""}, Allow{"vague-name", "*", "main", ""},
                      Allow{"late-migration", "*", "*", ""}}) {
    analysis.policy.allow = {other};
    CHECK(analyse(analysis).findings.size() == 1);
  }
}

TEST_CASE("a fingerprint stays while rule, project, migration and key stay, whatever the source") {
  auto before = findings_of(own_names({"20251016000001_update"}), "vague-name").at(0);
  CHECK(before.fingerprint.size() == 16);
  CHECK(before.subject == "");  // nothing clashes here
  auto merged = workspace().target("main", {migration("20251016000001_update")}).build();
  CHECK(findings_of(analysis_of(merged), "vague-name").at(0).fingerprint == before.fingerprint);
  CHECK(findings_of(own_names({"20251016000002_update"}), "vague-name").at(0).fingerprint != before.fingerprint);
}

TEST_CASE("a baseline grandfathers what is there and says what fits nothing any more") {
  auto verdict = analyse(own_names({"20251016000001_update", "20251016000002_changes"}));
  REQUIRE(verdict.findings.size() == 2);
  Baseline baseline{{verdict.findings[0].fingerprint, "0123456789abcdef"}};
  std::vector<std::string> unused;
  auto left = without_baseline(verdict, baseline, &unused);
  REQUIRE(left.findings.size() == 1);
  CHECK(left.findings[0].place.migration == "20251016000002_changes");
  CHECK(unused == std::vector<std::string>{"0123456789abcdef"});
}

TEST_CASE("folding tells one thing of several sources once, with the other places") {
  auto bad = migration("20251016000001_update");
  auto built = workspace().target("main", {}).source("a", {bad}).source("b", {bad}).source("c", {bad}).build();
  auto verdict = analyse(analysis_of(built, {"a", "b", "c"}));
  auto vague = [](const Verdict& v) {
    return std::count_if(v.findings.begin(), v.findings.end(), [](const Finding& f) { return f.rule == "vague-name"; });
  };
  CHECK(vague(verdict) == 3);
  auto once = folded(verdict);
  REQUIRE(vague(once) == 1);
  auto at =
      std::find_if(once.findings.begin(), once.findings.end(), [](const Finding& f) { return f.rule == "vague-name"; });
  CHECK(at->place.source == "a");
  CHECK(at->related.size() == 2);
}

TEST_CASE("folding names rules not checked in many sources once") {
  auto builder = workspace().target("main", {});
  for (std::string name : {"a", "b", "c", "d"}) builder.source(name, {});
  auto analysis = analysis_of(builder.build());
  analysis.databases.reset();
  auto entries = folded(analyse(analysis)).not_checked;
  auto expected = not_checked("unknown-row", "", "no database was asked (5 sources)");
  CHECK(std::count(entries.begin(), entries.end(), expected) == 1);
  CHECK(std::count_if(entries.begin(), entries.end(), [](const NotChecked& n) { return n.rule == "unknown-row"; }) ==
        1);
}

TEST_CASE("a gate hears of its own source only, and of what could not be looked at there") {
  auto built = workspace()
                   .target("main", {})
                   .source("a", {migration("20251016000001_update")})
                   .source("b", {migration("20251016000002_add_users")})
                   .build();
  auto analysis = analysis_of(built, {"a", "b"});
  analysis.databases.reset();
  auto told = judged(analyse(analysis), {"a"}, analysis.sequence);
  for (const auto& finding : told.findings) CHECK(finding.place.source == "a");
  CHECK(told.findings.size() == 1);
  CHECK_FALSE(told.not_checked.empty());
  for (const auto& entry : told.not_checked) CHECK(entry.source == "a");
}

TEST_CASE("findings come by severity, then source, then migration; the same input gives the same order") {
  auto analysis = own_names({"20251016000001_update", "20250101_zz_top", "20251015000000_users"});
  auto findings = analyse(analysis).findings;
  CHECK(std::is_sorted(findings.begin(), findings.end(),
                       [](const Finding& a, const Finding& b) { return a.severity > b.severity; }));
  CHECK(findings == analyse(analysis).findings);
}

TEST_CASE("an empty workspace is no trouble") {
  CHECK(analyse(Analysis{}).findings.empty());
  CHECK(analyse(analysis_of(workspace().target("main", {}).build())).findings.empty());
}

TEST_CASE("projects are judged apart; a source's project at another path is held against the one it stands for") {
  auto users = migration("20240201000001_users");
  auto built = workspace()
                   .target("main", {users}, "apps/web")
                   .target("main", {}, "apps/api")
                   .source("a", {users}, "apps/web")
                   .source("a", {migration("20240201000001_users", "SELECT 2;")}, "apps/api")
                   .build();
  CHECK(found(analysis_of(built, {"a"}), "same-name-different-content").empty());
  auto init = migration("20240101000001_init");
  auto moved = workspace()
                   .target("main", {init, users}, "web")
                   .source("a", {init, migration(users.name, "SELECT 2;")}, "apps/web")
                   .base("a", {init}, "apps/web")
                   .build();
  CHECK(found(analysis_of(moved, {"a"}), "same-name-different-content").size() == 1);
}
