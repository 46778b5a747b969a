// `hook install|uninstall` puts the guard of merges to the target in place and takes it out; `hook run` is the guard.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/gate.hpp"
#include "cli/hook_events.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"
#include "tributary/hooks.hpp"
#include "tributary/managed_hooks.hpp"
#include "tributary/merge_driver.hpp"

namespace tributary::cli {
namespace {

struct HookArgs {
  std::string verb;
  std::vector<std::string> words;
  bool dry_run = false, yes = false, without_driver = false, attributes = false;
};

struct Place {
  std::string common_dir;
  HookFolder folder;
};

Place place_of(const Session& session) {
  const auto& repository = session.globals.repository;
  return {common_dir_of(repository), find_hook_folder(repository)};
}

std::string sentence(const HookChange& change) {
  if (change.kind == HookChange::Kind::keep) return fmt::format("move {} to {}", change.from, file_name(change.to));
  if (change.kind == HookChange::Kind::move) return fmt::format("move {} to {}", change.from, file_name(change.to));
  return fmt::format("{} {}", change.kind == HookChange::Kind::write ? "write" : "remove", change.to);
}

int say(const Session& session, const HookAnswer& answer, const std::string& text) {
  session.ui.print(session.globals.format == Format::json ? render_hook(answer, TRIBUTARY_VERSION) : text);
  return answer.exit;
}

bool agreed(const Session& session, const HookArgs& args, const std::vector<std::string>& what) {
  std::string text = args.dry_run ? "Would do:\n" : "To do:\n";
  for (const auto& line : what) text += "  " + line + "\n";
  if (args.dry_run) return say(session, {args.verb, 0, false, what, ""}, text), false;
  if (args.yes) return true;
  if (!session.ui.can_ask())
    throw Error("this changes files, and nobody is here to agree", "hook " + args.verb,
                "add --yes, or --dry-run to see what it does");
  session.ui.note(text);
  return session.ui.confirm("Go on?");
}

// The driver, and the tracked line that names it: the same whoever makes the hooks.
class Driver {
 public:
  Driver(const Session& session, const HookArgs& args, const Place& place, const std::string& binary)
      : common_dir_(place.common_dir), binary_(binary) {
    auto driver = find_merge_driver(place.common_dir);
    add_ = !args.without_driver && (!driver.attributes || driver.command != merge_driver_command(binary));
    tracked_ = args.attributes ? worktree_root(session.globals.repository) : std::string();
    if (args.attributes && tracked_.empty())
      throw Error("there is no worktree to write .gitattributes in", session.globals.repository,
                  "run it in a worktree");
    if (!tracked_.empty() && has_tracked_attributes(tracked_)) tracked_.clear();
  }

  void say(std::vector<std::string>& what) const {
    if (add_)
      what.push_back("add the merge driver for *.prisma to " + printable(join_path(common_dir_, "info/attributes")) +
                     " and its command to git's configuration");
    if (!tracked_.empty())
      what.push_back("add its line to " + printable(join_path(tracked_, ".gitattributes")) + ", for you to commit");
  }

  void apply() const {
    if (add_) install_merge_driver(common_dir_, binary_);
    if (!tracked_.empty()) add_tracked_attributes(tracked_);
  }

