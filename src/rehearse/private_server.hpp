#pragma once
// A PostgreSQL of our own: in a temporary folder, reached through a socket there and by nothing else.
#include <memory>
#include <string>

#include "rehearse/connection.hpp"
#include "rehearse/own_folder.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::scratch {

class PrivateServer {
 public:
  /// Throws Error: no PostgreSQL found, or it does not start.
  explicit PrivateServer(const RehearseOptions& options);
  ~PrivateServer();  ///< at once: the data is disposable
  PrivateServer(const PrivateServer&) = delete;
  PrivateServer& operator=(const PrivateServer&) = delete;

  Address superuser() const { return {folder_.path(), "5432", "postgres", password_, "disable"}; }
  /// The server can reach no network, whatever its extensions try.
  bool without_network() const { return without_network_; }
  const OwnFolder& folder() const { return folder_; }
  void kill_backend(int backend) const;  ///< returns when it is gone

  // Of a server that is kept: scripts in its folder, which only its account may enter.
  std::string look() const { return "sh " + folder_.path() + "/psql"; }  ///< and a database's name behind it
  std::string end() const { return "sh " + folder_.path() + "/stop"; }

 private:
  bool start(const std::string& binaries, bool outlives_us);
  void stop();
  void write_scripts(const std::string& binaries) const;

  Account account_;
  OwnFolder folder_;
  std::string password_;
  pid_t process_ = -1;
  bool without_network_ = false, keep_ = false;
};

}  // namespace tributary::scratch
