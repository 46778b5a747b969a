#pragma once
// Walking, reading and writing below one folder without ever leaving it or following a link.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "copy/system.hpp"

namespace tributary::copy {

/// A folder opened once by its absolute path; paths in it are relative, with `/`.
class Tree {
 public:
  explicit Tree(const std::string& path);  ///< throws Error where it is no folder
  const std::string& path() const { return path_; }
  int number() const { return root_.number(); }

  enum class Kind { absent, file, folder, other };
  Kind kind(const std::string& path)
      const;  ///< "" = the tree itself; other: a link, a device…; throws Error where a link is on the way
  dev_t device(const std::string& folder) const;

  /// The longest beginning of `path` that does not stand yet is the unit to put there; "" where all of it stands.
  std::string missing_part(const std::string& path) const;

  mode_t mode(const std::string& path) const;       ///< permissions of a file that stands; throws Error
  std::string blob(const std::string& path) const;  ///< of a regular file, read
  /// Every regular file below `path` (relative to it; "" = path is itself the file) with its blob id. Anything else
  /// than files and folders has the blob "?"; a folder without entries is listed with a final `/`.
  std::map<std::string, std::string> contents(const std::string& path) const;
  std::vector<std::string> names(const std::string& folder) const;  ///< of its entries; empty where it does not stand

  /// A new file, its folders made and all flushed. `mode`: its permissions; nullopt = what the umask leaves.
  void write(const std::string& path, const std::string& bytes, std::optional<mode_t> mode = std::nullopt) const;
  void make_folders(const std::string& path) const;  ///< those missing
  void remove_all(const std::string& path) const;    ///< links themselves, not what they point to
  void sync_folder(const std::string& path) const;   ///< "" = the tree's own; one that is gone is skipped

  Descriptor open_folder(
      const std::string& path) const;  ///< "" = the tree's own; false and errno where it does not stand

 private:
  std::string path_;
  Descriptor root_;
};

/// Throws Error unless it is a plain relative path: no empty, `.`, `..` or `.git` component, no NUL.
void check_relative(const std::string& path);

std::string folder_of(const std::string& path);  ///< "" for a single component
std::string leaf_of(const std::string& path);
bool stands_in(const std::string& path, const std::string& folder);  ///< below it, or it itself

/// Throws Error for the errno of the moment, with a hint where one helps.
[[noreturn]] void fail(const std::string& what, const std::string& path);

}  // namespace tributary::copy
