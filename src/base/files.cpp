#include "base/files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

namespace tributary {
namespace {

// A sparse file may claim more than any memory holds.
constexpr off_t largest_file = 1 << 30;

FileKind kind_from(const struct stat& info) {
  if (S_ISREG(info.st_mode)) return FileKind::file;
  if (S_ISDIR(info.st_mode)) return FileKind::folder;
  if (S_ISLNK(info.st_mode)) return FileKind::link;
  return FileKind::other;
}

std::string system_says(int error) {
  std::string says = std::strerror(error);
  if (!says.empty() && says[0] >= 'A' && says[0] <= 'Z') says[0] = static_cast<char>(says[0] - 'A' + 'a');
  return says;
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

}  // namespace

FileKind kind_of(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? kind_from(info) : FileKind::absent;
}

FileKind kind_behind(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? kind_from(info) : FileKind::absent;
}

ReadResult read_file(const std::string& path) {
  Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (file.number < 0) return {std::nullopt, system_says(errno)};
  struct stat info {};
  if (::fstat(file.number, &info) != 0) return {std::nullopt, system_says(errno)};
  if (S_ISDIR(info.st_mode)) return {std::nullopt, "is a folder"};
  if (!S_ISREG(info.st_mode)) return {std::nullopt, "is not a regular file"};
  if (info.st_size > largest_file) return {std::nullopt, "is larger than 1 GB"};
  // One byte more than expected: the end is seen without growing, which would hold a large file twice.
  std::string bytes(static_cast<std::size_t>(info.st_size) + 1, '\0');
  std::size_t have = 0;
  for (;;) {
    if (have == bytes.size()) bytes.resize(bytes.size() + 65536);
    auto count = ::read(file.number, bytes.data() + have, bytes.size() - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return {std::nullopt, system_says(errno)};
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return {std::move(bytes), {}};
}

std::optional<std::vector<std::string>> list_folder(const std::string& path, std::string* problem) {
  std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), ::closedir);
  if (!folder) {
    if (problem) *problem = system_says(errno);
    return std::nullopt;
  }
  std::vector<std::string> names;
  while (auto* entry = ::readdir(folder.get())) {
    std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string absolute_path(const std::string& path) {
  std::error_code ignored;
  auto absolute = std::filesystem::absolute(path.empty() ? "." : path, ignored).lexically_normal().string();
  while (absolute.size() > 1 && absolute.back() == '/') absolute.pop_back();
  return absolute;
}

std::string real_path(const std::string& path) {
  std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), ::free);
  return real ? std::string(real.get()) : std::string();
}

std::string join_path(const std::string& folder, const std::string& name) {
  if (folder.empty() || folder == ".") return name.empty() ? "." : name;
  if (name.empty() || name == ".") return folder;
  return folder.back() == '/' ? folder + name : folder + "/" + name;
}

std::string parent_path(const std::string& path) {
  auto slash = path.rfind('/');
  if (slash == path.npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::string file_name(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == path.npos ? path : path.substr(slash + 1);
}

bool stays_inside(const std::string& path) {
  for (std::size_t at = 0;;) {
    auto slash = path.find('/', at);
    auto part = path.substr(at, slash == path.npos ? slash : slash - at);
    if (part.empty() || part == "." || part == "..") return false;
    if (slash == path.npos) return true;
    at = slash + 1;
  }
}

}  // namespace tributary
