#pragma once
// Every system call of the copy room, so that a test can fail or kill it at any one of them.
// Each returns what the call returns and sets errno; names are single path components, links are never followed.
#include <sys/stat.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::copy {

/// Closes a file descriptor when it dies.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

namespace sys {

/// Called before each system call with its name: 0 lets it happen, anything else is the errno it shall fail with.
using Hook = int (*)(const char* call);
void set_hook(Hook hook);                ///< null: none. For tests
void pretend_no_rename_noreplace(bool);  ///< for tests: as on a file system without RENAME_NOREPLACE
void only_pretend_to_sync(bool);  ///< for tests that make thousands of runs: hooks are called, the disk is not asked

int open_root(const std::string& path);  ///< a folder by its absolute path, links in it followed
int open_folder(int folder, const std::string& name);
int open_to_read(int folder, const std::string& name);
int create_file(int folder,
                const std::string& name);  ///< fails where something stands; mode 0666 without the umask's bits
int set_mode(int file, mode_t mode);
int open_lock(int folder, const std::string& name);
int make_folder(int folder, const std::string& name);
int status(int folder, const std::string& name, struct stat& out);
int status_of(int descriptor, struct stat& out);
std::optional<std::string> read_all(int file);
bool write_all(int file, std::string_view bytes);
std::optional<std::vector<std::string>> list(int folder);  ///< byte order, without . and ..
int sync(int descriptor);                                  ///< a file system that cannot sync folders is no error
int truncate(int file);
int try_lock(int file);                                                       ///< EWOULDBLOCK: another process holds it
int rename_over(int folder, const std::string& from, const std::string& to);  ///< replaces; for the journal's own file
int remove_file(int folder, const std::string& name);
int remove_folder(int folder, const std::string& name);

/// Never replaces: EEXIST where `to` stands. Where the file system lacks RENAME_NOREPLACE a file is linked and
/// unlinked, and a folder is renamed over an empty one made for it, so that a kill in between leaves both names: see
/// Move.
int rename_no_replace(int from_folder, const std::string& from, int to_folder, const std::string& to);

/// Both must stand, on one file system; errno EINVAL where it cannot do that.
int exchange(int one_folder, const std::string& one, int other_folder, const std::string& other);

}  // namespace sys
}  // namespace tributary::copy
