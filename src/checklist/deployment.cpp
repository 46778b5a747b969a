// A deployment to one database: the policy's pre-deployment checklist and its template of before, during and after.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "checklist/items.hpp"
#include "tributary/catalog.hpp"

namespace tributary::checklist {
namespace {

void add_staged(ChecklistItem& out, const Desk& desk, const std::string& name, const Database& staging) {
  const auto& target = desk.analysis.workspace.target_source();
  const Migration* migration = nullptr;
  for (const auto& project : target.projects)
    if (project.folder && !migration) migration = project.folder->find(name);
  auto rows = staging.newest_rows();
  const auto* newest = rows.count(name) ? rows.at(name) : nullptr;
  auto fail = [&](const std::string& why) {
    out.state = ItemState::fails;
    out.evidence.push_back(fmt::format("{}: {}", name, why));
  };
  if (!newest) return fail("has no row in " + staging.id);
  if (!newest->applied())
    return fail(std::string(newest->failed() ? "failed" : "was rolled back") + " in " + staging.id);
  const auto* script = migration && migration->script ? migration->script.get() : nullptr;
  if (!script) return fail("its script cannot be read here");
  const auto& sums = script->checksums;
  if (newest->checksum != sums.as_is && newest->checksum != sums.lf && newest->checksum != sums.crlf)
    return fail("ran in " + staging.id + " with another text than the target has");
  out.evidence.push_back(
      fmt::format("{}: finished in {} {}, same checksum", name, staging.id, minute(newest->finished_at.value_or(""))));
}

ChecklistItem staged(const Desk& desk, const History* history) {
  auto out = item("tested-on-staging", "Migrations tested on staging");
  const auto* staging = database_of(desk.analysis, desk.question.staging);
  if (!answers(history)) {
    out.evidence.push_back("what is pending is not known: the ledger could not be read");
  } else if (history->deploys.empty()) {
    out.state = ItemState::done;
    out.evidence.push_back("nothing is pending");
  } else if (!staging) {
    out = asked(out.id, out.title, "no staging database is named: with --staging NAME its ledger is looked at",
                {"tributary checklist --env " + text::shell_word(desk.question.environment) + " --staging NAME"});
  } else if (staging->state != Database::State::ok) {
    out.evidence.push_back(staging->id + " could not be read: " + staging->error);
  } else {
    out.state = ItemState::done;
    for (const auto& name : history->deploys) add_staged(out, desk, name, *staging);
  }
  return out;
}

// Hazards of what is pending there, with what the rows say.
ChecklistItem reviewed(const Desk& desk, const History* history) {
  auto out = item("sql-reviewed", "Migration SQL reviewed for breaking changes");
  if (!answers(history)) {
    out.evidence.push_back("what is pending is not known: the ledger could not be read");
    return out;
  }
  if (history->deploys.empty()) {
    out.state = ItemState::done;
    out.evidence.push_back("nothing is pending");
    return out;
  }
  judge(out, desk,
        {.groups = {Group::hazards, Group::sql}, .but_not = {Topic::suppression}, .database = desk.question.database},
        fmt::format("{} pending, read: nothing that loses data or fails on the rows that are there",
                    counted(history->deploys.size(), "script")));
  const auto& deploy = history->forecast.deploy;
  if (deploy.exit > 0) {
    out.state = ItemState::fails;
    out.evidence.push_back(deploy.sentence);
  }
  return out;
}

ChecklistItem window(const Desk& desk, const History* history) {
  auto out = item("downtime-window", "Downtime window planned (if needed)");
  if (!answers(history)) {
    out.evidence.push_back("what is pending is not known: the ledger could not be read");
    return out;
  }
  if (history->deploys.empty()) {
    out.state = ItemState::done;
    out.evidence.push_back("nothing is pending: no window is needed");
    return out;
  }
  Wanted wanted{.topics = {Topic::lock}, .database = desk.question.database};
  auto found = findings(desk, wanted);
  auto unknown = not_looked(desk, wanted);
  for (const auto* finding : found) out.evidence.push_back(fmt::format("{}: {}", finding->rule, finding->message));
  for (const auto& [question, answer] : desk.analysis.facts)
    if (question.what == Question::What::rows && question.database == desk.question.database && answer.count)
      out.evidence.push_back(fmt::format("\"{}\" has {}", question.table, counted(*answer.count, "row")));
  out.evidence.insert(out.evidence.end(), unknown.begin(), unknown.end());
  if (found.empty() && unknown.empty()) {
    out.state = ItemState::done;
    out.evidence.insert(out.evidence.begin(),
                        "no pending statement holds a lock for longer than a moment: none is needed");
  } else if (!found.empty()) {
    out.state = ItemState::needs_person;
  }
  return out;
}

ChecklistItem status_checked(const Desk& desk, const History* history) {
  auto out = item("status-checked", "`prisma migrate status` checked");
  if (!answers(history)) {
    out.state = ItemState::not_checked;
    const auto* database = database_of(desk.analysis, desk.question.database);
    out.evidence.push_back(database && !database->error.empty() ? database->error : "the ledger could not be read");
    out.next.push_back("tributary doctor");
    return out;
  }
  out.state = ItemState::done;
  judge_ledger(out, *history);
  return out;
}

ChecklistItem deployed(const Desk& desk, const History* history) {
  auto out = item("deployed", "`prisma migrate deploy` executed");
  if (!answers(history)) {
    out.evidence.push_back("the ledger could not be read");
    return out;
  }
  const auto& deploy = history->forecast.deploy;
  if (!history->failed.empty() || deploy.exit > 0) {
    out.state = ItemState::fails;
    if (!history->failed.empty()) out.evidence.push_back("failed: " + listed(history->failed));
    if (!deploy.sentence.empty()) out.evidence.push_back(deploy.sentence);
  } else if (history->deploys.empty()) {
    const auto* database = database_of(desk.analysis, desk.question.database);
    out.state = ItemState::done;
    out.evidence.push_back("nothing is pending; the ledger's newest row is of " +
                           minute(database ? newest_row(*database) : ""));
  } else {
    out.evidence.push_back(fmt::format("not yet: {} pending: {}", history->deploys.size(), listed(history->deploys)));
  }
  if (out.state == ItemState::done) return out;
  // An environment's URL is in no worktree's .env: what is typed there would deploy to another database.
  if (desk.question.is_environment)
    out.next.push_back("tributary check --pending --env " + text::shell_word(desk.question.environment));
  else
    out.next = deploy_lines(desk, *history);
  return out;
}

ChecklistItem validated(const Desk& desk) {
  auto out = item("validated", "`prisma validate` passed");
  judge(out, desk, {.topics = {Topic::validity}}, "Prisma would accept the target's schema");
  return out;
}

ChecklistItem structure(const Desk& desk, const History* history) {
  auto out = item("structure-expected", "Schema matches expectations");
  if (!answers(history) || !history->deploys.empty()) {
    out.evidence.push_back(!answers(history) ? "the ledger could not be read"
                                             : "not before the deploy: migrations are pending");
    return out;
  }
  judge(out, desk, {.topics = {Topic::structure}, .database = desk.question.database},
        "the structure is what the scripts that ran there make");
  return out;
}

// A constraint that is not validated says nothing of the rows that were there before it. PostgreSQL itself prints that
// behind the definition; read as a fact beside it, every difference between two servers would be said twice.
ChecklistItem integrity(const Desk& desk, const History* history) {
  auto out = item("data-integrity", "Data integrity verified (row counts, constraints)");
  auto read = desk.analysis.structures.find(desk.question.database);
  if (!answers(history) || !history->deploys.empty() || read == desk.analysis.structures.end() || !read->second) {
    out.evidence.push_back(answers(history) && !history->deploys.empty()
                               ? "not before the deploy: migrations are pending"
                               : "the structure could not be read");
    return out;
  }
  std::vector<std::string> open;
  std::size_t constraints = 0;
  for (const auto& object : read->second->objects) {
    if (object.name.kind != ObjectKind::constraint) continue;
    ++constraints;
    auto definition = object.facts.find("definition");
    if (definition != object.facts.end() && definition->second.ends_with(" NOT VALID"))
      open.push_back(object.name.name + "." + object.name.part);
  }
  out.state = open.empty() ? ItemState::needs_person : ItemState::fails;
  out.evidence.push_back(open.empty()
                             ? fmt::format("all of {} are validated by the server; whether the numbers of rows "
                                           "are right is for a person",
                                           counted(constraints, "constraint"))
                             : "not validated: " + listed(open));
  return out;
}

std::vector<ChecklistItem> in_phase(std::vector<ChecklistItem> items, const std::string& phase) {
  for (auto& one : items) one.phase = phase;
  return items;
}

void append(std::vector<ChecklistItem>& to, std::vector<ChecklistItem> items) {
  for (auto& one : items) to.push_back(std::move(one));
}

}  // namespace

std::vector<ChecklistItem> deployment(const Desk& desk) {
  const auto* history =
      history_in(desk.analysis.histories, desk.question.database, desk.analysis.workspace.target.name);
  std::vector<std::string> here = {desk.question.database};
  auto told = asked("team-told-before", "Team notified of the deployment", "only a person knows",
                    {"tributary message planned"});
  std::vector<ChecklistItem> out =
      in_phase({asked("tested-locally", "Schema changes tested locally", "only a person knows", {"tributary rehearse"}),
                staged(desk, history), reviewed(desk, history), backup_item(desk, here), window(desk, history),
                way_back_item(desk, here, "the ledger has no row: there is nothing to go back to"), told},
               "before");
  append(out, in_phase({status_checked(desk, history), deployed(desk, history), validated(desk)}, "during"));
  append(out, in_phase(command_items(desk, TeamCommand::When::deployment,
                                     {{"critical-queries", "Critical queries tested"},
                                      {"smoke-tests", "Application smoke tests passed"}}),
                       "during"));
  append(out, in_phase({structure(desk, history), integrity(desk, history),
                        asked("slow-queries", "Performance monitored (slow queries)", "only a person knows"),
                        asked("team-told-after", "Team notified of completion", "only a person knows",
                              {"tributary message applied"}),
                        drift_documented(desk)},
                       "after"));
  return out;
}

}  // namespace tributary::checklist
