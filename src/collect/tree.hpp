#pragma once
// A tree of files to find Prisma projects in: a worktree on disk, or a commit's tree in the object database.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/files.hpp"
#include "tributary/collect.hpp"

namespace tributary {

struct TreeEntry {
  std::string name;
  FileKind kind = FileKind::file;
  std::string id = {};  ///< git's object id of a folder that stands in the object database, else ""
  bool operator==(const TreeEntry&) const = default;
};

/// All paths are relative to the root, with `/`; `.` is the root.
struct Tree {
  bool on_disk = false;
  std::string root;                                                ///< absolute folder on disk; "" for a commit
  std::function<FileKind(const std::string&)> kind;                ///< links not followed
  std::function<FileKind(const std::string&)> kind_behind;         ///< links followed while they stay inside the tree
  std::function<std::vector<TreeEntry>(const std::string&)> list;  ///< byte order; empty where there is no folder
  std::function<ReadResult(const std::string&)> read;              ///< links followed while they stay inside the tree
  std::function<std::string(const std::string&)> id;  ///< git's object id of a file or folder; "" on disk or absent
};

Tree disk_tree(const std::string& root);

struct PackageJson;   // package_json.hpp
struct PrismaConfig;  // prisma_config.hpp
struct SchemaFacts;   // project_parts.hpp

/// Distinct contents, each read, hashed and parsed once however many trees hold it.
struct ContentStore {
  std::uint64_t script_cap = 0;
  std::map<std::string, std::shared_ptr<const Script>> scripts;            ///< by blob id
  std::map<std::string, std::shared_ptr<const MigrationsFolder>> folders;  ///< by tree id
  std::unordered_map<std::string, std::shared_ptr<const Migration>>
      migrations;                                                      ///< by their own folder's tree id and name
  std::map<std::string, std::shared_ptr<const std::string>> texts;     ///< schemas, by blob id
  std::map<std::string, std::shared_ptr<const SchemaFacts>> schemas;   ///< by blob id
  std::map<std::string, std::shared_ptr<const PackageJson>> packages;  ///< by blob id, of trees that know it
  std::map<std::string, std::shared_ptr<const PrismaConfig>> configs;  ///< likewise
  std::map<std::string, std::string> locked_versions;                  ///< by blob id of the lock file and importer
  std::set<std::string> too_large;  ///< names of migrations with more files than are read
};

/// A worktree's files as commits have them: what a branch says there is not what the person said who looks at it.
struct CommittedFiles {
  std::vector<Tree> here;      ///< HEAD's, and those of commits that are being merged into it
  std::optional<Tree> target;  ///< of the commit that vouches; nullopt: there is none
};

/// Where to look and what is known beforehand.
struct ProjectSearch {
  std::vector<std::string> roots;  ///< look only here; empty = everywhere in the tree that a project can be
  std::vector<std::string> only;   ///< CollectOptions::projects: looked at wherever they are, beside the others
  std::vector<ProjectSettings> settings;
  std::map<std::string, std::string> environment;
  bool databases = false;  ///< resolve DatabaseAddress (worktrees only, not --offline)
  /// Given: an address that only a branch's commit names is not connected to; nullopt: each is.
  std::optional<CommittedFiles> committed;
};

/// The Prisma projects of a tree, by path; own, stale, shared, base_* and tracking are left for collect() to fill.
/// `passed_over` is told what looks like a project and is none, and where the search gave up.
struct PassedOver {
  std::vector<Obstacle> obstacles;
  std::vector<std::string> migrations;  ///< folders of Prisma's migrations
};
std::vector<Project> find_projects(const Tree& tree, const ProjectSearch& search, ContentStore& store,
                                   PassedOver* passed_over = nullptr);

/// Whether a person's words mean it: its path, its migrations folder, its schema or the folder of that.
bool answers_to(const Project& project, const std::string& words);

/// One migrations folder (`path` from the root), through the store where the tree knows its id.
std::shared_ptr<const MigrationsFolder> read_migrations(const Tree& tree, const std::string& path, ContentStore& store);

}  // namespace tributary
