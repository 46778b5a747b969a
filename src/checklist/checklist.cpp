#include "tributary/checklist.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "checklist/items.hpp"

namespace tributary {
namespace {

using namespace checklist;
using List = ChecklistQuestion::List;

// Monday's date: a tick of the weekly meeting holds for its week.
std::string week_of(std::int64_t now) {
  constexpr std::int64_t day = 24 * 3600;
  auto days = now / day;
  return iso_time((days - (days + 3) % 7) * day).substr(0, 10);
}

std::string commit_and_scripts(const Workspace& workspace, const std::string& name) {
  const auto* source = workspace.find(name);
  if (!source) return {};
  auto out = source->name + " " + source->commit;
  for (const auto& project : source->projects)
    for (const auto& own : project.own) {
      const auto* migration = project.folder ? project.folder->find(own) : nullptr;
      out += "\n" + own + " " + (migration && migration->script ? migration->script->blob : "");
    }
  return out;
}

std::string ledger_state(const Analysis& analysis, const std::string& id) {
  const auto* database = database_of(analysis, id);
  if (!database) return {};
  auto out = id;
  for (const auto& row : database->rows)
    out += "\n" + row.migration_name + " " + row.checksum + " " + row.finished_at.value_or("-") + " " +
           row.rolled_back_at.value_or("-");
  return out;
}

// What the list is about, as bytes: a tick given for other bytes has expired. A database that is down now has no state
// to compare, so ticks given for it do not hold until it answers.
std::string subject_of(const Analysis& analysis, const ChecklistQuestion& question) {
  const auto& target = analysis.workspace.target.name;
  if (question.list == List::weekly) return week_of(question.now);
  std::string out;
  auto sources = question.sources;
  if (question.list != List::before) sources.push_back(target);
  for (const auto& name : sources) out += commit_and_scripts(analysis.workspace, name) + "\n\n";
  auto databases =
      question.database.empty() ? databases_of(analysis, sources) : std::vector<std::string>{question.database};
  for (const auto& id : databases) out += ledger_state(analysis, id) + "\n\n";
  return out;
}

std::string title_of(const Analysis& analysis, const ChecklistQuestion& question) {
  const auto& target = analysis.workspace.target.name;
  auto sources = text::join(question.sources, ", ");
  switch (question.list) {
    case List::before:
      return fmt::format("Before {} {} merged into {}", sources, question.sources.size() == 1 ? "is" : "are", target);
    case List::after:
      return sources.empty() ? fmt::format("After the merges into {}", target)
                             : fmt::format("After the merge of {} into {}", sources, target);
    case List::deployment:
      return fmt::format("Deployment of {} to {}", target, question.environment);
    case List::weekly:
      return "Weekly sync, week of " + week_of(question.now);
  }
  return {};
}

std::vector<std::string> looked_at(const Analysis& analysis, const ChecklistQuestion& question) {
  std::vector<std::string> out;
  const auto& workspace = analysis.workspace;
  auto add = [&](const std::string& name) {
    if (const auto* source = workspace.find(name))
      out.push_back(fmt::format("{} at {}{}", name, source->commit.empty() ? "no commit" : short_commit(source->commit),
                                source->dirty ? ", with uncommitted changes" : ""));
  };
  add(workspace.target.name);
  auto sources = question.sources;
  if (question.list == List::weekly)
    for (const auto& step : analysis.sequence.steps) sources.push_back(step.source);
  for (const auto& name : sources)
    if (name != workspace.target.name) add(name);
  sources.push_back(workspace.target.name);
  auto databases =
      question.database.empty() ? databases_of(analysis, sources) : std::vector<std::string>{question.database};
  for (const auto& id : databases)
    if (const auto* database = database_of(analysis, id))
      out.push_back(database->state == Database::State::ok
                        ? fmt::format("{}: {}{}", id, counted(database->rows.size(), "ledger row"),
                                      database->rows.empty() ? "" : ", the newest of " + minute(newest_row(*database)))
                        : fmt::format("{}: {}", id, database->error));
  return out;
}

// A person's word counts where a person is asked, and not against what was seen.
void apply_tick(ChecklistItem& item, const std::string& list, const std::vector<Tick>& ticks) {
  const Tick* found = nullptr;
  for (const auto& tick : ticks)
    if (tick.list == list && tick.item == item.id) found = &tick;
  if (!found || item.state == ItemState::done) return;
  if (found->given_for != item.stands_for) {
    item.evidence.push_back(fmt::format(
        "ticked by {} {}, for another state of the commits or the ledger: it has expired", found->by, found->at));
    return;
  }
  if (item.state == ItemState::fails) {
    item.evidence.push_back(
        fmt::format("{} ticked it {}, but what was looked at says otherwise", found->by, found->at));
    return;
  }
  item.tick = *found;
  item.state = ItemState::done;
  item.evidence.push_back(fmt::format("ticked by {} {}", found->by, found->at));
  item.next.clear();
}

std::vector<ChecklistItem> items_of(const Desk& desk) {
  switch (desk.question.list) {
    case List::before:
      return before_merge(desk);
    case List::after:
      return after_merge(desk);
    case List::deployment:
      return deployment(desk);
    case List::weekly:
      return weekly(desk);
  }
  return {};
}

std::string options_of(const ChecklistQuestion& question) {
  std::string out;
  for (const auto& source : question.sources) out += " " + text::shell_word(source);
  if (question.list == List::after) out += " --after";
  if (question.list == List::deployment) out += " --env " + text::shell_word(question.environment);
  if (question.list == List::weekly) out += " --weekly";
  return out;
}

}  // namespace

std::string checklist_name(const Analysis& analysis, const ChecklistQuestion& question) {
  auto sources = question.sources;
  std::sort(sources.begin(), sources.end());
  switch (question.list) {
    case List::before:
      return "before " + text::join(sources, " ");
    case List::after:
      return "after " + (sources.empty() ? analysis.workspace.target.name : text::join(sources, " "));
    case List::deployment:
      // Databases of two environments may have the same name.
      return "deployment " + (question.is_environment ? question.environment : question.database);
    case List::weekly:
      return "weekly";
  }
  return {};
}

Checklist make_checklist(const Analysis& analysis, const ChecklistQuestion& question) {
  Checklist out;
  out.list = checklist_name(analysis, question);
  out.title = title_of(analysis, question);
  out.looked_at = looked_at(analysis, question);
  out.items = items_of({analysis, question});
  auto stands_for = sha256_hex(subject_of(analysis, question)).substr(0, 16);
  for (auto& item : out.items) {
    item.stands_for = stands_for;
    apply_tick(item, out.list, question.ticks);
    if (item.state == ItemState::needs_person)
      item.next.push_back(fmt::format("tributary checklist{} --tick {} --by NAME", options_of(question), item.id));
  }
  return out;
}

}  // namespace tributary
