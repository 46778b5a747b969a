#include "analyse/commutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "base/text.hpp"
#include "catalog/facts.hpp"
#include "support/temp_server.hpp"

namespace tributary::testing {

// What catalog::readings() read, each row of each table as JSON (whose keys have no order), and where sequences stand.
// Its plans are kept, so that it costs milliseconds.
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

Bench::Bench(const std::string& database, std::string start)
    : start_("BEGIN; " + std::move(start)), session_(TempServer::shared().url(database)) {}

State Bench::play(const std::vector<std::string>& scripts, bool look) {
  if (count_++ % 500 == 0) session_.run("VACUUM");  // else the catalogs fill with what was rolled back
  State out;
  session_.run(start_);
  for (const auto& script : scripts)
    if (out.failure.empty()) out.failure = session_.try_run(script);
  if (out.failure.empty() && look) out.text = session_.run("SELECT probe.state()").at(0).at(0).value_or("");
  session_.run("ROLLBACK");
  return out;
}

std::vector<std::string> Teller::tell(const std::string& a, const std::string& b) {
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

std::shared_ptr<const ScriptChanges> Teller::read(const Script& script) {
  auto& known = read_[script.blob];
  if (!known) known = std::make_shared<const ScriptChanges>(read_changes(script.text));
  return known;
}

namespace {

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

}  // namespace

std::string outcome(const Played& played) {
  if (!played.ab.failure.empty()) return "a, b: " + text::trim(played.ab.failure);
  if (!played.ba.failure.empty()) return "b, a: " + text::trim(played.ba.failure);
  return played.alike() ? "the same" : "they differ: " + first_difference(played.ab.text, played.ba.text);
}

}  // namespace tributary::testing
