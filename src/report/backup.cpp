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

std::string render_backups_text(const std::string& heading, const std::vector<KnownBackup>& known) {
  auto out = printable(heading) + "\n";
  for (const auto& one : known)
    out += fmt::format("  {}  {:.1f} MB  {}{}\n", printable(one.stamp), static_cast<double>(one.bytes) / 1e6,
                       counted(one.databases.size(), "database"),
                       one.whole ? "" : "  stopped half-way: it holds people's data and is no backup");
  return known.empty() ? out + "  none\n" : out;
}

std::string render_backups_json(const std::string& folder, const std::vector<KnownBackup>& known,
                                const std::string& version) {
  Json backups = Json::array();
  for (const auto& one : known)
    backups.push_back({{"folder", json_text(one.folder)},
                       {"stamp", json_text(one.stamp)},
                       {"bytes", one.bytes},
                       {"databases", json_names(one.databases)},
                       {"whole", one.whole}});
  return dump({{"tributary", version},
               {"format", 1},
               {"command", "backup"},
               {"exit", 0},
               {"folder", json_text(folder)},
               {"backups", backups}});
}

std::string render_verified_text(const std::string& folder, const std::vector<Restored>& restored,
                                 const std::vector<std::string>& problems) {
  std::string out;
  for (const auto& one : restored)
    if (one.problem.empty())
      out += fmt::format("  restored  {}: {}, {}\n", printable(one.file), counted(one.tables, "table"),
                         counted(one.rows, "row"));
  for (const auto& problem : problems) out += fmt::format("  problem   {}\n", printable(problem));
  return out + fmt::format("{} {}\n",
                           problems.empty() ? "Whole, and every dump can be restored:" : "Not to be relied on:",
                           printable(folder));
}

std::string render_verified_json(const std::string& folder, const std::vector<Restored>& restored,
                                 const std::vector<std::string>& problems, const std::string& version) {
  Json dumps = Json::array();
  for (const auto& one : restored)
    dumps.push_back({{"file", json_text(one.file)},
                     {"tables", one.tables},
                     {"rows", one.rows},
                     {"problem", json_or_null(one.problem)}});
  return dump({{"tributary", version},
               {"format", 1},
               {"command", "backup"},
               {"exit", problems.empty() ? 0 : 1},
               {"folder", json_text(folder)},
               {"restored", dumps},
               {"problems", json_names(problems)}});
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
