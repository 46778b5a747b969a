// ALTER TYPE … ADD VALUE runs in a transaction, but the value cannot be used before that has been committed (55P04),
// and Prisma up to 7.3 sends a script as one transaction; from 7.4 on only a BEGIN of its own makes it one. Since
// PostgreSQL 17 a value of a type that the script itself creates can be used at once.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/hazards.hpp"
#include "analyse/objects.hpp"
#include "analyse/rules.hpp"
#include "analyse/sent.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

/// The value as a literal, in a statement that touches a column of that type or names the very value.
bool uses(const OwnChange& at, const Change& other, const std::set<std::string>& tables) {
  const auto& added = at.change().object;
  if (other.statement <= at.change().statement || other.object.kind == ObjectKind::enum_value) return false;
  auto key = object_key(added);
  bool named = std::any_of(other.needs.begin(), other.needs.end(),
                           [&](const Use& use) { return object_key(use.object) == key; });
  if (named) return true;
  const auto& statement = at.in().script->statements[other.statement];
  auto text = std::string_view(at.in().content->text).substr(statement.begin, statement.end - statement.begin);
  if (text.find("'" + text::replace_all(added.part, "'", "''") + "'") == text.npos) return false;
  auto table = other.object;
  table.kind = ObjectKind::relation, table.part.clear();
  bool touches = tables.count(object_key(table)) > 0;
  for (const auto& use : other.needs) {
    auto relation = use.object;
    relation.kind = ObjectKind::relation, relation.part.clear();
    touches = touches || tables.count(object_key(relation)) > 0;
  }
  return touches;
}

bool made_in_script(const OwnChange& at) {
  auto type = owner_key(at.change().object);
  return find_in_script(at, [&](const Change& other) {
    return other.verb == Verb::create && is_data_type(other.object.kind) && object_key(other.object) == type;
  });
}

std::string help(const Change& change, bool new_type) {
  auto type = sql_name(change.object);
  if (new_type)
    return fmt::format("Name the value where the type is created: `CREATE TYPE {} AS ENUM (…, '{}');`", type,
                       change.object.part);
  return fmt::format(
      "Leave `ALTER TYPE {} ADD VALUE '{}';` alone in this migration and move the rest into the next one.", type,
      change.object.part);
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  bool adds = change.verb == Verb::create && change.object.kind == ObjectKind::enum_value &&
              at.in().script->statements[change.statement].kind == "AlterEnumStmt";
  if (!adds) return std::nullopt;
  std::set<std::string> tables(at.standing().parts.begin(), at.standing().parts.end());
  const Change* use = nullptr;
  for (auto i = at.index + 1; i < at.in().script->changes.size() && !use; ++i) {
    const auto& other = at.in().script->changes[i];
    if (uses(at, other, tables) && in_one_transaction(at, change.statement, other.statement)) use = &other;
  }
  if (!use) return std::nullopt;
  Hit hit;
  hit.message = fmt::format("adds {} and uses it in line {} of the same script", object_text(change.object), use->line);
  bool new_type = made_in_script(at);
  hit.why = new_type
                ? "Before PostgreSQL 17 it fails (55P04), although the script creates the type itself."
                : "A new value cannot be used before its transaction ends, and the script is one: it fails (55P04).";
  hit.sqlstate = "55P04";
  hit.help = help(change, new_type);
  if (new_type) hit.at_most = Severity::warning;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule enum_value_added_and_used = {"enum-value-added-and-used",
                                               Severity::error,
                                               Needs::own_sql,
                                               Group::hazards,
                                               {},
                                               "A script uses an enum value that it adds itself",
                                               look};
}
}  // namespace tributary
