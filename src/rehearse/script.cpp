#include "rehearse/script.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "base/text.hpp"
#include "tributary/change.hpp"

namespace tributary::scratch {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

constexpr int look_every_ms = 100;
constexpr int grace_ms = 1500;  // between asking a script to stop, ending its session, its process, and giving it up
constexpr std::size_t longest_message = 4'000;

std::string field(const PGresult* result, int which) {
  const char* text = PQresultErrorField(result, which);
  return text ? text : "";
}

std::string cut(std::string message) {
  if (message.size() <= longest_message) return message;
  auto end = longest_message;
  while (end > 0 && (static_cast<unsigned char>(message[end]) & 0xC0) == 0x80) --end;
  return message.substr(0, end) + "…";
}

/// Waits for the server and stops the script where it takes too much.
class Watcher {
 public:
  Watcher(PGconn* connection, const Watch& watch)
      : connection_(connection), watch_(watch), began_(Clock::now()), looked_(began_), stopped_(began_) {}

  /// The next result; null = there are no more, or it was given up.
  PGresult* next() {
    while (PQisBusy(connection_) && !abandoned_)
      if (!wait()) break;
    look();
    return abandoned_ ? nullptr : PQgetResult(connection_);
  }

  /// The rows of a COPY … TO STDOUT are read and dropped.
  void drop_copied_out() {
    for (;;) {
      char* row = nullptr;
      int got = PQgetCopyData(connection_, &row, 1);
      if (got < 0) return;
      if (got > 0) {
        PQfreemem(row);
        look();
      } else if (!wait() || abandoned_) {
        return;
      }
    }
  }
  const std::string& because() const { return because_; }
  bool abandoned() const { return abandoned_; }

 private:
  /// False: the connection is gone.
  bool wait() {
    pollfd waiting{PQsocket(connection_), POLLIN, 0};
    ::poll(&waiting, 1, look_every_ms);
    look();
    return !waiting.revents || PQconsumeInput(connection_);
  }

  void look() {
    auto now = Clock::now();
    if (now - looked_ < milliseconds(look_every_ms)) return;
    looked_ = now;
    if (because_.empty()) {
      if (now - began_ > milliseconds(watch_.deadline_ms))
        because_ = fmt::format("stopped: it took longer than {} s", watch_.deadline_ms / 1000.0);
      else if (watch_.too_much)
        because_ = watch_.too_much();
      if (!because_.empty()) cancel(), stopped_ = now;
    } else if (now - stopped_ > milliseconds(grace_ms)) {
      stop_harder();
      stopped_ = now;
    }
  }

  // A script may catch the cancel and go on; a library in which it is may hear nothing at all.
  void stop_harder() {
    int backend = PQbackendPID(connection_);
    ++pressed_;
    if (pressed_ == 1)
      watch_.terminate(backend);
    else if (pressed_ == 2 && watch_.kill)
      watch_.kill(backend);
    else
      abandoned_ = true;
  }

  void cancel() {
    std::unique_ptr<PGcancel, void (*)(PGcancel*)> ticket(PQgetCancel(connection_), PQfreeCancel);
    char problem[256];
    if (ticket) PQcancel(ticket.get(), problem, sizeof problem);
  }

  PGconn* connection_;
  const Watch& watch_;
  Clock::time_point began_, looked_, stopped_;
  std::string because_;
  int pressed_ = 0;
  bool abandoned_ = false;
};

Failure failure_of(PGconn* connection, const PGresult* result, std::size_t done) {
  Failure failure;
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.message = cut(field(result, PG_DIAG_MESSAGE_PRIMARY));
  failure.context = cut(field(result, PG_DIAG_CONTEXT));
  failure.function = field(result, PG_DIAG_SOURCE_FUNCTION);
  failure.position = std::atoi(field(result, PG_DIAG_STATEMENT_POSITION).c_str());
  failure.statements_done = done;
  if (failure.message.empty()) failure.message = cut(text::trim(PQerrorMessage(connection)));
  return failure;
}

// A script's own BEGIN without its COMMIT: what follows would be inside of it, and undone when deploy disconnects.
std::optional<Failure> left_open(PGconn* connection, std::size_t done) {
  if (PQtransactionStatus(connection) == PQTRANS_IDLE || PQtransactionStatus(connection) == PQTRANS_UNKNOWN)
    return std::nullopt;
  PQclear(PQexec(connection, "ROLLBACK"));
  return Failure{"", "the script leaves its transaction open: what it did is undone when the connection ends", "", 0,
                 done};
}

}  // namespace

