#include "support/sql_session.hpp"

#include <doctest/doctest.h>
#include <libpq-fe.h>

namespace tributary::testing {

SqlSession::SqlSession(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
  REQUIRE_MESSAGE(PQstatus(connection_) == CONNECTION_OK, PQerrorMessage(connection_));
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
}

SqlSession::~SqlSession() {
  PQfinish(connection_);
}

std::vector<std::vector<std::optional<std::string>>> SqlSession::run(const std::string& sql) {
  auto* answer = PQexec(connection_, sql.c_str());
  auto status = PQresultStatus(answer);
  std::string message = PQresultErrorMessage(answer);
  std::vector<std::vector<std::optional<std::string>>> rows;
  for (int row = 0; row < PQntuples(answer); ++row) {
    auto& values = rows.emplace_back();
    for (int column = 0; column < PQnfields(answer); ++column)
      values.push_back(PQgetisnull(answer, row, column) ? std::optional<std::string>()
                                                        : std::string(PQgetvalue(answer, row, column)));
  }
  PQclear(answer);
  REQUIRE_MESSAGE((status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY),
                  sql << "\n"
                      << message);
  return rows;
}

std::string SqlSession::try_run(const std::string& sql) {
  auto* answer = PQexec(connection_, sql.c_str());
  std::string message = PQresultErrorMessage(answer);
  PQclear(answer);
  return message;
}

}  // namespace tributary::testing
