#include "cli/checklist_facts.hpp"

#include <algorithm>

#include "cli/backups_found.hpp"
#include "cli/checklist_places.hpp"
#include "cli/drift_section.hpp"
#include "cli/merged_histories.hpp"
#include "cli/pipeline.hpp"
#include "cli/rehearsing.hpp"
#include "cli/server_place.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

using List = ChecklistQuestion::List;

List list_of(const ChecklistArgs& args) {
  if (args.after + args.weekly + !args.environment.empty() > 1)
    throw Error("one list at a time", "--after, --weekly, --env", "see tributary checklist --help");
  if (args.weekly) return List::weekly;
  if (!args.environment.empty()) return List::deployment;
  if (args.after) return List::after;
  if (args.sources.empty())
    throw Error("no SOURCE whose merge is prepared", {},
                "name it, or ask for another list with --after, --env NAME or --weekly");
  return List::before;
}

void try_merge(const Session& session, const Analysis& analysis, ChecklistQuestion& question) {
  session.ui.progress("trying the merge…");
  try {
    auto plan = plan_merge(analysis.workspace, analysis.sequence, question.sources);
    question.schema_conflicts = plan.schema_conflicts;
    question.schema_conflicts.insert(question.schema_conflicts.end(), plan.collisions.begin(), plan.collisions.end());
  } catch (const Error& error) {
    question.no_merge_because = error.what();
  }
}

// The way back from where each ledger stands now.
std::vector<WayBack> ways_back(const Analysis& analysis, std::int64_t now) {
  std::vector<WayBack> out;
  if (!analysis.databases) return out;
  for (const auto& database : *analysis.databases) {
    const LedgerRow* newest = nullptr;
    for (const auto& row : database.rows)
      if (row.applied() && (!newest || *newest->finished_at <= *row.finished_at)) newest = &row;
    if (!newest) continue;
    WayBack way{database.id, newest->migration_name, ""};
    try {
      RollbackRequest request;
      request.to = way.to, request.database = database.id, request.now = now;
      request.place = place_of(analysis.workspace, database);
      plan_rollback(analysis, request);
    } catch (const Error& error) {
      way.problem = error.what();
    }
    out.push_back(way);
  }
  return out;
}

void rehearse(const Session& session, const Config& config, Analysis& analysis, ChecklistQuestion& question) {
  question.rehearsal_asked = true;
  try {
    rehearse_plan(session, config, {}, analysis);
  } catch (const Error& error) {
    question.rehearsal_problem = std::string("it could not be rehearsed: ") + error.what();
  }
}

std::vector<std::string> judged_sources(const Analysis& analysis, const ChecklistQuestion& question) {
  if (question.list == List::before) return question.sources;
  if (question.list == List::weekly) return {};
  return {analysis.workspace.target.name};
}

}  // namespace

ChecklistQuestion checklist_question(const Session& session, const Config& config, const ChecklistArgs& args,
                                     Analysis& analysis) {
  ChecklistQuestion question;
  question.list = list_of(args);
  question.now = session.now;
  auto surveyed = survey_for_checklist(session, config, args, question);
  analysis = std::move(surveyed.analysis);
  for (const auto& words : args.sources) question.sources.push_back(resolve_source(analysis.workspace, words).name);
  auto judging = judged_sources(analysis, question);
  analysis.asked = judging;
  if (question.list == List::before) try_merge(session, analysis, question);
  if (args.rehearse) rehearse(session, config, analysis, question);
  analysis.old_drift_sections = old_drift_sections(analysis, config);
  PastOptions past;
  past.sources = judging;
  for (const auto& step : analysis.sequence.steps)
    if (judging.empty()) past.sources.push_back(step.source);
  analysis.past = find_past_losses(analysis.workspace, collect_options(session, config), past);
  question.verdict = folded(judged(analyse(analysis), judging, analysis.sequence));
  if (question.list == List::before) question.merged = merged_histories(analysis, question.sources);
  question.backups = backups_found(analysis.workspace.common_dir);
  question.ways_back = ways_back(analysis, session.now);
  question.drift_section = config.drift_section;
  question.commands = config.commands;
  if (surveyed.staging) analysis.databases->push_back(*surveyed.staging);
  question.ticks = read_ticks(analysis.workspace.common_dir);
  return question;
}

}  // namespace tributary::cli
