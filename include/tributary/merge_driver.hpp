#pragma once
// The git merge driver for schema.prisma: one line in the common directory's info/attributes for all worktrees at once,
// and its command line in the repository's own configuration. src/copy implements it.
#include <string>

namespace tributary {

/// What stands in a repository now.
struct MergeDriver {
  bool attributes = false;  ///< info/attributes holds our lines
  std::string command;      ///< merge.tributary-schema.driver; "" = not configured
  bool operator==(const MergeDriver&) const = default;
};
MergeDriver find_merge_driver(const std::string& common_dir);

/// The command line git runs. A driver that exits above 1, dies or is gone leaves OURS without a marker, and the next
/// `git add` would drop all of THEIRS: so for every status but 0 and 1 git's own line merge is run instead.
std::string merge_driver_command(const std::string& binary);

/// Adds our lines to info/attributes behind what stands there, and the two configuration entries. Doing it twice
/// changes nothing. Throws Error where a file cannot be written or git refuses.
void install_merge_driver(const std::string& common_dir, const std::string& binary);
/// Takes exactly that out again.
void uninstall_merge_driver(const std::string& common_dir);

/// The same lines in the tracked .gitattributes at the root of `worktree`, for every clone. Where no driver is
/// configured git merges by line as ever. Writing twice changes nothing; taking out removes exactly those lines, and
/// the file where nothing else is left. Adding throws Error where it is a link, which git does not read; both where it
/// cannot be written.
bool has_tracked_attributes(const std::string& worktree);
void add_tracked_attributes(const std::string& worktree);
void remove_tracked_attributes(const std::string& worktree);

}  // namespace tributary
