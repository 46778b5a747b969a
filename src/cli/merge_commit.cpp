#include "cli/merge_commit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/gate.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/error.hpp"
#include "tributary/merge_driver.hpp"

namespace tributary::cli {
namespace {

// git as the person would run it: with the configuration, the identity and the hooks of this repository.
ProcessResult person_git(const std::string& folder, std::vector<std::string> arguments) {
  std::vector<std::string> argv = {"git", "-C", folder};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.unset = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"};
  return run_process(argv, options);
}

std::string rev(const std::string& folder, const std::string& name) {
  auto parsed = run_git(folder, {"rev-parse", "--verify", "--quiet", "--end-of-options", name});
  return parsed.status == 0 ? text::trim(parsed.out) : std::string();
}

// A folder of our own beside the system's temporary files, gone with us.
class Scratch {
 public:
  Scratch() {
    auto pattern = (std::filesystem::temp_directory_path() / "tributary-merge-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw Error("no temporary folder can be made", pattern);
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// For one command: the driver, and the attributes that name it behind the user's own. A repository's .gitattributes and
// info/attributes still win.
std::vector<std::string> driver_settings(const std::string& root, const Scratch& scratch) {
  auto file = join_path(scratch.path(), "attributes");
  auto theirs = run_git_as_configured(root, {"config", "--type=path", "--get", "core.attributesFile"});
  std::ofstream out(file, std::ios::binary);
  out << read_file(text::trim(theirs.out)).bytes.value_or("") << "\n*.prisma merge=tributary-schema\n";
  std::error_code problem;
  auto self = std::filesystem::read_symlink("/proc/self/exe", problem).string();
  return {"-c", "core.attributesFile=" + file, "-c",
          "merge.tributary-schema.driver=" + merge_driver_command(problem ? "tributary" : self)};
}

// The target's worktree, or a temporary one at its commit.
class Place {
 public:
  Place(const Target& target, const std::string& common_dir) : target_(target), common_dir_(common_dir) {
    if (!target.worktree.empty()) {
      root_ = target.worktree;
      return;
    }
    if (target.ref.rfind("refs/heads/", 0) != 0)
      throw Error("only a local branch can be merged into, and the target is " + target.name, common_dir,
                  fmt::format("git branch {0} {1}", text::shell_word(target.branch), text::shell_word(target.name)));
    root_ = join_path(scratch_.path(), "worktree");
    git(common_dir, {"worktree", "add", "--quiet", "--detach", root_, target.commit});
    temporary_ = true;
  }
  ~Place() {
    if (temporary_) run_git(common_dir_, {"worktree", "remove", "--force", root_});
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  // Nobody else may have moved the branch meanwhile.
  void publish() const {
    auto now = rev(root_, "HEAD");
    if (temporary_ && now != target_.commit)
      git(common_dir_, {"update-ref", "-m", "tributary merge --commit", target_.ref, now, target_.commit});
  }
  const std::string& root() const { return root_; }
  const Scratch& scratch() const { return scratch_; }
  bool temporary() const { return temporary_; }

 private:
  const Target& target_;
  std::string common_dir_, root_;
  Scratch scratch_;
  bool temporary_ = false;
};

std::string message_for(const Source& source, const std::string& target) {
  std::vector<std::string> names;
  for (const auto& project : source.projects) names.insert(names.end(), project.own.begin(), project.own.end());
  auto message = fmt::format("Merge {} into {}\n", source.name, target);
  if (!names.empty()) message += fmt::format("\nBrings {}:\n", names.size() == 1 ? "a migration" : "migrations");
  for (const auto& name : names) message += "- " + text::to_utf8(name) + "\n";
  return message;
}

// What the hook would say of the merge that waits in the index of `root`.
Answer judged_in(const Session& asked, const std::string& root, const Target& target, const std::string& incoming,
                 const std::string& name, bool decided) {
  auto session = asked;
  auto config = gate_config(session);
  session.globals.repository = root;
  session.globals.target = target.branch;
  session.globals.offline = session.globals.offline || !config.hook_databases;
  session.globals.refs.clear(), config.refs.clear();
  GateQuestion question;
  MergeInProgress merging;
  merging.target_commit = rev(root, "HEAD");
  merging.incoming = {{incoming, name}};
  merging.result = "INDEX";
  question.merging = merging;
  question.schema_conflict_decided = decided;
  return judge(session, config, question);
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

enum class Outcome { merged, refused, conflict };

struct Merging {
  const Session& session;
  const Target& target;
  const Place& place;
  Answer answer;

  std::string git_here() const { return "git -C " + text::shell_word(place.root()); }

  Outcome commit(const Source& source) {
    if (run_git(place.root(), {"merge-base", "--is-ancestor", source.commit, "HEAD"}).status == 0) {
      answer.commits->push_back(source.name + ": its commits are there already");
      return Outcome::merged;
    }
    auto arguments = driver_settings(place.root(), place.scratch());
    auto message = message_for(source, target.branch);
    arguments.insert(arguments.end(), {"merge", "--no-ff", "--no-commit", "-m", message, source.commit});
    auto merged = person_git(place.root(), arguments);
    if (rev(place.root(), "MERGE_HEAD").empty())
      throw Error("git did not begin to merge " + source.name + ": " + text::trim(merged.err + merged.out),
                  place.root());
    if (merged.status != 0) return stop_at_conflict(source);
    auto verdict = judged_in(session, place.root(), target, source.commit, source.ref, false);
    if (verdict.exit != 0) return refuse(source, verdict);
    auto committed = person_git(place.root(), {"commit", "--quiet", "-m", message});
    if (committed.status != 0) {
      person_git(place.root(), {"merge", "--abort"});
      throw Error("git did not commit the merge of " + source.name +
                      ", which is taken back: " + text::trim(committed.err + committed.out),
                  place.root());
    }
    answer.commits->push_back(
        fmt::format("{} into {} as {}", source.name, target.branch, rev(place.root(), "HEAD").substr(0, 12)));
    return Outcome::merged;
  }

  Outcome refuse(const Source& source, const Answer& verdict) {
    person_git(place.root(), {"merge", "--abort"});
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
      person_git(place.root(), {"merge", "--abort"});
      answer.notes.push_back("Nobody can decide it in a temporary worktree: it is taken back.");
      answer.next = {fmt::format("git worktree add ../{0} {0}", text::shell_word(target.branch))};
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
  auto target = find_target(session.globals.repository, session.globals.target);
  if (target.worktree.empty() || target.merging.empty())
    throw Error("no merge waits in the target's worktree", session.globals.repository,
                "tributary merge --commit SOURCE");
  return target;
}

}  // namespace

int merge_commit(const Session& session, const std::vector<std::string>& words, bool dry_run, bool yes) {
  auto config = worktree_config(session);
  auto analysis = survey(session, config, Sql::read);
  auto target = analysis.workspace.target;
  auto common_dir = analysis.workspace.common_dir;
  if (!target.merging.empty())
    throw Error("a merge waits in the target's worktree", target.worktree,
                "tributary merge --continue, or tributary merge --abort");
  auto sources = in_order(analysis, words);
  std::vector<std::string> names;
  for (const auto* source : sources) names.push_back(source->name);
  auto question = printable(fmt::format("Merge {} into {} with git?", text::join(names, ", "), target.branch));
  bool go = !dry_run && may_go_on(session, yes, question);
  auto workspace = analysis.workspace;
  Answer answer = answer_for("merge", std::move(analysis), {});
  answer.commits.emplace();
  answer.dry_run = !go;
  if (!go) {
    answer.notes.push_back("Would merge " + text::join(names, ", ") + " into " + target.branch + ", in this order.");
    return finish(session, answer);
  }
  Place place(target, common_dir);
  Merging merging{session, target, place, std::move(answer)};
  std::size_t done = 0;
  while (done < sources.size() && merging.commit(*workspace.find(names[done])) == Outcome::merged) ++done;
  place.publish();
  merging.answer.exit = done == sources.size() ? 0 : 1;
  if (done + 1 < names.size()) {
    std::vector<std::string> rest(names.begin() + static_cast<std::ptrdiff_t>(done) + 1, names.end());
    merging.answer.notes.push_back("Not begun: " + text::join(rest, ", ") + ".");
  }
  return finish(session, merging.answer);
}

int merge_continue(const Session& session) {
  auto target = waiting(session);
  if (auto open = text::trim(run_git(target.worktree, {"diff", "--name-only", "--diff-filter=U"}).out); !open.empty())
    throw Error("there are conflicts still: " + text::replace_all(open, "\n", ", "), target.worktree,
                "decide them and `git add` the files");
  auto answer = judged_in(session, target.worktree, target, target.merging.front(), "", true);
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
