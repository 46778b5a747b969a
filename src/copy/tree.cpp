#include "copy/tree.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

std::string hint_for(int error) {
  switch (error) {
    case ENOSPC:
      return "free some space on that disk and run it again";
    case EDQUOT:
      return "free some of your quota there and run it again";
    case EROFS:
      return "the file system is mounted read-only";
    case EACCES:
    case EPERM:
      return "check who owns that folder and its permissions";
    case EIO:
      return "the disk reported an error: look at the system's log before going on";
    default:
      return {};
  }
}

bool is_absent(int error) {
  return error == ENOENT || error == ENOTDIR;
}

}  // namespace

void fail(const std::string& what, const std::string& path) {
  int error = errno;
  throw Error(what + ": " + std::strerror(error), path, hint_for(error));
}

void check_relative(const std::string& path) {
  for (const auto& part : text::split(path, '/')) {
    bool bad =
        part.empty() || part == "." || part == ".." || text::lower(part) == ".git" || part.find('\0') != part.npos;
    if (bad) throw Error("a path that leaves its folder or reaches into git's own is refused", path);
  }
}

std::string folder_of(const std::string& path) {
  auto slash = path.rfind('/');
  return slash == path.npos ? std::string() : path.substr(0, slash);
}

std::string leaf_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool stands_in(const std::string& path, const std::string& folder) {
  return folder.empty() || path == folder ||
         (path.compare(0, folder.size(), folder) == 0 && path[folder.size()] == '/');
}

Tree::Tree(const std::string& path) : path_(path), root_(sys::open_root(path)) {
  if (!root_) fail("cannot open the folder", path);
}

Descriptor Tree::open_folder(const std::string& path) const {
  Descriptor at(sys::open_folder(root_.number(), "."));
  if (path.empty() || !at) return at;
  for (const auto& part : text::split(path, '/')) {
    Descriptor next(sys::open_folder(at.number(), part));
    if (!next) return next;
    at = std::move(next);
  }
  return at;
}

Tree::Kind Tree::kind(const std::string& path) const {
  std::string walked;
  Descriptor at(sys::open_folder(root_.number(), "."));
  if (!at) fail("cannot open the folder", path_);
  if (path.empty()) return Kind::folder;
  auto parts = text::split(path, '/');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    walked = join_path(walked, parts[i]);
    struct stat info {};
    if (sys::status(at.number(), parts[i], info) != 0) {
      if (is_absent(errno)) return Kind::absent;
      fail("cannot look at it", join_path(path_, walked));
    }
    if (i + 1 == parts.size())
      return S_ISREG(info.st_mode) ? Kind::file : S_ISDIR(info.st_mode) ? Kind::folder : Kind::other;
    if (!S_ISDIR(info.st_mode))
      throw Error(S_ISLNK(info.st_mode) ? "a symbolic link is on the way, and nothing is written through links"
                                        : "something that is no folder is on the way",
                  join_path(path_, walked), "put a real folder there");
    Descriptor next(sys::open_folder(at.number(), parts[i]));
    if (!next) fail("cannot open the folder", join_path(path_, walked));
    at = std::move(next);
  }
  return Kind::folder;
}

dev_t Tree::device(const std::string& folder) const {
  auto at = open_folder(folder);
  struct stat info {};
  if (!at || sys::status_of(at.number(), info) != 0) fail("cannot look at the folder", join_path(path_, folder));
  return info.st_dev;
}

std::string Tree::missing_part(const std::string& path) const {
  std::string walked;
  for (const auto& part : text::split(path, '/')) {
    walked = join_path(walked, part);
    if (kind(walked) == Kind::absent) return walked;
  }
  return {};
}

std::string Tree::blob(const std::string& path) const {
  auto folder = open_folder(folder_of(path));
  if (!folder) fail("cannot open the folder of", join_path(path_, path));
  Descriptor file(sys::open_to_read(folder.number(), leaf_of(path)));
  if (!file) fail("cannot read", join_path(path_, path));
  auto bytes = sys::read_all(file.number());
  if (!bytes) fail("cannot read", join_path(path_, path));
  return git_blob_id(*bytes);
}

std::vector<std::string> Tree::names(const std::string& path) const {
  auto folder = open_folder(path);
  if (!folder && is_absent(errno)) return {};
  if (!folder) fail("cannot open the folder", join_path(path_, path));
  auto names = sys::list(folder.number());
  if (!names) fail("cannot list the folder", join_path(path_, path));
  return *names;
}

std::map<std::string, std::string> Tree::contents(const std::string& path) const {
  switch (kind(path)) {
    case Kind::absent:
      return {};
    case Kind::other:
      return {{"", "?"}};
    case Kind::file:
      return {{"", blob(path)}};
    case Kind::folder:
      break;
  }
  std::map<std::string, std::string> out;
  for (const auto& name : names(path)) {
    for (const auto& [below, id] : contents(join_path(path, name))) out[below.empty() ? name : name + "/" + below] = id;
    if (kind(join_path(path, name)) == Kind::folder && names(join_path(path, name)).empty()) out[name + "/"] = "";
  }
  return out;
}

void Tree::make_folders(const std::string& path) const {
  std::string walked;
  if (path.empty()) return;
  for (const auto& part : text::split(path, '/')) {
    auto parent = open_folder(walked);
    if (!parent) fail("cannot open the folder", join_path(path_, walked));
    walked = join_path(walked, part);
    if (sys::make_folder(parent.number(), part) != 0) {
      if (errno != EEXIST) fail("cannot make the folder", join_path(path_, walked));
    } else if (sys::sync(parent.number()) != 0) {
      fail("cannot flush the folder", join_path(path_, walked));
    }
  }
}

mode_t Tree::mode(const std::string& path) const {
  auto folder = open_folder(folder_of(path));
  struct stat info {};
  if (!folder || sys::status(folder.number(), leaf_of(path), info) != 0) fail("cannot look at", join_path(path_, path));
  return info.st_mode & 0777;
}

void Tree::write(const std::string& path, const std::string& bytes, std::optional<mode_t> mode) const {
  make_folders(folder_of(path));
  auto folder = open_folder(folder_of(path));
  if (!folder) fail("cannot open the folder of", join_path(path_, path));
  Descriptor file(sys::create_file(folder.number(), leaf_of(path)));
  if (!file) fail("cannot create", join_path(path_, path));
  if (!sys::write_all(file.number(), bytes)) fail("cannot write", join_path(path_, path));
  if (mode && sys::set_mode(file.number(), *mode) != 0) fail("cannot set the mode of", join_path(path_, path));
  if (sys::sync(file.number()) != 0) fail("cannot flush", join_path(path_, path));
  if (sys::sync(folder.number()) != 0) fail("cannot flush the folder of", join_path(path_, path));
}

void Tree::remove_all(const std::string& path) const {
  auto what = kind(path);
  if (what == Kind::absent) return;
  if (what == Kind::folder)
    for (const auto& name : names(path)) remove_all(join_path(path, name));
  auto folder = open_folder(folder_of(path));
  if (!folder) fail("cannot open the folder of", join_path(path_, path));
  auto removed = what == Kind::folder ? sys::remove_folder(folder.number(), leaf_of(path))
                                      : sys::remove_file(folder.number(), leaf_of(path));
  if (removed != 0 && errno != ENOENT) fail("cannot remove", join_path(path_, path));
}

void Tree::sync_folder(const std::string& path) const {
  auto folder = open_folder(path);
  if (!folder && is_absent(errno)) return;
  if (!folder || sys::sync(folder.number()) != 0) fail("cannot flush the folder", join_path(path_, path));
}

}  // namespace tributary::copy
