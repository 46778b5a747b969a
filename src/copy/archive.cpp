#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/digest.hpp"
#include "base/file_digest.hpp"
#include "base/files.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what, const std::string& path) {
  throw Error(fmt::format("{}: {}", what, std::strerror(errno)), path);
}

// Dumps hold people's data: for nobody else's eyes.
void write_new(const std::string& path, const std::string& bytes) {
  int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) fail("cannot write", path);
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto n = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int error = errno;
      ::close(fd);
      errno = error;
      fail("cannot write", path);
    }
    done += static_cast<std::size_t>(n);
  }
  bool failed = ::fsync(fd) != 0;
  if (::close(fd) != 0 || failed) fail("cannot write", path);
}

// A dump may be larger than any file that is read as a whole.
FileDigest read_back(const std::string& path) {
  auto digest = digest_of_file(path);
  if (!digest.problem.empty()) throw Error("the backup cannot be read back: " + digest.problem, path);
  return digest;
}

}  // namespace

Archive::Archive(const std::string& folder) : folder_(absolute_path(folder)), partial_(folder_ + ".partial") {
  if (kind_of(folder_) != FileKind::absent)
    throw Error("the folder for the backup is there already", folder_, "name another one with --to");
  std::error_code error;
  fs::create_directories(parent_path(folder_), error);
  if (kind_of(partial_) == FileKind::folder)
    throw Error("a backup that was stopped half-way is still there, with what it had saved", partial_,
                "remove it, or name another folder with --to");
  if (::mkdir(partial_.c_str(), 0700) != 0) fail("cannot make the folder for the backup", partial_);
}

Archive::~Archive() {
  std::error_code ignored;
  if (!finished_) fs::remove_all(partial_, ignored);
}

std::string Archive::place_for(const std::string& path) {
  auto place = partial_ + "/" + path;
  std::error_code error;
  fs::create_directories(parent_path(place), error);
  if (error) throw Error("cannot make a folder: " + error.message(), parent_path(place));
  promised_.push_back(path);
  return place;
}

void Archive::add(const std::string& path, const std::string& bytes) {
  auto place = place_for(path);
  promised_.pop_back();
  write_new(place, bytes);
  files_.push_back({path, sha256_hex(bytes), bytes.size()});
}

std::vector<Archived> Archive::finish() {
  for (const auto& path : promised_) {
    auto digest = read_back(partial_ + "/" + path);
    files_.push_back({path, digest.sha256, digest.bytes});
  }
  std::string manifest;
  for (const auto& file : files_) manifest += file.sha256 + "  " + file.path + "\n";
  write_new(partial_ + "/MANIFEST.sha256", manifest);
  for (const auto& file : files_)
    if (read_back(partial_ + "/" + file.path).sha256 != file.sha256)
      throw Error("what was read back differs from what was written", file.path, "the disk may be full or failing");
  if (::rename(partial_.c_str(), folder_.c_str()) != 0) fail("cannot give the backup its name", folder_);
  finished_ = true;
  return files_;
}

}  // namespace tributary
