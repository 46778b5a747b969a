#include <fmt/format.h>

#include <memory>

#include "cli/ask.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct UndoArgs {
  bool dry_run = false, yes = false;
};

int undo(const Session& session, const UndoArgs& args) {
  auto options = collect_options(session, worktree_config(session));
  options.databases = false;
  auto common_dir = collect(options).common_dir;
  auto recovered = args.dry_run ? announce_recovery(common_dir) : recover(common_dir);
  auto last = last_entry(common_dir);
  if (!last) throw Error("there is nothing to undo", common_dir, recovered);
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
          "take the last merge back, byte for byte",
          {},
          [args](Options& options) {
            options.flag("-n,--dry-run", args->dry_run, "only say what would be taken back");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return undo(session, *args); }};
}

}  // namespace tributary::cli
