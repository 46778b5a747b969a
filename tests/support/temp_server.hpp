#pragma once
// A private PostgreSQL of its own in a temporary folder: no clash with any other server, nothing left behind.
#include <sys/types.h>

#include <string>

namespace tributary::testing {

class TempServer {
 public:
  TempServer();  ///< makes and starts one; fails the test with the server's log where it cannot
  ~TempServer();
  TempServer(const TempServer&) = delete;
  TempServer& operator=(const TempServer&) = delete;

  /// The one that a test process shares: started at first use, stopped and removed at exit. Each test makes databases
  /// of its own in it.
  static TempServer& shared();

  /// CREATE DATABASE; `from` is the template.
  void create_database(const std::string& name, const std::string& from = "template1");
  /// A name not used before in this process: "shop_7".
  std::string new_database(const std::string& stem = "db");
  /// Runs SQL as the superuser; fails the test unless it succeeds. Rows as lines, columns with | between.
  std::string exec(const std::string& database, const std::string& sql);

  /// postgresql://postgres@127.0.0.1:PORT/database. A role named "locked" needs its password here; others need none.
  std::string url(const std::string& database, const std::string& parameters = {}) const;
  /// The same database through the socket.
  std::string socket_url(const std::string& database, const std::string& parameters = {}) const;

  int port() const { return port_; }
  const std::string& socket_folder() const { return folder_; }
  std::string log() const;  ///< what the server has logged so far
  void suspend();           ///< SIGSTOP: connections are accepted by the kernel and never answered
  void resume();

 private:
  void start();
  void stop();
  bool answers() const;

  std::string bin_, folder_;
  uid_t user_ = 0;
  gid_t group_ = 0;
  bool drop_root_ = false;
  pid_t server_ = -1;
  int port_ = 0;
};

}  // namespace tributary::testing
