#include "support/temp_server.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;

bool has_server(const std::string& folder) {
  return ::access((folder + "/initdb").c_str(), X_OK) == 0 && ::access((folder + "/postgres").c_str(), X_OK) == 0;
}

/// pg_config's answer, else the highest version that Debian has installed beside PATH.
std::string server_binaries() {
  if (auto answer = run_process({"pg_config", "--bindir"}); answer.status == 0)
    if (auto folder = text::trim(answer.out); has_server(folder)) return folder;
  int highest = 0;
  for (const auto& name : list_folder("/usr/lib/postgresql").value_or(std::vector<std::string>()))
    if (int number = std::atoi(name.c_str()); number > highest && has_server("/usr/lib/postgresql/" + name + "/bin"))
      highest = number;
  return highest == 0 ? "" : "/usr/lib/postgresql/" + std::to_string(highest) + "/bin";
}

int free_port() {
  int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
  ::close(fd);
  return ntohs(address.sin_port);
}

/// Folders of processes that were killed: their name says whose they were.
void sweep(const std::string& base) {
  for (const auto& name : list_folder(base).value_or(std::vector<std::string>())) {
    if (!name.starts_with("tributary-pg-")) continue;
    pid_t owner = std::atoi(name.c_str() + 13);
    std::error_code ignored;
    if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) fs::remove_all(base + "/" + name, ignored);
  }
}

struct Launch {
  std::vector<std::string> argv;
  std::string log;
  bool drop = false;
  uid_t user = 0;
  gid_t group = 0;
};

/// Everything is prepared before the fork: below it only async-signal-safe calls are made.
pid_t launch(const Launch& what) {
  std::vector<char*> argv;
  for (const auto& word : what.argv) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  char path[] = "PATH=/usr/bin:/bin", locale[] = "LC_ALL=C", zone[] = "TZ=UTC";
  char* environment[] = {path, locale, zone, nullptr};
  pid_t parent = ::getpid(), child = ::fork();
  if (child != 0) return child;
  ::setpgid(0, 0);
  if (what.drop && (::setgroups(0, nullptr) != 0 || ::setresgid(what.group, what.group, what.group) != 0 ||
                    ::setresuid(what.user, what.user, what.user) != 0))
    ::_exit(126);
#ifdef __linux__
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after the change of user, which clears it
#endif
  if (::getppid() != parent) ::_exit(125);
  ::umask(077);
  if (::chdir("/") != 0) ::_exit(124);
  int nothing = ::open("/dev/null", O_RDONLY), log = ::open(what.log.c_str(), O_WRONLY | O_APPEND);
  ::dup2(nothing, 0);
  ::dup2(log, 1);
  ::dup2(log, 2);
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
  ::execve(argv[0], argv.data(), environment);
  ::_exit(127);
}

}  // namespace

TempServer::TempServer() : bin_(server_binaries()) {
  REQUIRE_MESSAGE(!bin_.empty(), "no PostgreSQL server is installed (Debian: apt-get install postgresql)");
  sweep("/tmp");
  // a short path: a socket's may be 107 bytes long
  std::string pattern = "/tmp/tributary-pg-" + std::to_string(::getpid()) + "-XXXXXX";
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  folder_ = pattern;
  drop_root_ = ::geteuid() == 0;  // the server refuses to run as root
  if (drop_root_) {
    const passwd* user = ::getpwnam("postgres");
    if (!user) user = ::getpwnam("nobody");
    REQUIRE(user != nullptr);
    user_ = user->pw_uid;
    group_ = user->pw_gid;
    REQUIRE(::chown(folder_.c_str(), user_, group_) == 0);
  }
  std::ofstream(folder_ + "/log").close();
  if (drop_root_) REQUIRE(::chown((folder_ + "/log").c_str(), user_, group_) == 0);
  start();
}

TempServer::~TempServer() {
  stop();
}

TempServer& TempServer::shared() {
  static TempServer server;
  return server;
}

