#pragma once
// What collect found: every source with its Prisma projects and their migrations, each distinct content held once.
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tributary/secret.hpp"

namespace tributary {

/// The SHA-256 sums (lower-case hex) under which Prisma recognises one script: the text as it is, with every CRLF made
/// LF, with every LF made CRLF (schema-engine/connectors/schema-connector/src/checksum.rs). They are of the text as
/// Prisma decodes it (invalid UTF-8 becomes U+FFFD), not of the bytes.
struct Checksums {
  std::string as_is, lf, crlf;
  bool operator==(const Checksums&) const = default;
};

/// One distinct migration.sql, read and hashed once however many sources hold it.
struct Script {
  std::string blob;         ///< git's blob id of the raw bytes (40 hex): the content's identity
  std::uint64_t bytes = 0;  ///< size on disk
  std::string text;         ///< the raw bytes; empty when `too_large`
  Checksums checksums;
  bool valid_utf8 = true;
  bool too_large = false;  ///< over the cap of CollectOptions: hashed, not kept, not analysed
  bool operator==(const Script&) const = default;
};

/// A regular file of a migration's folder other than migration.sql.
struct CompanionFile {
  std::string path;  ///< relative to the migration's folder, with `/`
  std::string blob;
  bool operator==(const CompanionFile&) const = default;
};

enum class Tracking { committed, modified, untracked };

/// One direct subfolder of a migrations folder: what Prisma takes for a migration, whatever its name.
struct Migration {
  std::string name;                      ///< the folder's name, raw bytes (UTF-8 or not)
  std::shared_ptr<const Script> script;  ///< null: Prisma would stop with P3015; see `no_script_because`
  std::string no_script_because;         ///< "" where there is a script
  std::vector<CompanionFile> companions;
  Tracking tracking = Tracking::committed;  ///< against the source's HEAD; a ref's are always committed
  bool prisma8 = false;                     ///< holds migration.json instead of migration.sql (Prisma 8's layout)
  bool script_is_link = false;              ///< migration.sql is a symbolic link
  bool operator==(const Migration&) const = default;
};

/// A migrations folder as Prisma lists it. Equal trees of several sources share one value.
struct MigrationsFolder {
  enum class State { present, absent, not_a_folder, unreadable };
  State state = State::absent;
  std::vector<Migration> migrations;         ///< in byte order of their names
  std::optional<std::string> lock_file;      ///< bytes of migration_lock.toml; nullopt: there is none
  std::vector<std::string> loose_sql;        ///< *.sql files beside the folders
  std::vector<std::string> links;            ///< symbolic links beside the folders; Prisma does not follow them
  std::vector<std::string> conflict_copies;  ///< other files beside them, such as editors' leftovers
  std::string problem;                       ///< for not_a_folder and unreadable: what the system said
  bool operator==(const MigrationsFolder&) const = default;

