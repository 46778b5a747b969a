#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/copies_before.hpp"
#include "cli/merge_commit.hpp"
#include "cli/merge_place.hpp"
#include "cli/merged_histories.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "cli/uncommitted.hpp"
#include "plan/next.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"
#include "tributary/merge_driver.hpp"

namespace tributary::cli {
namespace {

struct MergeArgs {
  std::vector<std::string> sources;
  bool force = false, allow_dirty = false, dry_run = false, yes = false;
  bool commit = false, go_on = false, abort = false;
};

// A killed run's files must not be taken for somebody's.
Workspace collect_recovered(const Session& session, const Config& config, bool dry_run,
                            std::vector<std::string>& notes) {
  auto options = collect_options(session, config);
  if (!dry_run)
    if (auto taken = take_back_killed_merge(common_dir_of(options.repository)); !taken.empty()) notes.push_back(taken);
  auto workspace = collect(options);
  auto recovered = dry_run ? announce_recovery(workspace.common_dir) : recover(workspace.common_dir);
  if (recovered.empty()) return workspace;
  notes.push_back(recovered);
  return collect(options);
}

std::vector<std::string> names_of(const Workspace& workspace, const MergeArgs& args) {
  std::vector<std::string> names;
  for (const auto& words : args.sources)
    if (const auto& name = resolve_source(workspace, words).name; !std::count(names.begin(), names.end(), name))
      names.push_back(name);
  return names;
}

void refuse_changes(const Workspace& workspace, const MergePlan& plan) {
  auto changed = unexplained_changes(workspace, plan);
  if (changed.empty()) return;
  auto few = std::vector<std::string>(
      changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(changed.size(), 5)));
  auto list = text::join(few, ", ") +
              (changed.size() > few.size() ? fmt::format(" and {} more", changed.size() - few.size()) : "");
  throw Error("the target's worktree has uncommitted changes that would mix with the merge: " + printable(list),
              plan.root, "commit or stash them, or add --allow-dirty");
}

std::string shell_words(const std::vector<std::string>& names) {
  std::vector<std::string> words;
  for (const auto& name : names) words.push_back(text::shell_word(name));
  return text::join(words, " ");
}

std::string refusal(const Verdict& verdict, const MergePlan& plan, const MergeArgs& args, const std::string& options) {
  if (!plan.collisions.empty())
    return "Nothing was copied: what is in the way is named above, and --force does not pass it.";
  if (!plan.schema_conflicts.empty() && !args.force)
    return fmt::format(
        "Nothing was copied: {} of the schema need a decision, best in the branch. --force writes them here between "
        "git's markers.",
        plan.schema_conflicts.size() == 1 ? "1 place" : fmt::format("{} places", plan.schema_conflicts.size()));
  auto errors = std::count_if(verdict.findings.begin(), verdict.findings.end(),
                              [](const Finding& finding) { return finding.severity == Severity::error; });
  if (errors == 0 || args.force) return {};
  auto rules = std::vector<std::string>();
  for (const auto& finding : verdict.findings)
    if (finding.severity == Severity::error && !std::count(rules.begin(), rules.end(), finding.rule))
      rules.push_back(finding.rule);
  return fmt::format(
      "Nothing was copied: {} stand{} against it ({}). tributary check {} says more; --force copies all the same.",
      errors == 1 ? "1 error" : fmt::format("{} errors", errors), errors == 1 ? "s" : "", text::join(rules, ", "),
      shell_words(plan.sources) + options);
}

// Paths from the root that the source's commit has with git's mode 100755, below its migrations folders.
std::set<std::string> executables_of(const std::string& root, const Source& source) {
  std::vector<std::string> arguments = {"ls-tree", "-r", "-z", "--full-tree", source.commit, "--"};
  for (const auto& project : source.projects)
    if (!project.migrations_dir.empty()) arguments.push_back(project.migrations_dir);
  std::set<std::string> out;
  for (const auto& line : text::split(git(root, arguments), '\0'))
    if (auto tab = line.find('\t'); line.starts_with("100755 ") && tab != line.npos) out.insert(line.substr(tab + 1));
  return out;
}

// Two additions of one file with different modes are a conflict to git, so a copy has the source's.
void take_modes(const Workspace& workspace, const std::string& root, std::vector<Edit>& edits) {
  for (const auto& source : workspace.sources) {
    auto of_it = [&](const Edit& edit) { return edit.kind == Edit::Kind::copy && edit.origin.source == source.name; };
    if (source.commit.empty() || std::none_of(edits.begin(), edits.end(), of_it)) continue;
    auto executables = executables_of(root, source);
    for (auto& edit : edits)
      if (of_it(edit)) edit.executable = executables.count(edit.origin.path) > 0;
  }
}

// git does all at once then, its copies taken back first.
void take_one_line(const Workspace& workspace, bool forced, MergePlan& plan) {
  if (plan.next.empty() || forced) return;
  std::vector<std::string> commits;
  for (const auto& name : plan.sources) commits.push_back(workspace.find(name)->commit);
  bool copied = copies_that_come(workspace.common_dir, plan.root, commits) == copy_command(plan.sources);
  if (plan::git_does_it_all(workspace, plan, copied))
    plan.next = {"tributary merge --commit " + shell_words(plan.sources)};
}

ContentOf content_from(const Workspace& workspace) {
  return [&workspace](const Edit& edit) { return edit.content ? *edit.content : read_blob(workspace, edit.blob); };
}

int merge(const Session& asked, const MergeArgs& args) {
  auto session = looking_at(asked, args.sources);
  auto config = worktree_config(session);
  std::vector<std::string> notes;
  auto analysis = survey(session, config, collect_recovered(session, config, args.dry_run, notes));
  auto sources = names_of(analysis.workspace, args);
  analysis.asked = sources;
  auto driver = find_merge_driver(analysis.workspace.common_dir);
  auto plan = plan_merge(analysis.workspace, analysis.sequence, sources, driver.attributes && !driver.command.empty(),
                         args.force);
  if (!args.allow_dirty) refuse_changes(analysis.workspace, plan);
  auto verdict = judged(analyse(analysis), sources, analysis.sequence);
  auto refused = refusal(verdict, plan, args, given_options(session));
  auto answer = answer_for("merge", std::move(analysis), std::move(verdict));
  if (!refused.empty()) plan.next.clear();  // typed, they would merge what is refused
  take_one_line(answer.analysis.workspace, args.force, plan);
  answer.merge = plan;
  answer.dry_run = args.dry_run;
  answer.exit = refused.empty() && plan.schema_conflicts.empty() ? 0 : 1;
  if (!refused.empty()) notes.push_back(refused);

  auto question = fmt::format("Copy {} of {} into {}?",
                              plan.edits.size() == 1 ? "1 file" : fmt::format("{} files", plan.edits.size()),
                              text::join(plan.sources, ", "), plan.root);
  bool go = refused.empty() && !args.dry_run && !plan.edits.empty();
  if (go && !may_go_on(session, args.yes, printable(question))) go = false, notes.push_back("Nothing was copied.");
  if (go) {
    const auto& before = answer.analysis.workspace;
    take_modes(before, plan.root, plan.edits);
    answer.journal =
        apply_edits(before.common_dir, plan.root, copy_command(plan.sources), plan.edits, content_from(before));
    answer.analysis = survey(session, config);
    sources.clear();  // what they add is in the folder now
    if (!plan.schema_conflicts.empty())
      notes.push_back(
          fmt::format("Decide what stands between the markers; then `tributary merge {}` says how git goes on.",
                      shell_words(plan.sources) + given_options(session)));
  }
  if (refused.empty()) answer.after_merge = judged_after_merge(session, config, answer.analysis, sources);
  answer.notes = std::move(notes);
  return finish(session, answer);
}

void declare(Options& options, MergeArgs& args) {
  options.words("SOURCE", args.sources, "what to merge: names, branches, worktree paths or refs");
  options.flag("--commit", args.commit,
               "merge with git, one merge commit per source, each judged before it is committed");
  options.flag("--continue", args.go_on, "commit the merge that stopped at conflicts, once they are decided");
  options.flag("--abort", args.abort, "take that merge back");
  options.flag("--force", args.force, "copy although errors stand against it");
  options.flag("--allow-dirty", args.allow_dirty, "copy although the target's Prisma project has uncommitted changes");
  options.flag("-n,--dry-run", args.dry_run, "only say what would be copied");
  options.flag("-y,--yes", args.yes, "do not ask");
}

}  // namespace

Command merge_command() {
  auto args = std::make_shared<MergeArgs>();
  return {"merge",
          "copy the sources' own migrations into the target's worktree and merge their schemas; undo takes it back",
          {},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) {
            if (args->abort) return merge_abort(session);
            if (args->go_on) return merge_continue(session);
            if (args->sources.empty()) throw Error("no SOURCE to merge", {}, "tributary plan lists them in order");
            if (args->commit) return merge_commit(session, args->sources, args->dry_run, args->yes);
            return merge(session, *args);
          }};
}

}  // namespace tributary::cli