void TempServer::start() {
  auto data = folder_ + "/data", log_file = folder_ + "/log";
  pid_t initdb = launch({{bin_ + "/initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale",
                          "--no-sync", "--no-instructions", "--wal-segsize=1"},
                         log_file,
                         drop_root_,
                         user_,
                         group_});
  int status = 0;
  REQUIRE(::waitpid(initdb, &status, 0) == initdb);
  REQUIRE_MESSAGE(status == 0, log());
  auto access_rules = read_file(data + "/pg_hba.conf").bytes.value_or("");
  std::ofstream(data + "/pg_hba.conf") << "host all locked 127.0.0.1/32 scram-sha-256\n" << access_rules;
  for (int attempt = 0; attempt < 5; ++attempt) {  // somebody may take the free port before the server does
    port_ = free_port();
    std::vector<std::string> argv = {bin_ + "/postgres", "-D", data, "-p", std::to_string(port_)};
    for (const char* setting :
         {"listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
          "wal_level=minimal", "max_wal_senders=0", "shared_buffers=32MB", "max_connections=40", "autovacuum=off",
          "jit=off", "max_worker_processes=0", "dynamic_shared_memory_type=mmap", "timezone=UTC",
          "log_line_prefix=%d %v|", "max_locks_per_transaction=256"})
      argv.insert(argv.end(), {"-c", setting});
    argv.insert(argv.end(), {"-c", "unix_socket_directories=" + folder_, "-c", "unix_socket_permissions=0777"});
    server_ = launch({argv, log_file, drop_root_, user_, group_});
    for (int i = 0; i < 1000; ++i) {
      if (answers()) return;
      if (::waitpid(server_, &status, WNOHANG) == server_) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  server_ = -1;
  FAIL("the private PostgreSQL does not start: " << log());
}

void TempServer::stop() {
  if (server_ > 0) {
    ::kill(server_, SIGCONT);
    ::kill(server_, SIGQUIT);  // the data is disposable
    ::waitpid(server_, nullptr, 0);
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

bool TempServer::answers() const {
  if (kind_of(folder_ + "/.s.PGSQL." + std::to_string(port_)) == FileKind::absent) return false;
  return run_process({bin_ + "/psql", "-X", "-At", "-h", folder_, "-p", std::to_string(port_), "-U", "postgres", "-c",
                      "SELECT 1", "template1"})
             .status == 0;
}

std::string TempServer::exec(const std::string& database, const std::string& sql) {
  ProcessOptions options;
  options.input = sql;
  auto result = run_process({bin_ + "/psql", "-X", "-At", "-q", "-v", "ON_ERROR_STOP=1", "-h", folder_, "-p",
                             std::to_string(port_), "-U", "postgres", "-d", database},
                            options);
  REQUIRE_MESSAGE(result.status == 0, sql << "\n" << result.err);
  return result.out;
}

void TempServer::create_database(const std::string& name, const std::string& from) {
  exec("postgres", "CREATE DATABASE \"" + name + "\" TEMPLATE \"" + from + "\"");
}

std::string TempServer::new_database(const std::string& stem) {
  static int count = 0;
  auto name = stem + "_" + std::to_string(++count);
  create_database(name);
  return name;
}

std::string TempServer::url(const std::string& database, const std::string& parameters) const {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + database +
         (parameters.empty() ? "" : "?" + parameters);
}

std::string TempServer::socket_url(const std::string& database, const std::string& parameters) const {
  return "postgresql://postgres@localhost:" + std::to_string(port_) + "/" + database + "?host=" + folder_ +
         (parameters.empty() ? "" : "&" + parameters);
}

std::string TempServer::log() const {
  return read_file(folder_ + "/log").bytes.value_or("");
}

void TempServer::suspend() {
  ::kill(server_, SIGSTOP);
}
void TempServer::resume() {
  ::kill(server_, SIGCONT);
}

}  // namespace tributary::testing
