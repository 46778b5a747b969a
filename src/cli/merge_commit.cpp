#include "cli/merge_commit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/git_folders.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/copies_before.hpp"
#include "cli/merge_judged.hpp"
#include "cli/merge_place.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

std::string message_for(const Source& source, const std::string& target) {
  std::vector<std::string> names;
  for (const auto& project : source.projects) names.insert(names.end(), project.own.begin(), project.own.end());
  auto message = fmt::format("Merge {} into {}\n", source.name, target);
  if (!names.empty()) message += fmt::format("\nBrings {}:\n", names.size() == 1 ? "a migration" : "migrations");
  for (const auto& name : names) message += "- " + text::to_utf8(name) + "\n";
  return message;
}

// The tree that git would commit without a person; "" where it conflicts, or where git is too old to say.
std::string predicted_tree(const MergePlace& place, const std::string& commit) {
  auto arguments = place.driver_settings();
  arguments.insert(arguments.end(), {"merge-tree", "--write-tree", "HEAD", commit});
  auto merged = run_git_as_person(place.root(), arguments);
  auto tree = text::lines(merged.out);
  return merged.status == 0 && !tree.empty() ? tree.front() : std::string();
}

std::vector<const Source*> in_order(const Analysis& analysis, const std::vector<std::string>& words) {
  std::vector<const Source*> sources;
  for (const auto& word : words) {
    const auto* source = &resolve_source(analysis.workspace, word);
    if (source->name == analysis.workspace.target.name)
      throw Error(source->name + " is the target: it cannot be merged into itself", source->path);
    if (std::find(sources.begin(), sources.end(), source) == sources.end()) sources.push_back(source);
  }
  std::stable_sort(sources.begin(), sources.end(), [&](const Source* a, const Source* b) {
    auto place = [&](const Source* s) { return analysis.sequence.position(s->name); };
    return std::pair(place(a) == 0, place(a)) < std::pair(place(b) == 0, place(b));
  });
  return sources;
}

enum class Outcome { merged, refused, conflict, failed };

struct Merging {
  const Session& session;
  const Target& target;
  const MergePlace& place;
  MergeRun& run;
  Answer answer;
  std::string last_copy;          // id of the newest run by copy
  std::vector<std::string> made;  // names of the sources that are merged
  bool begun = false;             // a merge stands in the place that nobody has committed
  bool left_behind = false;       // and could not be taken back

  // What was merged before it is published, and the answer given, even where one cannot be.
  Outcome step(const Source& source) {
    try {
      return commit(source);
    } catch (const Error& error) {
      return fail(source, error);
    }
  }

  Outcome commit(const Source& source) {
    if (run_git(place.root(), {"merge-base", "--is-ancestor", source.commit, "HEAD"}).status == 0) {
      answer.commits->push_back(source.name + ": its commits are there already");
      return Outcome::merged;
    }
    auto tree = predicted_tree(place, source.commit);
    auto foreseen = judged_in(session, place.root(), target, {source.commit, source.ref}, tree, false);
    if (foreseen.exit != 0) return refuse(source, foreseen);
    auto message = message_for(source, target.branch);
    if (begin(source, message, tree) != 0) return stop_at_conflict(source);
    if (tree.empty() || text::trim(run_git(place.root(), {"write-tree"}).out) != tree) {
      auto verdict = judged_in(session, place.root(), target, {source.commit, source.ref}, "INDEX", false);
      if (verdict.exit != 0) {
        take_back();
        return refuse(source, verdict);
      }
    }
    auto committed = run_git_as_person(place.root(), {"commit", "--quiet", "-m", message});
    if (committed.status != 0)
      throw Error("git did not commit it: " + text::trim(committed.err + committed.out), place.root());
    begun = false;
    run.begin({{}, {}, {}, {}, place.scratch()});
    made.push_back(source.name);
    if (!place.temporary()) record();
    answer.commits->push_back(
        fmt::format("{} into {} as {}", source.name, target.branch, rev(place.root(), "HEAD").substr(0, 12)));
    return Outcome::merged;
  }

  // For undo. What is made in a temporary worktree counts when the branch has been moved to it.
  void record() {
    if (made.empty() || !target.ref.starts_with("refs/heads/")) return;
    run.made({target.ref, target.commit, rev(place.root(), "HEAD"), made, last_copy});
  }

