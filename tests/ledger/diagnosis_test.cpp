#include <doctest/doctest.h>

#include <algorithm>

#include "ledger/case.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Names = std::vector<std::string>;
const auto v5 = version(5, 22), v65 = version(6, 5), v6 = version(6, 19), v78 = version(7, 8), v79 = version(7, 9);
const std::vector<PrismaVersion> all = {v5, v65, v6, v78, v79};

Names names_of(const std::vector<MissingRow>& rows) {
  Names names;
  for (const auto& row : rows) names.push_back(row.migration);
  return names;
}

const auto init = migration("20240101000000_init", "create a"), post = migration("20240201000000_add_post", "create b"),
           tag = migration("20240301000000_add_tag", "create c");
const auto init_row = row("20240101000000_init", "create a", 1),
           post_row = row("20240201000000_add_post", "create b", 2),
           tag_row = row("20240301000000_add_tag", "create c", 3),
           hotfix_row = row("20240215000000_hotfix", "create h", 4);

}  // namespace

TEST_CASE("category, lists and exit code of each state, alike in every version") {
  struct State {
    const char* name;
    std::vector<Migration> folder;
    std::vector<LedgerRow> rows;
    LedgerState state;
    Names unapplied, missing, edited, failed;
    std::string last_common;
    int exit;
  };
  const std::vector<State> states = {
      {"in sync", {init, post}, {init_row, post_row}, LedgerState::in_sync, {}, {}, {}, {}, "", 0},
      {"pending", {init, post, tag}, {init_row}, LedgerState::behind, {post.name, tag.name}, {}, {}, {}, "", 1},
      {"empty ledger", {init}, {}, LedgerState::behind, {init.name}, {}, {}, {}, "", 1},
      {"folder behind",
       {init},
       {init_row, hotfix_row},
       LedgerState::folder_behind,
       {},
       {"20240215000000_hotfix"},
       {},
       {},
       "",
       0},
      {"diverged",
       {init, post},
       {init_row, hotfix_row},
       LedgerState::diverged,
       {post.name},
       {"20240215000000_hotfix"},
       {},
       {},
       init.name,
       1},
      {"diverged in the middle",
       {init, post, tag},
       {init_row, tag_row, hotfix_row},
       LedgerState::diverged,
       {post.name},
       {"20240215000000_hotfix"},
       {},
       {},
       init.name,
       1},
      {"diverged without a common one",
       {init},
       {hotfix_row},
       LedgerState::diverged,
       {init.name},
       {"20240215000000_hotfix"},
       {},
       {},
       "",
       1},
      {"edited",
       {init, migration(post.name, "create b2")},
       {init_row, post_row},
       LedgerState::in_sync,
       {},
       {},
       {post.name},
       {},
       "",
       0},
      {"failed", {init, post}, {init_row, failed(post_row)}, LedgerState::in_sync, {}, {}, {}, {post.name}, "", 1},
      {"failed hides behind pending",
       {init, post, tag},
       {init_row, failed(post_row)},
       LedgerState::behind,
       {tag.name},
       {},
       {},
       {post.name},
       "",
       1},
      {"failed elsewhere",
       {init},
       {init_row, failed(hotfix_row)},
       LedgerState::folder_behind,
       {},
       {"20240215000000_hotfix"},
       {},
       {"20240215000000_hotfix"},
       "",
       1},
      {"no folder, no rows", {}, {}, LedgerState::in_sync, {}, {}, {}, {}, "", 0},
  };
  for (const auto& state : states)
    for (const auto& prisma : all) {
      CAPTURE(state.name);
      CAPTURE(prisma.major);
      CAPTURE(prisma.minor);
      auto history = judge_one(state.folder, state.rows, prisma);
      CHECK(history.state == state.state);
      CHECK(history.unapplied == state.unapplied);
      CHECK(names_of(history.missing) == state.missing);
      CHECK(history.edited == state.edited);
      CHECK(history.failed == state.failed);
      CHECK(history.last_common == state.last_common);
      CHECK(history.prisma_status_exit == state.exit);
      CHECK(history.prisma_error.empty());
    }
}

TEST_CASE("a missing table is behind where there are migrations, and no-table only where there are none") {
  auto space = workspace({source("main", folder({init}))});
  auto none = database({}, space);
  none.has_ledger = false;
  auto history = judge_ledgers(space, {none}, {}).front();
  CHECK(history.state == LedgerState::behind);
  CHECK(history.unapplied == Names{init.name});
  CHECK(history.prisma_status_exit == 1);

  space.sources[0].projects[0].folder = folder({});
  history = judge_ledgers(space, {none}, {}).front();
  CHECK(history.state == LedgerState::no_table);
  CHECK(history.prisma_status_exit == 1);
}

