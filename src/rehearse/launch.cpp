#include "rehearse/launch.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

// What one process of the server may take of the memory, whatever work_mem a script sets.
constexpr rlim_t memory_cap = 4ull << 30;

bool write_file(const char* path, const char* text) {
  int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  auto length = static_cast<ssize_t>(std::strlen(text));
  bool written = ::write(file, text, static_cast<std::size_t>(length)) == length;
  ::close(file);
  return written;
}

struct Maps {
  char user[64], group[64];
};

// A network of its own that nothing is connected to: a socket in a folder is reached through it all the same. As
// ordinary user that takes a user namespace, which some systems forbid.
bool leave_network([[maybe_unused]] bool root, [[maybe_unused]] const Maps& maps) {
#ifdef __linux__
  if (root) return ::unshare(CLONE_NEWNET) == 0;
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  return write_file("/proc/self/setgroups", "deny") && write_file("/proc/self/uid_map", maps.user) &&
         write_file("/proc/self/gid_map", maps.group);
#else
  return false;
#endif
}

void limit(int resource, rlim_t most) {
  rlimit now{};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return;
  now.rlim_cur = most < now.rlim_max ? most : now.rlim_max;
  ::setrlimit(static_cast<__rlimit_resource>(resource), &now);
}

bool become(const Account& account) {
  return ::setgroups(0, nullptr) == 0 && ::setresgid(account.group, account.group, account.group) == 0 &&
         ::setresuid(account.user, account.user, account.user) == 0;
}

struct Prepared {
  std::vector<char*> argv;
  std::vector<char*> environment;
  Maps maps{};
  pid_t parent = 0;
  int answer = -1;  ///< where the child says whether it has left the network
};

// Only async-signal-safe calls: everything else was prepared before the fork.
[[noreturn]] void in_child(const Launch& what, const Prepared& prepared) {
  ::setpgid(0, 0);  // Ctrl-C reaches us first
  bool left = leave_network(::geteuid() == 0, prepared.maps);
  if (what.account.drop_root && !become(what.account)) ::_exit(126);
#ifdef __linux__
  if (!what.outlives_us) ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // after the change of user, which clears it
#endif
  if (::getppid() != prepared.parent) ::_exit(125);
  limit(RLIMIT_AS, memory_cap), limit(RLIMIT_CORE, 0);
  for (int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none), ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::umask(077);
  if (::chdir("/") != 0) ::_exit(124);
  int nothing = ::open("/dev/null", O_RDONLY), log = ::open(what.log.c_str(), O_WRONLY | O_APPEND);
  char answer = left ? 'y' : 'n';
  if (::write(prepared.answer, &answer, 1) != 1) ::_exit(123);
  ::dup2(nothing, 0), ::dup2(log, 1), ::dup2(log, 2);
  for (int file = 3; file < 1024; ++file) ::close(file);
  ::execve(prepared.argv[0], prepared.argv.data(), prepared.environment.data());
  ::_exit(127);
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (const auto& text : strings) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

}  // namespace

Account account() {
  if (::geteuid() != 0) return {};
  // Nobody owns anything: not the databases of this machine, as postgres does, nor the caller's files.
  const passwd* user = ::getpwnam("nobody");
  if (!user || user->pw_uid == 0) user = ::getpwnam("postgres");
  if (!user)
    throw Error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as", "",
                "run tributary as an ordinary user");
  return {true, user->pw_uid, user->pw_gid};
}

Launched launch(const Launch& what) {
  static const std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("cannot make a pipe: ") + std::strerror(errno));
  Prepared prepared{pointers(what.argv), pointers(environment), {}, ::getpid(), ends[1]};
  auto map = [](char* into, std::size_t size, unsigned id) {
    auto text = std::to_string(id) + " " + std::to_string(id) + " 1";
    std::strncpy(into, text.c_str(), size - 1);
  };
  map(prepared.maps.user, sizeof prepared.maps.user, ::geteuid());
  map(prepared.maps.group, sizeof prepared.maps.group, ::getegid());
  pid_t child = ::fork();
  if (child == 0) in_child(what, prepared);
  ::close(ends[1]);
  char answer = 'n';
  if (child > 0 && ::read(ends[0], &answer, 1) != 1) answer = 'n';
  ::close(ends[0]);
  if (child < 0) throw Error(std::string("cannot start a process: ") + std::strerror(errno), what.argv[0]);
  return {child, answer == 'y'};
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace tributary::scratch
