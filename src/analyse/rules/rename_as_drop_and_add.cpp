// Prisma cannot see that a field or model was renamed: it drops the old column or table and adds the new one, empty.
// Known by its traces: in one script a column goes and one of the same type comes to the same table, as many as go; or
// a table goes and one with the very same columns comes.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/live_counts.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

Hit hit_for(const std::string& from, const std::string& to, const Counts& live, const std::string& rename) {
  Hit hit;
  hit.message = fmt::format("drops {}{} and adds {}: a rename that loses what is in it", from, size_text(live), to);
  hit.why = "The new one begins empty; what the old one holds is gone with the commit.";
  hit.help = fmt::format("Write instead: `{}`. Where it is no rename, write {} above the statement.", rename,
                         allow_help("rename-as-drop-and-add", "…"));
  return hit;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::drop || !at.existing()) return std::nullopt;
  const auto* column = renamed_column(at);
  const auto* table = column ? nullptr : renamed_table(at);
  if (!column && !table) return std::nullopt;
  auto live = counts(at);
  if (nothing_there(live) || (live.rows && live.found == live.rows)) return std::nullopt;
  if (table)
    return hit_for(object_text(change.object), object_text(table->object), live,
                   fmt::format("ALTER TABLE {} RENAME TO {};", sql_name(change.object), sql_name(table->object.name)));
  return hit_for(object_text(change.object), object_text(column->object), live,
                 fmt::format("ALTER TABLE {} RENAME COLUMN {} TO {};", sql_name(change.object),
                             sql_name(change.object.part), sql_name(column->object.part)));
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule rename_as_drop_and_add = {"rename-as-drop-and-add",
                                            Severity::error,
                                            Needs::own_sql,
                                            Group::hazards,
                                            {},
                                            "A rename is written as a drop and an addition, which loses the values",
                                            look};
}
}  // namespace tributary
