#pragma once
// The temporary folder of one rehearsal, and what is left of those that were killed.
#include <cstdint>
#include <string>

#include "rehearse/launch.hpp"

namespace tributary::scratch {

/// A new folder that belongs to `account`, with a short path (a socket's may be 107 bytes long), in memory where there
/// is plenty. Its file `lock` is held as long as this object lives: a folder whose lock can be had is nobody's.
class OwnFolder {
 public:
  explicit OwnFolder(const Account& account);
  ~OwnFolder();  ///< removes it, unless keep() was called
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t free_bytes() const;  ///< of its file system
  /// What may be put there: without bound on a disk, half of what was free where it is the machine's memory.
  std::uint64_t room() const { return room_; }
  void keep();  ///< it stays as long as the server in it runs

 private:
  std::string path_;
  std::uint64_t room_ = ~std::uint64_t{0};
  int lock_ = -1, janitor_ = -1;
  bool kept_ = false;
};

/// Removes folders that killed processes left, after stopping a server that still runs in one.
void sweep_folders();

}  // namespace tributary::scratch
