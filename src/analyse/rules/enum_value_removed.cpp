// PostgreSQL cannot take a value out of an enum, so Prisma makes a new type, casts each column to it through text, and
// drops the old one. The cast fails (22P02) on the first row that holds a value that is gone, and so does a default.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

struct Recast {
  std::string table, column;
};

/// The columns that are cast to the new type, by the script's own ALTER COLUMN … TYPE … USING.
std::optional<Recast> recast(const OwnChange& at, bool& filled) {
  std::optional<Recast> out;
  find_in_script(at, [&](const Change& other) {
    bool cast = other.verb == Verb::alter && other.aspect == Aspect::type && other.column &&
                !other.column->using_expression.empty();
    if (!cast || out) return false;
    out = Recast{sql_name(other.object), sql_name(other.object.part)};
    filled = filled_before(at, other.object);
    return true;
  });
  return out;
}

/// The target got it after the branch began: remake-against-addition tells, and rows are not to be moved off it.
bool is_the_targets_new(const OwnChange& at, const std::string& value) {
  const auto& clashes = at.analysis.relations.clashes;
  return std::any_of(clashes.begin(), clashes.end(), [&](const Clash& clash) {
    return clash.kind == Clash::Kind::remade && clash.here.source == at.holder.source &&
           clash.here.migration == at.in().migration && clash.object.part == value;
  });
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::drop || !is_data_type(change.object.kind) || !at.existing()) return std::nullopt;
  auto values = values_made_anew(at);
  if (!values) return std::nullopt;
  std::vector<std::string> gone;
  for (const auto& value : at.standing().parts)
    if (std::find(values->begin(), values->end(), value) == values->end() && !is_the_targets_new(at, value))
      gone.push_back("'" + value + "'");
  bool filled = false;
  auto column = recast(at, filled);
  if (gone.empty() || filled) return std::nullopt;
  const auto& name = at.standing().stored.empty() ? change.object.name : at.standing().stored;
  Hit hit;
  hit.message = fmt::format("takes {} out of enum {}", list(gone), sql_name(name));
  hit.why = "The cast to the new type fails on the first row that still holds it (22P02).";
  hit.sqlstate = "22P02";
  hit.help =
      column
          ? fmt::format("Move those rows first, in a migration of its own: `UPDATE {} SET {} = '…' WHERE {} IN ({});`",
                        column->table, column->column, column->column, text::join(gone, ", "))
          : "Move the rows that hold it first, in a migration of its own.";
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule enum_value_removed = {"enum-value-removed",
                                        Severity::warning,
                                        Needs::own_sql,
                                        Group::hazards,
                                        {},
                                        "An own migration makes an enum anew without a value that it had",
                                        look};
}
}  // namespace tributary
