// A statement over a table, column or type that is not there fails (42P01, 42703, 42704) wherever the database is built
// from the migrations. It was pushed or made by hand, its migration was never committed, or another one dropped it.
#include <fmt/format.h>

#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/sql_hits.hpp"
#include "sql/extensions.hpp"

namespace tributary {
namespace {

std::string extension_of(const Unmet& unmet) {
  return unmet.kind == Unmet::Kind::nowhere ? std::string(sql::extension_that_brings(unmet.object)) : std::string();
}

std::string what_happened(const Unmet& unmet) {
  if (auto extension = extension_of(unmet); !extension.empty())
    return fmt::format("which the extension {} brings, and no migration of the target or of any source creates it",
                       extension);
  if (unmet.kind == Unmet::Kind::nowhere) return "which no migration of the target or of any source creates";
  if (!unmet.maker) return "which is dropped or renamed before";
  if (unmet.maker->source == unmet.here.source && unmet.maker->migration == unmet.here.migration)
    return fmt::format("which it drops or renames itself in line {}", unmet.maker->line);
  return fmt::format("which {} of {} drops or renames", unmet.maker->migration, unmet.maker->source);
}

Hit hit_for(const Unmet& unmet) {
  Hit hit;
  hit.place = unmet.here;
  if (unmet.maker) hit.related = {*unmet.maker};
  hit.message = fmt::format("{} {}, but needs {}, {}", unmet.here.migration, deed_text(unmet.change),
                            object_text(unmet.object), what_happened(unmet));
  hit.why =
      unmet.uncertain
          ? "On a database built from the migrations the statement fails, unless SQL that could not be read, or a "
            "push of the schema, makes the object."
          : "The statement fails on every database that is built from the migrations.";
  hit.help = unmet.kind == Unmet::Kind::gone
                 ? "Write the migration anew against what the target has now."
                 : "Commit the migration that creates it, or a baseline that does (`prisma migrate diff --script`).";
  if (auto extension = extension_of(unmet); !extension.empty()) {
    hit.why = "The statement fails on every database that has not got the extension from somebody else.";
    hit.help = fmt::format("Begin the script with: CREATE EXTENSION IF NOT EXISTS \"{}\";", extension);
  }
  if (unmet.object.kind == ObjectKind::schema) {
    hit.why = "On a new database the statement fails (3F000); a hosted one may have the schema from the beginning.";
    hit.help = fmt::format("Begin the script with: CREATE SCHEMA IF NOT EXISTS \"{}\";", unmet.object.name);
  }
  hit.key = object_key(unmet.object);
  if (unmet.uncertain) hit.at_most = Severity::warning;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& unmet : analysis.relations.unmet)
    if (unmet.kind == Unmet::Kind::nowhere || unmet.kind == Unmet::Kind::gone) hits.push_back(hit_for(unmet));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule missing_object = {"missing-object",
                                    Severity::error,
                                    Needs::sql,
                                    Group::sql,
                                    {Topic::company},
                                    "An own migration needs an object that is not there when it runs",
                                    look};
}
}  // namespace tributary
