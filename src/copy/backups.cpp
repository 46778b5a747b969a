// The backups that are there: which, whether they still hold what they held, and the old ones removed.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file_digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

namespace fs = std::filesystem;

constexpr const char* manifest = "MANIFEST.sha256";

bool is_stamp(const std::string& name) {
  return name.size() == 14 && name.find_first_not_of("0123456789") == name.npos;
}

// Links are not followed: what they lead to is no part of a backup.
std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> out;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error; at.increment(error))
    if (!at->is_directory(error) || at->is_symlink(error))
      out.push_back(at->path().lexically_relative(folder).string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

std::vector<KnownBackup> backups_in(const std::string& folder) {
  std::vector<KnownBackup> out;
  const std::string partial = ".partial";
  for (const auto& name : list_folder(folder).value_or(std::vector<std::string>())) {
    bool stopped = name.ends_with(partial);
    auto stamp = stopped ? name.substr(0, name.size() - partial.size()) : name;
    auto path = join_path(folder, name);
    if (!is_stamp(stamp) || kind_of(path) != FileKind::folder) continue;
    KnownBackup backup{path, stamp, 0, {}, !stopped && kind_of(join_path(path, manifest)) == FileKind::file};
    for (const auto& file : files_below(path)) {
      std::error_code error;
      auto bytes = fs::file_size(path + "/" + file, error);
      if (!error) backup.bytes += bytes;
      if (file.starts_with("databases/") && file.ends_with(".dump"))
        backup.databases.push_back(name_of_archived(file.substr(10, file.size() - 15)));
    }
    out.push_back(std::move(backup));
  }
  return out;
}

std::string archived_name(const std::string& name) {
  return text::replace_all(text::replace_all(name, "%", "%25"), "/", "%2F");
}

std::string name_of_archived(const std::string& archived) {
  return text::replace_all(text::replace_all(archived, "%2F", "/"), "%25", "%");
}

namespace {

void read_line(const std::string& folder, const std::string& line, std::uint64_t largest, ManifestCheck& out,
               std::set<std::string>& named) {
  auto path = line.size() > 66 ? line.substr(66) : std::string();
  if (!stays_inside(path)) {
    out.problems.push_back("the manifest has a line that is none of ours: " + line.substr(0, 200));
    return;
  }
  named.insert(path);
  std::error_code unknown;
  if (auto bytes = fs::file_size(folder + "/" + path, unknown); !unknown && bytes > largest) {
    out.not_read.push_back(path);
    return;
  }
  auto digest = digest_of_file(folder + "/" + path);
  if (!digest.problem.empty())
    out.problems.push_back(path + " cannot be read: " + digest.problem);
  else if (digest.sha256 != line.substr(0, 64))
    out.problems.push_back(path + " is not what was saved");
}

}  // namespace

ManifestCheck check_manifest(const std::string& folder, std::uint64_t largest) {
  auto read = read_file(join_path(folder, manifest));
  if (!read.bytes) throw Error("this is no backup: its manifest cannot be read: " + read.problem, folder);
  ManifestCheck out;
  std::set<std::string> named = {manifest};
  for (const auto& line : text::lines(*read.bytes))
    if (!line.empty()) read_line(folder, line, largest, out, named);
  for (const auto& file : files_below(folder))
    if (!named.count(file)) out.problems.push_back(file + " was not saved by this backup");
  return out;
}

void remove_backup(const KnownBackup& backup) {
  std::error_code error;
  fs::remove_all(backup.folder, error);
  if (error) throw Error("cannot remove the backup: " + error.message(), backup.folder);
}

}  // namespace tributary
