#include "rehearse/own_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <thread>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = "tributary-scratch-";
constexpr const char* bases[] = {"/dev/shm", "/tmp"};
constexpr std::uint64_t plenty = 2ull << 30;

std::uint64_t free_at(const std::string& path) {
  struct statvfs stats {};
  return ::statvfs(path.c_str(), &stats) == 0 ? static_cast<std::uint64_t>(stats.f_bavail) * stats.f_frsize : 0;
}

constexpr std::uint64_t unknown = ~std::uint64_t{0};

std::uint64_t number_in(const std::string& file, const std::string& before) {
  auto text = read_file(file).bytes.value_or("");
  auto at = text.find(before);
  if (at == text.npos) return unknown;
  auto begin = text.find_first_of("0123456789", at + before.size());
  return begin == text.npos ? unknown : std::strtoull(text.c_str() + begin, nullptr, 10);
}

/// What the machine, or the container that we are in, has left: a file system in memory promises more than that.
std::uint64_t free_memory() {
  auto kilobytes = number_in("/proc/meminfo", "MemAvailable:");
  auto left = kilobytes == unknown ? unknown : kilobytes << 10;
  const std::string group = "/sys/fs/cgroup/memory.";
  for (const auto& [most, used] :
       {std::pair{group + "max", group + "current"},
        {"/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"}}) {
    auto limit = number_in(most, ""), taken = number_in(used, "");
    if (limit != unknown && taken != unknown) left = std::min(left, limit > taken ? limit - taken : std::uint64_t{0});
  }
  return left;
}

std::uint64_t memory_room() {
  return ::access(bases[0], W_OK | X_OK) == 0 ? std::min(free_at(bases[0]), free_memory()) / 2 : 0;
}

// It waits, as a process of its own, for our end: however we die, the server goes and nothing stays. A word that it is
// given tells it to leave all as it is.
constexpr const char* janitor_script =
    "trap '' INT TERM HUP; read word && exit; server=$(head -n 1 \"$1/data/postmaster.pid\" 2>/dev/null); "
    "case $server in *[!0-9]*) server= ;; esac; "
    "tr '\\0' ' ' <\"/proc/${server:-0}/cmdline\" 2>/dev/null | grep -qF \"$1/data\" && kill -QUIT \"$server\"; "
    "n=0; while [ -n \"$server\" ] && kill -0 \"$server\" 2>/dev/null && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); "
    "done; "
    "rm -rf -- \"$1\"";

/// The end of a pipe whose other one the janitor reads; -1: there is none, and the next run's sweep does its work.
int start_janitor(const std::string& path) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return -1;
  const char* argv[] = {"sh", "-c", janitor_script, "tributary-janitor", path.c_str(), nullptr};
  const char* environment[] = {"PATH=/usr/bin:/bin", "LC_ALL=C", nullptr};
  pid_t child = ::fork();
  if (child == 0) {
    if (::fork() != 0) ::_exit(0);  // nobody has to wait for it
    ::setsid();
    int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(ends[0], 0), ::dup2(nothing, 1), ::dup2(nothing, 2);
    if (::chdir("/") != 0) ::_exit(126);
    for (int file = 3; file < 1024; ++file) ::close(file);
    ::execve("/bin/sh", const_cast<char**>(argv), const_cast<char**>(environment));
    ::_exit(127);
  }
  ::close(ends[0]);
  if (child > 0) wait_for(child);
  if (child > 0) return ends[1];
  ::close(ends[1]);
  return -1;
}

void remove_folder(const std::string& path) {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

/// Of the server that runs with this folder's data; 0 = none. Its command line names the folder, so that a number that
/// was given to somebody else since is not mistaken for it.
pid_t server_in(const std::string& folder) {
  auto written = read_file(folder + "/data/postmaster.pid").bytes.value_or("");
  pid_t process = std::atoi(written.c_str());
  if (process <= 1 || ::kill(process, 0) != 0) return 0;
  int file = ::open(("/proc/" + std::to_string(process) + "/cmdline").c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char words[4096];
  auto count = ::read(file, words, sizeof words);
  ::close(file);
  std::string line(words, count > 0 ? static_cast<std::size_t>(count) : 0);
  return line.find(folder + "/data") != line.npos ? process : 0;
}

void stop_server(const std::string& folder) {
  pid_t process = server_in(folder);
  if (!process) return;
  ::kill(process, SIGQUIT);
  for (int i = 0; i < 500 && ::kill(process, 0) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

/// The lock of a folder that nobody holds, now held; -1 = somebody does, or it is not ours to take.
int take_over(const std::string& folder) {
  struct stat facts {};
  if (::lstat(folder.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode)) return -1;
  if (::geteuid() != 0 && facts.st_uid != ::geteuid()) return -1;
  int lock = ::open((folder + "/lock").c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (lock < 0) return -1;
  if (::flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  ::close(lock);
  return -1;
}

/// One that died between making the folder and its lock.
bool never_locked(const std::string& folder) {
  struct stat facts {};
  return kind_of(folder + "/lock") == FileKind::absent && ::lstat(folder.c_str(), &facts) == 0 &&
         S_ISDIR(facts.st_mode) && (::geteuid() == 0 || facts.st_uid == ::geteuid()) &&
         std::time(nullptr) - facts.st_mtime > 600;
}

void sweep(const std::string& folder) {
  if (never_locked(folder)) return remove_folder(folder);
  int lock = take_over(folder);
  if (lock < 0) return;
  bool kept = kind_of(folder + "/kept") == FileKind::file && server_in(folder);
  if (!kept) stop_server(folder), remove_folder(folder);
  ::close(lock);
}

}  // namespace

OwnFolder::OwnFolder(const Account& account) {
  bool memory = memory_room() >= plenty / 2;
  if (memory) room_ = memory_room();
  path_ = std::string(bases[memory ? 0 : 1]) + "/" + prefix + "XXXXXX";
  if (!::mkdtemp(path_.data()))
    throw Error(std::string("cannot make a temporary folder: ") + std::strerror(errno), parent_path(path_));
  lock_ = ::open((path_ + "/lock").c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool locked = lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0;
  bool given = !account.drop_root || ::chown(path_.c_str(), account.user, account.group) == 0;
  if (locked && given) {
    janitor_ = start_janitor(path_);
    return;
  }
  auto because = std::string(std::strerror(errno));
  remove_folder(path_);
  throw Error("cannot prepare a temporary folder: " + because, path_);
}

OwnFolder::~OwnFolder() {
  if (!kept_) remove_folder(path_);
  if (janitor_ >= 0) ::close(janitor_);
  ::close(lock_);
}

std::uint64_t OwnFolder::free_bytes() const {
  return free_at(path_);
}

void OwnFolder::keep() {
  kept_ = true;
  if (janitor_ >= 0 && ::write(janitor_, "keep\n", 5) == 5) ::close(janitor_), janitor_ = -1;
  int file = ::open((path_ + "/kept").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

void sweep_folders() {
  for (const auto* folder : bases)
    for (const auto& name : list_folder(folder).value_or(std::vector<std::string>()))
      if (name.starts_with(prefix)) sweep(join_path(folder, name));
}

}  // namespace tributary::scratch
