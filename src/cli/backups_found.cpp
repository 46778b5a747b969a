#include "cli/backups_found.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary::cli {
namespace {

constexpr std::uintmax_t read_back_cap = 256u << 20;

// The folder's name is when it was made, as `backup` names it.
std::string time_of(const std::string& folder) {
  if (folder.size() != 14 || folder.find_first_not_of("0123456789") != std::string::npos) return {};
  auto part = [&](std::size_t at, std::size_t length) { return folder.substr(at, length); };
  return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" + part(10, 2) + ":" + part(12, 2) +
         ".000000Z";
}

std::string database_of(const std::string& path) {
  if (!path.starts_with("databases/") || !path.ends_with(".dump")) return {};
  auto name = path.substr(10, path.size() - 15);
  return text::replace_all(text::replace_all(name, "%2F", "/"), "%25", "%");
}

struct Line {
  std::string sum, path;
};

std::vector<Line> manifest(const std::string& folder, std::string& problem) {
  std::vector<Line> out;
  auto read = read_file(join_path(folder, "MANIFEST.sha256"));
  if (!read.bytes) problem = "its manifest cannot be read: " + read.problem;
  for (const auto& line : text::lines(read.bytes.value_or("")))
    if (line.size() > 66) out.push_back({line.substr(0, 64), line.substr(66)});
  if (problem.empty() && out.empty()) problem = "its manifest names no file";
  return out;
}

void read_back(BackupFound& backup, const std::vector<Line>& lines) {
  for (const auto& line : lines) {
    auto path = join_path(backup.folder, line.path);
    std::error_code failed;
    auto bytes = std::filesystem::file_size(path, failed);
    if (!failed && bytes > read_back_cap) {
      backup.not_read.push_back(line.path);
      continue;
    }
    auto read = read_file(path);
    if (!read.bytes) backup.problem = line.path + ": " + read.problem;
    if (read.bytes && sha256_hex(*read.bytes) != line.sum) backup.problem = line.path + " is not what was saved";
    if (!backup.problem.empty()) return;
  }
}

}  // namespace

std::vector<BackupFound> backups_found(const std::string& common_dir) {
  auto root = join_path(common_dir, "tributary/backups");
  auto names = list_folder(root).value_or(std::vector<std::string>());
  std::sort(names.rbegin(), names.rend());
  std::vector<BackupFound> out;
  std::set<std::string> known;
  for (const auto& name : names) {
    BackupFound backup;
    backup.folder = join_path(root, name);
    backup.at = time_of(name);
    if (backup.at.empty()) continue;
    auto lines = manifest(backup.folder, backup.problem);
    bool newest = false;
    for (const auto& line : lines)
      if (auto database = database_of(line.path); !database.empty()) {
        backup.databases.push_back(database);
        newest |= known.insert(database).second;
      }
    if (newest && backup.problem.empty()) read_back(backup, lines);
    out.push_back(std::move(backup));
  }
  return out;
}

}  // namespace tributary::cli
