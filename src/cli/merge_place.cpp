#include "cli/merge_place.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"
#include "tributary/merge_driver.hpp"

namespace tributary::cli {
namespace {

constexpr const char* scratch_prefix = "tributary-merge-";

std::string make_scratch() {
  auto pattern = (std::filesystem::temp_directory_path() / (std::string(scratch_prefix) + "XXXXXX")).string();
  if (!::mkdtemp(pattern.data())) throw Error("no temporary folder can be made", pattern);
  return pattern;
}

// Never a folder that we have not made: private, named as mkdtemp does, and nothing in it but what we put there.
bool is_scratch(const std::string& path) {
  struct stat info {};
  if (!path.starts_with('/') || absolute_path(path) != path || ::lstat(path.c_str(), &info) != 0) return false;
  if (!S_ISDIR(info.st_mode) || info.st_uid != ::geteuid() || (info.st_mode & 077) != 0) return false;
  auto name = file_name(path);
  if (!name.starts_with(scratch_prefix) || name.size() != std::string(scratch_prefix).size() + 6) return false;
  auto inside = list_folder(path);
  return inside && std::all_of(inside->begin(), inside->end(),
                               [](const std::string& one) { return one == "attributes" || one == "worktree"; });
}

// git's own entry goes first: it refuses to forget a worktree that is not there in some versions, and then prunes it.
void remove_scratch(const std::string& common_dir, const std::string& scratch) {
  if (!is_scratch(scratch)) return;
  auto worktree = join_path(scratch, "worktree");
  auto listed = run_git(common_dir, {"worktree", "list", "--porcelain"}).out;
  if (listed.find("worktree " + worktree + "\n") != listed.npos)
    run_git(common_dir, {"worktree", "remove", "--force", "--force", worktree});
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
}

}  // namespace

std::string rev(const std::string& folder, const std::string& name) {
  auto parsed = run_git(folder, {"rev-parse", "--verify", "--quiet", "--end-of-options", name});
  return parsed.status == 0 ? text::trim(parsed.out) : std::string();
}

MergePlace::MergePlace(const Target& target, const std::string& common_dir, MergeRun& run)
    : target_(target), common_dir_(common_dir) {
  if (target.worktree.empty() && target.ref.rfind("refs/heads/", 0) != 0)
    throw Error("only a local branch can be merged into, and the target is " + target.name, common_dir,
                fmt::format("git branch {0} {1}", text::shell_word(target.branch), text::shell_word(target.name)));
  scratch_ = real_path(make_scratch());
  run.begin({{}, {}, {}, {}, scratch_});
  root_ = target.worktree;
  if (!root_.empty()) return;
  root_ = join_path(scratch_, "worktree");
  temporary_ = true;
  try {
    git(common_dir, {"worktree", "add", "--quiet", "--detach", root_, target.commit});
  } catch (...) {
    remove_scratch(common_dir_, scratch_);
    throw;
  }
}

MergePlace::~MergePlace() {
  remove_scratch(common_dir_, scratch_);
}

std::vector<std::string> MergePlace::driver_settings() const {
  auto file = join_path(scratch_, "attributes");
  auto theirs = run_git_as_configured(root_, {"config", "--type=path", "--get", "core.attributesFile"});
  std::ofstream out(file, std::ios::binary);
  out << read_file(text::trim(theirs.out)).bytes.value_or("") << "\n*.prisma merge=tributary-schema\n";
  return {"-c", "core.attributesFile=" + file, "-c",
          "merge.tributary-schema.driver=" + merge_driver_command(own_binary())};
}

void MergePlace::publish() const {
  auto made = rev(root_, "HEAD");
  if (!temporary_ || made == target_.commit) return;
  auto moved =
      run_git(common_dir_, {"update-ref", "-m", "tributary merge --commit", target_.ref, made, target_.commit});
  if (moved.status == 0) return;
  auto now = rev(common_dir_, target_.ref);
  throw Error(now == target_.commit ? "git did not move " + target_.branch + ": " + text::trim(moved.err)
                                    : fmt::format("{} has moved from {} to {} meanwhile, and is left there",
                                                  target_.branch, target_.commit.substr(0, 12), now.substr(0, 12)),
              common_dir_, "run it again: nothing of this merge is left");
}

namespace {

bool stands(const MergeBegun& left) {
  return !left.incoming.empty() && !left.root.empty() && rev(left.root, "MERGE_HEAD") == left.incoming &&
         rev(left.root, "HEAD") == left.head;
}

// git takes the index with it, and what somebody has staged since would be nowhere then.
void take_back_in_worktree(const MergeBegun& left) {
  auto index = text::trim(run_git(left.root, {"write-tree"}).out);
  if (left.tree.empty() || index != left.tree)
    throw Error("a merge of " + left.source +
                    " was begun by a run that was killed, and it waits with conflicts or with what somebody has staged "
                    "since",
                left.root, "tributary merge --continue commits it; tributary merge --abort takes all of it back");
  auto aborted = run_git_as_person(left.root, {"merge", "--abort"});
  if (aborted.status != 0)
    throw Error("a merge of " + left.source + " was begun by a run that was killed, and git does not abort it: " +
                    text::trim(aborted.err + aborted.out),
                left.root, "git -C " + text::shell_word(left.root) + " merge --abort");
}

}  // namespace

std::string take_back_killed_merge(MergeRun& run, const std::string& common_dir) {
  auto left = run.left();
  if (!left) return {};
  bool in_scratch = !left->scratch.empty() && left->root.starts_with(left->scratch + "/");
  bool begun = in_scratch ? !left->incoming.empty() : stands(*left);
  if (begun && !in_scratch) take_back_in_worktree(*left);
  remove_scratch(common_dir, left->scratch);
  run.end();
  if (!begun) return {};
  return fmt::format("Took back the merge of {} that a run which was killed had begun.", left->source);
}

std::string take_back_killed_merge(const std::string& common_dir) {
  if (kind_of(join_path(common_dir, "tributary/merge.json")) == FileKind::absent) return {};
  MergeRun run(common_dir);
  return take_back_killed_merge(run, common_dir);
}

}  // namespace tributary::cli
