#pragma once
// Reads worktrees, refs, merge bases and Prisma projects into a Workspace. Reads only: no file, ref or index is
// written.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// What the configuration says of one project, where Prisma's own files do not say it (paths from the source's root).
struct ProjectSettings {
  std::string path;
  std::string schema, migrations;          ///< "" = find as Prisma does
  std::string database_url, database_env;  ///< a literal URL, or the name of the variable that holds it
  std::string prisma_version;              ///< "6.19.0"; "" = find
  std::string migrations_folder_name;      ///< other layouts: "migration" instead of "migrations"
  bool operator==(const ProjectSettings&) const = default;
};

/// A commit about to be merged, as a hook or `check --incoming` names it.
struct Incoming {
  std::string commit;  ///< anything git resolves to a commit
  std::string name;    ///< what the user typed, for people; "" = the commit
  bool operator==(const Incoming&) const = default;
};

/// A merge to be judged before it is committed: nothing is read from the target's worktree, which is in flux then.
struct MergeInProgress {
  std::string target_commit;  ///< "" = the target's own commit
  std::vector<Incoming> incoming;
  std::string result;      ///< a tree or commit, "INDEX" for the index, "" = not known
  std::string index_file;  ///< for INDEX: GIT_INDEX_FILE, absolute; "" = the worktree's own
  bool operator==(const MergeInProgress&) const = default;
};

struct CollectOptions {
  std::string repository = ".";       ///< any folder inside any worktree, a bare repository, or a git directory
  std::string target;                 ///< "" = origin/HEAD's branch, else main, else master
  std::vector<std::string> refs;      ///< globs over full or short ref names; empty = worktrees only
  bool refs_must_match = false;       ///< a glob that selects nothing throws Error, with the nearest names
  std::vector<std::string> projects;  ///< only these and what stands for them elsewhere; empty = all
  std::vector<ProjectSettings> settings;
  std::map<std::string, std::string>
      environment;              ///< of the calling process: for env("X") and the forms of process.env
  bool discover = false;        ///< look for projects everywhere in refs, not only at roots known elsewhere
  bool databases = true;        ///< false: do not look for database URLs at all (--offline)
  bool connect_to_all = false;  ///< also to databases that only a branch's committed files name
  /// The target whose commit vouches for committed files, "" = chosen by itself; nullopt = `target`. For a `target`
  /// that only a worktree's own file names: a branch cannot vouch for itself.
  std::optional<std::string> vouched_by;
  std::optional<MergeInProgress> merging;
  std::uint64_t script_cap = 8u << 20;  ///< bytes; a larger migration.sql is hashed, not kept
  bool operator==(const CollectOptions&) const = default;
};

/// Throws Error: not a repository, an extension libgit2 cannot read (named), no target, git refuses the directory.
Workspace collect(const CollectOptions& options);

/// The target that collect() would choose for `wanted` ("" = by itself), without its name and history. Throws Error as
/// collect() does.
Target find_target(const std::string& repository, const std::string& wanted);

/// A file of variables in a worktree, for a project there: ".env.staging" beside it.
struct EnvFile {
  std::string source, project;
  std::string path;  ///< from the worktree's root
  bool operator==(const EnvFile&) const = default;
};

/// The URL that each of these files has in its project's variable, whatever is exported under that name; none where
/// only a branch's commit says so, as collect() has it.
std::vector<DatabaseAddress> read_env_files(const Workspace& workspace, const CollectOptions& options,
                                            const std::vector<EnvFile>& files);

/// Who holds a migration folder of a given name, found in any worktree, branch, remote branch or tag.
struct Owner {
  std::string source;                ///< the Workspace's source; "" = only in a ref that is no source
  std::string ref;                   ///< full ref name; "" = on disk only, uncommitted
  std::string commit;                ///< that introduced the folder; "" = uncommitted or not known
  Checksums checksums;               ///< of the script there; empty where there is none
  std::vector<std::string> also_in;  ///< other sources and refs that hold it
  bool operator==(const Owner&) const = default;
};

/// Owners by migration name, best first: one whose script fits `checksum` before others, sources before other refs,
/// committed before uncommitted. Names nobody holds are absent.
struct OwnerQuestion {
  std::string migration;
  std::string checksum;  ///< as the ledger stores it; "" = any
  auto operator<=>(const OwnerQuestion&) const = default;
};
using Owners = std::map<std::string, std::vector<Owner>>;
Owners find_owners(const Workspace& workspace, const std::set<OwnerQuestion>& questions);

/// Bytes of the blob with that id, from the object database or from the worktree file that collect hashed.
/// Throws Error where it is gone.
std::string read_blob(const Workspace& workspace, const std::string& blob);

/// SOURCE on a command line: a name, branch, worktree path or ref. Throws Error with the choices where none or several
/// fit.
const Source& resolve_source(const Workspace& workspace, const std::string& words);

/// Where the CI's variables say which forge the repository is on (GitHub Actions, GitLab): the page of a file at a
/// commit is this, the commit, "/" and its path. "" = they say nothing, or nothing that may stand in a link.
std::string files_url_by_ci(const std::map<std::string, std::string>& environment);

}  // namespace tributary
