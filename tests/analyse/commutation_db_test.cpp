// Whether two migrations get into each other's way, judged by executing them in both orders on a base with rows.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <thread>

#include "analyse/look.hpp"
#include "base/text.hpp"
#include "catalog/facts.hpp"
#include "support/pairs.hpp"
#include "support/sql_session.hpp"
#include "support/temp_server.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

constexpr int pairs_of_two_verbs = 20;

/// A function on the server that says a database's whole structure and all rows as one text: what catalog::readings()
/// read, each row of each table as JSON (whose keys have no order), and where sequences stand. Its plans are kept, so
/// that it costs milliseconds.
std::string probe() {
  std::string out =
      "CREATE SCHEMA probe; CREATE FUNCTION probe.state() RETURNS text LANGUAGE plpgsql SET search_path = "
      "'' AS $probe$ DECLARE whole text := ''; part text; object record; BEGIN\n";
  for (const auto& reading : catalog::readings()) {
    std::string row =
        reading.kind + ", " + reading.schema + ", " + reading.name + ", " + reading.part + ", " + reading.arguments;
    for (const auto& fact : reading.facts)
      if (fact.since <= 12) row += ", " + fact.sql;
    out += "SELECT string_agg(line, E'\\n' ORDER BY line) INTO part FROM (SELECT ROW('" +
           std::string(kind_text(reading.kinds.front())) + "', " + row + ")::text AS line FROM " + reading.from +
           ") lines; whole := concat(whole, E'\\n', part);\n";
  }
  return out +
         "FOR object IN SELECT c.oid::regclass::text AS name, c.relkind = 'S' AS counts FROM pg_class c WHERE "
         "c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm', 'S') ORDER BY 1 LOOP\n"
         "IF object.counts THEN EXECUTE 'SELECT concat(last_value, is_called) FROM ' || object.name INTO part;\n"
         "ELSE EXECUTE 'SELECT string_agg(line, E''\\n'' ORDER BY line) FROM (SELECT ''row of ' || object.name || ' '' "
         "|| to_jsonb(t)::text AS line FROM ' || object.name || ' t) lines' INTO part; END IF;\n"
         "whole := concat(whole, E'\\nin ', object.name, E'\\n', part); END LOOP; RETURN whole; END $probe$";
}

struct State {
  std::string failure;  ///< the server's message; "" = both ran
  std::string text;
};

class Bench {
 public:
  explicit Bench(const std::string& database) : session_(TempServer::shared().url(database)) {}

  /// Runs the scripts one after the other and forgets them.
  State play(const std::vector<std::string>& scripts, bool look) {
    if (count_++ % 500 == 0) session_.run("VACUUM");  // else the catalogs fill with what was rolled back
    State out;
    session_.run(start_);
    for (const auto& script : scripts)
      if (out.failure.empty()) out.failure = session_.try_run(script);
    if (out.failure.empty() && look) out.text = session_.run("SELECT probe.state()").at(0).at(0).value_or("");
    session_.run("ROLLBACK");
    return out;
  }

 private:
  /// A sequence's place is not rolled back.
  const std::string start_ =
      "BEGIN; SELECT setval('\"Author_id_seq\"', 3), setval('\"Post_id_seq\"', 3), setval('ticket', 10, false)";
  SqlSession session_;
  int count_ = 0;
};

struct Pair {
  std::size_t left = 0, right = 0;  ///< verbs
  unsigned seed = 0;
  std::string a, b;
  State ab, ba;
  std::vector<std::string> said;  ///< of the two by tributary
  bool same = false;              ///< both orders run and leave the same
  bool alike() const { return same || (ab.failure.empty() && ba.failure.empty() && ab.text == ba.text); }
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
        Pair pair{left, right, static_cast<unsigned>((left * 100 + right) * 100 + n), {}, {}, {}, {}, {}, false};
        PairDice one(2 * pair.seed, n), other(2 * pair.seed + 1, n);
        pair.a = drawn(verbs[left], one, running[left]);
        pair.b = drawn(verbs[right], other, running[right]);
        out.push_back(std::move(pair));
      }
  return out;
}

/// What `relate` says of two sources that have one own migration each.
class Teller {
 public:
  std::vector<std::string> tell(const std::string& a, const std::string& b) {
    auto left = migration("20240201000001_a", a), right = migration("20240202000001_b", b + ";\nSELECT 1;");
    auto built = workspace().target("main", {base_}).source("a", {base_, left}).source("b", {base_, right}).build();
    ChangesByBlob changes;
    for (const auto* each : {&base_, &left, &right}) changes[each->script->blob] = read(*each->script);
    auto relations = relate(built, changes);
    std::vector<std::string> out;
    for (const auto& clash : relations.clashes)
      if (clash.here.source == "a")
        out.push_back(fmt::format("clash {} over {}", static_cast<int>(clash.kind), object_text(clash.object)));
    for (const auto& need : relations.needs) out.push_back("need: " + need.need.because);
    for (const auto& unmet : relations.unmet) out.push_back("unmet: " + object_text(unmet.object));
    return out;
  }

 private:
  std::shared_ptr<const ScriptChanges> read(const Script& script) {
    auto& known = read_[script.blob];
    if (!known) known = std::make_shared<const ScriptChanges>(read_changes(script.text));
    return known;
  }
  Migration base_ = migration("20240101000001_init", pair_base());
  std::map<std::string, std::shared_ptr<const ScriptChanges>> read_;
};

std::string first_difference(const std::string& left, const std::string& right) {
  auto lines = [](const std::string& text) {
    auto all = text::lines(text);
    return std::multiset<std::string>(all.begin(), all.end());
  };
  auto one = lines(left), other = lines(right);
  std::vector<std::string> only;
  std::set_symmetric_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(only));
  return only.empty() ? "" : only.front() + (only.size() > 1 ? "\n    " + only[1] : "");
}

std::string outcome(const Pair& pair) {
  if (!pair.ab.failure.empty()) return "a, b: " + text::trim(pair.ab.failure);
  if (!pair.ba.failure.empty()) return "b, a: " + text::trim(pair.ba.failure);
  return pair.alike() ? "the same" : "they differ: " + first_difference(pair.ab.text, pair.ba.text);
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
      Bench bench(name);
      for (const auto& verb : pair_verbs()) scripts.push_back(running(bench, verb));
      for (std::size_t i = 0; i < scripts.size(); ++i)
        MESSAGE("\nSCRIPTS " << pair_verbs()[i].name << " " << scripts[i].size());
    }
    auto pairs = drawn_pairs(scripts);
    auto work = [&](const std::string& database, std::size_t from) {
      Bench bench(database);
      Teller teller;
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
