#include "checklist/items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <map>
#include <set>

#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary::checklist {
namespace {

constexpr std::size_t most_findings = 5;

bool wants(const Wanted& wanted, const About& rule) {
  if (rule.topics.share(wanted.but_not)) return false;
  return rule.topics.share(wanted.topics) ||
         std::find(wanted.groups.begin(), wanted.groups.end(), rule.group) != wanted.groups.end();
}

void add_once(std::vector<std::string>& list, const std::string& word) {
  if (!word.empty() && std::find(list.begin(), list.end(), word) == list.end()) list.push_back(word);
}

void add_findings(ChecklistItem& item, const std::vector<const Finding*>& found, Severity severity) {
  std::size_t shown = 0, all = 0;
  for (const auto* finding : found) {
    if (finding->severity != severity) continue;
    if (++all > most_findings) continue;
    ++shown;
    item.evidence.push_back(fmt::format("{} {}: {}", severity_name(severity), finding->rule, finding->message));
    if (typed::is_command(finding->help)) add_once(item.next, finding->help);
  }
  if (all > shown) item.evidence.push_back(fmt::format("and {} more of that severity", all - shown));
}

std::string check_command(const Desk& desk) {
  std::string command = "tributary check";
  auto sources = desk.question.sources;
  if (sources.empty() && desk.question.list != ChecklistQuestion::List::weekly)
    sources.push_back(desk.analysis.workspace.target.name);
  for (const auto& source : sources) command += " " + text::shell_word(source);
  return command;
}

ChecklistItem of_run(const TeamCommand& command, const CommandRun* run, const std::string& title) {
  auto out = item(command.item, title);
  if (!run) {
    out.evidence.push_back(fmt::format("`{}` was not run", command.run));
    out.next.push_back("add --run to run it");
    return out;
  }
  out.state = run->status == 0 ? ItemState::done : ItemState::fails;
  out.evidence.push_back(fmt::format("`{}` ended with {} after {:.1f} s", command.run, run->status, run->seconds));
  return out;
}

std::string hint_of(const std::string& item, TeamCommand::When when) {
  return fmt::format("the configuration names no command for it (checklist: commands: - item: {}{})", item,
                     when == TeamCommand::When::deployment ? ", when: deployment" : "");
}

// Not having looked weighs more than a question to a person, and less than what was seen to fail.
void leave_open(ChecklistItem& item) {
  if (item.state != ItemState::fails) item.state = ItemState::not_checked;
}

}  // namespace

ChecklistItem item(const std::string& id, const std::string& title) {
  ChecklistItem out;
  out.id = id;
  out.title = title;
  return out;
}

std::vector<const Finding*> findings(const Desk& desk, const Wanted& wanted) {
  std::vector<const Finding*> out;
  for (const auto& finding : desk.question.verdict.findings)
    if (wants(wanted, finding.about) &&
        (wanted.database.empty() || finding.database.empty() || finding.database == wanted.database))
      out.push_back(&finding);
  return out;
}

std::vector<std::string> not_looked(const Desk& desk, const Wanted& wanted) {
  std::map<std::string, std::set<std::string>> by_reason;
  for (const auto& one : desk.question.verdict.not_checked)
    if (wants(wanted, one.about)) by_reason[one.because].insert(one.rule);
  std::vector<std::string> out;
  for (const auto& [because, rules] : by_reason)
    out.push_back(fmt::format("{} could not look: {}", counted(rules.size(), "rule"), because));
  return out;
}

void judge(ChecklistItem& item, const Desk& desk, const Wanted& wanted, const std::string& otherwise) {
  auto found = findings(desk, wanted);
  auto any = [&](Severity severity) {
    return std::any_of(found.begin(), found.end(), [&](const Finding* f) { return f->severity == severity; });
  };
  auto unknown = not_looked(desk, wanted);
  add_findings(item, found, Severity::error);
  add_findings(item, found, Severity::warning);
  item.evidence.insert(item.evidence.end(), unknown.begin(), unknown.end());
  item.state = any(Severity::error)     ? ItemState::fails
               : !unknown.empty()       ? ItemState::not_checked
               : any(Severity::warning) ? ItemState::needs_person
                                        : ItemState::done;
  if (item.evidence.empty() && !otherwise.empty()) item.evidence.push_back(otherwise);
  if (!found.empty() && item.state != ItemState::done) add_once(item.next, check_command(desk));
}

ChecklistItem asked(const std::string& id, const std::string& title, const std::string& evidence,
                    const std::vector<std::string>& next) {
  auto out = item(id, title);
  out.state = ItemState::needs_person;
  if (!evidence.empty()) out.evidence.push_back(evidence);
  out.next = next;
  return out;
}

