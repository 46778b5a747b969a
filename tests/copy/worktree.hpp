#pragma once
// A folder that stands for a worktree, one that stands for git's common folder, and what is in them.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "support/temp_repo.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::testing {

/// Path -> bytes of every file below a folder; folders end in `/`, links are "-> target".
inline std::map<std::string, std::string> snapshot(const std::string& folder) {
  std::map<std::string, std::string> out;
  namespace fs = std::filesystem;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    auto path = entry.path().string().substr(folder.size() + 1);
    if (path == ".git") continue;
    if (entry.is_symlink())
      out[path] = "-> " + fs::read_symlink(entry.path()).string();
    else if (entry.is_directory())
      out[path + "/"] = "";
    else
      out[path] = file_text(entry.path().string());
  }
  return out;
}

struct Worktree {
  TempFolder folder;
  std::string root = folder.path() + "/tree";
  std::string common = folder.path() + "/git";

  Worktree() {
    std::filesystem::create_directories(common);
    write(".git", "gitdir: " + common + "\n");
    write("prisma/schema.prisma", "model A");
    write("prisma/migrations/20240101000000_init/migration.sql", "create table a();\n");
  }
  void write(const std::string& path, const std::string& bytes) const { write_file(root + "/" + path, bytes); }
  std::string text(const std::string& path) const { return file_text(root + "/" + path); }
  std::map<std::string, std::string> files() const { return snapshot(root); }
  /// Names that lie in the stage: nothing may stay there.
  std::vector<std::string> staged() const {
    return list_folder(common + "/tributary/stage").value_or(std::vector<std::string>{});
  }

  JournalEntry apply(const std::vector<Edit>& edits, const std::string& command = "merge epic3") const {
    return apply_edits(common, root, command, edits,
                       [](const Edit& edit) -> std::string { throw Error("not at hand: " + edit.to); });
  }
  std::string error_of_apply(const std::vector<Edit>& edits) const {
    try {
      apply(edits);
    } catch (const Error& error) {
      return std::string(error.what()) + " @ " + error.where;
    }
    return "";
  }
  std::string error_of_undo() const {
    try {
      undo_last(common);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
};

inline Edit copy_edit(const std::string& to, const std::string& bytes) {
  return {Edit::Kind::copy, "epic3:" + to, to, git_blob_id(bytes), bytes};
}
inline Edit replace_edit(const std::string& to, const std::string& old, const std::string& bytes) {
  Edit edit{Edit::Kind::write, "epic3", to, git_blob_id(bytes), bytes};
  edit.replaces = git_blob_id(old);
  return edit;
}
inline Edit rename_edit(const std::string& from, const std::string& to, const std::string& bytes) {
  return {Edit::Kind::rename, from, to, git_blob_id(bytes), std::nullopt};
}
inline Edit remove_edit(const std::string& path, const std::string& bytes) {
  return {Edit::Kind::remove, "", path, git_blob_id(bytes), std::nullopt};
}

}  // namespace tributary::testing
