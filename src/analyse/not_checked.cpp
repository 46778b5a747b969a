// Unknown is not clean: what each rule needs, and why a source may not have it.
#include "analyse/not_checked.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analyse/schema_validity.hpp"
#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

const Database* database_of(const Analysis& analysis, const Spot& at) {
  for (const auto& database : *analysis.databases)
    for (const auto& consumer : database.consumers)
      if (consumer.source == at.source->name && consumer.project == at.project->path) return &database;
  return nullptr;
}

std::string why_no_ledger(const Analysis& analysis, const Spot& at) {
  if (!analysis.databases) return "no database was asked";
  if (const auto* database = database_of(analysis, at)) {
    if (database->state == Database::State::ok) return "";
    if (database->state == Database::State::not_asked) return fmt::format("{}: was not asked", database->id);
    return fmt::format("{}: {}", database->id, database->error.empty() ? "could not be read" : database->error);
  }
  if (at.source->kind == Source::Kind::ref) return "a ref has no database of its own";
  if (!at.project->database) return "no database is configured";
  if (!at.project->database->problem.empty()) return at.project->database->problem;
  if (!at.project->provider.empty() && at.project->provider != "postgresql")
    return fmt::format("the provider is {}; only PostgreSQL's ledger can be read", at.project->provider);
  return "its database was not asked";
}

std::string why_no_target(const Analysis& analysis, const Spot& at) {
  if (is_target(analysis, *at.source) || target_project(analysis, *at.project)) return "";
  return fmt::format("{} has no Prisma project that fits {}", analysis.workspace.target.name, at.project->path);
}

std::string why_no_schema(const Project& project) {
  if (!project.schema.empty() || project.folder->state == MigrationsFolder::State::absent) return "";
  return "no schema stands there (it is generated, ignored by git, or named by a flag), so only the migrations are "
         "judged";
}

std::string why_no_base(const Analysis& analysis, const Spot& at) {
  if (is_target(analysis, *at.source) || !target_project(analysis, *at.project) || at.project->base_folder) return "";
  if (analysis.workspace.shallow) return "the clone is shallow: `git fetch --unshallow` brings the merge base";
  if (at.source->merge_base.empty())
    return fmt::format("{} and {} have no single merge base that is known", at.source->name,
                       analysis.workspace.target.name);
  return "the migrations folder at the merge base is not known";
}

std::string why_no_history(const Analysis& analysis) {
  if (analysis.workspace.target.history_complete) return "";
  return fmt::format("the history of {} is not complete: `git fetch --unshallow` brings the rest",
                     analysis.workspace.target.name);
}

std::string why_no_script(const Analysis& analysis, const Spot& at) {
  std::vector<std::string> large;
  auto add = [&](const Migration* migration) {
    if (migration && migration->script && migration->script->too_large) large.push_back(migration->name);
  };
  if (is_target(analysis, *at.source))
    for (const auto& migration : at.project->folder->migrations) add(&migration);
  else
    for (const auto& name : at.project->own) add(at.project->folder->find(name));
  return large.empty() ? "" : "over the size cap: " + list(large);
}

// "20240101_x line 3: DO in a language that is not read"; "" where every statement was read.
std::string unread(const Analysis& analysis, const Migration& migration) {
  if (!migration.script) return "";
  auto found = analysis.changes.find(migration.script->blob);
  if (found == analysis.changes.end())
    return migration.name + (migration.script->too_large ? ": over the size cap" : ": its SQL was not read");
  for (const auto& change : found->second->changes)
    if (change.verb == Verb::opaque) return fmt::format("{} line {}: {}", migration.name, change.line, change.because);
  return "";
}

// A source answers for its own migrations, the target for all of its.
std::string why_no_sql(const Analysis& analysis, const Spot& at) {
  bool foreign = !at.project->provider.empty() && at.project->provider != "postgresql";
  if (foreign) return fmt::format("the provider is {}; only PostgreSQL's SQL is read", at.project->provider);
  std::vector<std::string> all;
  auto add = [&](const Migration* migration) {
    auto why = migration ? unread(analysis, *migration) : "";
    if (!why.empty()) all.push_back(why);
  };
  if (is_target(analysis, *at.source))
    for (const auto& migration : at.project->folder->migrations) add(&migration);
  else
    for (const auto& name : at.project->own) add(at.project->folder->find(name));
  return list(all);
}

// The target's past is never judged.
std::string why_no_own_sql(const Analysis& analysis, const Spot& at) {
  return is_target(analysis, *at.source) ? "" : why_no_sql(analysis, at);
}

std::string why_no_structure(const Analysis& analysis, const Spot& at) {
  auto no_ledger = why_no_ledger(analysis, at);
  const auto* database = analysis.databases ? database_of(analysis, at) : nullptr;
  if (!no_ledger.empty() || !database) return no_ledger;
  return analysis.structures.count(database->id) ? "" : "its database's structure was not read";
}

// Only the sources that an environment runs have anything to compare.
std::string why_no_environment(const Analysis& analysis, const Spot& at) {
  if (analysis.environments.empty()) return "no environment was asked: --env asks them";
  for (const auto& look : analysis.environments)
    if (look.consumer == ProjectRef{at.source->name, at.project->path} && !look.problem.empty())
      return fmt::format("{}: {}", look.name, look.problem);
  return "";
}