std::vector<ChecklistItem> command_items(const Desk& desk, TeamCommand::When when,
                                         const std::vector<Standing>& standing) {
  std::vector<ChecklistItem> out;
  std::set<std::string> named;
  for (const auto& command : desk.question.commands) {
    if (command.when != when) continue;
    named.insert(command.item);
    const CommandRun* run = nullptr;
    for (const auto& one : desk.question.runs)
      if (one.command == command) run = &one;
    std::string title = command.item;
    for (const auto& one : standing)
      if (one.id == command.item) title = one.title;
    out.push_back(of_run(command, run, title));
  }
  for (const auto& one : standing)
    if (!named.count(one.id)) out.push_back(asked(one.id, one.title, hint_of(one.id, when)));
  return out;
}

bool not_asked(ChecklistItem& item, const Desk& desk, const std::vector<std::string>& databases) {
  if (!desk.analysis.databases) {
    leave_open(item);
    item.evidence.push_back("no database was asked (--offline)");
    return true;
  }
  for (const auto& id : databases) {
    const auto* database = database_of(desk.analysis, id);
    if (database && database->state == Database::State::ok) continue;
    leave_open(item);
    item.evidence.push_back(
        fmt::format("{}: {}", id, database && !database->error.empty() ? database->error : "it was not asked"));
    add_once(item.next, "tributary doctor");
  }
  return false;
}

bool answers(const History* history) {
  return history && history->state != LedgerState::unreachable && history->state != LedgerState::denied;
}

void judge_ledger(ChecklistItem& item, const History& history) {
  std::vector<std::string> parts;
  if (!answers(&history)) {
    leave_open(item);
    parts.push_back(history.prisma_error.empty() ? "its ledger could not be read" : history.prisma_error);
  } else {
    const auto& deploy = history.forecast.deploy;
    if (!history.failed.empty() || !history.edited.empty() || !history.prisma_error.empty() || deploy.exit > 0)
      item.state = ItemState::fails;
    if (!history.failed.empty()) parts.push_back("failed: " + listed(history.failed));
    if (!history.edited.empty()) parts.push_back("changed after they were applied: " + listed(history.edited));
    for (const auto* line : {&history.forecast.status, &history.forecast.deploy})
      if (!line->sentence.empty()) parts.push_back(line->sentence);
  }
  item.evidence.push_back(history.database + ": " + text::join(parts, "; "));
}

std::vector<std::string> deploy_lines(const Desk& desk, const History& history) {
  const auto& deploy = history.forecast.deploy;
  std::vector<std::string> out;
  const auto* source = desk.analysis.workspace.find(history.consumer.source);
  if (!source) return out;
  for (const auto& project : source->projects) {
    if (project.path != history.consumer.project) continue;
    auto lines = deploy.instead;
    if (lines.empty() && deploy.exit <= 0) lines = {typed::deploy(project)};
    for (const auto& line : lines) out.push_back(typed::in_project(*source, project, line));
  }
  return out;
}

const Database* database_of(const Analysis& analysis, const std::string& id) {
  if (!analysis.databases) return nullptr;
  for (const auto& database : *analysis.databases)
    if (database.id == id) return &database;
  return nullptr;
}

std::vector<std::string> databases_of(const Analysis& analysis, const std::vector<std::string>& sources) {
  std::vector<std::string> out;
  if (!analysis.databases) return out;
  for (const auto& database : *analysis.databases)
    for (const auto& consumer : database.consumers)
      if (std::find(sources.begin(), sources.end(), consumer.source) != sources.end()) add_once(out, database.id);
  return out;
}

std::string newest_row(const Database& database) {
  std::string newest;
  for (const auto& row : database.rows)
    for (const auto& at : {row.started_at, row.finished_at.value_or(""), row.rolled_back_at.value_or("")})
      newest = std::max(newest, at);
  return newest;
}

std::string counted(std::size_t number, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", number, number == 1 ? one : many.empty() ? one + "s" : many);
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  auto shown = names.size() <= most + 1 ? names.size() : most;
  auto words = text::join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return shown == names.size() ? words : words + fmt::format(" and {} more", names.size() - shown);
}

std::string short_commit(const std::string& commit) {
  return commit.substr(0, 8);
}

std::string minute(const std::string& iso) {
  return iso.size() < 16 ? iso : iso.substr(0, 10) + " " + iso.substr(11, 5) + " UTC";
}

std::string iso_time(std::int64_t seconds) {
  auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  ::gmtime_r(&time, &parts);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%S.000000Z", &parts);
  return out;
}

}  // namespace tributary::checklist
