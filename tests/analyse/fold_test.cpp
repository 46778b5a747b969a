// The rules' folding beside the catalog's, which tests/catalog holds against a server on the same histories: after each
// migration both must say the same of every object that either has heard of.
#include "analyse/fold.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <set>

#include "analyse/look.hpp"
#include "analyse/objects.hpp"
#include "base/text.hpp"
#include "support/histories.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

/// Keys are held together with a kind, since several kinds share a key's family.
struct Told {
  std::set<std::string> keys;
  std::map<std::string, std::string> named;  ///< of a key, an object for people to read
};

void note(Told& told, const ObjectName& object, bool there) {
  bool was_there = object.kind == ObjectKind::schema && object.name == "public";  // in every database
  if (is_nobodys(object) || was_there) return;
  auto key = object_key(object);
  told.named.emplace(key, object_text(object));
  if (there) told.keys.insert(key);
}

/// An enum's values are a fact of their type in the catalog; objects of their own for the rules.
Told told_by(const Catalog& catalog) {
  Told out;
  for (const auto& object : catalog.objects) {
    note(out, object.name, true);
    auto values = object.facts.find("values");
    if (object.name.kind != ObjectKind::enum_type || values == object.facts.end()) continue;
    for (const auto& value : text::split(values->second, '\n'))
      note(out, {ObjectKind::enum_value, object.name.schema, object.name.name, value, ""}, true);
  }
  return out;
}

struct Compared {
  std::size_t asked = 0, there = 0;
  std::vector<std::string> differences;
};

Compared compared(const std::vector<std::string>& migrations) {
  std::vector<ScriptChanges> read;
  for (const auto& script : migrations) read.push_back(read_changes(script));
  Compared out;
  Folding folding;
  std::vector<const ScriptChanges*> so_far;
  std::map<std::string, std::string> heard;
  for (std::size_t at = 0; at < read.size(); ++at) {
    so_far.push_back(&read[at]);
    Told mentioned;
    for (const auto& change : read[at].changes) {
      folding.apply(change, at);
      note(mentioned, change.object, false);
      if (change.to) note(mentioned, *change.to, false);
    }
    auto told = told_by(fold(so_far));
    heard.insert(mentioned.named.begin(), mentioned.named.end());
    heard.insert(told.named.begin(), told.named.end());
    for (const auto& [key, name] : heard) {
      if (key.starts_with("column") && told.keys.count("type" + key.substr(6, key.rfind('\0') - 5))) continue;
      bool here = folding.exists(key), there = told.keys.count(key) > 0;
      ++out.asked, out.there += there;
      if (here != there)
        out.differences.push_back(
            fmt::format("after {}: {} {}", at + 1, name, here ? "only in the rules' folding" : "only in the catalog"));
    }
  }
  return out;
}

}  // namespace

// Attributes of composite types are no objects of a catalog.
TEST_CASE("after each migration of 300 generated histories, rules and catalog know the same objects") {
  std::size_t asked = 0, there = 0, differ = 0;
  for (unsigned seed = 1; seed <= 300; ++seed) {
    auto outcome = compared(write_history(seed).migrations);
    asked += outcome.asked, there += outcome.there;
    differ += outcome.differences.size();
  }
  MESSAGE(asked << " questions, " << there << " of objects that exist, " << differ << " answers differ");
  CHECK(there > 10000);
  CHECK(differ == 0);
}

TEST_CASE("of 300 generated histories, which a server runs, nothing is said to fail") {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::vector<Migration> all;
    for (const auto& script : write_history(seed).migrations)
      all.push_back(migration(fmt::format("20240101{:06}_x", all.size()), script));
    auto analysis = with_sql(analysis_of(workspace().target("main", all).build()));
    INFO("seed " << seed);
    for (const auto& one : analysis.relations.blocked)
      CHECK_MESSAGE(one.by.front().since_16, one.here.migration << ": " << object_text(one.change.object) << " under "
                                                                << object_text(one.by.front().object));
    for (const auto& one : analysis.relations.clashes)
      CHECK_MESSAGE(false, one.here.migration << ": " << object_text(one.object) << " of " << one.there.migration);
  }
}

TEST_CASE("which tables have a type: lists of it too, whatever schema it is of, and none that has another one by now") {
  Folding below;
  auto first = read_changes(
      "CREATE TYPE \"Role\" AS ENUM ('a'); CREATE TABLE t (r \"Role\"); CREATE TABLE u (r other.\"Role\"[]);"
      "CREATE TABLE v (r \"Role\"); CREATE TABLE w (r \"Roles\"); CREATE TABLE x (r \"Role\");");
  for (const auto& change : first.changes) below.apply(change, 0);
  Folding folding(&below);
  auto second = read_changes(
      "ALTER TABLE v ALTER r TYPE text; CREATE TABLE y (r \"Role\"); CREATE TABLE z (r role); DROP TABLE y;");
  for (const auto& change : second.changes) folding.apply(change, 1);
  auto tables = [](const Folding& one, const char* type) {
    std::string out;
    for (const auto& key : one.tables_with(type)) out += text::replace_all(key, std::string(1, '\0'), " ");
    return out;
  };
  CHECK(tables(below, "Role") == "relation public t relation public u relation public v relation public x ");
  CHECK(tables(folding, "Role") == "relation public t relation public u relation public x ");
  CHECK(tables(folding, "role") == "relation public z ");
}

TEST_CASE("large: an enum of tens of thousands of values, each looked up among them") {
  std::string values;
  for (int i = 0; i < 40'000; ++i) values += fmt::format("{}'v{}'", i ? "," : "", i);
  auto read = read_changes("CREATE TABLE t (id int); CREATE TYPE \"E\" AS ENUM (" + values + ");", 10'000'000);
  Folding folding;
  std::size_t taken = 0, tables = 0;
  for (const auto& change : read.changes) {
    taken += folding.taken(change).has_value();
    tables += folding.tables_with(change.object.name).size();
    folding.apply(change, 0);
  }
  CHECK(read.changes.size() > 40'000);
  CHECK(taken == 0);
  CHECK(tables == 0);
  CHECK(folding.exists(object_key({ObjectKind::enum_value, "", "E", "v39999", ""})));
}
