#include "cli/backups_found.hpp"

#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr std::uint64_t read_back_cap = 256u << 20;

std::string time_of(const std::string& stamp) {
  auto part = [&](std::size_t at, std::size_t length) { return stamp.substr(at, length); };
  return part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" + part(8, 2) + ":" + part(10, 2) + ":" + part(12, 2) +
         ".000000Z";
}

void read_into(BackupFound& backup) {
  try {
    auto read = check_manifest(backup.folder, read_back_cap);
    if (!read.problems.empty()) backup.problem = read.problems.front();
    backup.not_read = read.not_read;
  } catch (const Error& error) {
    backup.problem = error.what();
  }
}

}  // namespace

std::vector<BackupFound> backups_found(const std::string& common_dir) {
  auto backups = backups_in(join_path(common_dir, "tributary/backups"));
  std::reverse(backups.begin(), backups.end());
  std::vector<BackupFound> out;
  std::set<std::string> known;
  for (const auto& one : backups) {
    if (!one.whole) continue;
    BackupFound backup{one.folder, time_of(one.stamp), one.databases, {}, {}};
    bool newest = false;
    for (const auto& database : one.databases) newest |= known.insert(database).second;
    if (newest) read_into(backup);
    out.push_back(std::move(backup));
  }
  return out;
}

}  // namespace tributary::cli
