#include "inspect/connection.hpp"

#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/tcp.h>
#endif

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/text.hpp"

namespace tributary::inspect {
namespace {

using Clock = std::chrono::steady_clock;

/// What has come in through a socket, as the kernel counts it; 0 where it does not (a Unix socket).
std::uint64_t bytes_received(int socket) {
#ifdef __linux__
  tcp_info info{};
  socklen_t length = sizeof info;
  if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&
      length >= offsetof(tcp_info, tcpi_bytes_received) + 8)
    return info.tcpi_bytes_received;
#endif
  (void)socket;
  return 0;
}

/// libpq keeps a whole answer in memory: a server that never stops would fill it before any deadline.
constexpr std::uint64_t answer_cap = 256ull << 20;

/// Shuts the socket down unless it is destroyed in time, or when more comes in than an answer can have.
class Deadline {
 public:
  Deadline(int socket, int ms) : thread_([this, socket, ms] { watch(socket, ms); }) {}
  ~Deadline() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      done_ = true;
    }
    ended_.notify_one();
    thread_.join();
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

 private:
  void watch(int socket, int ms) {
    std::unique_lock<std::mutex> lock(mutex_);
    auto end = Clock::now() + std::chrono::milliseconds(ms);
    auto before = bytes_received(socket);
    while (!ended_.wait_for(lock, std::chrono::milliseconds(20), [this] { return done_; }))
      if (Clock::now() >= end || bytes_received(socket) - before > answer_cap) {
        ::shutdown(socket, SHUT_RDWR);
        return;
      }
  }
  std::mutex mutex_;
  std::condition_variable ended_;
  bool done_ = false;
  std::thread thread_;
};

/// Waits until libpq may go on; false after the deadline.
bool wait_for(PGconn* connection, PostgresPollingStatusType what, Clock::time_point deadline) {
  pollfd waiting{PQsocket(connection), static_cast<short>(what == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return left > 0 && ::poll(&waiting, 1, static_cast<int>(left)) != 0;
}

/// libpqxx's own policy waits as long as the server likes and drops the SQLSTATE of a refused login.
class PatientPolicy : public pqxx::connectionpolicy {
 public:
  /// `options` is "SECONDS CONNINFO".
  explicit PatientPolicy(const std::string& options)
      : connectionpolicy(options.substr(options.find(' ') + 1)), seconds_(std::atoi(options.c_str())) {}

  handle do_startconnect(handle original) override {
    if (original) return original;
    auto deadline = Clock::now() + std::chrono::seconds(seconds_);
    PGconn* connection = PQconnectStart(options().c_str());
    if (!connection) throw std::bad_alloc();
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);  // puts the SQLSTATE into the message
    auto status = PQstatus(connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING)
      status = wait_for(connection, status, deadline) ? PQconnectPoll(connection) : PGRES_POLLING_FAILED;
    if (status != PGRES_POLLING_OK) {
      std::string message = PQerrorMessage(connection);
      PQfinish(connection);
      throw pqxx::broken_connection(message);
    }
    PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    PQsetNoticeProcessor(
        connection, [](void*, const char*) {}, nullptr);
    return connection;
  }
  handle do_completeconnect(handle original) override { return original; }

 private:
  int seconds_;
};

/// "FATAL:  28P01: password authentication failed" -> "28P01", whatever the language; "" where the server said nothing.
std::string sqlstate_in(const std::string& message) {
  for (std::size_t at = message.find(":  "); at != message.npos; at = message.find(":  ", at + 1)) {
    auto code = message.substr(at + 3, 5);
    bool plain = code.size() == 5 && message.substr(at + 8, 2) == ": ";
    for (char c : code) plain = plain && ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'));
    if (plain) return code;
  }
  return {};
}

/// The server's sentence without severity, code and location.
std::string sentence_in(const std::string& message, const std::string& code) {
  auto at = code.empty() ? message.npos : message.find(code + ": ");
  auto rest = at == message.npos ? message : message.substr(at + code.size() + 2);
  return text::trim(rest.substr(0, rest.find('\n')));
}

Refusal connect_refusal(const prisma::Url& url, const std::string& message) {
  using State = Database::State;
  auto at = "`" + url.host + ":" + std::to_string(url.port) + "`";
  auto code = sqlstate_in(message);
  if (code == "28P01")
    return {State::denied,
            "P1000: Authentication failed against database server, the provided database credentials for `" + url.user +
                "` are not valid",
            "check user and password in the database URL"};
  if (code == "28000" || code == "42501")
    return {State::denied, "P1010: User was denied access on the database `" + url.database + "`",
            sentence_in(message, code)};
  if (code == "3D000")
    return {State::unreachable, "P1003: Database `" + url.database + "` does not exist",
            "`npx prisma migrate deploy` creates it, or correct its name in the database URL"};
  if (!code.empty())
    return {State::unreachable, "the server refused: " + sentence_in(message, code) + " (" + code + ")", ""};
  if (message.find("SSL was required") != message.npos)
    return {State::unreachable, "P1011: Error opening a TLS connection: the server does not support TLS",
            "sslmode=require in the database URL asks for it"};
  return {State::unreachable, "P1001: Can't reach database server at " + at,
          "Please make sure your database server is running at " + at + "."};
}

using ReadOnly = pqxx::transaction<pqxx::repeatable_read, pqxx::readwrite_policy::read_only>;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"  // libpqxx 7 drops policies; 6.4 has no other way in
class Connection : public pqxx::basic_connection_base<PatientPolicy> {
 public:
  explicit Connection(const std::string& options) : basic_connection_base(options) { inhibit_reactivation(true); }
};
#pragma GCC diagnostic pop

Refusal query_refusal(const pqxx::sql_error& error) {
  using State = Database::State;
  std::string message = error.what();
  auto severity = message.find(":  ");  // "ERROR:  ", translated or not
  auto sentence = text::trim(message.substr(severity == message.npos ? 0 : severity + 3));
  sentence = sentence.substr(0, std::min<std::size_t>(sentence.find('\n'), 1000));
  auto code = error.sqlstate();
  if (code == "57014" || code == "55P03")
    return {State::unreachable, "the server took too long: " + sentence, "try again when nothing locks the ledger"};
  if (dynamic_cast<const pqxx::insufficient_privilege*>(&error))  // libpqxx 6.4 leaves its SQLSTATE empty
    return {State::denied, sentence, "the role in the database URL needs SELECT on _prisma_migrations"};
  return {State::broken_ledger, sentence, "the table _prisma_migrations is not as Prisma makes it"};
}

}  // namespace

