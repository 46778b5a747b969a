#pragma once
// What a ScratchServer consists of: who logs in where, and the names that are ours on it.
#include <chrono>
#include <memory>
#include <set>
#include <string>

#include "base/hidden_variables.hpp"
#include "rehearse/connection.hpp"
#include "rehearse/private_server.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::scratch {

/// Every database and role that we make begins with it, and says in its comment that we made it.
constexpr const char* name_prefix = "tributary_scratch_";
constexpr const char* made_by_us = "made by tributary, may be dropped";

}  // namespace tributary::scratch

namespace tributary {

struct ScratchServer::Parts {
  explicit Parts(const RehearseOptions& options);
  ~Parts();

  HiddenVariables without_defaults{"PG"};
  std::unique_ptr<scratch::PrivateServer> own;  ///< null: a configured server
  scratch::Address admin_address, owner;        ///< `owner` runs the scripts: it may log in and nothing else
  std::string maintenance = "postgres";         ///< the database that `admin` is connected to
  std::unique_ptr<scratch::Connection> admin;
  std::string stem;     ///< tributary_scratch_<16 hex>: of this run's names
  std::string version;  ///< "15.10"
  int major = 0;
  bool superuser = true;  ///< may make extensions that are not trusted
  bool keep = false;
  std::size_t databases_made = 0;
  double create_ms = 0;                      ///< what making an empty database last cost
  std::set<std::string> missing_extensions;  ///< listed, and not to be had here
  std::set<std::string> created_roles;       ///< by --create-missing-roles: dropped again

  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

  /// Of the private server, one that hears nothing any more; the server then starts all its sessions anew.
  void kill_backend(int backend);
  /// The owner as it was at first: a script may have changed its own password and settings.
  void reset_owner();
  /// Who may connect to it as it was at first: its owner's script may have closed it.
  void reset_database(const std::string& name);
  /// Throws Error. What its owner made of it (a template) is taken back first.
  void drop_database(const std::string& name);

 private:
  void connect(const RehearseOptions& options);
  void prove_apart(const RehearseOptions& options);
  void sweep();
  void make_owner();
};

}  // namespace tributary
