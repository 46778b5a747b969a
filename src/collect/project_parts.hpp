#pragma once
// The steps of find_projects: where projects may be, what Prisma of their version would read there.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collect/package_json.hpp"
#include "collect/prisma_config.hpp"
#include "collect/tree.hpp"
#include "psl/outline.hpp"

namespace tributary {

/// What the finder needs of one schema file.
struct SchemaFacts {
  int models = 0, enums = 0;
  std::optional<psl::Block> datasource;
  std::string problem;
};

/// A folder where Prisma's commands could be run, and why it is thought so: the lower the more explicit.
struct Candidate {
  enum class Because { settings, config_file, package_json, script_flag, default_place, migrations_alone };
  std::string root;
  Because because = Because::default_place;
  auto operator<=>(const Candidate&) const = default;
};

/// Something of Prisma's that is no project's unless one claims it.
struct Leftover {
  std::string path;
  bool is_migrations = false;  ///< a folder of Prisma's migrations; else a file *.prisma
  bool locked = false;         ///< it holds a migration_lock.toml
  bool operator==(const Leftover&) const = default;
};
struct Leftovers {
  std::vector<Leftover> found;
  std::vector<Obstacle> obstacles;
};

/// Dependencies, build output, hidden folders and migrations hold no projects.
bool may_hold_projects(const std::string& folder_name);
/// Tools that read schemas keep dozens of them as examples, below such folders.
bool is_for_tests(const std::string& path);

/// One walk over the whole tree, without dependencies, build output, hidden folders and nested repositories.
std::vector<Candidate> search_candidates(const Tree& tree, ContentStore& store, Leftovers& leftovers);

/// Null where the folder has no package.json.
std::shared_ptr<const PackageJson> package_at(const Tree& tree, const std::string& folder, ContentStore& store);
/// The nearest folder at or above `folder` that has a package.json; "" = none.
std::string package_folder(const Tree& tree, const std::string& folder);

struct FoundVersion {
  PrismaVersion version;
  bool exact = false;  ///< false: a range's lowest, or assumed
};
FoundVersion project_version(const Tree& tree, const std::string& root, const ProjectSettings& settings,
                             ContentStore& store);

/// What starts the project's own programs: by the nearest lock file of a package manager, else npx.
std::string project_runner(const Tree& tree, const std::string& root);

/// Where one project keeps things. Paths are relative to the tree's root; "" = not found.
struct Layout {
  std::string root;
  ProjectSettings settings;
  FoundVersion version;
  std::string config_path;
  std::shared_ptr<const PrismaConfig> config;  ///< null: there is none, or this Prisma does not read it
  std::string missing_schema;                  ///< named explicitly and not there: generated, or ignored by git
  std::string schema;                          ///< a file or folder
  bool schema_is_folder = false;
  bool schema_by_flag = false;            ///< as if by --schema
  std::vector<std::string> schema_files;  ///< byte order
  std::vector<Obstacle> obstacles;
};

Layout find_layout(const Tree& tree, const std::string& root, const ProjectSearch& search, ContentStore& store);

/// Where the migrations are, once the schema files' facts are known (Prisma 6.6 asks which file holds the datasource).
std::string migrations_path(const Layout& layout, const std::string& datasource_file, const ProjectSearch& search,
                            std::vector<Obstacle>& obstacles);

/// `path` as written in a file, seen from `folder`; nullopt: it is absolute or leaves the tree.
std::optional<std::string> normal_path(const std::string& folder, const std::string& path);
/// `path` and every folder above it, nearest first, "." last.
std::vector<std::string> upwards(const std::string& path);

/// The first term that is set, from `environment`; nullopt: none is.
std::optional<std::string> config_text(const ConfigValue& value, const std::map<std::string, std::string>& environment);

/// The project's database address; nullopt: nothing is configured. Worktrees only.
std::optional<DatabaseAddress> find_database(const Tree& tree, const Layout& layout, const psl::Block* datasource,
                                             const std::string& datasource_file, const ProjectSearch& search,
                                             std::vector<Obstacle>& obstacles);

/// The address that one .env file has under that name, whatever is exported as such.
DatabaseAddress database_of_file(const Tree& tree, const std::string& file, const std::string& variable,
                                 const ProjectSearch& search);

}  // namespace tributary
