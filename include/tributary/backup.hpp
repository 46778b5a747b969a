#pragma once
// A backup before something risky: a dump of each database, every source's migrations and schema, and a manifest.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

/// pg_dump and pg_restore of one installation.
struct DumpTools {
  std::string folder;  ///< "" = none found
  int major = 0;
  bool operator==(const DumpTools&) const = default;
};
/// The newest that Debian installs beside PATH, or the one in PATH.
DumpTools find_dump_tools();

/// `pg_dump --format=custom` into `file`, which must not exist, and a look at its table of contents. The password goes
/// by the environment, never by the command line. Throws Error with pg_dump's own words.
void dump_database(const Workspace& workspace, const Database& database, const DumpTools& tools,
                   const std::string& file);

/// What a source or a database is called in a backup, and back: a slash must not make a folder, nor two names one.
std::string archived_name(const std::string& name);
std::string name_of_archived(const std::string& archived);

/// One file of a backup.
struct Archived {
  std::string path;  ///< from the backup's folder
  std::string sha256;
  std::uint64_t bytes = 0;
  bool operator==(const Archived&) const = default;
};

/// A folder that is written beside its final place and only gets its name when everything in it has been read back and
/// fits the manifest. Removed where finish() was not reached.
class Archive {
 public:
  /// Throws Error: the folder exists already, or cannot be made.
  explicit Archive(const std::string& folder);
  ~Archive();
  Archive(const Archive&) = delete;
  Archive& operator=(const Archive&) = delete;

  void add(const std::string& path, const std::string& bytes);
  /// Where somebody else writes that file.
  std::string place_for(const std::string& path);
  /// Writes MANIFEST.sha256 (as `sha256sum --check` reads it), reads every file back. Throws Error where one differs.
  std::vector<Archived> finish();

 private:
  std::string folder_, partial_;
  std::vector<Archived> files_;
  std::vector<std::string> promised_;
  bool finished_ = false;
};

/// One that `backup` made in its own folder, or was making.
struct KnownBackup {
  std::string folder, stamp;  ///< the stamp is its name: YYYYMMDDHHMMSS
  std::uint64_t bytes = 0;
  std::vector<std::string> databases;  ///< ids of those that have a dump in it
  bool whole = false;                  ///< false: it was stopped half-way
  bool operator==(const KnownBackup&) const = default;
};
/// Oldest first; what else lies in the folder is left out.
std::vector<KnownBackup> backups_in(const std::string& folder);

/// What holding a backup's files against its manifest gave.
struct ManifestCheck {
  std::vector<std::string> problems;  ///< sentences: files that are missing, differ or were never saved
  std::vector<std::string> not_read;  ///< files of more than `largest` bytes
  bool operator==(const ManifestCheck&) const = default;
};
/// Throws Error where there is no manifest.
ManifestCheck check_manifest(const std::string& folder, std::uint64_t largest = UINT64_MAX);
void remove_backup(const KnownBackup& backup);

/// A dump as it came back out of a scratch server.
struct Restored {
  std::string file;
  std::size_t tables = 0;
  std::uint64_t rows = 0;
  std::string problem;  ///< "" or pg_restore's own words
};
class ScratchServer;  // tributary/rehearse.hpp
Restored restore_dump(const ScratchServer& server, const DumpTools& tools, const std::string& file);

struct Backup {
  std::string folder;
  std::vector<std::string> databases;  ///< ids of those that are dumped
  std::vector<std::string> sources;    ///< whose migrations and schema are in it
  std::vector<Archived> files;         ///< empty: --dry-run
  std::vector<std::string> notes;
  bool operator==(const Backup&) const = default;
};

std::string render_backups_text(const std::string& heading, const std::vector<KnownBackup>& known);
std::string render_backups_json(const std::string& folder, const std::vector<KnownBackup>& known,
                                const std::string& version);
std::string render_verified_text(const std::string& folder, const std::vector<Restored>& restored,
                                 const std::vector<std::string>& problems);
std::string render_verified_json(const std::string& folder, const std::vector<Restored>& restored,
                                 const std::vector<std::string>& problems, const std::string& version);
std::string render_backup_text(const Backup& backup);
std::string render_backup_json(const Backup& backup, const std::string& version);

}  // namespace tributary
