#include "tributary/backup.hpp"

#include <fmt/format.h>

#include "report/count.hpp"
#include "report/json.hpp"

namespace tributary {

std::string render_backup_text(const Backup& backup) {
  std::uint64_t bytes = 0;
  for (const auto& file : backup.files) bytes += file.bytes;
  std::string out;
  for (const auto& database : backup.databases) out += fmt::format("  database  {}\n", printable(database));
  for (const auto& source : backup.sources) out += fmt::format("  source    {}\n", printable(source));
  for (const auto& note : backup.notes) out += fmt::format("note: {}\n", printable(note));
  if (backup.files.empty()) return out + fmt::format("\nWould be saved to {}\n", printable(backup.folder));
  return out + fmt::format(
                   "\nSaved and read back: {}, {:.1f} MB, in {}\nTo check it later: cd there && sha256sum "
                   "--check MANIFEST.sha256\n",
                   counted(backup.files.size(), "file"), static_cast<double>(bytes) / 1e6, printable(backup.folder));
}

std::string render_backup_json(const Backup& backup, const std::string& version) {
  Json files = Json::array();
  for (const auto& file : backup.files)
    files.push_back({{"path", json_text(file.path)}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  return dump({{"tributary", version},
               {"format", 1},
               {"command", "backup"},
               {"exit", 0},
               {"folder", json_text(backup.folder)},
               {"databases", json_names(backup.databases)},
               {"sources", json_names(backup.sources)},
               {"files", files},
               {"notes", json_names(backup.notes)}});
}

}  // namespace tributary
