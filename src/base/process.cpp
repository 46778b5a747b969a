#include "base/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/text.hpp"
#include "tributary/error.hpp"

extern char** environ;

namespace tributary {
namespace {

using clock = std::chrono::steady_clock;

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw Error(std::string("cannot make a pipe: ") + std::strerror(errno));
    read = ends[0], write = ends[1];
  }
  ~Pipe() { close_read(), close_write(); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() {
    if (read >= 0) ::close(read);
    read = -1;
  }
  void close_write() {
    if (write >= 0) ::close(write);
    write = -1;
  }
};

std::vector<std::string> environment_of(const ProcessOptions& options) {
  std::map<std::string, std::string> variables;
  if (!options.clear_environment)
    for (char** e = environ; *e; ++e) {
      std::string entry = *e;
      if (auto equals = entry.find('='); equals != entry.npos)
        variables[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
  for (const auto& name : options.unset) variables.erase(name);
  for (const auto& [name, value] : options.set) variables[name] = value;
  std::vector<std::string> out;
  for (const auto& [name, value] : variables) out.push_back(name + "=" + value);
  return out;
}

std::string find_program(const std::string& name) {
  if (name.find('/') != name.npos) return name;
  const char* path = std::getenv("PATH");
  for (const auto& folder : text::split(path ? path : "/usr/local/bin:/usr/bin:/bin", ':')) {
    if (!folder.starts_with('/')) continue;  // "" and "." are folders of the repository: nothing of it is ever run
    auto candidate = folder + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (const auto& s : strings) out.push_back(const_cast<char*>(s.c_str()));
  out.push_back(nullptr);
  return out;
}

// Everything the child needs is prepared before the fork; below it only async-signal-safe calls are made.
pid_t spawn(const std::string& program, const std::vector<std::string>& argv, const ProcessOptions& options, Pipe& in,
            Pipe& out, Pipe& err) {
  auto environment = environment_of(options);
  auto argv_pointers = pointers(argv);
  auto env_pointers = pointers(environment);
  // No dump goes on and holds its locks when nobody waits for it; git puts its own house in order.
  bool finishes = argv[0] == "git";
  pid_t parent = ::getpid();
  pid_t child = ::fork();
  if (child < 0) throw Error(std::string("cannot start a process: ") + std::strerror(errno), program);
  if (child > 0) return child;
  ::setpgid(0, 0);
#ifdef __linux__
  if (!finishes) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (!finishes && ::getppid() != parent) ::_exit(125);
#else
  (void)parent, (void)finishes;
#endif
  ::signal(SIGPIPE, SIG_DFL);
  ::dup2(in.read, 0), ::dup2(out.write, 1), ::dup2(err.write, 2);
  if (!options.folder.empty() && ::chdir(options.folder.c_str()) != 0) ::_exit(126);
  ::execve(program.c_str(), argv_pointers.data(), env_pointers.data());
  ::_exit(127);
}

// Writes the input and reads both outputs without ever blocking on one of them.
bool pump(const ProcessOptions& options, clock::time_point end, Pipe& in, Pipe& out, Pipe& err, ProcessResult& result) {
  std::size_t written = 0;
  if (options.input.empty())
    in.close_write();
  else
    ::fcntl(in.write, F_SETFL, O_NONBLOCK);
  char buffer[65536];
  while (out.read >= 0 || err.read >= 0) {
    pollfd fds[3] = {{out.read, POLLIN, 0}, {err.read, POLLIN, 0}, {in.write, POLLOUT, 0}};
    int wait = -1;
    if (options.deadline_ms > 0) {
      auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - clock::now()).count();
      if (left <= 0) return false;
      wait = static_cast<int>(left);
    }
    if (::poll(fds, 3, wait) < 0 && errno != EINTR) return false;
    auto drain = [&](pollfd& fd, Pipe& pipe, std::string& into) {
      if (fd.fd < 0 || !fd.revents) return;
      auto count = ::read(fd.fd, buffer, sizeof buffer);
      if (count > 0) {
        into.append(buffer, static_cast<std::size_t>(count));
        if (options.seen) options.seen({buffer, static_cast<std::size_t>(count)});
      } else if (count == 0 || errno != EINTR)
        pipe.close_read();
    };
    drain(fds[0], out, result.out);
    drain(fds[1], err, result.err);
    if (fds[2].fd >= 0 && fds[2].revents) {
      auto count = ::write(in.write, options.input.data() + written, options.input.size() - written);
      if (count > 0) written += static_cast<std::size_t>(count);
      if ((count < 0 && errno != EAGAIN && errno != EINTR) || written == options.input.size()) in.close_write();
    }
  }
  return true;
}

// A program may close both outputs and go on: its end, too, is waited for no longer than until the deadline.
bool ended(pid_t child, const ProcessOptions& options, clock::time_point end, int& status) {
  for (;;) {
    auto done = ::waitpid(child, &status, options.deadline_ms > 0 ? WNOHANG : 0);
    if (done == child || (done < 0 && errno != EINTR)) return true;
    if (done == 0 && clock::now() >= end) return false;
    if (done == 0) ::poll(nullptr, 0, 1);
  }
}

struct IgnoreSigpipe {
  struct sigaction before {};
  IgnoreSigpipe() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &ignore, &before);
  }
  ~IgnoreSigpipe() { ::sigaction(SIGPIPE, &before, nullptr); }
};

// `git rev-parse --local-env-vars` of git 2.39 and later.
const std::vector<std::string>& local_git_variables() {
  static const std::vector<std::string> names = {"GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                                 "GIT_CONFIG",
                                                 "GIT_CONFIG_PARAMETERS",
                                                 "GIT_CONFIG_COUNT",
                                                 "GIT_OBJECT_DIRECTORY",
                                                 "GIT_DIR",
                                                 "GIT_WORK_TREE",
                                                 "GIT_IMPLICIT_WORK_TREE",
                                                 "GIT_GRAFT_FILE",
                                                 "GIT_INDEX_FILE",
                                                 "GIT_NO_REPLACE_OBJECTS",
                                                 "GIT_REPLACE_REF_BASE",
                                                 "GIT_PREFIX",
                                                 "GIT_SHALLOW_FILE",
                                                 "GIT_COMMON_DIR",
                                                 "GIT_INTERNAL_SUPER_PREFIX",
                                                 "GIT_NAMESPACE",
                                                 "GIT_CEILING_DIRECTORIES",
                                                 "GIT_EXTERNAL_DIFF",
                                                 "GIT_TRACE",
                                                 "GIT_EDITOR"};
  return names;
}

}  // namespace

ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options) {
  ProcessResult result;
  auto program = find_program(argv.at(0));
  if (program.empty()) return {127, {}, argv[0] + ": not found in PATH"};
  IgnoreSigpipe ignore;
  Pipe in, out, err;
  pid_t child = spawn(program, argv, options, in, out, err);
  in.close_read(), out.close_write(), err.close_write();
  auto end = clock::now() + std::chrono::milliseconds(options.deadline_ms);
  int status = 0;
  bool finished = pump(options, end, in, out, err, result) && ended(child, options, end, status);
  if (!finished) {
    ::kill(-child, SIGKILL);
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  if (!finished)
    result.status = -1;
  else
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

namespace {

ProcessResult run_git_with(std::vector<std::string> argv, const std::vector<std::string>& arguments,
                           std::string_view input, const std::string& index_file = {},
                           const std::map<std::string, std::string>& more = {}) {
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.input = input;
  options.unset = local_git_variables();
  // GIT_NO_LAZY_FETCH is known from git 2.45; before, a partial clone's fetch fails because no protocol is allowed.
  options.set = {{"GIT_TERMINAL_PROMPT", "0"},
                 {"GIT_OPTIONAL_LOCKS", "0"},
                 {"GIT_NO_LAZY_FETCH", "1"},
                 {"GIT_ALLOW_PROTOCOL", "none"},
                 {"LC_ALL", "C"}};
  if (!index_file.empty()) options.set["GIT_INDEX_FILE"] = index_file;
  options.set.insert(more.begin(), more.end());
  return run_process(argv, options);
}

std::vector<std::string> git_in(const std::string& folder) {
  return {"git", "-C", folder.empty() ? "." : folder, "--no-pager", "-c", "core.fsmonitor=false", "-c",
          "core.quotePath=false",
          // What these name would be started, or would change what is read, for whoever wrote the configuration.
          "-c", "log.showSignature=false", "-c", "gpg.program=false", "-c", "gpg.ssh.program=false", "-c",
          "gpg.x509.program=false", "-c", "log.showRoot=true", "-c", "log.follow=false", "-c", "log.mailmap=false",
          "-c", "color.ui=false"};
}

}  // namespace

ProcessResult run_git(const std::string& folder, const std::vector<std::string>& arguments, std::string_view input) {
  auto argv = git_in(folder);
  argv.insert(argv.end(), {"-c", "core.hooksPath=/dev/null"});
  return run_git_with(std::move(argv), arguments, input);
}

ProcessResult run_git_without_filters(const std::string& folder, const std::vector<std::string>& arguments,
                                      std::string_view input) {
  auto set = run_git(
      folder, {"config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|smudge|process|required)$"});
  std::map<std::string, std::string> off;
  std::size_t count = 0;
  // by the environment: a driver's name may hold the = that ends a name after -c
  for (const auto& name : text::split(set.out, '\0')) {
    if (name.empty()) continue;
    auto number = std::to_string(count++);
    off["GIT_CONFIG_KEY_" + number] = name;
    off["GIT_CONFIG_VALUE_" + number] = name.ends_with(".required") ? "false" : "";
  }
  if (count > 0) off["GIT_CONFIG_COUNT"] = std::to_string(count);
  auto argv = git_in(folder);
  argv.insert(argv.end(), {"-c", "core.hooksPath=/dev/null"});
  return run_git_with(std::move(argv), arguments, input, {}, off);
}

ProcessResult run_git_on_index(const std::string& folder, const std::string& index_file,
                               const std::vector<std::string>& arguments) {
  auto argv = git_in(folder);
  argv.insert(argv.end(), {"-c", "core.hooksPath=/dev/null"});
  return run_git_with(std::move(argv), arguments, {}, index_file);
}

ProcessResult run_git_as_configured(const std::string& folder, const std::vector<std::string>& arguments) {
  return run_git_with(git_in(folder), arguments, {});
}

std::string git(const std::string& folder, const std::vector<std::string>& arguments, std::string_view input) {
  auto result = run_git(folder, arguments, input);
  if (result.status == 127) throw Error("git is not installed", "PATH", "install git 2.36 or newer");
  if (result.status != 0) throw Error("git " + arguments.at(0) + " failed: " + text::trim(result.err), folder, {});
  return std::move(result.out);
}

ProcessResult run_git_as_person(const std::string& folder, const std::vector<std::string>& arguments, int deadline_ms) {
  std::vector<std::string> argv = {"git", "-C", folder};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.deadline_ms = deadline_ms;
  for (const auto& name : local_git_variables())
    if (!name.starts_with("GIT_CONFIG")) options.unset.push_back(name);
  return run_process(argv, options);
}

std::string own_binary() {
  std::error_code problem;
  auto path = std::filesystem::read_symlink("/proc/self/exe", problem).string();
  return problem ? "tributary" : path;
}

}  // namespace tributary
