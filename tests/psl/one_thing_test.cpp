#include "psl/one_thing.hpp"

#include <doctest/doctest.h>

using namespace tributary::psl;

namespace {

const std::string named =
    "model User {\n  id Int @id\n  searches SearchQuery[]\n}\nmodel SearchQuery {\n  id Int @id\n  "
    "@@map(\"search_queries\")\n}\n";
const std::string pulled =
    "model User {\n  id Int @id\n  search_queries search_queries[]\n}\nmodel search_queries {\n  id Int @id\n}\n";

}  // namespace

TEST_CASE("two models on one table are one thing: kept is what a person named, whichever side has it") {
  for (bool here : {true, false}) {
    auto found = one_thing(here ? named : pulled, here ? pulled : named, "model SearchQuery");
    REQUIRE(found);
    CHECK(found->keep == "SearchQuery");
    CHECK(found->drop == "search_queries");
    CHECK(found->table == "search_queries");
    CHECK(found->fields == std::vector<OneThing::Field>{{"User.search_queries", "User.searches"}});
  }
}

TEST_CASE("both named by people: what is there already stays; enums on one type as well") {
  auto found = one_thing("enum Level {\n  LOW\n  @@map(\"lvl\")\n}\n", "enum Grade {\n  LOW\n  @@map(\"lvl\")\n}\n",
                         "enum Level");
  REQUIRE(found);
  CHECK(found->keep == "Grade");
  CHECK(found->drop == "Level");
}

TEST_CASE("silent twins: another table, the same name, a name that nobody declares") {
  CHECK_FALSE(one_thing(named, "model search_query {\n  id Int @id\n}\n", "model SearchQuery"));
  CHECK_FALSE(one_thing(named, named, "model SearchQuery"));
  CHECK_FALSE(one_thing(named, pulled, "model Nothing"));
}
