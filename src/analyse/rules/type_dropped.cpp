// DROP TYPE fails while a column has the type (2BP01), so that it loses nothing by itself; with CASCADE it drops those
// columns with their values. A type that is made anew under its name, as Prisma does to take enum values out, is judged
// by enum-value-removed.
#include <fmt/format.h>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

/// An extension takes its types along, and with CASCADE the columns that have them.
std::optional<Hit> judge_extension(const OwnChange& at) {
  const auto& change = at.change();
  if (change.verb != Verb::drop || !change.cascade || !at.existing()) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("drops {} CASCADE", object_text(change.object));
  hit.why = "CASCADE drops every column of a type that it brought, with its values, and the indexes that use it.";
  hit.help =
      fmt::format("Change the columns first, then `DROP EXTENSION {};` without CASCADE.", sql_name(change.object.name));
  hit.at_least = Severity::error;
  return hit;
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  if (change.object.kind == ObjectKind::extension) return judge_extension(at);
  if (change.verb != Verb::drop || !is_data_type(change.object.kind) || !at.existing()) return std::nullopt;
  if (values_made_anew(at)) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("drops {}{}", object_text(change.object), change.cascade ? " CASCADE" : "");
  hit.why = change.cascade
                ? "CASCADE drops every column of that type, with its values."
                : "It fails where a column still has the type (2BP01), and a running client that names it fails.";
  hit.help = change.cascade ? fmt::format(
                                  "Change the columns first (`ALTER TABLE … ALTER COLUMN … TYPE text`), then `DROP "
                                  "TYPE {};` without CASCADE.",
                                  sql_name(change.object))
                            : fmt::format("Where nothing uses it any more, write {} above the statement.",
                                          allow_help("type-dropped", "…"));
  if (change.cascade)
    hit.at_least = Severity::error;
  else
    hit.at_most = Severity::info;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule type_dropped = {"type-dropped",
                                  Severity::warning,
                                  Needs::own_sql,
                                  Group::hazards,
                                  {},
                                  "An own migration drops a type that was there before it",
                                  look};
}
}  // namespace tributary