  const Migration* find(const std::string& name) const;  ///< null: no folder of that name
};

struct SchemaFile {
  std::string path;  ///< relative to the source's root
  std::string blob;
  std::shared_ptr<const std::string> text;  ///< null: could not be read
  bool is_link = false;  ///< it, or a folder on the way to it, is a symbolic link; text and blob are of what is behind
  bool operator==(const SchemaFile&) const = default;
};

/// The Prisma a project uses, as far as files tell; its traits are in src/prisma/version.hpp.
struct PrismaVersion {
  int major = 7, minor = 9, patch = 0;
  std::string from = "assumed";  ///< where it was read: "config", "node_modules/prisma/package.json", "pnpm-lock.yaml"…
  bool operator==(const PrismaVersion&) const = default;
  bool assumed() const { return from == PrismaVersion().from; }  ///< no file says it: the newest that is known
};

/// How a project says it reaches its database. Nothing has been connected to.
struct DatabaseAddress {
  Secret url;                     ///< as written, `env()` resolved; empty where `problem` says why
  std::string redacted;           ///< the URL with the password and other secrets replaced by ***
  std::string from;               ///< "apps/web/.env: DATABASE_URL", "prisma.config.ts", "environment: DATABASE_URL"
  bool from_environment = false;  ///< an exported variable overrides every .env, so equal URLs prove nothing
  std::string problem;            ///< "" or why there is no URL ("DATABASE_URL is not set")
  std::string variable;           ///< that holds it: "DATABASE_URL"; "" = it is written out, or not known
  std::string overrides;          ///< the file whose other value that variable hides: ".env"; "" = none does
  bool operator==(const DatabaseAddress&) const = default;
};

/// A file as a source has it.
struct SourceFile {
  std::string source;  ///< its name
  std::string path;    ///< relative to the source's root, with `/`
  auto operator<=>(const SourceFile&) const = default;
};

/// Something in a source that could not be read or understood. Analysis reports it; it is never skipped in silence.
struct Obstacle {
  std::string file;  ///< relative to the source's root; "" = the source as a whole
  int line = 0;      ///< 1-based; 0 = no line
  std::string message, hint;
  bool operator==(const Obstacle&) const = default;
};

/// Names that many sources have in common: copies share one list, and the first change to a copy makes it its own.
class SharedNames {
 public:
  SharedNames() = default;
  SharedNames(std::vector<std::string> names) : names_(std::make_shared<std::vector<std::string>>(std::move(names))) {}
  SharedNames(std::initializer_list<std::string> names) : SharedNames(std::vector<std::string>(names)) {}
  operator const std::vector<std::string>&() const { return list(); }
  const std::vector<std::string>& list() const {
    static const std::vector<std::string> none;
    return names_ ? *names_ : none;
  }
  auto begin() const { return list().begin(); }
  auto end() const { return list().end(); }
  std::size_t size() const { return list().size(); }
  bool empty() const { return list().empty(); }
  const std::string& operator[](std::size_t i) const { return list()[i]; }
  const std::string& front() const { return list().front(); }
  const std::string& back() const { return list().back(); }
  void push_back(std::string name) {
    names_ = std::make_shared<std::vector<std::string>>(list());
    names_->push_back(std::move(name));
  }
  bool operator==(const SharedNames& other) const { return names_ == other.names_ || list() == other.list(); }

