#include <fmt/format.h>

#include <memory>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/merge_made.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct UndoArgs {
  bool dry_run = false, yes = false;
};

// A file of the entry that HEAD has just as the entry left it: the work is in a commit. "" = none.
std::string committed_file(const JournalEntry& entry) {
  for (const auto& edit : entry.edits) {
    if (edit.kind == Edit::Kind::remove) continue;
    auto there = run_git(entry.root, {"rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD:" + edit.to});
    if (there.status == 0 && text::trim(there.out) == edit.blob) return edit.to;
  }
  return {};
}

// What stands in commits is taken back by git: taking the files away would leave the commits with their deletion.
void refuse_committed(const JournalEntry& entry) {
  auto file = committed_file(entry);
  if (file.empty()) return;
  auto log = run_git(entry.root, {"log", "-1", "--format=%H %P", "HEAD", "--", file});
  auto ids = text::split(text::trim(log.out), ' ');
  auto commit = log.status == 0 && !ids.empty() ? ids.front() : std::string("HEAD");
  bool on_top = text::trim(run_git(entry.root, {"rev-parse", "HEAD"}).out) == commit;
  bool pushed = !text::trim(run_git(entry.root, {"branch", "-r", "--contains", commit}).out).empty();
  auto git = "git -C " + text::shell_word(entry.root);
  auto revert = fmt::format("{} revert {}{}", git, ids.size() > 2 ? "-m 1 " : "", commit.substr(0, 12));
  throw Error(fmt::format("'{}' is committed by now ({}): undo takes back only what no commit holds", entry.command,
                          commit.substr(0, 12)),
              join_path(entry.root, file),
              on_top && !pushed ? fmt::format("{} reset --keep HEAD~1 while nothing stands on it; else {}", git, revert)
                                : revert);
}

int undo(const Session& session, const UndoArgs& args) {
  auto options = collect_options(session, worktree_config(session));
  options.databases = false;
  auto common_dir = collect(options).common_dir;
  auto recovered = args.dry_run ? announce_recovery(common_dir) : recover(common_dir);
  if (auto made = newest_made(common_dir); made && !copied_since(common_dir, *made))
    return undo_made(session, common_dir, *made, args.dry_run, args.yes, recovered);
  auto last = last_entry(common_dir);
  if (!last) throw Error("there is nothing to undo", common_dir, recovered);
  refuse_committed(*last);
  auto question =
      printable(fmt::format("Take '{}' back ({} files in {})?", last->command, last->edits.size(), last->root));
  bool go = !args.dry_run && may_go_on(session, args.yes, question);
  if (go) last = undo_last(common_dir);
  Analysis analysis;
  analysis.workspace = collect(options);
  auto answer = answer_for("undo", std::move(analysis), {});
  answer.dry_run = !go;
  answer.journal = *last;
  if (!recovered.empty()) answer.notes.push_back(recovered);
  return finish(session, answer);
}

}  // namespace

Command undo_command() {
  auto args = std::make_shared<UndoArgs>();
  return {"undo",
          "take the last change back: a merge, a restamp, a file that was rewritten",
          {},
          [args](Options& options) {
            options.flag("-n,--dry-run", args->dry_run, "only say what would be taken back");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return undo(session, *args); }};
}

}  // namespace tributary::cli
