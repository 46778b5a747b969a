#pragma once
// One connection of a test to a server: many statements without a process each.
#include <optional>
#include <string>
#include <vector>

typedef struct pg_conn PGconn;

namespace tributary::testing {

class SqlSession {
 public:
  explicit SqlSession(const std::string& url);  ///< fails the test where the server refuses
  ~SqlSession();
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;

  /// Rows of the last statement, nullopt = NULL; fails the test on an error.
  std::vector<std::vector<std::optional<std::string>>> run(const std::string& sql);
  /// The server's message, "" where it had none to complain. As `migrate deploy` sends a script: one simple query.
  std::string try_run(const std::string& sql);

 private:
  PGconn* connection_ = nullptr;
};

}  // namespace tributary::testing
