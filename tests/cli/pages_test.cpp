#include "cli/pages.hpp"

#include <doctest/doctest.h>

using namespace tributary;
using namespace tributary::cli;

namespace {

std::string best(const std::string& words) {
  std::vector<Page> pages;
  for (const auto& embedded : embedded_pages()) pages.push_back(read_page(embedded));
  auto found = find_pages(pages, words);
  return found.empty() ? "nothing" : found[0].id;
}

}  // namespace

TEST_CASE("a code is found whatever its case, alone or within a message") {
  CHECK(best("P3009") == "p3009");
  CHECK(best("p3018") == "p3018");
  CHECK(best("Error: P1001: Can't reach database server at `localhost:5432`") == "p1001");
  CHECK(best("Database error code: 42P07") == "object-exists");
}

TEST_CASE("a code within a longer word is none") {
  CHECK(best("XP30091") == "nothing");
  CHECK(best("a1b42P07ff") == "nothing");
}

TEST_CASE("what Prisma and PostgreSQL print is recognised when pasted") {
  CHECK(best("Drift detected: Your database schema is not in sync with your migration history.") == "drift-detected");
  CHECK(best("⚠️ Drift detected: Your database schema is not in sync\n  with your migration history") ==
        "drift-detected");
  CHECK(best("Error: The database is not in sync with migration history") == "drift-detected");
  CHECK(best("The migration `20251016164000_add_x` was modified after it was applied.") == "modified-after-applied");
  CHECK(best("The following migration(s) are applied to the database but missing from the local migrations directory: "
             "a, b") == "missing-from-folder");
  CHECK(best("Error: Migration '20251016xxx' already exists in the database") == "p3008");
  CHECK(best("ERROR: relation \"Course\" already exists") == "object-exists");
  CHECK(best("Error: column \"newField\" does not exist") == "object-missing");
  CHECK(best("violates not-null constraint") == "not-null");
  CHECK(best("\x1b[1mDatabase schema is up to date!\x1b[0m") == "up-to-date");
}

TEST_CASE("the messages that people paste most are known, each by its own page") {
  const std::pair<const char*, const char*> pasted[] = {
      {"ERROR: cannot alter type of a column used by a view or rule", "view-depends"},
      {"Database error code: 0A000 ERROR: cannot alter type of a column used by a view or rule", "view-depends"},
      {"Database error code: 0A000 ERROR: extension \"vector\" is not available", "extension-missing"},
      {"ERROR: could not open extension control file \"/usr/share/x.control\"", "extension-missing"},
      {"ERROR: type \"vector\" does not exist", "extension-missing"},
      {"[*] Changed the `vector` extension", "extension-missing"},
      {"insert or update on table \"a\" violates foreign key constraint \"a_b_fkey\"", "foreign-key-violation"},
      {"ERROR: cannot drop table \"User\" because other objects depend on it", "depends-on"},
      {"ERROR: invalid input value for enum \"OrderStatus\": \"REFUNDED\"", "enum-input"},
      {"ERROR: schema \"extensions\" does not exist", "schema-missing"},
      {"ERROR: multiple primary keys for table \"A\" are not allowed", "two-primary-keys"},
      {"Error: P3016 The fallback method for database resets failed", "p3016"},
      {"ERROR: must be owner of table User", "must-be-owner"},
      {"ERROR: canceling statement due to lock timeout", "lock-timeout"},
      {"ERROR: deadlock detected", "deadlock"},
      {"error: The datasource property `url` is no longer supported in schema files.", "url-in-schema"},
      {"ERROR: syntax error at or near \"<<\"", "syntax"},
      {"Following migration have failed:\n20240201000000_add_post\n\nDuring development", "status-failed"},
      {"The failed migration(s) can be marked as rolled back or applied:", "status-failed"},
      {"npx prisma db push --accept-data-loss", "db-push"},
      {"prisma migrate reset", "db-push"},
      {"could not create the shadow database", "p3014"},
      {"failed to apply cleanly to the shadow database", "p3006"},
      {"The column `Topic.type` does not exist in the current database. code: P2022", "stale-client"},
      {"ERROR: column \"x\" does not exist", "object-missing"},  // silent twin: a script's, not a client's
  };
  for (const auto& one : pasted) {
    CAPTURE(one.first);
    CHECK(best(one.first) == one.second);
  }
}

TEST_CASE("words that no page is about find nothing") {
  CHECK(best("how do I bake bread") == "nothing");
  CHECK(best("") == "nothing");
}

TEST_CASE("the migration that a message names is found, other numbers are not") {
  CHECK(named_migration("The migration `20251016164000_add_x` failed.") == "20251016164000_add_x");
  CHECK(named_migration("started at 2024-06-01 10:02:00 UTC, 120251016164000_x") == "");
}

TEST_CASE("every message page has a heading, marks to know it by, and something to do") {
  for (const auto& embedded : embedded_pages()) {
    if (embedded.kind != HelpPage::Kind::message) continue;
    auto page = read_page(embedded);
    INFO(page.help.id);
    CHECK(page.help.title != page.help.id);
    CHECK(!page.seen_as.empty());
    CHECK(page.help.text.find("## What to do") != std::string::npos);
  }
}
