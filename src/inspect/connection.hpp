#pragma once
// One read-only look at one server.
#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "inspect/address.hpp"

namespace tributary::inspect {

/// Why a server could not be looked at, in Prisma's words where it has some.
struct Refusal {
  Database::State state = Database::State::unreachable;
  std::string error, hint;
};

/// A connection with one REPEATABLE READ, READ ONLY transaction that lasts as long as it does and is rolled back. Each
/// query has the server's statement timeout, and a deadline of our own after which the socket is shut down: a pooler or
/// a frozen server answers to no timeout.
class ReadConnection {
 public:
  /// Throws Refusal.
  ReadConnection(const prisma::Url& url, const InspectOptions& options);
  ~ReadConnection();

  /// Throws Refusal; the transaction stays usable after a server's error.
  pqxx::result query(const std::string& sql);
  std::string quote(const std::string& text);
  std::string quote_name(const std::string& text);

 private:
  struct Session;
  std::unique_ptr<Session> session_;
  int deadline_ms_;
};

}  // namespace tributary::inspect
