// A server's structure, read as if from the statements that would make it.
#include <doctest/doctest.h>

#include <string>

#include "base/text.hpp"
#include "catalog/structure_sql.hpp"

using namespace tributary;

namespace {

CatalogObject object(ObjectKind kind, const std::string& name, std::map<std::string, std::string> facts = {}) {
  return {{kind, "public", name, "", ""}, std::move(facts), {}};
}

std::string made(const std::vector<CatalogObject>& objects) {
  Catalog structure;
  structure.objects = objects;
  std::vector<std::string> out;
  for (const auto& change : catalog::structure_changes(structure, [](const ObjectName&) { return true; }).changes)
    out.push_back(change.object.name);
  return text::join(out, " ");
}

}  // namespace

TEST_CASE("a view comes behind those that it reads, whatever their names and texts are") {
  auto view = [](const std::string& name, const std::string& query) {
    return object(ObjectKind::view, name, {{"definition", query}});
  };
  auto table = object(ObjectKind::table, "t");
  CHECK(made({table, view("a", " SELECT b.x FROM public.b;"), view("b", " SELECT t.x FROM public.t;")}) == "t b a");
  CHECK(made({table, view("a", " SELECT c.x FROM public.c;"), view("b", " SELECT a.x FROM public.a;"),
              object(ObjectKind::materialized_view, "c", {{"definition", " SELECT t.x FROM public.t;"}})}) ==
        "t c a b");
  // a name in a text is no view that is read
  CHECK(made({table, view("a", " SELECT 'b'::text AS b FROM public.t;"), view("b", " SELECT t.x FROM public.t;")}) ==
        "t a b");
}
