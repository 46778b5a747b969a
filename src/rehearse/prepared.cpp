#include "rehearse/prepared.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <random>
#include <vector>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string>& initdb_flags() {
  static const std::vector<std::string> flags = {"-U",
                                                 "postgres",
                                                 "-A",
                                                 "scram-sha-256",
                                                 "-E",
                                                 "UTF8",
                                                 "--no-locale",
                                                 "--no-sync",
                                                 "--no-sync",
                                                 "--no-instructions",
                                                 "--wal-segsize=1"};
  return flags;
}

std::string entry_name(const Binaries& binaries, const Account& account) {
  auto what = binaries.folder + "\n" + text::join(initdb_flags(), " ");
  return "postgres-" + std::to_string(binaries.major) + "-" + std::to_string(account.user) + "-" +
         sha256_hex(what).substr(0, 12);
}

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0600)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

void give_to(const std::string& path, const Account& account) {
  if (account.drop_root && ::lchown(path.c_str(), account.user, account.group) != 0)
    throw Error(std::string("cannot change a file's owner: ") + std::strerror(errno), path);
}

bool write_all(int file, const char* bytes, std::size_t count) {
  while (count > 0) {
    auto written = ::write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes += written, count -= static_cast<std::size_t>(written);
  }
  return true;
}

bool copy_file(const std::string& from, const std::string& to) {
  static std::vector<char> buffer(1u << 20);
  File in(from, O_RDONLY), out(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!in.is_open() || !out.is_open()) return false;
  for (;;) {
    auto count = ::read(in.descriptor(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0;
    if (!write_all(out.descriptor(), buffer.data(), static_cast<std::size_t>(count))) return false;
  }
}

/// Folders and plain files: what initdb makes.
bool copy_tree(const std::string& from, const std::string& to, const Account& account) {
  if (::mkdir(to.c_str(), 0700) != 0) return false;
  give_to(to, account);
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(from, problem)) {
    auto target = to + "/" + entry.path().filename().string();
    if (entry.is_directory(problem)) {
      if (!copy_tree(entry.path().string(), target, account)) return false;
    } else {
      if (!copy_file(entry.path().string(), target)) return false;
      give_to(target, account);
    }
  }
  return !problem;
}

std::string run_initdb(const Binaries& binaries, const Account& account, const std::string& folder) {
  auto password = random_word(), password_file = folder + "/password", log = folder + "/log";
  write_private_file(password_file, password + "\n", account);
  write_private_file(log, "", account);
  std::vector<std::string> argv = {binaries.folder + "/initdb", "-D", folder + "/data", "--pwfile=" + password_file};
  argv.insert(argv.end(), initdb_flags().begin(), initdb_flags().end());
  if (int status = wait_for(launch({argv, log, account}).process); status != 0)
    throw Error("initdb failed: " + text::trim(read_file(log).bytes.value_or("")), binaries.folder,
                "tributary doctor says which PostgreSQL it finds; scratch: bin: in tributary.yaml names another");
  ::unlink(password_file.c_str());
  return password;
}

/// All or nothing: beside its place first, then renamed. That it could not be kept is no reason to stop.
void keep_copy(const std::string& data, const std::string& password, const std::string& cache_dir,
               const std::string& entry) {
  std::error_code ignored;
  fs::create_directories(cache_dir, ignored);
  ::chmod(cache_dir.c_str(), 0700);
  File lock(cache_dir + "/lock", O_RDWR | O_CREAT);
  if (!lock.is_open() || ::flock(lock.descriptor(), LOCK_EX) != 0) return;
  auto place = cache_dir + "/" + entry, beside = place + ".new";
  if (kind_of(place) != FileKind::absent) return;
  fs::remove_all(beside, ignored);
  bool made = ::mkdir(beside.c_str(), 0700) == 0 && copy_tree(data, beside + "/data", {});
  if (!made) return void(fs::remove_all(beside, ignored));
  write_private_file(beside + "/password", password, {});
  if (::rename(beside.c_str(), place.c_str()) != 0) fs::remove_all(beside, ignored);
}

}  // namespace

void write_private_file(const std::string& path, const std::string& text, const Account& account) {
  File file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open() || !write_all(file.descriptor(), text.data(), text.size()))
    throw Error(std::string("cannot write: ") + std::strerror(errno), path);
  give_to(path, account);
}

std::string random_word() {
  static const char digits[] = "0123456789abcdef";
  std::random_device device;
  std::string word;
  while (word.size() < 32) {
    auto number = device();
    for (int i = 0; i < 8; ++i, number >>= 4) word += digits[number & 15];
  }
  return word;
}

std::string prepare_data(const Binaries& binaries, const Account& account, const std::string& folder,
                         const std::string& cache_dir) {
  auto entry = entry_name(binaries, account), data = folder + "/data";
  if (!cache_dir.empty()) {
    auto password = read_file(cache_dir + "/" + entry + "/password").bytes;
    if (password && copy_tree(cache_dir + "/" + entry + "/data", data, account)) {
      write_private_file(folder + "/log", "", account);
      return *password;
    }
    std::error_code ignored;
    fs::remove_all(data, ignored);
  }
  auto password = run_initdb(binaries, account, folder);
  if (!cache_dir.empty()) keep_copy(data, password, cache_dir, entry);
  return password;
}

void forget_prepared(const Binaries& binaries, const Account& account, const std::string& cache_dir) {
  std::error_code ignored;
  if (!cache_dir.empty()) fs::remove_all(cache_dir + "/" + entry_name(binaries, account), ignored);
}

}  // namespace tributary::scratch
