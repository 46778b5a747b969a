#include "analyse/live_counts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/objects.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

using What = Question::What;

/// UNIQUE, PRIMARY KEY or a unique index over whole rows.
std::vector<std::string> unique_columns(const Change& change) {
  bool whole = change.unique && change.key && change.key->predicate.empty() && change.key->plain();
  return whole ? change.key->columns : std::vector<std::string>{};
}

ObjectName judged_table(const Change& change) {
  auto kind = change.object.kind;
  if (kind == ObjectKind::table || kind == ObjectKind::column || kind == ObjectKind::constraint) {
    auto table = change.object;
    table.kind = ObjectKind::table, table.part.clear();
    return table;
  }
  return kind == ObjectKind::index && change.verb == Verb::create ? table_of(change) : ObjectName{};
}

/// Whether a hazard rule would say something of it that a number changes.
bool worth_counting(const Change& change) {
  switch (change.object.kind) {
    case ObjectKind::table:
      return change.verb == Verb::drop || change.every_row || change.existing_rows;
    case ObjectKind::column:
      return change.verb == Verb::drop || change.existing_rows;
    case ObjectKind::constraint:
      return change.verb == Verb::create && change.existing_rows;
    case ObjectKind::index:
      return change.verb == Verb::create;
    default:
      return false;
  }
}

std::optional<Question> about_failure(const Change& change, const Standing& standing, Question rows) {
  if (standing.own_columns) return std::nullopt;  // the database has no such column yet
  bool nullable =
      change.object.kind == ObjectKind::column && (change.verb == Verb::drop || change.aspect == Aspect::set_not_null);
  if (nullable) {
    rows.what = What::nulls, rows.columns = {change.object.part};
    return rows;
  }
  if (auto columns = unique_columns(change); change.verb == Verb::create && !columns.empty()) {
    rows.what = What::duplicates, rows.columns = std::move(columns);
    return rows;
  }
  if (change.aspect != Aspect::foreign_key || !change.key) return std::nullopt;
  rows.what = What::orphans;
  rows.columns = change.key->columns;
  rows.other_columns = change.key->referred;
  for (const auto& use : change.needs)
    if (use.how == Use::How::foreign_key && use.object.part.empty())
      rows.other_schema = use.object.schema, rows.other_table = use.object.name;
  if (rows.columns.empty() || rows.columns.size() != rows.other_columns.size()) return std::nullopt;
  return rows;
}

/// The first is how many rows there are; a second one what the change fails on. None where no number matters.
std::vector<Question> wanted(const OwnChange& at) {
  const auto& change = at.change();
  auto table = judged_table(change);
  if (!at.existing() || table.name.empty() || !worth_counting(change)) return {};
  Question rows;
  rows.schema = table.schema, rows.table = at.standing().stored.empty() ? table.name : at.standing().stored;
  std::vector<Question> out{rows};
  if (auto more = about_failure(change, at.standing(), rows)) out.push_back(*more);
  return out;
}

std::optional<std::int64_t> answer(const Facts& facts, Question question, const std::string& database) {
  question.database = database;
  auto found = facts.find(question);
  return found == facts.end() ? std::nullopt : found->second.count;
}

}  // namespace

std::vector<const Database*> databases_before(const OwnChange& at) {
  std::vector<const Database*> out;
  if (!at.analysis.databases) return out;
  const auto* source = at.analysis.workspace.find(at.holder.source);
  auto consumes = [&](const ProjectRef& consumer) {
    if (consumer.source == at.holder.source) return consumer.project == at.holder.project;
    if (!source || consumer.source != at.analysis.workspace.target.name) return false;
    for (const auto& project : source->projects)
      if (project.path == at.holder.project) return project_key(project) == consumer.project;
    return false;
  };
  for (const auto& database : *at.analysis.databases) {
    if (database.state != Database::State::ok) continue;
    if (std::none_of(database.consumers.begin(), database.consumers.end(), consumes)) continue;
    bool ran = std::any_of(database.rows.begin(), database.rows.end(), [&](const LedgerRow& row) {
      return row.applied() && row.migration_name == at.in().migration;
    });
    if (!ran) out.push_back(&database);
  }
  return out;
}

Counts counts(const OwnChange& at) {
  Counts worst;
  if (at.analysis.facts.empty()) return worst;
  auto asked = wanted(at);
  if (asked.empty()) return worst;
  bool unknown = false;
  for (const auto* database : databases_before(at)) {
    Counts here{answer(at.analysis.facts, asked[0], database->id), std::nullopt, database->id};
    if (asked.size() > 1) here.found = answer(at.analysis.facts, asked[1], database->id);
    unknown = unknown || !here.rows;
    if (here.rows && (!worst.rows || std::pair(here.found, here.rows) > std::pair(worst.found, worst.rows)))
      worst = here;
  }
  // Empty in one database says nothing of another one that did not answer.
  return unknown && nothing_there(worst) ? Counts{} : worst;
}

bool nothing_there(const Counts& counts) {
  return counts.rows == 0;
}

bool few_rows(const Counts& counts) {
  constexpr std::int64_t few = 10'000;
  return counts.rows && *counts.rows < few;
}

std::string rows_text(std::int64_t rows) {
  auto digits = std::to_string(rows);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits + (rows == 1 ? " row" : " rows");
}

std::string size_text(const Counts& counts) {
  return counts.rows ? fmt::format(" ({} in {})", rows_text(*counts.rows), counts.database) : "";
}

std::vector<Question> questions(const Analysis& analysis) {
  std::set<Question> all;
  auto ask = [&](const OwnMigrations& own) {
    for (const auto& holder : own.holders)
      for (std::size_t script = 0; script < own.scripts.size(); ++script)
        for (std::size_t i = 0; i < own.scripts[script].standings.size(); ++i) {
          OwnChange at{analysis, own, holder, script, i};
          for (auto& question : wanted(at))
            for (const auto* database : databases_before(at)) {
              question.database = database->id;
              all.insert(question);
            }
        }
  };
  for (const auto& own : analysis.relations.own) ask(own);
  return {all.begin(), all.end()};
}

}  // namespace tributary
