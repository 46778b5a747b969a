#include "rehearse/own_folder.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

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

std::string base() {
  bool memory = ::access(bases[0], W_OK | X_OK) == 0 && free_at(bases[0]) >= plenty;
  return memory ? bases[0] : bases[1];
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

OwnFolder::OwnFolder(const Account& account) : path_(base() + "/" + prefix + "XXXXXX") {
  if (!::mkdtemp(path_.data()))
    throw Error(std::string("cannot make a temporary folder: ") + std::strerror(errno), parent_path(path_));
  lock_ = ::open((path_ + "/lock").c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool locked = lock_ >= 0 && ::flock(lock_, LOCK_EX | LOCK_NB) == 0;
  bool given = !account.drop_root || ::chown(path_.c_str(), account.user, account.group) == 0;
  if (locked && given) return;
  auto because = std::string(std::strerror(errno));
  remove_folder(path_);
  throw Error("cannot prepare a temporary folder: " + because, path_);
}

OwnFolder::~OwnFolder() {
  if (!kept_) remove_folder(path_);
  ::close(lock_);
}

std::uint64_t OwnFolder::free_bytes() const {
  return free_at(path_);
}

void OwnFolder::keep() {
  kept_ = true;
  int file = ::open((path_ + "/kept").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) ::close(file);
}

void sweep_folders() {
  for (const auto* folder : bases)
    for (const auto& name : list_folder(folder).value_or(std::vector<std::string>()))
      if (name.starts_with(prefix)) sweep(join_path(folder, name));
}

}  // namespace tributary::scratch
