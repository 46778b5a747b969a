#include <algorithm>
#include <set>

#include "tributary/catalog.hpp"

namespace tributary {
namespace {

/// What is made for one database; the rest belongs to the server, or to whoever runs it.
bool is_structure(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::column:
    case ObjectKind::constraint:
    case ObjectKind::index:
    case ObjectKind::sequence:
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::domain:
    case ObjectKind::range_type:
    case ObjectKind::function:
    case ObjectKind::procedure:
    case ObjectKind::aggregate:
    case ObjectKind::trigger:
    case ObjectKind::policy:
    case ObjectKind::rule:
      return true;
    default:
      return false;
  }
}

std::set<std::string> schemas_of(const Catalog& expected, const std::string& default_schema) {
  std::set<std::string> out{default_schema};
  for (const auto& object : expected.objects)
    if (object.name.kind != ObjectKind::schema) out.insert(object.name.schema);
  return out;
}

/// Partitions are made while a database is used, for the months to come.
bool is_new_partition(const Catalog& database, const Difference& difference) {
  const auto* object = difference.fact.empty() ? database.find(difference.object) : nullptr;
  return object && object->facts.count("partition of") > 0;
}

/// The other history leaves in this place what the database has there.
bool explains(const Catalog& other, const Catalog& database, const Difference& difference) {
  const auto* there = other.find(difference.object);
  const auto* here = database.find(difference.object);
  if (difference.fact.empty() || !there || !here) return !there == !here;
  if (there->unknown.count(difference.fact) || there->unknown.count("*")) return true;
  auto theirs = there->facts.find(difference.fact), ours = here->facts.find(difference.fact);
  bool has = theirs != there->facts.end();
  return has == (ours != here->facts.end()) && (!has || theirs->second == ours->second);
}

}  // namespace

std::vector<Difference> structure_drift(const Catalog& database, const Catalog& expected,
                                        const std::vector<Catalog>& explained, const std::string& default_schema) {
  auto schemas = schemas_of(expected, default_schema);
  std::vector<Difference> out;
  for (auto& difference : compare(database, expected)) {
    bool ours = is_structure(difference.object.kind) && schemas.count(difference.object.schema) > 0;
    bool real = difference.incomparable_because.empty() && difference.fact != "owner" && difference.fact != "grants" &&
                difference.fact != "comment";
    auto by = [&](const Catalog& other) { return explains(other, database, difference); };
    if (ours && real && !is_new_partition(database, difference) && std::none_of(explained.begin(), explained.end(), by))
      out.push_back(std::move(difference));
  }
  return out;
}

}  // namespace tributary
