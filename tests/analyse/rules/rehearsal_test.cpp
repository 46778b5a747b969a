// What executing the plan shows: rules over a Rehearsal, and the hints of its failures.
#include <doctest/doctest.h>

#include "analyse/look.hpp"
#include "tributary/rehearse.hpp"

using namespace tributary;
using namespace tributary::testing;
using Outcome = StepOutcome::Outcome;

namespace {

const auto init = migration("20240101000001_init");
const auto late = migration("20240201000001_late");
const auto newest = migration("20240301000001_newest");

Analysis with(Rehearsal rehearsal) {
  auto built = workspace().target("main", {init, newest}).source("feature", {init, newest, late}).build();
  auto analysis = analysis_of(built, {"feature"});
  analysis.rehearsal = std::make_shared<const Rehearsal>(std::move(rehearsal));
  return analysis;
}

/// One run of these names; a name with a `!` fails.
Run run_of(const std::string& name, Order::Kind kind, const std::vector<std::string>& names) {
  Run run;
  run.order.kind = kind, run.order.name = name, run.order.project = ".";
  run.ok = true;
  for (auto one : names) {
    bool fails = one.ends_with("!");
    if (fails) one.pop_back();
    std::string source = one == "20240201000001_late" ? "feature" : "";
    run.order.migrations.push_back({{".", one}, source, nullptr, ""});
    StepOutcome step{{".", one}, source, fails ? Outcome::failed : Outcome::applied};
    if (fails) step.sqlstate = "42P01", step.message = "relation \"notes\" does not exist", step.line = 3;
    run.steps.push_back(step);
    run.ok = run.ok && !fails;
  }
  return run;
}

Rehearsal two_orders(const std::string& fresh_late, const std::string& rolling_late) {
  Rehearsal rehearsal;
  rehearsal.runs = {
      run_of("fresh", Order::Kind::fresh, {"20240101000001_init", fresh_late, "20240301000001_newest"}),
      run_of("rolling", Order::Kind::rolling, {"20240101000001_init", "20240301000001_newest", rolling_late})};
  return rehearsal;
}

}  // namespace

TEST_CASE("rehearsal: a script that fails is one finding with the orders it fails in") {
  auto hits = findings_of(with(two_orders("20240201000001_late!", "20240201000001_late!")), "rehearsal-failed");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].place.source == "feature");
  CHECK(hits[0].place.line == 3);
  CHECK(hits[0].message ==
        "20240201000001_late fails with 42P01 when it is executed (fresh, rolling): relation \"notes\" does not exist");
  CHECK(found(with(two_orders("20240201000001_late", "20240201000001_late")), "rehearsal-failed").empty());
}

TEST_CASE("rehearsal: what the machine lacks is no failure of the migration") {
  auto rehearsal = two_orders("20240201000001_late!", "20240201000001_late!");
  for (auto& run : rehearsal.runs) run.not_checked_because = "the extension vector is not installed";
  CHECK(found(with(rehearsal), "rehearsal-failed").empty());
  CHECK(found(with(rehearsal), "order-dependent-structure").empty());
}

TEST_CASE("rehearsal: two orders with two structures name the source that changed its place") {
  auto rehearsal = two_orders("20240201000001_late", "20240201000001_late");
  CHECK(found(with(rehearsal), "order-dependent-structure").empty());
  rehearsal.compared = {{"fresh", "rolling", {{{ObjectKind::table, "public", "notes"}, "", "", std::nullopt, ""}}}};
  auto hits = findings_of(with(rehearsal), "order-dependent-structure");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].severity == Severity::error);
  CHECK(hits[0].place.source == "feature");
  CHECK(hits[0].message.find("(fresh against rolling)") != std::string::npos);
}

TEST_CASE("rehearsal: values of an enum in another order are information; other values are not") {
  auto rehearsal = two_orders("20240201000001_late", "20240201000001_late");
  auto severity = [&](const std::string& right) {
    rehearsal.compared = {
        {"fresh", "rolling", {{{ObjectKind::enum_type, "public", "Role"}, "values", "USER\nADMIN\nGUEST", right, ""}}}};
    auto hits = findings_of(with(rehearsal), "order-dependent-structure");
    return hits.size() == 1 ? hits[0].severity : Severity::off;
  };
  CHECK(severity("USER\nGUEST\nADMIN") == Severity::info);
  CHECK(severity("USER\nGUEST") == Severity::error);
}

TEST_CASE("rehearsal: a hint that another run of the same answer refutes is none") {
  Rehearsal rehearsal;
  rehearsal.runs = {run_of("one", Order::Kind::pair, {"20240201000001_late", "20240301000001_newest!"}),
                    run_of("other", Order::Kind::rolling, {"20240301000001_newest", "20240201000001_late!"})};
  rehearsal.runs[0].steps[1].sqlstate = rehearsal.runs[1].steps[1].sqlstate = "42804";
  CHECK(with_hints(rehearsal, with(rehearsal)).runs[0].steps[1].hint.empty());
  rehearsal.runs[1] = run_of("other", Order::Kind::rolling, {"20240301000001_newest", "20240201000001_late"});
  CHECK(with_hints(rehearsal, with(rehearsal)).runs[0].steps[1].hint.find("goes through where") != std::string::npos);
}

TEST_CASE("rehearsal: what only servers or majors tell apart is no other structure") {
  auto rehearsal = two_orders("20240201000001_late", "20240201000001_late");
  rehearsal.compared = {
      {"fresh", "rolling", {{{ObjectKind::table, "public", "notes"}, "owner", "a", "b", "two servers"}}}};
  CHECK(found(with(rehearsal), "order-dependent-structure").empty());
}

TEST_CASE("rehearsal: an order that fails only one way depends on the order, too") {
  auto hits = findings_of(with(two_orders("20240201000001_late!", "20240201000001_late")), "order-dependent-structure");
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].message == "the order matters: it goes through one way only (rolling against fresh)");
}

TEST_CASE("rehearsal: the hint names who creates what is missing") {
  auto creator = migration("20240301000001_newest", "CREATE TABLE notes (id int);");
  auto user = migration("20240201000001_late", "ALTER TABLE notes ADD x int;");
  auto built = workspace().target("main", {init, creator}).source("feature", {init, creator, user}).build();
  auto analysis = with_sql(analysis_of(built, {"feature"}));
  auto rehearsal = with_hints(two_orders("20240201000001_late!", "20240201000001_late"), analysis);
  const auto& hint = rehearsal.runs[0].steps[1].hint;
  CHECK(hint.find("20240301000001_newest") != std::string::npos);
  CHECK(hint.find("tributary restamp") != std::string::npos);
  CHECK(rehearsal.runs[1].steps[2].hint.empty());
}
