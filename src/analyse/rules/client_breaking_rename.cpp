// RENAME keeps every row, which is why it is the right way; but the instances of the old release that still run name
// the old table, column, type or value in each query and fail (42P01, 42703, 22P02) until they are replaced.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"

namespace tributary {
namespace {

bool client_names(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::column:
    case ObjectKind::view:
    case ObjectKind::schema:
    case ObjectKind::enum_type:
    case ObjectKind::enum_value:
    case ObjectKind::type:
      return true;
    default:
      return false;
  }
}

std::string bridge(const Change& change) {
  if (change.object.kind == ObjectKind::table)
    return fmt::format(
        "Keep the old name alive for a release: `CREATE VIEW {} AS SELECT * FROM {};`. Or keep it for good "
        "with @@map in schema.prisma.",
        sql_name(change.object), sql_name(*change.to));
  if (change.object.kind == ObjectKind::column)
    return fmt::format(
        "Rename the field alone: `@map(\"{}\")` in schema.prisma keeps the column's name. Or deploy while no "
        "old instance runs.",
        change.object.part);
  return "Rename it in schema.prisma alone, with @map or @@map, or deploy while no old instance runs.";
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool renames = change.verb == Verb::rename && change.to && client_names(change.object.kind) && at.existing();
  if (!renames || (change.object.kind == ObjectKind::column && at.standing().own_columns)) return std::nullopt;
  auto old = object_key(change.object);
  bool again = find_after(at, [&](const Change& other) { return makes(other, old); });
  if (again || find_before(at, [&](const Change& other) { return other.verb == Verb::rename && makes(other, old); }))
    return std::nullopt;
  Hit hit;
  hit.message = deed_text(change);
  hit.why = "Nothing is lost, but instances of the old release fail until the last of them is replaced.";
  hit.help = bridge(change);
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule client_breaking_rename = {
    "client-breaking-rename",
    Severity::info,
    Needs::own_sql,
    Group::hazards,
    {},
    "An own migration renames what a running client still calls by its old name",
    look};
}
}  // namespace tributary