  // git's exit: 0 = nothing conflicts.
  int begin(const Source& source, const std::string& message, const std::string& tree) {
    auto arguments = place.driver_settings();
    arguments.insert(arguments.end(), {"merge", "--no-ff", "--no-commit", "-m", message, source.commit});
    run.begin({source.name, place.root(), rev(place.root(), "HEAD"), source.commit, place.scratch(), tree});
    begun = true;
    auto merged = run_git_as_person(place.root(), arguments);
    begun = !rev(place.root(), "MERGE_HEAD").empty();
    if (!begun) throw Error("git did not begin to merge it: " + text::trim(merged.err + merged.out), place.root());
    return merged.status;
  }

  void take_back() {
    auto aborted = run_git_as_person(place.root(), {"merge", "--abort"});
    if (aborted.status != 0)
      throw Error("git does not take it back: " + text::trim(aborted.err + aborted.out), place.root(),
                  "git -C " + text::shell_word(place.root()) + " merge --abort");
    begun = false;
  }

  // A temporary worktree goes with all that stands in it.
  Outcome fail(const Source& source, const Error& error) {
    answer.notes.push_back(fmt::format("{} is not merged: {}.", source.name, error.what()));
    if (!error.hint.empty()) answer.notes.push_back(error.hint);
    if (begun && !place.temporary()) try {
        take_back();
        answer.notes.push_back("It is taken back.");
      } catch (const Error& left) {
        left_behind = true;
        answer.notes.push_back(
            fmt::format("The merge of {} stands in {}: {}.", source.name, place.root(), left.what()));
        answer.next = {left.hint};
      }
    return Outcome::failed;
  }

  Outcome refuse(const Source& source, const Answer& verdict) {
    answer.verdict = verdict.verdict;
    answer.notes.push_back(fmt::format("{} is not merged, and nothing of it is left: tributary check {} says more.",
                                       source.name, text::shell_word(source.name) + given_options(session)));
    return Outcome::refused;
  }

  Outcome stop_at_conflict(const Source& source) {
    auto files = text::lines(run_git(place.root(), {"diff", "--name-only", "--diff-filter=U"}).out);
    if (files.size() > 5) files.resize(5), files.push_back("…");
    answer.notes.push_back(fmt::format("{} conflicts in {}.", source.name, text::join(files, ", ")));
    if (place.temporary()) {
      take_back();
      answer.notes.push_back("Nobody can decide it in a temporary worktree: it is taken back.");
      answer.next = {fmt::format("git worktree add {} {}", text::shell_word("../" + target.branch),
                                 text::shell_word(target.branch))};
    } else {
      answer.notes.push_back(
          "Decide what stands between the markers and `git add` it; or take the merge back with "
          "tributary merge --abort.");
      answer.next = {"tributary merge --continue"};
    }
    return Outcome::conflict;
  }
};

// The steps as they would be made; whether git stops at one is known when it is there.
Answer nothing_done(Answer answer, const Workspace& workspace, const std::vector<std::string>& names) {
  const auto& target = workspace.target;
  answer.dry_run = true;
  for (const auto& name : names) {
    const auto& source = *workspace.find(name);
    auto message = text::lines(text::trim(message_for(source, target.branch)));
    std::erase(message, "");
    answer.commits->push_back(fmt::format("{} at {} into {}, with the message: {}", name, source.commit.substr(0, 12),
                                          target.branch, text::join(message, " ")));
  }
  answer.notes.push_back(
      fmt::format("Each in this order, in {}, and judged before it is committed; the first that is refused or "
                  "conflicts ends the run.",
                  target.worktree.empty() ? "a temporary worktree, as " + target.branch + " is checked out nowhere"
                                          : target.worktree));
  auto verdict = analyse(answer.analysis);
  for (const auto& [name, finding] : refused_steps(verdict, answer.analysis.sequence))
    if (std::count(names.begin(), names.end(), name))
      answer.notes.push_back(fmt::format("{} would be refused as it is: {} ({})", name, finding.message, finding.rule));
  return answer;
}

// What comes behind the one that stopped.
void say_not_begun(const std::vector<std::string>& names, std::size_t done, Answer& answer) {
  if (done + 1 >= names.size()) return;
  std::vector<std::string> rest(names.begin() + static_cast<std::ptrdiff_t>(done) + 1, names.end());
  answer.notes.push_back("Not begun: " + text::join(rest, ", ") + ".");
  std::vector<std::string> words;
  for (const auto& name : rest) words.push_back(text::shell_word(name));
  if (!answer.next.empty()) answer.next.push_back("tributary merge --commit " + text::join(words, " "));
}

