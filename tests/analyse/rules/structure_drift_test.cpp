// Databases that are not what their ledgers' scripts leave.
#include <doctest/doctest.h>

#include "analyse/drift.hpp"
#include "analyse/look.hpp"
#include "tributary/catalog.hpp"
#include "tributary/rehearse.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const auto init = migration("20240101000001_init", "CREATE TABLE \"User\" (id int PRIMARY KEY, name text NOT NULL);");
const auto tags = migration("20240201000001_tags", "CREATE TABLE \"Tag\" (id int PRIMARY KEY);");

std::shared_ptr<const Catalog> structure(const std::vector<std::string>& scripts) {
  std::vector<ScriptChanges> read;
  for (const auto& script : scripts) read.push_back(read_changes(script));
  std::vector<const ScriptChanges*> all;
  for (const auto& script : read) all.push_back(&script);
  return std::make_shared<const Catalog>(fold(all));
}

/// main and `on_it` share `shop`, where init is applied and `by_hand` was typed; `epic` makes tags.
Analysis shop(const std::string& by_hand, const std::vector<std::string>& on_it,
              std::vector<LedgerRow> rows = {applied(init)}) {
  auto analysis = analysis_of(workspace().target("main", {init}).source("epic", {init, tags}).build(), {"epic"});
  for (const auto& each : {init, tags})
    analysis.changes[each.script->blob] = std::make_shared<const ScriptChanges>(read_changes(each.script->text));
  analysis.databases = {{database("shop", std::move(rows), on_it)}};
  for (const auto& name : on_it) {
    History history;
    history.consumer = {name, "."}, history.database = "shop", history.state = LedgerState::in_sync;
    analysis.histories.push_back(history);
  }
  analysis.structures["shop"] = structure({init.script->text, by_hand});
  return analysis;
}

const char* rule = "structure-drift";

}  // namespace

TEST_CASE("structure drift: what no migration makes, and what differs from it") {
  CHECK(found(shop("CREATE TABLE extra (id int PRIMARY KEY)", {"main"}), rule) ==
        Lines{"error main : table \"public\".\"extra\" is in shop, and no migration applied there makes it"});
  CHECK(found(shop("ALTER TABLE \"User\" ALTER name TYPE varchar(9), ALTER name DROP NOT NULL", {"main"}), rule) ==
        Lines{"error main : column \"public\".\"User\".\"name\" in shop: not null is not set there and true by the "
              "migrations, type is character varying(9) there and text by the migrations"});
  CHECK(found(shop("ALTER TABLE \"User\" DROP CONSTRAINT \"User_pkey\"", {"main"}), rule) ==
        Lines{"error main : constraint \"public\".\"User\".\"User_pkey\" is not in shop, though the migrations applied "
              "there make it"});
  auto hits = findings_of(shop("CREATE TABLE extra (id int)", {"main"}), rule);
  REQUIRE(hits.size() == 1);
  CHECK(hits[0].help.find("cd /worktrees/main && npx prisma db pull --print") == 0);
}

TEST_CASE("structure drift: what a source on that database explains is none, another source's is named") {
  CHECK(found(shop(tags.script->text, {"main", "epic"}), rule).empty());
  CHECK(found(shop(tags.script->text, {"main"}), rule) ==
        Lines{"error main : table \"public\".\"Tag\" is in shop, and no migration applied there makes it; epic, which "
              "is not on that database, would"});
}

TEST_CASE("structure drift, silent twin: as the scripts leave it, elsewhere, or not to be known") {
  CHECK(found(shop("", {"main", "epic"}), rule).empty());
  CHECK(found(shop("CREATE SCHEMA auth; CREATE TABLE auth.users (id int)", {"main"}), rule).empty());
  CHECK(found(shop("DROP TABLE \"User\"", {"main"}), rule).empty());  // row-without-objects tells it
  CHECK(found(shop("CREATE TABLE extra (id int)", {"main"}, {}), rule).empty());
  auto nowhere = migration("20240301000001_nowhere");
  CHECK(found(shop("CREATE TABLE extra (id int)", {"main"}, {applied(init), applied(nowhere, 1)}), rule).empty());
  auto unread = shop("CREATE TABLE extra (id int)", {"main"});
  unread.structures.clear();
  CHECK(found(unread, rule).empty());
}

TEST_CASE("structure drift: dev sees an index that a schema can say, and no other") {
  auto seen = [](const std::string& index) {
    auto analysis = shop("", {"main"});
    auto there = *analysis.structures["shop"];
    there.objects.push_back({{ObjectKind::index, "public", "i", "", ""}, {{"definition", index}}, {}});
    analysis.structures["shop"] = std::make_shared<const Catalog>(there);
    return drift_that_dev_sees(analysis, consumers(analysis).at(0));
  };
  const std::string on = "CREATE INDEX i ON public.\"User\" USING btree ";
  CHECK(seen(on + "(name)") == Lines{"index \"public\".\"i\""});
  CHECK(seen(on + "(name, \"a ( WHERE b\")") == Lines{"index \"public\".\"i\""});
  CHECK(seen(on + "(name) WHERE (name <> ''::text)").empty());
  CHECK(seen(on + "(lower(name))").empty());
  CHECK(seen(on + "(name) INCLUDE (id)").empty());
}

TEST_CASE("structure drift: the rehearsal of the ledger's own order knows more than the text") {
  auto analysis = shop("", {"main"});
  auto expected = *analysis.structures["shop"];
  auto real = expected;
  for (auto* each : {&expected, &real}) each->known[ObjectKind::column].push_back("default");
  for (auto& object : real.objects)
    if (object.name.part == "name") object.facts["default"] = "'x'::text";
  analysis.structures["shop"] = std::make_shared<const Catalog>(real);
  CHECK(found(analysis, rule).empty());
  Run run;
  run.order.kind = Order::Kind::as_happened, run.order.database = "shop", run.ok = true;
  run.structure = std::make_shared<const Catalog>(expected);
  auto rehearsal = std::make_shared<Rehearsal>();
  rehearsal->runs = {run};
  analysis.rehearsal = rehearsal;
  CHECK(found(analysis, rule) == Lines{"error main : column \"public\".\"User\".\"name\" in shop: default is 'x'::text "
                                       "there and not set by the migrations"});
}
