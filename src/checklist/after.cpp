// After a merge: the policy's post-merge validation.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "checklist/items.hpp"

namespace tributary::checklist {
namespace {

ChecklistItem merged(const Desk& desk) {
  auto out = item("merged", "Every migration is in the target");
  out.state = ItemState::done;
  const auto& workspace = desk.analysis.workspace;
  for (const auto& name : desk.question.sources) {
    const auto* source = workspace.find(name);
    if (!source) continue;
    std::vector<std::string> own;
    for (const auto& project : source->projects) own.insert(own.end(), project.own.begin(), project.own.end());
    if (own.empty()) {
      out.evidence.push_back(fmt::format("{} has no migration that {} lacks", name, workspace.target.name));
      continue;
    }
    out.state = ItemState::fails;
    out.evidence.push_back(fmt::format("{} still has {}: {}", name, counted(own.size(), "own migration"), listed(own)));
    out.next.push_back("tributary merge " + text::shell_word(name));
  }
  const auto& target = workspace.target_source();
  std::vector<std::string> open;
  for (const auto& project : target.projects) {
    open.insert(open.end(), project.uncommitted.begin(), project.uncommitted.end());
    open.insert(open.end(), project.uncommitted_schema.begin(), project.uncommitted_schema.end());
  }
  if (!open.empty()) {
    out.state = ItemState::fails;
    out.evidence.push_back(fmt::format("not committed in {}: {}", target.name, listed(open)));
    out.next.push_back("git -C " + text::shell_word(target.path) + " status");
  }
  if (out.evidence.empty())
    out.evidence.push_back(
        fmt::format("{} holds what it holds: no SOURCE was named, and nothing is uncommitted", target.name));
  return out;
}

ChecklistItem valid(const Desk& desk) {
  auto out = item("schema-valid", "Schema valid (prisma validate)");
  judge(out, desk, {.groups = {Group::schema}, .but_not = {Topic::explained}},
        "Prisma would accept the target's schema");
  return out;
}

ChecklistItem chain(const Desk& desk) {
  auto out = item("schema-explained", "Migrations and schema agree, nothing lost in a merge");
  judge(out, desk,
        {.groups = {Group::sources, Group::sql},
         .topics = {Topic::explained},
         .but_not = {Topic::waits, Topic::late, Topic::sharing, Topic::command, Topic::execution}},
        "the scripts make what the schema says");
  return out;
}

// What `migrate status` of the target would say of its databases.
ChecklistItem status(const Desk& desk) {
  auto out = item("ledger-up-to-date", "Status: every migration applied");
  out.state = ItemState::done;
  if (not_asked(out, desk, {})) return out;
  for (const auto& history : desk.analysis.histories) {
    if (history.consumer.source != desk.analysis.workspace.target.name) continue;
    judge_ledger(out, history);
    if (!answers(&history) || history.unapplied.empty()) continue;
    out.state = ItemState::fails;
    for (const auto& line : deploy_lines(desk, history)) out.next.push_back(line);
  }
  if (out.evidence.empty()) {
    out.state = ItemState::not_checked;
    out.evidence.push_back("no database of the target was found");
  }
  if (out.state != ItemState::done) out.next.push_back("tributary status");
  return out;
}

}  // namespace

std::vector<ChecklistItem> after_merge(const Desk& desk) {
  std::vector<ChecklistItem> out = {merged(desk), valid(desk), chain(desk), status(desk)};
  for (auto& one :
       command_items(desk, TeamCommand::When::after, {{"tests", "Full test suite"}, {"build", "Application builds"}}))
    out.push_back(std::move(one));
  out.push_back(drift_documented(desk));
  out.push_back(
      asked("team-told", "Team told that it is merged", "only a person knows",
            {"tributary message merged" +
             (desk.question.sources.size() == 1 ? " " + text::shell_word(desk.question.sources[0]) : std::string())}));
  return out;
}

}  // namespace tributary::checklist
