#include "cli/merge_commit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/gate.hpp"
#include "cli/merge_place.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
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

// What the hook would say of a merge of `incoming` into `root` that leaves `result`: a tree, INDEX, or "" where a
// person will have to resolve it.
Answer judged_in(const Session& asked, const std::string& root, const Target& target, const Incoming& incoming,
                 const std::string& result, bool decided) {
  auto session = asked;
  auto config = gate_config(session);
  session.globals.repository = root;
  session.globals.target = target.branch;
  session.globals.offline = session.globals.offline || !config.hook_databases;
  session.globals.refs.clear(), session.globals.named.clear(), config.refs.clear();
  GateQuestion question;
  MergeInProgress merging;
  merging.target_commit = rev(root, "HEAD");
  merging.incoming = {incoming};
  merging.result = result;
  question.merging = merging;
  question.schema_conflict_decided = decided;
  question.schema_conflict_waits = result.empty();
  return judge(session, config, question);
}

// The tree that git would commit without a person; "" where it conflicts, or where git is too old to say.
std::string predicted_tree(const MergePlace& place, const std::string& commit) {
  auto arguments = place.driver_settings();
  arguments.insert(arguments.end(), {"merge-tree", "--write-tree", "HEAD", commit});
  auto merged = person_git(place.root(), arguments);
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
  bool begun = false;        // a merge stands in the place that nobody has committed
  bool left_behind = false;  // and could not be taken back

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
    auto committed = person_git(place.root(), {"commit", "--quiet", "-m", message});
    if (committed.status != 0)
      throw Error("git did not commit it: " + text::trim(committed.err + committed.out), place.root());
    begun = false;
    run.begin({{}, {}, {}, {}, place.scratch()});
    answer.commits->push_back(
        fmt::format("{} into {} as {}", source.name, target.branch, rev(place.root(), "HEAD").substr(0, 12)));
    return Outcome::merged;
  }

  // git's exit: 0 = nothing conflicts.
  int begin(const Source& source, const std::string& message, const std::string& tree) {
    auto arguments = place.driver_settings();
    arguments.insert(arguments.end(), {"merge", "--no-ff", "--no-commit", "-m", message, source.commit});
    run.begin({source.name, place.root(), rev(place.root(), "HEAD"), source.commit, place.scratch(), tree});
    begun = true;
    auto merged = person_git(place.root(), arguments);
    begun = !rev(place.root(), "MERGE_HEAD").empty();
    if (!begun) throw Error("git did not begin to merge it: " + text::trim(merged.err + merged.out), place.root());
    return merged.status;
  }

  void take_back() {
    auto aborted = person_git(place.root(), {"merge", "--abort"});
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
                                       source.name, text::shell_word(source.name)));
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

Target waiting(const Session& session) {
  auto target = find_target(session.globals.repository, wanted_target(session, worktree_config(session)));
  if (target.worktree.empty() || target.merging.empty())
    throw Error("no merge waits in the target's worktree", session.globals.repository,
                "tributary merge --commit SOURCE");
  return target;
}

}  // namespace

namespace {

Answer nothing_done(Answer answer, const std::vector<std::string>& names, const Target& target) {
  answer.dry_run = true;
  answer.notes.push_back("Would merge " + text::join(names, ", ") + " into " + target.branch + ", in this order.");
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

}  // namespace

int merge_commit(const Session& asked, const std::vector<std::string>& words, bool dry_run, bool yes) {
  auto session = looking_at(asked, words);
  auto config = worktree_config(session);
  auto target = find_target(session.globals.repository, wanted_target(session, config));
  auto common_dir = common_dir_of(session.globals.repository);
  auto recovered = dry_run ? std::string() : take_back_killed_merge(common_dir);
  std::vector<std::string> contained;
  auto left = not_contained(session, target, words, contained);
  auto analysis = survey(session, config, Sql::read);
  target = analysis.workspace.target;
  refuse_waiting_merge(target);
  auto sources = in_order(analysis, left);
  std::vector<std::string> names;
  for (const auto* source : sources) names.push_back(source->name);
  auto question = printable(fmt::format("Merge {} into {} with git?", text::join(names, ", "), target.branch));
  auto workspace = analysis.workspace;
  Answer answer = answer_for("merge", std::move(analysis), {});
  if (!recovered.empty()) answer.notes.push_back(recovered);
  answer.commits.emplace();
  for (const auto& word : contained) answer.commits->push_back(word + ": its commits are there already");
  if (names.empty()) return finish(session, answer);
  if (dry_run || !may_go_on(session, yes, question)) return finish(session, nothing_done(answer, names, target));
  MergeRun run(common_dir);
  std::size_t done = 0;
  auto outcome = Outcome::merged;
  bool left_behind = false;
  {
    MergePlace place(target, common_dir, run);
    Merging merging{session, target, place, run, std::move(answer)};
    while (done < names.size() && (outcome = merging.step(*workspace.find(names[done]))) == Outcome::merged) ++done;
    place.publish();
    answer = std::move(merging.answer), left_behind = merging.left_behind;
  }
  if (!left_behind) run.end();
  answer.exit = outcome == Outcome::merged ? 0 : outcome == Outcome::failed ? 2 : 1;
  if (done < names.size()) say_not_begun(names, done, answer);
  return finish(session, answer);
}

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
  auto committed = person_git(target.worktree, {"commit", "--quiet", "--no-edit"});
  if (committed.status != 0)
    throw Error("git did not commit: " + text::trim(committed.err + committed.out), target.worktree);
  answer.commits->push_back(
      fmt::format("{} as {}", target.merging.front().substr(0, 12), rev(target.worktree, "HEAD").substr(0, 12)));
  return finish(session, answer);
}

int merge_abort(const Session& session) {
  auto target = waiting(session);
  auto aborted = person_git(target.worktree, {"merge", "--abort"});
  if (aborted.status != 0) throw Error("git did not abort: " + text::trim(aborted.err + aborted.out), target.worktree);
  session.ui.note("The merge is taken back; " + target.branch + " is as it was.");
  return 0;
}

}  // namespace tributary::cli