namespace {

std::optional<Failure> send(Connection& connection, const std::string& sql, const Watch& watch,
                            std::size_t& done_statements) {
  auto* handle = connection.handle();
  std::optional<Failure> failure;
  if (!PQsendQuery(handle, sql.c_str())) return Failure{"", text::trim(PQerrorMessage(handle)), "", 0, 0};
  PQsetSingleRowMode(handle);  // a SELECT may give more rows than we have memory for
  Watcher watcher(handle, watch);
  std::size_t done = 0;
  while (Result result{watcher.next(), PQclear}) {
    switch (PQresultStatus(result.get())) {
      case PGRES_COMMAND_OK:
      case PGRES_TUPLES_OK:
        ++done;
        break;
      case PGRES_EMPTY_QUERY:
      case PGRES_SINGLE_TUPLE:
        break;
      case PGRES_COPY_IN:
        PQputCopyEnd(handle, "a migration has no data to copy from its client");
        break;
      case PGRES_COPY_OUT:
        watcher.drop_copied_out();
        break;
      default:
        if (!failure) failure = failure_of(handle, result.get(), done);
    }
    if (PQstatus(handle) != CONNECTION_OK) break;
  }
  if (!watcher.because().empty()) failure = Failure{"", watcher.because(), "", 0, done, "", watcher.abandoned()};
  if (!failure) done_statements = done;
  return failure;
}

// A text of the protocol ends at its first NUL byte: the server refuses the message that Prisma makes of the script.
std::optional<Failure> holds_nul(const std::string& sql) {
  auto at = sql.find('\0');
  if (at == sql.npos) return std::nullopt;
  auto line = 1 + std::count(sql.begin(), sql.begin() + static_cast<long>(at), '\n');
  return Failure{"", fmt::format("line {} holds a NUL byte, which no PostgreSQL takes: nothing was sent", line), "", 0,
                 0};
}

/// Prisma's splitter does not know DROP INDEX CONCURRENTLY, and neither is anything split here that was not understood.
bool can_be_split(const ScriptChanges& script) {
  bool understood = script.problems.empty() && !script.statements.empty();
  return understood && std::none_of(script.changes.begin(), script.changes.end(), [](const Change& change) {
           return change.concurrently && change.verb == Verb::drop && change.object.kind == ObjectKind::index;
         });
}

int characters(const std::string& text, std::size_t end) {
  return static_cast<int>(std::count_if(text.begin(), text.begin() + static_cast<long>(end),
                                        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Without its connection's transaction closed nothing else may run.
std::optional<Failure> closed(Connection& connection, std::optional<Failure> failure, std::size_t done) {
  if (failure && failure->abandoned) return failure;
  auto open = left_open(connection.handle(), done);
  return failure ? failure : open;
}

}  // namespace

std::optional<Failure> run_script(Connection& connection, const std::string& sql, const Watch& watch) {
  std::size_t done = 0;
  if (auto unsendable = holds_nul(sql)) return unsendable;
  auto failure = send(connection, sql, watch, done);
  return closed(connection, std::move(failure), done);
}

std::optional<Failure> run_statements(Connection& connection, const std::string& sql, const Watch& watch) {
  if (auto unsendable = holds_nul(sql)) return unsendable;
  auto script = read_changes(sql);
  if (!can_be_split(script)) return run_script(connection, sql, watch);
  std::size_t done = 0;
  for (const auto& statement : script.statements) {
    std::size_t one = 0;
    auto failure = send(connection, sql.substr(statement.begin, statement.end - statement.begin), watch, one);
    if (failure) {
      if (failure->position > 0) failure->position += characters(sql, statement.begin);
      failure->statements_done = done;
      return closed(connection, std::move(failure), done);
    }
    ++done;
  }
  return closed(connection, std::nullopt, done);
}

}  // namespace tributary::scratch
