#pragma once
// libpq, raw: only this room may run what a script holds, and it must know which of its statements failed.
#include <libpq-fe.h>

#include <string>
#include <utility>
#include <vector>

#include "tributary/catalog.hpp"

namespace tributary::scratch {

/// Where a server is and who logs in there; every parameter that a user's machine could supply is pinned.
struct Address {
  std::string host, port = "5432", user, password, sslmode = "prefer";
};

class Connection {
 public:
  /// Throws Error. Give it a HiddenVariables("PG") that lives.
  Connection(const Address& address, const std::string& database);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Our own statements, not a script's. Throws Error with the server's message.
  Rows query(const std::string& sql);
  PGconn* handle() const { return connection_; }

 private:
  PGconn* connection_ = nullptr;
};

std::string quoted_name(const std::string& name);     ///< "as ""this"""
std::string quoted_text(const std::string& literal);  ///< 'as ''this'''; standard_conforming_strings is on

}  // namespace tributary::scratch
