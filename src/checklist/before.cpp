// Before a merge: the policy's pre-merge checklist, and what its pre-migration template asks of a merge.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "checklist/items.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::checklist {
namespace {

std::string typed(const Desk& desk) {
  std::string out;
  for (const auto& name : desk.question.sources) out += " " + text::shell_word(name);
  return out;
}

void add_collected(ChecklistItem& item, const Source& source, const Project& project) {
  if (!project.own.empty())
    item.evidence.push_back(fmt::format("{} ({}): {}: {}", source.name, project.path,
                                        counted(project.own.size(), "own migration"), listed(project.own)));
  std::vector<std::string> open;
  for (const auto& name : project.uncommitted)
    if (std::find(project.own.begin(), project.own.end(), name) != project.own.end()) open.push_back(name);
  open.insert(open.end(), project.uncommitted_schema.begin(), project.uncommitted_schema.end());
  if (open.empty()) return;
  item.state = ItemState::fails;
  item.evidence.push_back(fmt::format("not committed in {}: {}", source.name, listed(open)));
  item.next.push_back("git -C " + text::shell_word(source.path) + " status");
}

ChecklistItem collected(const Desk& desk) {
  auto out = item("migrations-collected", "Own migrations collected and committed");
  out.state = ItemState::done;
  for (const auto& name : desk.question.sources)
    if (const auto* source = desk.analysis.workspace.find(name))
      for (const auto& project : source->projects) add_collected(out, *source, project);
  if (out.evidence.empty()) out.evidence.push_back("there is no own migration: a merge adds none");
  auto broken = item("", "");
  judge(broken, desk, {.topics = {Topic::unusable}}, "");
  if (broken.state == ItemState::done) return out;
  out.state = std::max(out.state == ItemState::done ? broken.state : ItemState::fails,
                       broken.state == ItemState::fails ? ItemState::fails : ItemState::done);
  out.evidence.insert(out.evidence.end(), broken.evidence.begin(), broken.evidence.end());
  out.next.insert(out.next.end(), broken.next.begin(), broken.next.end());
  return out;
}

ChecklistItem names(const Desk& desk) {
  auto out = item("names", "Named YYYYMMDDHHmmss_descriptive_name");
  judge(out, desk, {.groups = {Group::names}, .but_not = {Topic::unusable, Topic::history, Topic::worktree}},
        "every name fits the convention, and the lock file is PostgreSQL's");
  return out;
}

ChecklistItem order(const Desk& desk) {
  auto out = item("order", "In chronological order, none late");
  judge(out, desk, {.topics = {Topic::history}},
        fmt::format("all of them sort behind {}'s newest, and none of {}'s was changed, renamed or taken away",
                    desk.analysis.workspace.target.name, desk.analysis.workspace.target.name));
  return out;
}

// What the sequence puts before these sources and is none of them.
ChecklistItem merged_first(const Desk& desk) {
  auto out = item("merged-first", "What must be merged first is merged");
  judge(out, desk, {.topics = {Topic::turn}}, "");
  const auto& sources = desk.question.sources;
  std::set<std::string> before;
  for (const auto& step : desk.analysis.sequence.steps)
    if (std::find(sources.begin(), sources.end(), step.source) != sources.end())
      for (const auto& need : step.needs)
        if (desk.analysis.sequence.position(need.source) &&
            std::find(sources.begin(), sources.end(), need.source) == sources.end() &&
            before.insert(need.source).second) {
          out.evidence.push_back(fmt::format("{} goes first: {}", need.source, need.because));
          if (need.hard) out.state = ItemState::fails;
          if (out.state == ItemState::done) out.state = ItemState::needs_person;
        }
  if (out.evidence.empty()) out.evidence.push_back("nothing that is still to be merged has to go before");
  for (const auto& source : before) out.next.push_back("tributary checklist " + text::shell_word(source));
  return out;
}

ChecklistItem conflicts(const Desk& desk) {
  auto out = item("conflicts", "No conflict with another branch");
  judge(out, desk, {.groups = {Group::sql}, .but_not = {Topic::turn}},
        "no statement gets into the way of another source's or of the target's");
  return out;
}

ChecklistItem schema(const Desk& desk) {
  auto out = item("schema-merged", "schema.prisma merged, nothing lost, valid");
  judge(out, desk, {.groups = {Group::schema}}, "the schemas merge by declaration, and Prisma would accept the result");
  for (const auto& conflict : desk.question.schema_conflicts) {
    out.state = ItemState::fails;
    out.evidence.push_back(conflict);
  }
  if (!desk.question.no_merge_because.empty() && out.state == ItemState::done) {
    out.state = ItemState::not_checked;
    out.evidence = {"the merge could not be tried: " + desk.question.no_merge_because};
  }
  return out;
}

ChecklistItem reviewed(const Desk& desk) {
  auto out = item("sql-reviewed", "SQL reviewed for breaking changes");
  std::size_t statements = 0, scripts = 0;
  for (const auto& own : desk.analysis.relations.own)
    for (const auto& holder : own.holders)
      if (const auto& all = desk.question.sources; std::find(all.begin(), all.end(), holder.source) != all.end())
        for (const auto& script : own.scripts)
          ++scripts, statements += script.script ? script.script->changes.size() : 0;
  judge(out, desk, {.groups = {Group::hazards}, .topics = {Topic::command}},
        fmt::format("{} of {} read: nothing that loses data, fails on rows or locks a table that is in use",
                    counted(statements, "change"), counted(scripts, "script")));
  return out;
}

// The orders that were executed, never what was not.
ChecklistItem rehearsed(const Desk& desk) {
  auto out = item("rehearsed", "Migrations tested (rehearsal)");
  const auto* rehearsal = desk.analysis.rehearsal.get();
  auto command = "tributary checklist" + typed(desk) + " --rehearse";
  if (!rehearsal) {
    out.evidence.push_back(desk.question.rehearsal_problem.empty() ? "the plan was not executed"
                                                                   : desk.question.rehearsal_problem);
    out.next.push_back(desk.question.rehearsal_asked ? "tributary doctor" : command);
    return out;
  }
  judge(out, desk, {.topics = {Topic::execution}}, "");
  std::size_t ok = 0, not_executed = 0;
  for (const auto& run : rehearsal->runs)
    if (!run.not_checked_because.empty())
      ++not_executed;
    else
      ok += run.ok;
  out.evidence.push_back(fmt::format("PostgreSQL {}: {} of {} ran to the end{}", rehearsal->server_version, ok,
                                     counted(rehearsal->runs.size(), "order"),
                                     not_executed ? fmt::format(", {} could not be executed", not_executed) : ""));
  if (ok + not_executed < rehearsal->runs.size() && out.state == ItemState::done) out.state = ItemState::needs_person;
  if ((not_executed || rehearsal->runs.empty()) && out.state == ItemState::done) out.state = ItemState::not_checked;
  if (out.state != ItemState::done) out.next.push_back("tributary rehearse");
  return out;
}

ChecklistItem ledger(const Desk& desk) {
  auto out = item("ledger-after-merge", "Status after the copy: what each ledger would say of the merged folder");
  out.state = ItemState::done;
  if (not_asked(out, desk, {})) return out;
  std::set<std::string> seen;
  for (const auto& history : desk.question.merged)
    if (seen.insert(history.database + "\n" + history.consumer.project).second) judge_ledger(out, history);
  if (out.evidence.empty()) {
    out.state = ItemState::not_checked;
    out.evidence.push_back("no project of the target or of these sources has a database that could be asked");
  }
  if (out.state != ItemState::done) out.next.push_back("tributary status");
  return out;
}

}  // namespace

std::vector<ChecklistItem> before_merge(const Desk& desk) {
  auto with_target = desk.question.sources;
  with_target.push_back(desk.analysis.workspace.target.name);
  auto databases = databases_of(desk.analysis, with_target);
  std::vector<ChecklistItem> out = {
      collected(desk),
      names(desk),
      order(desk),
      merged_first(desk),
      conflicts(desk),
      schema(desk),
      reviewed(desk),
      rehearsed(desk),
      ledger(desk),
      backup_item(desk, databases),
      way_back_item(desk, databases, "no ledger has a row: `tributary undo` takes the files back"),
      drift_documented(desk)};
  for (auto& one : command_items(desk, TeamCommand::When::before, {})) out.push_back(std::move(one));
  std::string about = desk.question.sources.size() == 1 ? " " + text::shell_word(desk.question.sources[0]) : "";
  out.push_back(asked("team-told", "Team told, and nobody objected", "only a person knows",
                      {"tributary message planned" + about}));
  return out;
}

}  // namespace tributary::checklist
