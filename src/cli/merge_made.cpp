#include "cli/merge_made.hpp"

#include <fmt/format.h>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/merge_place.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr std::size_t length_of_time = 16;  // of an entry's id: "20251118T101500Z"

std::string words_of(const MergeMade& made) {
  return "merge --commit " + text::join(made.sources, " ");
}

std::string branch_name(const MergeMade& made) {
  return made.branch.substr(std::string("refs/heads/").size());
}

std::string worktree_of(const Workspace& workspace, const MergeMade& made) {
  for (const auto& source : workspace.sources)
    if (source.ref == made.branch && !source.missing && !source.path.empty()) return source.path;
  return {};
}

// Newest first, as they are to be reverted.
std::vector<std::string> commits_of(const std::string& folder, const MergeMade& made) {
  return text::lines(run_git(folder, {"rev-list", "--first-parent", made.before + ".." + made.after}).out);
}

void refuse_built_upon(const std::string& folder, const MergeMade& made) {
  bool on_top = rev(folder, made.branch) != made.after;
  bool pushed = !text::trim(run_git(folder, {"branch", "-r", "--contains", made.after}).out).empty();
  if (!on_top && !pushed) return;
  std::vector<std::string> ids;
  for (const auto& commit : commits_of(folder, made)) ids.push_back(commit.substr(0, 12));
  throw Error(fmt::format("the last that was done is '{}', and {}: undo takes back only what nobody has built upon",
                          words_of(made),
                          on_top ? "commits of " + branch_name(made) + " stand on it" : std::string("it is pushed")),
              folder, fmt::format("git -C {} revert -m 1 {}", text::shell_word(folder), text::join(ids, " ")));
}

void move_back(const std::string& common_dir, const std::string& root, const MergeMade& made) {
  auto moved = root.empty()
                   ? run_git(common_dir, {"update-ref", "-m", "tributary undo", made.branch, made.before, made.after})
                   : run_git_as_person(root, {"reset", "--quiet", "--keep", made.before});
  if (moved.status != 0)
    throw Error("git does not take it back: " + text::trim(moved.err + moved.out), root.empty() ? common_dir : root,
                "commit or stash what it names, and run it again");
  MergeRun(common_dir).forget(made);
}

}  // namespace

std::optional<MergeMade> newest_made(const std::string& common_dir, const std::string& branch) {
  auto merges = merges_made(common_dir);
  for (auto made = merges.rbegin(); made != merges.rend(); ++made) {
    if (!branch.empty() && made->branch != branch) continue;
    // git may have taken it back by itself since
    if (run_git(common_dir, {"merge-base", "--is-ancestor", made->after, made->branch}).status == 0) return *made;
  }
  return std::nullopt;
}

bool copied_since(const std::string& common_dir, const MergeMade& made) {
  auto last = last_entry(common_dir);
  return last && last->id != made.behind && last->id.substr(0, length_of_time) >= made.behind.substr(0, length_of_time);
}

int undo_made(const Session& session, const std::string& common_dir, const MergeMade& made, bool dry_run, bool yes,
              const std::string& recovered) {
  auto options = collect_options(session, worktree_config(session));
  options.databases = false;
  auto root = worktree_of(collect(options), made);
  refuse_built_upon(root.empty() ? common_dir : root, made);
  auto how = fmt::format("{} from {} to {}", branch_name(made), made.after.substr(0, 12), made.before.substr(0, 12));
  bool go = !dry_run && may_go_on(session, yes, printable(fmt::format("Take '{}' back ({})?", words_of(made), how)));
  if (go) move_back(common_dir, root, made);
  Analysis analysis;
  analysis.workspace = collect(options);
  auto answer = answer_for("undo", std::move(analysis), {});
  answer.dry_run = !go;
  answer.journal = JournalEntry{"", words_of(made), root.empty() ? common_dir : root, {}, JournalEntry::State::undone};
  answer.notes.push_back((go ? "git has moved " : "git would move ") + how + ".");
  if (!recovered.empty()) answer.notes.push_back(recovered);
  return finish(session, answer);
}

}  // namespace tributary::cli
