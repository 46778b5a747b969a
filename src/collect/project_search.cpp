// One walk over a tree for the folders where Prisma's commands could be run.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "collect/project_parts.hpp"
#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

constexpr int deepest = 20;
constexpr int most_folders = 200'000;

bool is_heavy(const std::string& name) {
  static const std::set<std::string> names = {
      "node_modules", "bower_components", "jspm_packages", "dist",        "build", "out",  "target",     "vendor",
      "coverage",     "generated",        "__generated__", "__pycache__", "venv",  "Pods", "DerivedData"};
  return names.count(name) > 0;
}

const TreeEntry* find_entry(const std::vector<TreeEntry>& entries, const std::string& name) {
  auto at = std::lower_bound(entries.begin(), entries.end(), name,
                             [](const TreeEntry& entry, const std::string& wanted) { return entry.name < wanted; });
  return at != entries.end() && at->name == name ? &*at : nullptr;
}

bool has(const std::vector<TreeEntry>& entries, const std::string& name) {
  return find_entry(entries, name) != nullptr;
}

// Prisma writes a copy of the schema beside each client that it generates.
bool is_generated_client(const std::vector<TreeEntry>& entries) {
  return std::any_of(entries.begin(), entries.end(), [](const TreeEntry& entry) {
    const auto& name = entry.name;
    return name == "index.d.ts" || name == "client.d.ts" || name == "query_engine_bg.wasm" ||
           name == "query_compiler_bg.wasm" || name.starts_with("libquery_engine") ||
           name.starts_with("query-engine-") || name.starts_with("query_engine-");
  });
}

class Search {
 public:
  Search(const Tree& tree, ContentStore& store, Leftovers& leftovers)
      : tree_(tree), store_(store), leftovers_(leftovers) {}

  std::vector<Candidate> run() {
    walk(".", 0);
    if (gave_up_)
      leftovers_.obstacles.push_back({".", 0, "the search for Prisma projects stopped after 200000 folders",
                                      "name the projects in tributary.yaml or with --project"});
    return std::move(found_);
  }

 private:
  void walk(const std::string& folder, int depth) {
    if (depth > deepest || ++folders_ > most_folders) {
      gave_up_ = gave_up_ || folders_ > most_folders;
      return;
    }
    const auto entries = tree_.list(folder);
    if (folder != "." && has(entries, ".git")) return;  // another repository, or another worktree of this one
    look_at(folder, entries);
    for (const auto& entry : entries)
      if (entry.kind == FileKind::folder && may_hold_projects(entry.name))
        walk(join_path(folder, entry.name), depth + 1);
  }

  void look_at(const std::string& folder, const std::vector<TreeEntry>& entries) {
    using Because = Candidate::Because;
    if (has_config(folder, entries)) found_.push_back({folder, Because::config_file});
    if (has(entries, "package.json")) look_at_package(folder);
    const bool own_schema = has(entries, "schema.prisma");
    if (own_schema && is_generated_client(entries)) return;
    if (own_schema && file_name(folder) != "prisma") found_.push_back({folder, Because::default_place});
    if (auto below = find_entry(entries, "prisma"); below && below->kind != FileKind::file)
      look_below(folder, has(entries, "package.json"));
    if (!is_for_tests(folder)) note_leftovers(folder, entries);
  }

  // A package may itself be called prisma: then Prisma runs inside it.
  void look_below(const std::string& folder, bool is_package) {
    const auto below = join_path(folder, "prisma");
    const bool schema = tree_.kind_behind(join_path(below, "schema.prisma")) == FileKind::file;
    const bool schema_folder = !schema && tree_.kind_behind(join_path(below, "schema")) == FileKind::folder;
    if (!schema && !schema_folder) return;
    const bool inside = schema && !is_package && tree_.kind(join_path(below, "package.json")) == FileKind::file;
    found_.push_back({inside ? below : folder, Candidate::Because::default_place});
  }