TEST_CASE("a migration that is only rolled back is present up to 7.8 and pending from 7.9; deploy runs it in all") {
  for (const auto& prisma : all) {
    CAPTURE(prisma.minor);
    auto history = judge_one({init, post}, {init_row, rolled_back(post_row)}, prisma);
    bool ignored = prisma == v79;
    CHECK(history.unapplied == (ignored ? Names{post.name} : Names{}));
    CHECK(history.state == (ignored ? LedgerState::behind : LedgerState::in_sync));
    CHECK(history.prisma_status_exit == (ignored ? 1 : 0));
    CHECK(history.deploys == Names{post.name});
    CHECK(history.rolled_back == Names{post.name});
  }
}

TEST_CASE("a row that has both times counts as rolled back") {
  auto both = post_row;
  both.rolled_back_at = "2025-01-01T01:00:00.000000Z";
  CHECK(judge_one({init, post}, {init_row, both}, v6).state == LedgerState::in_sync);
  CHECK(judge_one({init, post}, {init_row, both}, v79).state == LedgerState::behind);
}

TEST_CASE("a rolled-back row without a folder is unknown up to 7.8 only") {
  CHECK(names_of(judge_one({init}, {init_row, rolled_back(hotfix_row)}, v6).missing) == Names{"20240215000000_hotfix"});
  auto newest = judge_one({init}, {init_row, rolled_back(hotfix_row)}, v79);
  CHECK(newest.missing.empty());
  CHECK(newest.state == LedgerState::in_sync);
  CHECK(newest.rolled_back == Names{"20240215000000_hotfix"});
}

TEST_CASE("a retried migration is edited against its oldest row, from 7.9 against the oldest that is not rolled back") {
  auto first_try = rolled_back(row(post.name, "an older text", 2));
  auto second_try = row(post.name, "create b", 3);
  CHECK(judge_one({init, post}, {init_row, first_try, second_try}, v78).edited == Names{post.name});
  auto newest = judge_one({init, post}, {init_row, first_try, second_try}, v79);
  CHECK(newest.edited.empty());
  CHECK(newest.rolled_back.empty());
  CHECK(newest.deploys.empty());
}

TEST_CASE("a retried row without a folder is one missing row, in the state of its newest attempt") {
  auto history = judge_one({}, {rolled_back(hotfix_row), row("20240215000000_hotfix", "create h2", 9)}, v6);
  REQUIRE(history.missing.size() == 1);
  CHECK(history.missing[0].applied);
  CHECK_FALSE(history.missing[0].rolled_back);
  CHECK(history.missing[0].checksum == row("", "create h2", 9).checksum);
  CHECK(history.missing[0].because == "its SQL has not been read");
}

TEST_CASE("line ends do not make an edit; a byte order mark, case and an empty checksum do") {
  auto edited = [](const std::string& local, LedgerRow stored) {
    return !judge_one({migration("1_a", local)}, {stored}, v6).edited.empty();
  };
  CHECK_FALSE(edited("a\r\nb\r\n", row("1_a", "a\nb\n", 1)));
  CHECK_FALSE(edited("a\nb\n", row("1_a", "a\r\nb\r\n", 1)));
  CHECK_FALSE(
      edited("\xEF\xBB\xBF"
             "a",
             row("1_a",
                 "\xEF\xBB\xBF"
                 "a",
                 1)));
  CHECK(
      edited("\xEF\xBB\xBF"
             "a",
             row("1_a", "a", 1)));
  auto stored = row("1_a", "a", 1);
  std::transform(stored.checksum.begin(), stored.checksum.end(), stored.checksum.begin(),
                 [](char c) { return std::toupper(c); });
  CHECK(edited("a", stored));
  stored.checksum.clear();
  CHECK(edited("a", stored));
}

TEST_CASE("a checksum that an old Prisma printed without padding is recognised") {
  // SHA-256 of "a" is ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb: no byte below 16; of "b":
  // 3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d with 00, 00 and 00
  auto stored = row("1_a", "b", 1);
  stored.checksum = "3e23e816039594a33894f6564e1b1348bbd7a088d42c4acb73eeaed59c09d";
  CHECK(judge_one({migration("1_a", "b")}, {stored}, v6).edited.empty());
  CHECK_FALSE(judge_one({migration("1_a", "c")}, {stored}, v6).edited.empty());
}

TEST_CASE("a folder without a readable script stops status only where it has a row") {
  auto pending = judge_one({init, without_script("20240201000000_add_post")}, {init_row}, v6);
  CHECK(pending.prisma_error.empty());
  CHECK(pending.unapplied == Names{post.name});
  CHECK(pending.unreadable == Names{post.name});
  CHECK(pending.forecast.deploy.sentence.find("P3015") != std::string::npos);

  auto applied = judge_one({init, without_script("20240201000000_add_post")}, {init_row, post_row}, v6);
  CHECK(applied.prisma_error.find("P3015") == 0);
  CHECK(applied.prisma_status_exit == 1);
  CHECK(applied.edited.empty());
}

