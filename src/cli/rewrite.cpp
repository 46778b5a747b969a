#include "cli/rewrite.hpp"

#include <map>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ui.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

/// The worktree that a file lies in; "" = none, or inside git's own folder.
std::string worktree_of(const std::string& file) {
  auto top = run_git(parent_path(file), {"rev-parse", "--show-toplevel"});
  return top.status == 0 ? real_path(text::trim(top.out)) : std::string();
}

void require_unchanged(const Rewrite& file) {
  auto now = read_file(file.path);
  bool same = file.before ? now.bytes && *now.bytes == *file.before : kind_of(file.path) == FileKind::absent;
  if (!same) throw Error("the file was changed meanwhile, and nothing was written", file.path, "run the command again");
}

Edit edit_of(const Rewrite& file, const std::string& path) {
  Edit edit;
  edit.kind = Edit::Kind::write;
  edit.from = edit.to = path;
  edit.blob = git_blob_id(file.after);
  edit.content = file.after;
  if (file.before) edit.replaces = git_blob_id(*file.before);
  return edit;
}

void write_outside(const Rewrite& file) {
  UiOptions to_file;
  to_file.output = file.path;
  Ui(to_file).print(file.after);
}

}  // namespace

void rewrite(const std::string& command, const std::vector<Rewrite>& files) {
  std::map<std::string, std::vector<Edit>> edits;  // by worktree
  std::vector<const Rewrite*> outside;
  for (const auto& file : files) {
    require_unchanged(file);
    if (file.before && *file.before == file.after) continue;  // an entry that changes nothing would hide the one before
    auto folder = real_path(parent_path(file.path));
    auto behind =
        kind_of(file.path) == FileKind::absent ? join_path(folder, file_name(file.path)) : real_path(file.path);
    auto root = worktree_of(behind);
    if (root.empty() || !behind.starts_with(root + "/"))
      outside.push_back(&file);
    else
      edits[root].push_back(edit_of(file, behind.substr(root.size() + 1)));
  }
  for (const auto& [root, some] : edits)
    apply_edits(common_dir_of(root), root, command, some, [](const Edit& edit) { return *edit.content; });
  for (const auto* file : outside) write_outside(*file);
}

}  // namespace tributary::cli