void refuse_waiting_merge(const Target& target) {
  if (target.merging.empty()) return;
  throw Error("a merge waits in the target's worktree", target.worktree,
              "tributary merge --continue, or tributary merge --abort");
}

// A branch that the target contains is no source any more: a run before has merged it.
std::vector<std::string> not_contained(const Session& session, const Target& target,
                                       const std::vector<std::string>& words, std::vector<std::string>& contained) {
  std::vector<std::string> left;
  for (const auto& word : words) {
    auto commit = rev(session.globals.repository, word + "^{commit}");
    bool there =
        word != target.branch && !commit.empty() &&
        run_git(session.globals.repository, {"merge-base", "--is-ancestor", commit, target.commit}).status == 0;
    (there ? contained : left).push_back(word);
  }
  return left;
}

// git refuses to merge over what a run by copy has put there, and would put the same there itself.
std::string take_back_copies(const Session& session, const std::string& common_dir, const Target& target,
                             const std::vector<std::string>& words, bool dry_run, bool yes) {
  std::vector<std::string> commits, taken;
  for (const auto& word : words)
    if (auto commit = rev(common_dir, word + "^{commit}"); !commit.empty()) commits.push_back(commit);
  auto copied = [&] { return copies_that_come(common_dir, target.worktree, commits); };
  for (auto copy = copied(); !copy.empty(); copy = copied()) {
    if (!dry_run && !may_go_on(session, yes, printable("Take '" + copy + "' back? git brings the same files."))) break;
    taken.push_back(copy);
    if (dry_run) break;
    undo_last(common_dir);
  }
  if (taken.empty()) return {};
  return fmt::format("{} '{}' back: git brings the same files.", dry_run ? "Would take" : "Took",
                     text::join(taken, "', '"));
}

}  // namespace

int merge_commit(const Session& asked, const std::vector<std::string>& words, bool dry_run, bool yes) {
  auto session = looking_at(asked, words);
  auto config = worktree_config(session);
  auto target = find_target(session.globals.repository, wanted_target(session, config));
  auto common_dir = common_dir_of(session.globals.repository);
  auto recovered = dry_run ? std::string() : take_back_killed_merge(common_dir);
  std::vector<std::string> contained;
  auto left = not_contained(session, target, words, contained);
  auto copies = take_back_copies(session, common_dir, target, left, dry_run, yes);
  auto analysis = survey(session, config, Sql::read);
  target = analysis.workspace.target;
  refuse_waiting_merge(target);
  auto sources = in_order(analysis, left);
  std::vector<std::string> names;
  for (const auto* source : sources) names.push_back(source->name);
  auto question = printable(fmt::format("Merge {} into {} with git?", text::join(names, ", "), target.branch));
  auto workspace = analysis.workspace;
  Answer answer = answer_for("merge", std::move(analysis), {});
  for (const auto& sentence : {recovered, copies})
    if (!sentence.empty()) answer.notes.push_back(sentence);
  answer.commits.emplace();
  for (const auto& word : contained) answer.notes.push_back(word + ": its commits are there already.");
  if (names.empty()) return finish(session, answer);
  if (dry_run || !may_go_on(session, yes, question)) return finish(session, nothing_done(answer, workspace, names));
  auto copied = last_entry(common_dir);
  auto last_copy = copied ? copied->id : std::string();
  MergeRun run(common_dir);
  std::size_t done = 0;
  auto outcome = Outcome::merged;
  bool left_behind = false;
  {
    MergePlace place(target, common_dir, run);
    Merging merging{session, target, place, run, std::move(answer), last_copy};
    while (done < names.size() && (outcome = merging.step(*workspace.find(names[done]))) == Outcome::merged) ++done;
    place.publish();
    if (place.temporary()) merging.record();
    answer = std::move(merging.answer), left_behind = merging.left_behind;
  }
  if (!left_behind) run.end();
  answer.exit = outcome == Outcome::merged ? 0 : outcome == Outcome::failed ? 2 : 1;
  if (done < names.size()) say_not_begun(names, done, answer);
  return finish(session, answer);
}

}  // namespace tributary::cli