 private:
  std::string common_dir_, binary_, tracked_;
  bool add_ = false;
};

// What was written, a heading for each file, so that it can be looked at and typed elsewhere.
std::string shown(const ManagedHooks& hooks) {
  std::string text;
  for (const auto& file : hooks.files)
    text += "# " + printable(file.path) + (file.shown.empty() ? " (gone)" : "") + "\n" + file.shown + "\n";
  return text;
}

int install_managed(const Session& session, const HookArgs& args, const Place& place, HookManager manager) {
  auto worktree = worktree_root(session.globals.repository);
  auto hooks = plan_managed_install(worktree, manager);
  Driver driver(session, args, place, own_binary());
  std::vector<std::string> what;
  for (const auto& file : hooks.files)
    what.push_back(fmt::format("write tributary's lines into {}, which {} reads, for you to commit",
                               printable(join_path(worktree, file.path)), manager_name(manager)));
  driver.say(what);
  if (what.empty()) return say(session, {args.verb, 0, true, {}, ""}, "Everything is in place already.\n");
  for (const auto& sentence : hooks.unguarded) what.push_back("not guarded here: " + sentence);
  if (!agreed(session, args, what)) return 0;
  apply_managed(worktree, hooks.files);
  driver.apply();
  auto text = fmt::format("{} makes the hooks here; tributary's lines are in what it reads, for you to commit:\n\n{}",
                          manager_name(manager), shown(hooks));
  for (const auto& sentence : hooks.unguarded) text += "Not guarded: " + sentence + ".\n";
  text += fmt::format("Each clone has it once its own `{}` has run; without the program it warns and lets pass.\n",
                      hooks.install_step);
  return say(session, {args.verb, 0, true, what, ""}, text);
}

int install(const Session& session, const HookArgs& args) {
  auto place = place_of(session);
  auto binary = own_binary();
  if (auto manager = find_hook_manager(worktree_root(session.globals.repository), place.folder))
    return install_managed(session, args, place, *manager);
  if (!place.folder.writable_by_us) {
    session.ui.note("The hooks folder is not changed: " + printable(place.folder.because) + ".");
    auto lines = hook_snippet(binary);
    return say(session, {args.verb, 1, false, {}, lines},
               "# Paste these lines into the hooks of " + printable(place.folder.path) + ":\n" + lines);
  }
  auto changes = plan_hook_install(place.folder, place.common_dir, binary);
  Driver driver(session, args, place, binary);
  std::vector<std::string> what;
  for (const auto& change : changes) what.push_back(printable(sentence(change)));
  driver.say(what);
  if (what.empty()) return say(session, {args.verb, 0, true, {}, ""}, "Everything is in place already.\n");
  if (!agreed(session, args, what)) return 0;
  apply_hook_changes(changes);
  driver.apply();
  return say(session, {args.verb, 0, true, what, ""},
             "Merges to the target are guarded now, in every worktree. `tributary hook uninstall` takes it out "
             "again.\n");
}

// What stands in a manager's files goes with the rest.
ManagedHooks managed_to_remove(const std::string& worktree, const HookFolder& folder) {
  auto manager = find_hook_manager(worktree, folder);
  return manager ? plan_managed_uninstall(worktree, *manager) : ManagedHooks{};
}

int uninstall(const Session& session, const HookArgs& args) {
  auto place = place_of(session);
  auto changes = plan_hook_uninstall(place.folder, place.common_dir);
  auto driver = find_merge_driver(place.common_dir);
  bool remove_driver = driver.attributes || !driver.command.empty();
  std::vector<std::string> what;
  for (const auto& change : changes) what.push_back(printable(sentence(change)));
  if (remove_driver)
    what.push_back("take the merge driver out of " + printable(join_path(place.common_dir, "info/attributes")) +
                   " and of git's configuration");
  auto worktree = worktree_root(session.globals.repository);
  bool remove_tracked = !worktree.empty() && has_tracked_attributes(worktree);
  if (remove_tracked)
    what.push_back("take its line out of " + printable(join_path(worktree, ".gitattributes")) + ", for you to commit");
  auto managed = managed_to_remove(worktree, place.folder);
  for (const auto& file : managed.files)
    what.push_back("take tributary's lines out of " + printable(join_path(worktree, file.path)) +
                   ", for you to commit");
  if (what.empty()) return say(session, {args.verb, 0, true, {}, ""}, "Nothing of tributary's is installed here.\n");
  if (!agreed(session, args, what)) return 0;
  apply_hook_changes(changes);
  apply_managed(worktree, managed.files);
  if (remove_driver) uninstall_merge_driver(place.common_dir);
  if (remove_tracked) remove_tracked_attributes(worktree);
  return say(session, {args.verb, 0, true, what, ""}, "The hooks are out; hooks that were set aside are back.\n");
}

HookCall call_of(const Session& session, const HookArgs& args) {
  HookCall call;
  call.hook = args.words.at(0);
  call.arguments.assign(args.words.begin() + 1, args.words.end());
  call.environment = session.environment;
  call.folder = session.globals.repository;
  if (!::isatty(0)) call.input.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
  return call;
}

constexpr unsigned most_seconds = 60;

// Whatever it hangs in: somebody waits in `git merge`, and a gate that cannot look refuses.
void too_slow(int) {
  constexpr char words[] = "tributary: the hook had no answer within 60 seconds\n";
  [[maybe_unused]] auto written = ::write(2, words, sizeof words - 1);
  ::_exit(2);
}

// Where git has begun the merge it waits for somebody to end it.
std::string ways_out(const HookCall& call, const std::string& target) {
  auto text = fmt::format("tributary refused this merge into {}.\n", printable(target));
  if (call.hook == "pre-merge-commit" || call.hook == "pre-commit")
    text += "  To take it back: git merge --abort (tributary merge --abort).\n";
  return text + "  To go on all the same: git -c core.hooksPath=/dev/null …\n";
}

// What a script does to a database weighs more than what the schema says of it.
void sql_first(std::vector<Finding>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::pair(-static_cast<int>(a.severity), a.place.migration.empty()) <
           std::pair(-static_cast<int>(b.severity), b.place.migration.empty());
  });
}

