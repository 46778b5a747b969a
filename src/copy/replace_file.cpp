#include "copy/replace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
  throw Error("cannot " + what + ": " + std::strerror(error), path, "check its permissions and the free space");
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
  auto beside = path + ".tributary-new";
  int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
  if (file < 0) fail("create the file", beside, errno);
  write_all(file, bytes, beside);
  if (::fsync(file) != 0 || ::close(file) != 0) fail("write the file", beside, errno);
  if (::rename(beside.c_str(), path.c_str()) != 0) fail("put the file in place", path, errno);
}

}  // namespace tributary
