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

/// Of a server whose answer is none.
Refusal odd_answer(const std::string& what);

/// A connection with one REPEATABLE READ, READ ONLY transaction that lasts as long as it does and is rolled back. Each
/// query has the server's statement timeout, and a deadline of our own after which the socket is shut down: a pooler or
/// a frozen server answers to no timeout; and more bytes than any honest answer has end it as well.
///
/// Nothing here runs code of other users of the database: search_path is empty from the first question on, and where a
/// policy would hide rows the server refuses instead of running it.
class ReadConnection {
 public:
  /// Throws Refusal.
  ReadConnection(const prisma::Url& url, const InspectOptions& options);
  ~ReadConnection();

  /// Throws Refusal; the transaction stays usable after a server's error. `columns`: how many the answer has; a server
  /// that answers with another number is no PostgreSQL.
  pqxx::result query(const std::string& sql, int columns = -1);
  /// The one row that a question without FROM has.
  pqxx::row one_row(const std::string& sql, int columns);

  /// What the search_path of the URL, the role or the database leads to, asked before it was emptied.
  const std::string& ledger_oid() const { return ledger_oid_; }          ///< of _prisma_migrations; "" = none
  const std::string& current_schema() const { return current_schema_; }  ///< "" = none

  std::string quote(const std::string& text);
  std::string quote_name(const std::string& text);

 private:
  struct Session;
  void look_along_search_path(const prisma::Url& url);
  std::unique_ptr<Session> session_;
  int deadline_ms_;
  std::string ledger_oid_, current_schema_;
};

}  // namespace tributary::inspect