// A merge that passes says nothing: people see the hook only when it has something against what they do.
int run(const Session& asked, const HookArgs& args) {
  ::signal(SIGALRM, too_slow);
  ::alarm(most_seconds);
  auto session = asked;
  auto config = gate_config(session);
  session.globals.offline = session.globals.offline || !config.hook_databases;
  session.globals.refs.clear(), config.refs.clear();  // what is merged is asked about, quickly
  auto target = find_target(session.globals.repository, config.target);
  auto call = call_of(session, args);
  for (const auto& merging : merges_of(call, target.branch)) {
    GateQuestion question;
    question.merging = merging;
    question.schema_conflict_decided = schema_conflict_resolved(call);
    question.schema_conflict_waits = merging.result.empty();
    auto answer = judge(session, config, question);
    if (answer.exit == 0) continue;
    sql_first(answer.verdict.findings);
    if (session.globals.format == Format::json) session.ui.print(render(answer, Format::json, session.ui.style()));
    session.ui.error(render(answer, Format::text, session.ui.error_style()));
    session.ui.error(ways_out(call, target.branch));
    return 1;
  }
  if (session.globals.format == Format::json)
    session.ui.print(render_hook({"run", 0, true, {}, ""}, TRIBUTARY_VERSION));
  return 0;
}

void declare(Options& options, HookArgs& args) {
  for (auto [verb, summary] : {std::pair("install", "guard merges to the target, in every worktree"),
                               {"uninstall", "take the guard out again"}}) {
    auto command = options.subcommand(verb, args.verb, summary);
    command.flag("--dry-run", args.dry_run, "say what would be done");
    command.flag("--yes", args.yes, "do it without asking");
    if (std::string(verb) == "uninstall") continue;
    command.flag("--no-merge-driver", args.without_driver, "leave schema.prisma to git's own line merge");
    command.flag("--gitattributes", args.attributes, "name the driver in the tracked .gitattributes, too");
  }
  auto run = options.subcommand("run", args.verb, "what the installed hooks call");
  run.words("HOOK [ARGUMENT...]", args.words, "the hook's name and what git gave it", 1);
}

}  // namespace

Command hook_command() {
  auto args = std::make_shared<HookArgs>();
  return {"hook",
          "guard merges to the target with git hooks and a merge driver",
          {},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) {
            if (args->verb == "install") return install(session, *args);
            return args->verb == "uninstall" ? uninstall(session, *args) : run(session, *args);
          }};
}

}  // namespace tributary::cli