// Only a gate looks back at merges; where nobody asked, nothing is missing.
std::string why_no_past(const Analysis& analysis, const Spot& at) {
  if (!analysis.past) return "";
  const auto& looked = analysis.past->sources;
  if (std::find(looked.begin(), looked.end(), at.source->name) == looked.end())
    return at.source->commit.empty() || is_target(analysis, *at.source) ? "" : too_many_refs_because();
  if (analysis.past->complete) return "";
  return "the clone is shallow, so merges of the past cannot be looked at: `git fetch --unshallow` brings them";
}

std::string why_no_valid_schema(const Analysis& analysis, const Spot& at) {
  if (at.project->schema.empty()) return why_no_schema(*at.project);
  if (too_many_refs(analysis, *at.source)) return too_many_refs_because();
  return why_not_validated(*at.project);
}

// Only --with-prisma asks; where nobody asked, nothing is missing.
std::string why_no_own_prisma(const Analysis& analysis, const Spot& at) {
  if (!analysis.prisma || at.project->schema.empty()) return "";
  for (const auto& answer : *analysis.prisma)
    if (answer.project == ProjectRef{at.source->name, at.project->path})
      return answer.not_run.empty() ? why_not_validated(*at.project) : answer.not_run;
  return "";
}

const StepOutcome* step_of(const Run& run, const MigrationRef& ref, const Migration& migration) {
  for (std::size_t i = 0; i < run.steps.size(); ++i) {
    const auto& script = run.order.migrations[i].script;
    if (run.steps[i].ref == ref && script && migration.script && script->blob == migration.script->blob)
      return &run.steps[i];
  }
  return nullptr;
}

// "20240102_y of main fails before it"; "" = it was executed.
std::string why_not_executed(const Analysis& analysis, const MigrationRef& ref, const Migration& migration) {
  using Outcome = StepOutcome::Outcome;
  std::string why;
  for (const auto& run : analysis.rehearsal->runs) {
    const auto* step = step_of(run, ref, migration);
    if (!step) continue;
    if (step->outcome != Outcome::not_reached && run.not_checked_because.empty()) return "";
    auto failed = std::find_if(run.steps.begin(), run.steps.end(),
                               [](const StepOutcome& one) { return one.outcome == Outcome::failed; });
    if (!run.not_checked_because.empty())
      why = run.not_checked_because;
    else if (failed != run.steps.end() && (why.empty() || failed->source != step->source))
      why = fmt::format("{} of {} fails before it", failed->ref.migration,
                        failed->source.empty() ? analysis.workspace.target.name : failed->source);
  }
  if (why.empty()) why = "no order that was executed has it";
  return fmt::format("{} was not executed: {}", ref.migration, why);
}

// A source is rehearsed where each of its own scripts was executed in some order.
std::string why_not_rehearsed(const Analysis& analysis, const Spot& at) {
  if (!analysis.rehearsal) return "no rehearsal was made: --rehearse makes one";
  if (is_target(analysis, *at.source)) return "";
  for (const auto* list : {&analysis.rehearsal->left_out, &analysis.rehearsal->blocked})
    for (const auto& one : *list)
      if (one.source == at.source->name) return one.because;
  for (const auto& name : at.project->own)
    if (const auto* migration = at.project->folder->find(name)) {
      auto why = why_not_executed(analysis, {project_key(*at.project), name}, *migration);
      if (!why.empty()) return why;
    }
  return "";
}

std::string because(Needs needs, const Analysis& analysis, const Spot& at) {
  switch (needs) {
    case Needs::nothing:
      return "";
    case Needs::target:
      return why_no_target(analysis, at);
    case Needs::ledger:
      return why_no_ledger(analysis, at);
    case Needs::base:
      return why_no_base(analysis, at);
    case Needs::history:
      return is_target(analysis, *at.source) ? "" : why_no_history(analysis);
    case Needs::script:
      return why_no_script(analysis, at);
    case Needs::schemas:
      if (at.project->schema.empty()) return why_no_schema(*at.project);
      if (too_many_refs(analysis, *at.source)) return too_many_refs_because();
      return why_no_base(analysis, at);
    case Needs::sql:
      return why_no_sql(analysis, at);
    case Needs::own_sql:
      return why_no_own_sql(analysis, at);
    case Needs::structure:
      return why_no_structure(analysis, at);
    case Needs::environments:
      return why_no_environment(analysis, at);
    case Needs::valid_schema:
      return why_no_valid_schema(analysis, at);
    case Needs::own_prisma:
      return why_no_own_prisma(analysis, at);
    case Needs::rehearsal:
      return why_not_rehearsed(analysis, at);
    case Needs::past:
      return why_no_past(analysis, at);
  }
  return "";
}

}  // namespace

const Unseen::Reasons& Unseen::reasons_for(Needs needs) {
  auto [at, fresh] = known_.try_emplace(needs);
  if (!fresh || needs == Needs::nothing) return at->second;
  for (const auto& spot : all_projects(analysis_)) {
    std::pair entry(spot.source->name, because(needs, analysis_, spot));
    bool several = spot.source->projects.size() > 1;
    if (several && !entry.second.empty() && entry.second != too_many_refs_because())
      entry.second = spot.project->path + ": " + entry.second;
    if (!entry.second.empty() && (at->second.empty() || at->second.back() != entry))
      at->second.push_back(std::move(entry));
  }
  return at->second;
}

void Unseen::add(const Rule& rule, std::vector<NotChecked>& out) {
  for (const auto& [source, why] : reasons_for(rule.needs))
    out.push_back({rule.id, source, why, {rule.group, rule.topics}});
}

}  // namespace tributary
