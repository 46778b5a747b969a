#include "copy/replace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/files.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
  throw Error("cannot " + what + ": " + std::strerror(error), path, "check its permissions and the free space");
}

[[noreturn]] void give_up(const std::string& what, const std::string& path, const std::string& leftover) {
  int error = errno;
  ::unlink(leftover.c_str());
  fail(what, path, error);
}

void write_all(int file, const std::string& bytes, const std::string& path) {
  for (std::size_t written = 0; written < bytes.size();) {
    auto count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      int error = errno;
      ::close(file), ::unlink(path.c_str());
      fail("write the file", path, error);
    }
    written += static_cast<std::size_t>(count);
  }
}

}  // namespace

void make_folders(const std::string& path) {
  if (kind_behind(path) == FileKind::folder) return;
  make_folders(parent_path(path));
  if (::mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) fail("make the folder", path, errno);
}

void replace_file(const std::string& path, const std::string& bytes, unsigned mode) {
  make_folders(parent_path(path));
  std::string beside = path + ".XXXXXX";  // a fixed name could be somebody's
  int file = ::mkstemp(beside.data());
  if (file < 0) fail("create the file", beside, errno);
  auto mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file, mode & ~mask);
  write_all(file, bytes, beside);
  if (::fsync(file) != 0 || ::close(file) != 0) give_up("write the file", beside, beside);
  if (::rename(beside.c_str(), path.c_str()) != 0) give_up("put the file in place", path, beside);
}

int rewrite_file(const std::string& path, const std::string& bytes) {
  std::string beside = path + ".XXXXXX";
  int file = ::mkstemp(beside.data());
  if (file < 0) return errno;
  struct stat before {};
  auto mask = ::umask(0);
  ::umask(mask);
  ::fchmod(file, ::stat(path.c_str(), &before) == 0 ? before.st_mode & 07777 : 0666 & ~mask);
  int problem = 0;
  for (std::size_t written = 0; written < bytes.size() && !problem;) {
    auto count = ::write(file, bytes.data() + written, bytes.size() - written);
    if (count >= 0) written += static_cast<std::size_t>(count);
    if (count < 0 && errno != EINTR) problem = errno;
  }
  if (!problem && ::fsync(file) != 0) problem = errno;
  if (::close(file) != 0 && !problem) problem = errno;
  if (!problem && ::rename(beside.c_str(), path.c_str()) != 0) problem = errno;
  if (problem) ::unlink(beside.c_str());
  return problem;
}

}  // namespace tributary