Refusal odd_answer(const std::string& what) {
  return {Database::State::unreachable, "the server answered as no PostgreSQL does: " + what.substr(0, 200),
          "check what listens at the address in the database URL"};
}

struct ReadConnection::Session {
  Connection connection;
  std::unique_ptr<ReadOnly> transaction;
  explicit Session(const std::string& options) : connection(options) {}
};

ReadConnection::ReadConnection(const prisma::Url& url, const InspectOptions& options)
    : deadline_ms_(options.statement_timeout_ms + options.connect_timeout_s * 1000) {
  // libpq splits a host at commas and reads the system's user where there is none: Prisma does neither
  if (url.host.find(',') != url.host.npos) throw connect_refusal(url, "");
  if (url.user.empty()) throw connect_refusal(url, "FATAL:  28000: the database URL names no user");
  try {
    session_ = std::make_unique<Session>(std::to_string(connect_seconds(url, options)) + " " + conninfo(url));
    Deadline deadline(session_->connection.sock(), deadline_ms_);
    session_->transaction = std::make_unique<ReadOnly>(session_->connection);
    // not as start-up options: poolers refuse those
    session_->transaction->exec("SET LOCAL statement_timeout = " + std::to_string(options.statement_timeout_ms) +
                                "; SET LOCAL lock_timeout = " + std::to_string(options.lock_timeout_ms) +
                                "; SET LOCAL timezone = 'UTC'; SET LOCAL row_security = off");
    look_along_search_path(url);
  } catch (const pqxx::sql_error& error) {
    throw query_refusal(error);
  } catch (const pqxx::failure& error) {
    throw connect_refusal(url, error.what());
  }
}

/// The one question that needs a search_path, with functions that no other schema can stand in for; then there is none.
void ReadConnection::look_along_search_path(const prisma::Url& url) {
  if (!url.schema.empty()) query("SET LOCAL search_path = " + quote_name(url.schema));
  // to_regclass follows search_path as the unqualified name in Prisma's statements does
  auto found =
      one_row("SELECT pg_catalog.to_regclass('_prisma_migrations')::pg_catalog.oid, pg_catalog.current_schema()", 2);
  query("SET LOCAL search_path = ''");
  if (!found[0].is_null()) ledger_oid_ = std::to_string(found[0].as<std::uint32_t>());
  if (!found[1].is_null()) current_schema_ = found[1].c_str();
}

ReadConnection::~ReadConnection() {
  if (!session_) return;
  Deadline deadline(session_->connection.sock(), 1000);
  session_->transaction.reset();
}

pqxx::row ReadConnection::one_row(const std::string& sql, int columns) {
  auto answer = query(sql, columns);
  if (answer.size() != 1) throw odd_answer("one row was asked for, " + std::to_string(answer.size()) + " came");
  return answer[0];
}

pqxx::result ReadConnection::query(const std::string& sql, int columns) {
  Deadline deadline(session_->connection.sock(), deadline_ms_);
  try {
    pqxx::subtransaction savepoint(*session_->transaction);
    auto answer = savepoint.exec(sql);
    savepoint.commit();
    if (columns >= 0 && static_cast<int>(answer.columns()) != columns)
      throw odd_answer(std::to_string(columns) + " columns were asked for, " + std::to_string(answer.columns()) +
                       " came");
    return answer;
  } catch (const pqxx::sql_error& error) {
    throw query_refusal(error);
  } catch (const pqxx::failure&) {
    throw Refusal{Database::State::unreachable, "the connection was lost or did not answer in time", "try again"};
  }
}

std::string ReadConnection::quote(const std::string& text) {
  return session_->connection.quote(text);
}
std::string ReadConnection::quote_name(const std::string& text) {
  return session_->connection.quote_name(text);
}

}  // namespace tributary::inspect
