// Whether two migrations get into each other's way, judged by executing them in both orders on a base with rows.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "analyse/commutation.hpp"
#include "base/text.hpp"
#include "support/pairs.hpp"
#include "support/sql_session.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

constexpr int pairs_of_two_verbs = 20;

/// A sequence's place is not rolled back.
constexpr const char* start =
    "SELECT setval('\"Author_id_seq\"', 3), setval('\"Post_id_seq\"', 3), setval('ticket', 10, false)";

struct Pair : Played {
  std::size_t left = 0, right = 0;  ///< verbs
  unsigned seed = 0;
  std::string a, b;
  std::vector<std::string> said;  ///< of the two by tributary
  bool same = false;              ///< both orders run and leave the same
  bool alike() const { return same || Played::alike(); }
};

/// The scripts that run on the base, of those that a verb writes.
std::set<std::string> running(Bench& bench, const PairVerb& verb) {
  std::set<std::string> drawn, out;
  for (unsigned seed = 1; seed <= 500; ++seed) {
    PairDice dice(seed, seed);
    auto script = verb.write(dice);
    if (drawn.insert(script).second && bench.play({script}, false).failure.empty()) out.insert(script);
  }
  return out;
}

std::string drawn(const PairVerb& verb, PairDice& dice, const std::set<std::string>& running) {
  for (;;)
    if (auto script = verb.write(dice); running.count(script)) return script;
}

std::vector<Pair> drawn_pairs(const std::vector<std::set<std::string>>& running) {
  std::vector<Pair> out;
  const auto& verbs = pair_verbs();
  for (std::size_t left = 0; left < verbs.size(); ++left)
    for (std::size_t right = left; right < verbs.size(); ++right)
      for (unsigned n = 0; n < pairs_of_two_verbs; ++n) {
        Pair pair;
        pair.left = left, pair.right = right;
        pair.seed = static_cast<unsigned>((left * 100 + right) * 100 + n);
        PairDice one(2 * pair.seed, n), other(2 * pair.seed + 1, n);
        pair.a = drawn(verbs[left], one, running[left]);
        pair.b = drawn(verbs[right], other, running[right]);
        out.push_back(std::move(pair));
      }
  return out;
}

// What cannot be judged from two scripts and one set of rows, each with its reason.
constexpr const char* rows_decide = "both touch the same rows, and which values stand there decides";
constexpr const char* type_under_it =
    "a type changes under what the other one builds or fills: these rows take it, others may not";

std::string excuse(const Pair& pair) {
  static const std::set<std::string> of_rows{
      "insert", "update", "delete", "refresh view", "create materialized view", "create table as"};
  static const std::set<std::string> of_types{"change type", "replace enum"};
  std::set<std::string> verbs{pair_verbs()[pair.left].name, pair_verbs()[pair.right].name};
  auto any = [&](const std::set<std::string>& of) {
    return std::any_of(verbs.begin(), verbs.end(), [&](const std::string& verb) { return of.count(verb) > 0; });
  };
  if (any(of_types) && pair.alike()) return type_under_it;
  if (any(of_rows)) return rows_decide;
  return "";
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("two migrations of each verb against each verb: what is said is what both orders do") {
    auto& server = TempServer::shared();
    server.exec("postgres", "CREATE ROLE reader");
    auto name = server.new_database("pairs");
    server.exec(name, pair_base());
    server.exec(name, probe());
    auto copy = server.new_database("pairs");
    server.exec(copy, pair_base());
    server.exec(copy, probe());
    std::vector<std::set<std::string>> scripts;
    {
      Bench bench(name, start);
      for (const auto& verb : pair_verbs()) scripts.push_back(running(bench, verb));
      for (std::size_t i = 0; i < scripts.size(); ++i)
        MESSAGE("\nSCRIPTS " << pair_verbs()[i].name << " " << scripts[i].size());
    }
    auto pairs = drawn_pairs(scripts);
    auto work = [&](const std::string& database, std::size_t from) {
      Bench bench(database, start);
      Teller teller(pair_base());
      for (std::size_t i = from; i < pairs.size(); i += 2) {
        auto& pair = pairs[i];
        pair.ab = bench.play({pair.a, pair.b}, true);
        pair.ba = bench.play({pair.b, pair.a}, pair.ab.failure.empty());
        pair.said = teller.tell(pair.a, pair.b);
        if (pair.alike()) pair.ab.text.clear(), pair.ba.text.clear(), pair.same = true;
      }
    };
    std::thread other([&] { work(copy, 1); });
    work(name, 0);
    other.join();
    std::map<std::string, int> shown, excused;
    int misses = 0, alarms = 0, alike = 0, failed = 0;
    for (const auto& pair : pairs) {
      alike += pair.alike();
      failed += !pair.ab.failure.empty() || !pair.ba.failure.empty();
      if (pair.alike() == pair.said.empty()) continue;
      std::string kind = pair.alike() ? "said of what is alike" : "not said of what differs";
      if (auto why = excuse(pair); !why.empty()) {
        ++excused[kind + ": " + why];
        continue;
      }
      ++(pair.alike() ? alarms : misses);
      auto key = kind + ": " + pair_verbs()[pair.left].name + " / " + pair_verbs()[pair.right].name;
      if (shown[key]++ < 2)
        MESSAGE("\n"
                << key << "\n    " << pair.a << "\n    " << pair.b << "\n    " << outcome(pair) << "\n    "
                << text::join(pair.said, "; "));
    }
    for (const auto& one : shown) MESSAGE("\n" << one.first << ", " << one.second << " times");
    for (const auto& one : excused) MESSAGE("\n" << one.second << " " << one.first);
    MESSAGE(pair_verbs().size() << " verbs, " << pairs_of_two_verbs << " pairs of each two: " << pairs.size()
                                << " pairs, " << alike << " alike, " << failed << " that fail in one order, "
                                << pairs.size() - static_cast<std::size_t>(alike + failed) << " that differ; misses "
                                << misses << ", alarms " << alarms);
    CHECK(misses == 0);
    CHECK(alarms == 0);
    for (const auto* known : {rows_decide, type_under_it})
      CHECK_MESSAGE(std::any_of(excused.begin(), excused.end(),
                                [&](const auto& one) { return text::trim(one.first).ends_with(known); }),
                    "is not needed any more: ", known);
  }
}