 private:
  std::shared_ptr<std::vector<std::string>> names_;
};

struct Project {
  std::string path = ".";   ///< from the source's root; `.` is the root
  std::string target_path;  ///< the target's project it stands for (see match_projects); "" = none
  std::vector<SchemaFile> schema;
  std::vector<std::string> stray_schemas;  ///< schema.prisma.bak and the like, relative to the source's root
  int models = 0, enums = 0;
  std::string migrations_dir;  ///< relative to the source's root
  std::string provider;        ///< the datasource's, normalised ("postgresql"); "" = no datasource found
  PrismaVersion prisma;
  std::string runner =
      "npx";  ///< what starts the project's own programs, by its lock file: "pnpm exec", "yarn", "bunx"
  std::shared_ptr<const MigrationsFolder> folder;       ///< never null after collect()
  std::shared_ptr<const MigrationsFolder> base_folder;  ///< at the merge base with the target; null = not known
  std::vector<SchemaFile> base_schema;                  ///< likewise; empty = not known or none
  std::vector<std::string> own;                         ///< what a merge would bring into the target; chronological
  std::vector<std::string> brought_back;  ///< of own: the target took them out in a commit that the source has not
  std::vector<std::string> stale;         ///< not in the target, and a merge would not bring them: it took them out
  SharedNames shared;                     ///< the target has the same name
  std::vector<std::string> uncommitted;   ///< names whose files differ from the source's HEAD
  std::vector<std::string> uncommitted_schema;  ///< schema files that differ from HEAD's, from the source's root
  std::vector<std::string> deleted_on_disk;     ///< names that HEAD has and the worktree has not
  /// By migration whose script differs from the target's: when the last commit changed it here, and there.
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> changed_at;
  std::optional<DatabaseAddress> database;  ///< nullopt: none configured; always nullopt for refs
  std::vector<Obstacle> obstacles;
  bool operator==(const Project&) const = default;
};

/// A line of package.json, a shell script, a Makefile or a CI workflow that calls Prisma or names its ledger table.
struct CommandLine {
  std::string file;  ///< relative to the source's root
  int line = 0;      ///< 1-based
  std::string text;  ///< the command as it stands there, continuation lines joined
  bool operator==(const CommandLine&) const = default;
};

struct Source {
  enum class Kind { worktree, ref };
  std::string name;  ///< unique and stable: branch's short name, else the worktree's name, else the ref
  Kind kind = Kind::worktree;
  std::string path;    ///< absolute, of a worktree; "" for a ref
  std::string branch;  ///< short name; "" = detached
  std::string ref;     ///< full name of the ref; "" = detached
  std::string commit;  ///< 40 hex; "" = unborn
  bool detached = false, locked = false, missing = false, dirty = false, main_worktree = false;
  std::string locked_because, missing_because;
  std::string named_by_ci;  ///< the branch a detached worktree is of, as the CI's variables say; "" = not told
  bool elsewhere = false;   ///< missing, and its path is another system's: Windows', a container's, a disk's
  std::string merge_base;   ///< with the target, 40 hex; "" = unrelated, several or not known
  std::vector<std::string> contains;  ///< names of sources whose commit is an ancestor of this one (stacks)
  std::vector<std::string> folded;    ///< refs that were folded into this source
  std::vector<Project> projects;
  std::vector<std::string> deleted_projects;  ///< the merge base had them, and nothing here stands for them; from root
  std::vector<CommandLine> commands;          ///< of tracked files; of worktrees and of what a merge brings in
  std::string published_database;  ///< "docker-compose.yml: port 5432": a PostgreSQL every worktree's URL would reach
  std::vector<Obstacle> obstacles;
  bool operator==(const Source&) const = default;
};

/// A migration folder that the target's first-parent history once held.
struct PastMigration {
  std::string name;
  std::vector<std::string> blobs;   ///< of its migration.sql, newest first
  std::string last_seen;            ///< newest first-parent commit that still had it
  std::string path;                 ///< of the folder there, from the repository's root
  std::string taken_out_by;         ///< first-parent commit that removed its script; "" = the target has it
  bool taken_out_in_merge = false;  ///< that commit has several parents
  bool operator==(const PastMigration&) const = default;
};

struct Target {
  std::string name;  ///< name of its source in Workspace::sources
  std::string branch, ref, commit;
  std::string worktree;              ///< absolute; "" = checked out nowhere, its ref is read instead
  std::vector<std::string> merging;  ///< MERGE_HEAD of that worktree: commits (40 hex) whose merge waits for its commit
  std::string upstream;              ///< "" = none
  int behind_upstream = 0;
  bool history_complete = true;                            ///< false: shallow, so `past` may lack folders
  std::map<std::string, std::vector<PastMigration>> past;  ///< by the target project's path; sorted by name
  bool operator==(const Target&) const = default;
};

struct Workspace {
  std::string common_dir;  ///< absolute path of git's common directory
  bool shallow = false, bare = false;
  Target target;
  std::vector<Source> sources;        ///< the target's own first, worktrees before refs, then by name
  std::vector<std::string> incoming;  ///< names of the sources a merge in progress brings in; empty = none is judged
  std::optional<Source> result;       ///< what that merge would leave; nullopt = not known
  std::size_t refs_contained = 0;     ///< refs asked for that the target contains already
  std::size_t branches_left_out = 0;  ///< local and remote branches with commits of their own that are no source
  std::vector<Obstacle> obstacles;
  bool operator==(const Workspace&) const = default;

  const Source* find(const std::string& name) const;  ///< null: no source of exactly that name
  const Source& target_source() const;                ///< throws std::logic_error where collect did not fill it
};

/// The source's project that stands for the target's project `target_path`; null = it has none.
const Project* project_for(const Source& source, const std::string& target_path);

}  // namespace tributary
