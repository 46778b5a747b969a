#include "copy/system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace tributary::copy {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

namespace sys {
namespace {

Hook hook_of_tests = nullptr;
bool without_noreplace = false;
bool without_sync = false;

bool refused(const char* call) {
  int error = hook_of_tests ? hook_of_tests(call) : 0;
  if (error) errno = error;
  return error != 0;
}

int open_at(const char* call, int folder, const std::string& name, int flags, mode_t mode = 0) {
  if (refused(call)) return -1;
  int out;
  do out = ::openat(folder, name.c_str(), flags | O_CLOEXEC, mode);
  while (out < 0 && errno == EINTR);
  return out;
}

int native_rename_no_replace(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (refused("rename")) return -1;
  if (without_noreplace) {
    errno = EINVAL;
    return -1;
  }
#if defined(__linux__)
  return ::renameat2(from_folder, from.c_str(), to_folder, to.c_str(), RENAME_NOREPLACE);
#elif defined(__APPLE__)
  return ::renameatx_np(from_folder, from.c_str(), to_folder, to.c_str(), RENAME_EXCL);
#else
  errno = ENOSYS;
  return -1;
#endif
}

int link_and_unlink(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (refused("link") || ::linkat(from_folder, from.c_str(), to_folder, to.c_str(), 0) != 0) return -1;
  return remove_file(from_folder, from);
}

// rename(2) replaces a folder only where that is empty: the one made here.
int rename_over_own_empty(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (make_folder(to_folder, to) != 0) return -1;
  if (!refused("rename") && ::renameat(from_folder, from.c_str(), to_folder, to.c_str()) == 0) return 0;
  int error = errno;
  ::unlinkat(to_folder, to.c_str(), AT_REMOVEDIR);
  errno = error;
  return -1;
}

}  // namespace

void set_hook(Hook hook) {
  hook_of_tests = hook;
}
void only_pretend_to_sync(bool pretend) {
  without_sync = pretend;
}
void pretend_no_rename_noreplace(bool pretend) {
  without_noreplace = pretend;
}

int open_root(const std::string& path) {
  return open_at("open", AT_FDCWD, path, O_RDONLY | O_DIRECTORY);
}
int open_folder(int folder, const std::string& name) {
  return open_at("open", folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
}
int open_to_read(int folder, const std::string& name) {
  return open_at("open", folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);  // a FIFO must not block
}
int create_file(int folder, const std::string& name) {
  return open_at("create", folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
}
int set_mode(int file, mode_t mode) {
  return refused("chmod") ? -1 : ::fchmod(file, mode);
}
int open_lock(int folder, const std::string& name) {
  return open_at("open", folder, name, O_RDWR | O_CREAT | O_NOFOLLOW, 0666);
}
int make_folder(int folder, const std::string& name) {
  return refused("mkdir") ? -1 : ::mkdirat(folder, name.c_str(), 0777);
}
int status(int folder, const std::string& name, struct stat& out) {
  return refused("stat") ? -1 : ::fstatat(folder, name.c_str(), &out, AT_SYMLINK_NOFOLLOW);
}
int status_of(int descriptor, struct stat& out) {
  return refused("stat") ? -1 : ::fstat(descriptor, &out);
}

std::optional<std::string> read_all(int file) {
  if (refused("read")) return std::nullopt;
  std::string bytes;
  char buffer[65536];
  for (;;) {
    auto count = ::read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) return bytes;
    bytes.append(buffer, static_cast<std::size_t>(count));
  }
}

bool write_all(int file, std::string_view bytes) {
  if (refused("write")) return false;
  while (!bytes.empty()) {
    auto count = ::write(file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::optional<std::vector<std::string>> list(int folder) {
  if (refused("list")) return std::nullopt;
  int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);  // closedir closes what it is given
  DIR* entries = again < 0 ? nullptr : ::fdopendir(again);
  if (!entries) {
    if (again >= 0) ::close(again);
    return std::nullopt;
  }
  std::vector<std::string> names;
  errno = 0;
  while (auto* entry = ::readdir(entries)) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
    errno = 0;
  }
  int error = errno;
  ::closedir(entries);
  errno = error;
  if (error) return std::nullopt;
  std::sort(names.begin(), names.end());
  return names;
}

int sync(int descriptor) {
  if (refused("sync")) return -1;
  if (without_sync || ::fsync(descriptor) == 0) return 0;
  return errno == EINVAL || errno == ENOTSUP ? 0 : -1;
}

int truncate(int file) {
  return refused("truncate") ? -1 : ::ftruncate(file, 0);
}

int try_lock(int file) {
  if (refused("lock")) return -1;
  int out;
  do out = ::flock(file, LOCK_EX | LOCK_NB);
  while (out < 0 && errno == EINTR);
  return out;
}

int rename_over(int folder, const std::string& from, const std::string& to) {
  return refused("rename") ? -1 : ::renameat(folder, from.c_str(), folder, to.c_str());
}
int remove_file(int folder, const std::string& name) {
  return refused("unlink") ? -1 : ::unlinkat(folder, name.c_str(), 0);
}
int remove_folder(int folder, const std::string& name) {
  return refused("rmdir") ? -1 : ::unlinkat(folder, name.c_str(), AT_REMOVEDIR);
}

int exchange(int one_folder, const std::string& one, int other_folder, const std::string& other) {
  if (refused("rename")) return -1;
  errno = EINVAL;
  if (without_noreplace) return -1;
#if defined(__linux__)
  int out = ::renameat2(one_folder, one.c_str(), other_folder, other.c_str(), RENAME_EXCHANGE);
#elif defined(__APPLE__)
  int out = ::renameatx_np(one_folder, one.c_str(), other_folder, other.c_str(), RENAME_SWAP);
#else
  int out = -1;
#endif
  if (out != 0 && (errno == ENOSYS || errno == ENOTSUP)) errno = EINVAL;
  return out;
}

int rename_no_replace(int from_folder, const std::string& from, int to_folder, const std::string& to) {
  if (native_rename_no_replace(from_folder, from, to_folder, to) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) return -1;
  struct stat info {};
  if (status(from_folder, from, info) != 0) return -1;
  return S_ISDIR(info.st_mode) ? rename_over_own_empty(from_folder, from, to_folder, to)
                               : link_and_unlink(from_folder, from, to_folder, to);
}

}  // namespace sys
}  // namespace tributary::copy