  // Other tools call a folder so, too: names as Prisma gives them, each with its script, are Prisma's.
  bool holds_migrations(const std::string& folder) const {
    const auto entries = tree_.list(folder);
    return std::any_of(entries.begin(), entries.end(), [&](const TreeEntry& entry) {
      const auto path = join_path(folder, entry.name);
      return entry.kind == FileKind::folder && prisma::take_apart(entry.name).at &&
             tree_.kind(join_path(path, "migration.sql")) == FileKind::file &&
             tree_.kind(join_path(path, "snapshot.json")) == FileKind::absent;
    });
  }

  void note_migrations(const std::string& folder, const std::string& path, const std::string& name) {
    const bool locked = tree_.kind(join_path(path, "migration_lock.toml")) == FileKind::file;
    if (!locked && (name != "migrations" || !holds_migrations(path))) return;
    leftovers_.found.push_back({path, true, locked});
    if (!locked || name != "migrations") return;
    found_.push_back(
        {file_name(folder) == "prisma" ? parent_path(folder) : folder, Candidate::Because::migrations_alone});
  }

  void note_leftovers(const std::string& folder, const std::vector<TreeEntry>& entries) {
    for (const auto& entry : entries) {
      const auto path = join_path(folder, entry.name);
      if (entry.kind == FileKind::folder && (entry.name == "migrations" || entry.name == "migration"))
        note_migrations(folder, path, entry.name);
      if (entry.kind == FileKind::file && entry.name.ends_with(".prisma"))
        leftovers_.found.push_back({path, false, false});
      if (entry.kind == FileKind::file && is_other_config(entry.name))
        leftovers_.obstacles.push_back(
            {path, 0, "Prisma reads this config file only when --config names it",
             "name what it says in tributary.yaml: projects: with path, schema and migrations"});
    }
  }

  static bool is_other_config(const std::string& name) {
    static const auto names = config_names(PrismaVersion{7, 10, 0, ""});
    const bool is_module =
        name.ends_with(".ts") || name.ends_with(".js") || name.ends_with(".mjs") || name.ends_with(".mts");
    return is_module && name.starts_with("prisma.config.") &&
           std::find(names.begin(), names.end(), name) == names.end();
  }

  bool has_config(const std::string& folder, const std::vector<TreeEntry>& entries) const {
    static const auto names = config_names(PrismaVersion{7, 10, 0, ""});
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
      auto slash = name.find('/');
      const auto* entry = find_entry(entries, name.substr(0, slash));
      if (!entry) return false;
      return slash == name.npos ? entry->kind != FileKind::folder
                                : tree_.kind_behind(join_path(folder, name)) == FileKind::file;
    });
  }

  void look_at_package(const std::string& folder) {
    const auto package = package_at(tree_, folder, store_);
    if (!package) return;
    if (package->schema) found_.push_back({folder, Candidate::Because::package_json});
    for (const auto& flag : package->schema_flags)
      if (auto path = normal_path(folder, flag); path && tree_.kind_behind(*path) != FileKind::absent)
        return found_.push_back({folder, Candidate::Because::script_flag});
  }

  const Tree& tree_;
  ContentStore& store_;
  Leftovers& leftovers_;
  std::vector<Candidate> found_;
  int folders_ = 0;
  bool gave_up_ = false;
};

}  // namespace

bool may_hold_projects(const std::string& folder_name) {
  return !folder_name.starts_with('.') && !is_heavy(folder_name) && folder_name != "migrations";
}

bool is_for_tests(const std::string& path) {
  static const std::set<std::string> names = {"test",     "tests",   "__tests__", "fixtures", "__fixtures__",
                                              "examples", "example", "templates", "docs"};
  const auto parts = text::split(path, '/');
  return std::any_of(parts.begin(), parts.end(), [](const std::string& part) { return names.count(part) > 0; });
}

std::vector<Candidate> search_candidates(const Tree& tree, ContentStore& store, Leftovers& leftovers) {
  return Search(tree, store, leftovers).run();
}

}  // namespace tributary