TEST_CASE("invalid UTF-8 is unreadable up to 6.5 and hashed as U+FFFD from 6.6") {
  auto odd = migration("1_a", "select '\xFF'");
  auto stored = row("1_a", "select '\xEF\xBF\xBD'", 1);
  CHECK(judge_one({odd}, {stored}, v65).prisma_error.find("P3015") == 0);
  auto newer = judge_one({odd}, {stored}, v6);
  CHECK(newer.prisma_error.empty());
  CHECK(newer.edited.empty());
}

TEST_CASE("pending ones are listed in bytes up to 6.5 and by locale from 6.6, and that decides the last common one") {
  auto small = migration("10_b", "x"), big = migration("1_a", "y");
  CHECK(judge_one({small, big}, {}, v65).unapplied == Names{"10_b", "1_a"});
  CHECK(judge_one({small, big}, {}, v6).unapplied == Names{"1_a", "10_b"});
  CHECK(judge_one({small, big}, {row("10_b", "x", 1), hotfix_row}, v65).last_common == "10_b");
  CHECK(judge_one({small, big}, {row("10_b", "x", 1), hotfix_row}, v6).last_common.empty());
}

TEST_CASE("a lock file for another provider stops status whatever the rows say") {
  auto space = workspace({source("main", folder({init}))});
  auto locked = std::make_shared<MigrationsFolder>(*folder({init}));
  locked->lock_file = "# comment\nprovider = \"mysql\"\n";
  space.sources[0].projects[0].folder = locked;
  auto history = judge_ledgers(space, {database({init_row}, space)}, {}).front();
  CHECK(history.state == LedgerState::lock_mismatch);
  CHECK(history.lock_provider == "mysql");
  CHECK(history.prisma_status_exit == 1);
  CHECK(history.prisma_error.find("P3019") == 0);
  CHECK(history.forecast.deploy.sentence.find("P3019") != std::string::npos);

  locked->lock_file = "provider = \"postgresql\"\r\n";
  CHECK(judge_ledgers(space, {database({init_row}, space)}, {}).front().state == LedgerState::in_sync);
}

TEST_CASE("rows applied before one that the folder lists earlier are out of order") {
  auto late_post = row(post.name, "create b", 8);
  CHECK(judge_one({init, post, tag}, {init_row, tag_row, late_post}, v6).applied_out_of_order == Names{tag.name});
  CHECK(judge_one({init, post, tag}, {init_row, post_row, tag_row}, v6).applied_out_of_order.empty());
  CHECK(judge_one({init, post, tag}, {init_row, tag_row}, v6).applied_out_of_order.empty());
}

TEST_CASE("a database that did not answer says so and claims nothing of its rows") {
  auto space = workspace({source("main", folder({init}))});
  auto away = database({}, space);
  away.state = Database::State::unreachable;
  away.error = "P1001: Can't reach database server at `db:5432`";
  auto history = judge_ledgers(space, {away}, {}).front();
  CHECK(history.state == LedgerState::unreachable);
  CHECK(history.unapplied.empty());
  CHECK(history.prisma_status_exit == 1);
  CHECK(history.prisma_error == away.error);
  CHECK(history.forecast.dev.sentence == "`migrate dev` stops with P1001");

  away.state = Database::State::denied;
  CHECK(judge_ledgers(space, {away}, {}).front().state == LedgerState::denied);
  away.state = Database::State::not_asked;
  history = judge_ledgers(space, {away}, {}).front();
  CHECK(history.prisma_error.empty());
  CHECK(history.forecast.status.exit == -1);

  // Prisma may well run the view that stands there: nothing is said of what it will answer.
  away.state = Database::State::not_read;
  away.error = "_prisma_migrations is a view";
  history = judge_ledgers(space, {away}, {}).front();
  CHECK(history.state == LedgerState::denied);
  CHECK(history.prisma_error.empty());
  CHECK(history.forecast.deploy.exit == -1);
  CHECK(history.forecast.deploy.sentence == "not known: the ledger was not read, _prisma_migrations is a view");
}

TEST_CASE("the union's ledger holds the target's folder and what is added against the database") {
  auto space = workspace({source("main", folder({init})), source("epic", folder({init, post}))});
  auto ledger = database({init_row, tag_row}, space);
  const auto& target = space.sources[0].projects[0];
  auto before = judge_ledgers(space, {ledger}, {}).front();
  CHECK(before.state == LedgerState::folder_behind);
  auto after = judge_union(space, target, {tag, init}, ledger, {});
  CHECK(after.state == LedgerState::in_sync);
  CHECK(after.consumer == ProjectRef{"main", "."});
  CHECK(judge_union(space, target, {tag, post}, ledger, {}).unapplied == Names{post.name});
}
