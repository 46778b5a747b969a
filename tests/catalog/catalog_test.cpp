#include "tributary/catalog.hpp"

#include <doctest/doctest.h>

using namespace tributary;

TEST_CASE("an object is found by its name and nothing else is") {
  Catalog catalog;
  ObjectName course{ObjectKind::table, "public", "Course", "", ""};
  ObjectName user{ObjectKind::table, "public", "User", "", ""};
  catalog.objects = {{course, {}}, {user, {}}};
  REQUIRE(catalog.find(user));
  CHECK(catalog.find(user)->name == user);
  CHECK_FALSE(catalog.find({ObjectKind::table, "other", "User", "", ""}));
}
