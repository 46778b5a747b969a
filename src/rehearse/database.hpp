#pragma once
#include <string>
#include <vector>

#include "rehearse/server.hpp"

namespace tributary::scratch {

/// A database with a name of its own, made here and dropped when it dies. There is no way to be given an existing one.
class ScratchDatabase {
 public:
  /// Empty but for `extensions`, which a superuser makes.
  ScratchDatabase(ScratchServer::Parts& server, const std::vector<std::string>& extensions);
  /// A copy; nobody may be connected to `from`.
  explicit ScratchDatabase(const ScratchDatabase& from);
  ~ScratchDatabase();
  ScratchDatabase& operator=(const ScratchDatabase&) = delete;

  const std::string& name() const { return name_; }
  ScratchServer::Parts& server() const { return server_; }

 private:
  void create(const std::string& from);
  void make_extensions(const std::vector<std::string>& extensions);

  ScratchServer::Parts& server_;
  std::string name_;
};

}  // namespace tributary::scratch
