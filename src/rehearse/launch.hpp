#pragma once
// Starts initdb and postgres: as an unprivileged user, without a network, gone when we are.
#include <sys/types.h>

#include <string>
#include <vector>

namespace tributary::scratch {

/// Whom a server runs as. PostgreSQL refuses root: then it is the user behind sudo, else postgres, else nobody.
struct Account {
  bool drop_root = false;  ///< false: we are nobody special, and so is the server
  uid_t user = 0;
  gid_t group = 0;
};
/// Throws Error where root finds no such user.
Account account();

struct Launch {
  std::vector<std::string> argv;  ///< argv[0] with its path
  std::string log;                ///< an existing file that both outputs are appended to
  Account account;
  bool outlives_us = false;  ///< --keep
};

struct Launched {
  pid_t process = -1;
  bool without_network = false;  ///< it has a network namespace of its own, with nothing in it
};

/// Call it from a thread that lives as long as the server shall: the signal that ends it is tied to that thread.
Launched launch(const Launch& what);

/// Its exit status as run_process() counts.
int wait_for(pid_t process);

}  // namespace tributary::scratch
