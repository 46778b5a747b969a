#include "rehearse/connection.hpp"

#include <memory>

#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

// Nothing can exist below a device.
constexpr const char* nowhere = "/dev/null/none";

using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

std::string message_of(const PGconn* connection) {
  return text::trim(PQerrorMessage(connection));
}

Rows rows_of(const PGresult* result) {
  Rows rows(static_cast<std::size_t>(PQntuples(result)));
  for (int row = 0; row < PQntuples(result); ++row)
    for (int column = 0; column < PQnfields(result); ++column) {
      auto& cell = rows[static_cast<std::size_t>(row)].emplace_back();
      if (!PQgetisnull(result, row, column)) cell = PQgetvalue(result, row, column);
    }
  return rows;
}

}  // namespace

Connection::Connection(const Address& address, const std::string& database) {
  const char* keys[] = {"host",
                        "port",
                        "user",
                        "password",
                        "dbname",
                        "passfile",
                        "sslmode",
                        "sslcert",
                        "sslkey",
                        "sslrootcert",
                        "sslcrl",
                        "options",
                        "gssencmode",
                        "client_encoding",
                        "application_name",
                        "connect_timeout",
                        nullptr};
  const char* values[] = {address.host.c_str(),
                          address.port.c_str(),
                          address.user.c_str(),
                          address.password.c_str(),
                          database.c_str(),
                          nowhere,
                          address.sslmode.c_str(),
                          nowhere,
                          nowhere,
                          nowhere,
                          nowhere,
                          "",
                          "disable",
                          "UTF8",
                          "tributary",
                          "10",
                          nullptr};
  connection_ = PQconnectdbParams(keys, values, 0);
  if (PQstatus(connection_) != CONNECTION_OK) {
    auto message = message_of(connection_);
    PQfinish(connection_);
    throw Error("the scratch server refuses a connection: " + message, address.host);
  }
  PQsetNoticeReceiver(
      connection_, [](void*, const PGresult*) {}, nullptr);
}

Connection::~Connection() {
  PQfinish(connection_);
}

Rows Connection::query(const std::string& sql) {
  Result result(PQexec(connection_, sql.c_str()), PQclear);
  auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw Error("the scratch server: " + message_of(connection_), sql.substr(0, 80));
  return rows_of(result.get());
}

std::string quoted_name(const std::string& name) {
  return "\"" + text::replace_all(name, "\"", "\"\"") + "\"";
}

std::string quoted_text(const std::string& literal) {
  return "'" + text::replace_all(literal, "'", "''") + "'";
}

}  // namespace tributary::scratch
