// A merge that waits in the target's worktree: a person decides its conflicts, then it is committed or taken back.
#include <fmt/format.h>

#include <set>

#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/merge_commit.hpp"
#include "cli/merge_judged.hpp"
#include "cli/merge_place.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

Target waiting(const Session& session) {
  auto target = find_target(session.globals.repository, wanted_target(session, worktree_config(session)));
  if (target.worktree.empty() || target.merging.empty())
    throw Error("no merge waits in the target's worktree", session.globals.repository,
                "tributary merge --commit SOURCE");
  return target;
}

void record_continued(const Session& session, const Target& target) {
  if (!target.ref.starts_with("refs/heads/")) return;
  auto common_dir = common_dir_of(session.globals.repository);
  auto copied = last_entry(common_dir);
  auto branches = text::lines(run_git(common_dir, {"for-each-ref", "--points-at", target.merging.front(),
                                                   "--format=%(refname:short)", "refs/heads", "refs/remotes"})
                                  .out);
  auto name = branches.empty() ? target.merging.front().substr(0, 12) : branches.front();
  MergeRun(common_dir)
      .made({target.ref, target.commit, rev(target.worktree, "HEAD"), {name}, copied ? copied->id : std::string()});
}

// `git merge --abort` sets the index back to HEAD, and files that were staged beside the merge go with it.
std::vector<std::string> staged_beside(const Target& target) {
  auto paths = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"diff", "--name-only", "-z", "--no-renames", "--no-ext-diff"});
    auto out = text::split(run_git(target.worktree, arguments).out, '\0');
    std::erase(out, "");
    return out;
  };
  auto staged = paths({"--cached", "HEAD"});
  std::set<std::string> brought;
  for (const auto& incoming : target.merging)
    for (const auto& path : paths({"HEAD..." + incoming})) brought.insert(path);
  for (const auto& path : paths({"--diff-filter=U"})) brought.insert(path);
  std::erase_if(staged, [&](const std::string& path) { return brought.count(path) > 0; });
  return staged;
}

// A file that one side has renamed is merged under a path that the other has never changed: git says which.
void refuse_staged(const Target& target) {
  auto staged = staged_beside(target);
  auto merged = run_git_without_filters(
      target.worktree, {"merge-tree", "--write-tree", "-z", "--name-only", "HEAD", target.merging.front()});
  auto tree = merged.status == 0 || merged.status == 1 ? text::split(merged.out, '\0') : std::vector<std::string>();
  if (!tree.empty())
    std::erase_if(staged, [&](const std::string& path) {
      auto index = run_git(target.worktree, {"rev-parse", "--verify", "--quiet", ":" + path});
      return index.status == 0 && text::trim(index.out) == rev(target.worktree, tree.front() + ":" + path);
    });
  if (staged.empty()) return;
  std::vector<std::string> words;
  for (const auto& path : staged) words.push_back(text::shell_word(path));
  if (staged.size() > 5) staged.resize(5), staged.push_back("…");
  throw Error("staged beside the merge, and git would throw it away with it: " + printable(text::join(staged, ", ")),
              target.worktree,
              fmt::format("git -C {} restore --staged -- {} keeps it as it is on disk",
                          text::shell_word(target.worktree), text::join(words, " ")));
}

}  // namespace

int merge_continue(const Session& session) {
  auto target = waiting(session);
  if (auto open = text::trim(run_git(target.worktree, {"diff", "--name-only", "--diff-filter=U"}).out); !open.empty())
    throw Error("there are conflicts still: " + text::replace_all(open, "\n", ", "), target.worktree,
                "decide them and `git add` the files");
  auto answer = judged_in(session, target.worktree, target, {target.merging.front(), ""}, "INDEX", true);
  answer.command = "merge";
  answer.commits.emplace();
  if (answer.exit != 0) {
    answer.notes.push_back("Not committed; tributary merge --abort takes the merge back.");
    return finish(session, answer);
  }
  auto committed = run_git_as_person(target.worktree, {"commit", "--quiet", "--no-edit"});
  if (committed.status != 0)
    throw Error("git did not commit: " + text::trim(committed.err + committed.out), target.worktree);
  record_continued(session, target);
  answer.commits->push_back(
      fmt::format("{} as {}", target.merging.front().substr(0, 12), rev(target.worktree, "HEAD").substr(0, 12)));
  return finish(session, answer);
}

int merge_abort(const Session& session) {
  auto target = waiting(session);
  refuse_staged(target);
  auto aborted = run_git_as_person(target.worktree, {"merge", "--abort"});
  if (aborted.status != 0) throw Error("git did not abort: " + text::trim(aborted.err + aborted.out), target.worktree);
  session.ui.note("The merge is taken back; " + target.branch + " is as it was.");
  return 0;
}

}  // namespace tributary::cli
