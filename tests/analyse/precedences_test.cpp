#include <doctest/doctest.h>

#include "support/build.hpp"
#include "tributary/restamp.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Pairs = std::vector<std::string>;

/// "first < then", with "!" where the names say the opposite.
Pairs pairs_of(const std::vector<Migration>& own) {
  auto all = own;
  all.insert(all.begin(), migration("20240101000000_init", "CREATE TABLE \"Course\" (id int PRIMARY KEY);"));
  auto built = workspace()
                   .target("main", {migration("20240101000000_init", "CREATE TABLE \"Course\" (id int PRIMARY KEY);")})
                   .source("epic", all)
                   .build();
  ChangesByBlob changes;
  for (const auto& one : all)
    changes[one.script->blob] = std::make_shared<const ScriptChanges>(read_changes(one.script->text));
  Pairs out;
  auto by_project = precedences(built, changes, source_of(built, "epic"));
  for (const auto& one : by_project["."])
    out.push_back(one.first.substr(15) + " < " + one.then.substr(15) + (one.reversed ? " !" : ""));
  return out;
}

}  // namespace

TEST_CASE("who makes an object comes before who needs or changes it") {
  CHECK(pairs_of({migration("20250101000000_tags", "CREATE TABLE tags (id int PRIMARY KEY);"),
                  migration("20250102000000_links", "CREATE TABLE links (tag int REFERENCES tags (id));")}) ==
        Pairs{"tags < links"});
  CHECK(pairs_of({migration("20250101000000_tags", "CREATE TABLE tags (id int PRIMARY KEY);"),
                  migration("20250102000000_more", "ALTER TABLE tags ADD COLUMN name text;")}) == Pairs{"tags < more"});
}

TEST_CASE("two migrations that only need the same table can change places") {
  CHECK(pairs_of({migration("20250101000000_a", "ALTER TABLE \"Course\" ADD COLUMN a int;"),
                  migration("20250102000000_b", "ALTER TABLE \"Course\" ADD COLUMN b int;")})
            .empty());
}

TEST_CASE("a migration that is listed before the maker of what it needs is in the wrong place") {
  CHECK(pairs_of({migration("20250101000000_links", "CREATE TABLE links (tag int REFERENCES tags (id));"),
                  migration("20250102000000_tags", "CREATE TABLE tags (id int PRIMARY KEY);")}) ==
        Pairs{"tags < links !"});
}

TEST_CASE("what cannot be read keeps its place among all") {
  CHECK(pairs_of({migration("20250101000000_do", "DO LANGUAGE plpython3u 'x';"),
                  migration("20250102000000_tags", "CREATE TABLE tags (id int);")}) == Pairs{"do < tags"});
}
