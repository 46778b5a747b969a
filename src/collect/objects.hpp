#pragma once
// Git's object database, read through libgit2. Refs, configuration and history are git's own business (repository.hpp).
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/files.hpp"

namespace tributary {

/// A SHA-1 object id. All zero: none.
struct ObjectId {
  std::array<std::uint8_t, 20> bytes{};
  auto operator<=>(const ObjectId&) const = default;
  std::string hex() const;
  bool none() const { return *this == ObjectId{}; }
};
std::optional<ObjectId> parse_object_id(std::string_view hex);  ///< nullopt: not 40 hex digits

struct ObjectIdHash {
  std::size_t operator()(const ObjectId& id) const;
};

/// One entry of a tree object.
struct TreeItem {
  std::string name;
  unsigned mode = 0;  ///< as git stores it: 040000 folder, 0120000 link, 0160000 submodule, else a file
  ObjectId id;
};
using Listing = std::vector<TreeItem>;  ///< in byte order of the names

class Objects {
 public:
  /// Throws Error where libgit2 cannot open the repository.
  explicit Objects(const std::string& common_dir);
  ~Objects();
  Objects(Objects&&) noexcept;
  Objects(const Objects&) = delete;
  Objects& operator=(const Objects&) = delete;

  /// Names of the folders below worktrees/ that libgit2 accepts as linked worktrees, sorted.
  std::vector<std::string> worktree_names() const;

  /// The commit an object stands for, tags followed; nullopt: gone, damaged, or no commit.
  std::optional<ObjectId> commit_behind(ObjectId id) const;
  std::optional<ObjectId> tree_of(const ObjectId& commit) const;
  /// Null: gone or damaged. In a partial clone nothing is fetched.
  std::shared_ptr<const Listing> tree(const ObjectId& id) const;
  /// A larger one is a problem, told by its header: what a few kilobytes are packed from may fill any memory.
  ReadResult blob(const ObjectId& id, std::size_t most = std::size_t{64} << 20) const;

  /// What tells trees apart for who looks at `names` only: names and kinds of all entries, ids of those. Parses nothing
  /// and keeps nothing. "" = gone or damaged.
  std::string tree_signature(const ObjectId& id, const std::set<std::string, std::less<>>& names) const;

  /// Objects read from the database so far; what is remembered is not read again.
  std::size_t reads() const { return reads_; }

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  mutable std::unordered_map<ObjectId, std::shared_ptr<const Listing>, ObjectIdHash> trees_;
  mutable std::size_t reads_ = 0;
};

}  // namespace tributary
