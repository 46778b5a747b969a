// Statements over kinds of objects, each against each, in both orders: TRIBUTARY_PAIRS=all for all of them.
#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <thread>

#include "analyse/commutation.hpp"
#include "base/text.hpp"
#include "support/object_pairs.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

constexpr const char* start = "SELECT setval('sq', 1, false)";
constexpr std::size_t one_in = 12;  ///< of the pairs, without being asked for all

struct Pair : Played {
  const ObjectStatement *left = nullptr, *right = nullptr;
  std::vector<std::string> said;
  bool same = false;
};

std::vector<Pair> drawn() {
  const char* wanted = std::getenv("TRIBUTARY_PAIRS");
  bool all = wanted && std::string(wanted) == "all";
  std::vector<Pair> out;
  const auto& statements = object_statements();
  std::size_t number = 0;
  for (std::size_t i = 0; i < statements.size(); ++i)
    for (std::size_t j = i; j < statements.size(); ++j) {
      if (!all && number++ % one_in) continue;
      Pair pair;
      pair.left = &statements[i], pair.right = &statements[j];
      out.push_back(std::move(pair));
    }
  return out;
}

std::string fresh_database() {
  auto& server = TempServer::shared();
  auto name = server.new_database("objects");
  server.exec(name, object_base());
  server.exec(name, probe());
  return name;
}

/// A type that changes under an expression: this one takes it, others may not.
bool excused(const Pair& pair) {
  auto changes_type = [](const ObjectStatement& one) {
    return std::string(one.sql).find(" TYPE bigint") != std::string::npos;
  };
  return pair.same && (changes_type(*pair.left) || changes_type(*pair.right));
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("statements over kinds of objects, each against each: what is said is what both orders do") {
    TempServer::shared().exec("postgres",
                              "DO $$ BEGIN CREATE ROLE reader; EXCEPTION WHEN duplicate_object THEN END $$");
    auto name = fresh_database(), copy = fresh_database();
    {
      Bench bench(name, start);
      for (const auto& statement : object_statements()) {
        CAPTURE(statement.sql);
        CHECK(bench.play({statement.sql}, false).failure == "");
      }
    }
    auto pairs = drawn();
    auto work = [&](const std::string& database, std::size_t from) {
      Bench bench(database, start);
      Teller teller(object_base());
      for (std::size_t i = from; i < pairs.size(); i += 2) {
        auto& pair = pairs[i];
        pair.ab = bench.play({pair.left->sql, pair.right->sql}, true);
        pair.ba = bench.play({pair.right->sql, pair.left->sql}, pair.ab.failure.empty());
        pair.said = teller.tell(pair.left->sql, pair.right->sql);
        pair.same = pair.alike();
        if (pair.same) pair.ab.text.clear(), pair.ba.text.clear();
      }
    };
    std::thread other([&] { work(copy, 1); });
    work(name, 0);
    other.join();
    int misses = 0, alarms = 0, alike = 0, failed = 0, left_out = 0;
    for (const auto& pair : pairs) {
      alike += pair.same;
      failed += !pair.ab.failure.empty() || !pair.ba.failure.empty();
      if (pair.same == pair.said.empty()) continue;
      if (excused(pair)) {
        ++left_out;
        continue;
      }
      ++(pair.same ? alarms : misses);
      MESSAGE("\n"
              << (pair.same ? "said of what is alike: " : "not said of what differs: ") << std::string(pair.left->verb)
              << " / " << std::string(pair.right->verb) << "\n    " << std::string(pair.left->sql) << "\n    "
              << std::string(pair.right->sql) << "\n    " << outcome(pair) << "\n    " << text::join(pair.said, "; "));
    }
    MESSAGE(object_statements().size() << " statements: " << pairs.size() << " pairs, " << alike << " alike, " << failed
                                       << " that fail in one order, "
                                       << pairs.size() - static_cast<std::size_t>(alike + failed)
                                       << " that differ; excused " << left_out << ", misses " << misses << ", alarms "
                                       << alarms);
    CHECK(misses == 0);
    CHECK(alarms == 0);
  }
}
