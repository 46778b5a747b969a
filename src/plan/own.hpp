#pragma once
// Own migrations of every source on one scale: which folders are the same, which comes first.
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary::plan {

/// One folder name of one project with one content, however many sources hold it.
struct Folder {
  std::string project;  ///< the target's project path, else the source's own
  std::string name;
  const Migration* migration = nullptr;  ///< one holder's; null where the source names it without holding it
};

/// A source that has something to merge.
struct Candidate {
  const Source* source = nullptr;
  std::vector<std::size_t> own;  ///< indices into Folders::all, ascending: chronological
};

struct Folders {
  std::vector<Folder> all;            ///< chronological: stamps first, then names without one
  std::vector<Candidate> candidates;  ///< chronological by first own, then second…; then by source name
  std::vector<std::string> without_own;
};

Folders own_folders(const Workspace& workspace);

std::string project_key(const Project& project);
/// By the target's version of Prisma for that project; the newest known where the target has no such project.
PrismaVersion version_for(const Workspace& workspace, const std::string& project_key);
/// The source has written another migration_lock.toml than the target has, which is still that of the merge base.
bool changes_lock_file(const Workspace& workspace, const Project& project);
bool same_content(const Migration& a, const Migration& b);  ///< script and companions byte for byte

}  // namespace tributary::plan
