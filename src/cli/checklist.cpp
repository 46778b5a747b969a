#include "tributary/checklist.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/checklist_facts.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "cli/team_command.hpp"
#include "prisma/names.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

std::string minute_of(std::int64_t now) {
  auto stamp = prisma::stamp_text(now);
  auto part = [&](std::size_t at) { return stamp.substr(at, 2); };
  return stamp.substr(0, 4) + "-" + part(4) + "-" + part(6) + " " + part(8) + ":" + part(10) + " UTC";
}

std::string own_name(const Workspace& workspace) {
  return text::trim(run_git(workspace.common_dir, {"config", "user.name"}).out);
}

const ChecklistItem& item_named(const Checklist& checklist, const std::string& id) {
  std::vector<std::string> ids;
  for (const auto& item : checklist.items) {
    if (item.id == id) return item;
    ids.push_back(item.id);
  }
  throw Error("this list has no item " + id, "--tick", "its items are " + text::join(ids, ", "));
}

void keep(const Session& session, const Workspace& workspace, const Checklist& checklist, const ChecklistItem& item,
          const std::string& by) {
  write_tick(workspace.common_dir, {checklist.list, item.id, by, minute_of(session.now), item.stands_for});
}

void tick_named(const Session& session, const Workspace& workspace, const Checklist& checklist,
                const ChecklistArgs& args) {
  if (!args.ticks.empty() && text::trim(args.by).empty())
    throw Error("a tick needs a name", "--by", "--tick ITEM --by NAME: whose word it is");
  for (const auto& id : args.ticks) item_named(checklist, id);
  for (const auto& id : args.ticks) keep(session, workspace, checklist, item_named(checklist, id), args.by);
}

// What only a person can say, one question each.
void ask_about(const Session& session, const Workspace& workspace, const Checklist& checklist,
               const ChecklistArgs& args) {
  if (!session.ui.can_ask()) throw Error("nobody can be asked here", "--interactive", "use --tick ITEM --by NAME");
  auto by = args.by.empty() ? own_name(workspace) : args.by;
  if (by.empty()) throw Error("a tick needs a name", "--by", "say who you are with --by NAME");
  for (const auto& item : checklist.items) {
    if (item.state != ItemState::needs_person) continue;
    for (const auto& line : item.evidence) session.ui.note("  " + printable(line));
    if (session.ui.confirm(printable(item.title) + ": is it so?")) keep(session, workspace, checklist, item, by);
  }
}

TeamCommand::When time_of(ChecklistQuestion::List list) {
  return list == ChecklistQuestion::List::deployment ? TeamCommand::When::deployment
         : list == ChecklistQuestion::List::before   ? TeamCommand::When::before
                                                     : TeamCommand::When::after;
}

Checklist made_list(const Session& session, const Analysis& analysis, const ChecklistQuestion& question) {
  auto list = make_checklist(analysis, question);
  for (auto& item : list.items) give_options(session, item.next);
  return list;
}

int checklist(const Session& session, const ChecklistArgs& args) {
  auto config = gate_config(session);
  Analysis analysis;
  auto question = checklist_question(session, config, args, analysis);
  if (args.run) question.runs = run_team_commands(session, analysis, question);
  session.ui.progress("");
  auto list = made_list(session, analysis, question);
  tick_named(session, analysis.workspace, list, args);
  if (args.interactive) ask_about(session, analysis.workspace, list, args);
  if (!args.ticks.empty() || args.interactive) {
    question.ticks = read_ticks(analysis.workspace.common_dir);
    list = made_list(session, analysis, question);
  }
  deliver(session,
          [&](Format format, const Style& style) { return render_checklist(list, TRIBUTARY_VERSION, format, style); });
  return list.fails() ? 1 : 0;
}

void declare(Options& options, ChecklistArgs& args) {
  options.words("SOURCE", args.sources, "whose merge is prepared or was made: names, branches, worktree paths or refs");
  options.flag("--after", args.after, "the list for after the merge");
  options.value("--env", args.environment, "NAME", "the list for a deployment to that environment or database");
  options.value("--staging", args.staging, "NAME", "with --env: where what is pending must have run before");
  options.flag("--weekly", args.weekly, "the list for the weekly meeting");
  options.flag("--rehearse", args.rehearse, "execute the plan in scratch databases first");
  options.flag("--run", args.run, "run the team's own commands, which the configuration in the target's commit names");
  options.flag("--interactive", args.interactive, "ask about each item that needs a person");
  options.list("--tick", args.ticks, "ITEM", "a person says that this item is done");
  options.value("--by", args.by, "NAME", "who that is (with --interactive by default git's user.name)");
}

}  // namespace

std::vector<CommandRun> run_team_commands(const Session& session, const Analysis& analysis,
                                          const ChecklistQuestion& question) {
  std::vector<CommandRun> out;
  team_folder(analysis.workspace, "--run");
  for (const auto& command : question.commands) {
    if (command.when != time_of(question.list)) continue;
    session.ui.progress("");
    session.ui.error(fmt::format("$ {}\n", printable(command.run)));
    auto began = std::chrono::steady_clock::now();
    auto status = run_team_command(session, analysis.workspace, command.run, "--run");
    std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    session.ui.error(fmt::format("{} after {:.1f} s\n",
                                 status == 0 ? "ended with 0" : fmt::format("failed with {}", status), took.count()));
    out.push_back({command, status, took.count()});
  }
  return out;
}

Command checklist_command() {
  auto args = std::make_shared<ChecklistArgs>();
  return {"checklist",
          "the policy's checklists, each item ticked by evidence or by a person's name",
          {Format::markdown},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) { return checklist(session, *args); }};
}

}  // namespace tributary::cli
