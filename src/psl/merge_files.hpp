#pragma once
// The merge of a schema of several files, file by file as git with our driver does it, and what only shows in the
// whole.
#include <map>
#include <string>
#include <vector>

#include "psl/merge.hpp"

namespace tributary::psl {

using Files = std::map<std::string, std::string>;  ///< text by path

struct FileConflict {
  std::string file;
  Conflict conflict;
  bool operator==(const FileConflict&) const = default;
};

struct MergedFiles {
  Files files;                          ///< with markers where files conflict
  std::vector<FileConflict> conflicts;  ///< empty = clean
  bool operator==(const MergedFiles&) const = default;
};

/// A file that one side renamed (at least half of its bytes are lines of the new one, as git judges by default) is
/// merged under its new name; a declaration that one side moved to another file and the other changed is merged there.
/// A file that one side deleted and the other changed is a conflict. The whole is looked at for what no input had: a
/// model moved to one file here and to another there stands twice.
MergedFiles merge_files(const Files& base, const Files& ours, const Files& theirs, const Labels& labels = {});

}  // namespace tributary::psl
