// Where Prisma of a project's version looks for config, schema and migrations.
#include <algorithm>

#include "base/text.hpp"
#include "collect/project_parts.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

void obstacle(Layout& layout, const std::string& file, const std::string& message, const std::string& hint,
              int line = 0) {
  layout.obstacles.push_back({file, line, message, hint});
}

constexpr const char* settings_hint = "set it in tributary.yaml: projects: with path, schema, migrations and database";

std::shared_ptr<const PrismaConfig> parsed_config(const Tree& tree, const std::string& path, ContentStore& store,
                                                  std::string& problem) {
  const auto id = tree.id(path);
  if (auto known = store.configs.find(id); !id.empty() && known != store.configs.end()) return known->second;
  auto read = tree.read(path);
  constexpr std::size_t cap = 1u << 17;  // nobody writes more configuration by hand
  problem = !read.bytes ? read.problem : read.bytes->size() > cap ? "is larger than 128 KiB" : "";
  if (!problem.empty()) return nullptr;
  auto config = std::make_shared<const PrismaConfig>(read_prisma_config(*read.bytes));
  if (!id.empty()) store.configs[id] = config;
  return config;
}

// A range's lowest version may predate config files; the file itself then shows that a newer one is in use.
void find_config(const Tree& tree, Layout& layout, ContentStore& store) {
  const auto& found = layout.version;
  if (found.exact && !prisma::has_config_file(found.version)) return;
  const auto entries = tree.list(layout.root);
  auto has = [&](const std::string& name) {
    return std::any_of(entries.begin(), entries.end(), [&](const TreeEntry& e) { return e.name == name; });
  };
  for (const auto& name : config_names(found.version)) {
    if (!has(name.substr(0, name.find('/')))) continue;
    const auto path = join_path(layout.root, name);
    if (tree.kind_behind(path) != FileKind::file) continue;
    layout.config_path = path;
    std::string problem;
    layout.config = parsed_config(tree, path, store, problem);
    if (!problem.empty()) return obstacle(layout, path, "cannot be read: " + problem, settings_hint);
    for (auto found_in_it : layout.config->obstacles) {
      found_in_it.file = path;
      layout.obstacles.push_back(std::move(found_in_it));
    }
    return;
  }
}

bool take_schema(const Tree& tree, Layout& layout, const std::string& path) {
  const auto kind = tree.kind_behind(path);
  if (kind != FileKind::file && kind != FileKind::folder) return false;
  layout.schema = path;
  layout.schema_is_folder = kind == FileKind::folder;
  return true;
}

// An explicit choice that cannot be read is an error to Prisma, not a fall-through.
void take_explicit(const Tree& tree, Layout& layout, const std::string& folder, const std::string& written,
                   const std::string& said_in, int line = 0) {
  const auto path = normal_path(folder, written);
  if (!path)
    obstacle(layout, said_in, "the schema path " + written + " leaves the repository", settings_hint, line);
  else if (!take_schema(tree, layout, *path))
    layout.missing_schema = *path,
    obstacle(layout, said_in, "the schema it names does not exist: " + written, settings_hint, line);
}

bool has_prisma_file(const Tree& tree, const std::string& folder, int depth = 0) {
  for (const auto& entry : tree.list(folder)) {
    if (entry.kind == FileKind::file && entry.name.ends_with(".prisma")) return true;
    const bool deeper = entry.kind == FileKind::folder && entry.name != "migrations" && depth < 4;
    if (deeper && has_prisma_file(tree, join_path(folder, entry.name), depth + 1)) return true;
  }
  return false;
}

bool take_default(const Tree& tree, Layout& layout) {
  for (const char* place : {"schema.prisma", "prisma/schema.prisma"})
    if (auto path = join_path(layout.root, place); tree.kind_behind(path) == FileKind::file)
      return take_schema(tree, layout, path);
  return false;
}

// What only older versions look for by themselves, and newer ones are told by --schema.
bool take_told(const Tree& tree, Layout& layout, const PackageJson* package) {
  if (package)
    for (const auto& flag : package->schema_flags)
      if (auto path = normal_path(layout.root, flag); path && take_schema(tree, layout, *path))
        return layout.schema_by_flag = true;
  const auto folder = join_path(layout.root, "prisma/schema");
  return tree.kind_behind(folder) == FileKind::folder && has_prisma_file(tree, folder) &&
         take_schema(tree, layout, folder);
}

// A schema that is generated, and ignored by git, leaves its migrations where they are.
void infer_missing(const Tree& tree, Layout& layout) {
  for (const char* beside : {".", "prisma"}) {
    const auto folder = normal_path(layout.root, beside).value_or(layout.root);
    if (tree.kind_behind(join_path(folder, "migrations/migration_lock.toml")) == FileKind::file) {
      layout.missing_schema = join_path(folder, "schema.prisma");
      return;
    }
  }
}

void find_schema(const Tree& tree, Layout& layout, const ProjectSearch& search, ContentStore& store) {
  if (!layout.settings.schema.empty()) {
    layout.schema_by_flag = true;
    return take_explicit(tree, layout, ".", layout.settings.schema, "");
  }
  if (layout.config && !layout.config->schema.absent()) {
    const auto written = config_text(layout.config->schema, search.environment);
    if (written)
      return take_explicit(tree, layout, parent_path(layout.config_path), *written, layout.config_path,
                           layout.config->schema.line);
  }
  const auto package = package_at(tree, layout.root, store);
  const bool reads_package = prisma::reads_package_json(layout.version.version) || !layout.version.exact;
  if (package && package->schema && reads_package)
    return take_explicit(tree, layout, layout.root, *package->schema, join_path(layout.root, "package.json"));
  if (take_default(tree, layout)) return;
  if (package && package->schema) {
    obstacle(layout, join_path(layout.root, "package.json"),
             "Prisma 7 does not read prisma.schema of package.json; it is followed here all the same",
             "name the schema in prisma.config.ts");
    return take_explicit(tree, layout, layout.root, *package->schema, join_path(layout.root, "package.json"));
  }
  if (!take_told(tree, layout, package.get())) infer_missing(tree, layout);
}

void list_schema_files(const Tree& tree, const std::string& folder, Layout& layout, int depth = 0) {
  for (const auto& entry : tree.list(folder)) {
    const auto path = join_path(folder, entry.name);
    const auto kind = entry.kind == FileKind::link ? tree.kind_behind(path) : entry.kind;
    if (kind == FileKind::file && entry.name.ends_with(".prisma")) layout.schema_files.push_back(path);
    const bool holds_no_schema = entry.name == "migrations" || entry.name == "node_modules" || entry.name == ".git";
    if (entry.kind == FileKind::folder && !holds_no_schema && depth < 16)
      list_schema_files(tree, path, layout, depth + 1);
  }
}

std::string with_folder_name(const std::string& path, const std::string& name) {
  return name.empty() || file_name(path) != "migrations" ? path : join_path(parent_path(path), name);
}

}  // namespace

std::optional<std::string> normal_path(const std::string& folder, const std::string& path) {
  if (path.starts_with('/')) return std::nullopt;
  std::vector<std::string> parts;
  for (const auto& piece : text::split(folder + "/" + text::replace_all(path, "\\", "/"), '/')) {
    if (piece.empty() || piece == ".") continue;
    if (piece != "..") {
      parts.push_back(piece);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  return parts.empty() ? "." : text::join(parts, "/");
}

std::vector<std::string> upwards(const std::string& path) {
  std::vector<std::string> folders;
  for (std::string folder = path; folder != "."; folder = parent_path(folder)) folders.push_back(folder);
  folders.emplace_back(".");
  return folders;
}

std::optional<std::string> config_text(const ConfigValue& value,
                                       const std::map<std::string, std::string>& environment) {
  for (const auto& term : value.terms) {
    auto variable = environment.find(term.text);
    const bool is_text = term.kind == ConfigTerm::Kind::text;
    if (!is_text && variable == environment.end()) continue;
    const auto& text = is_text ? term.text : variable->second;
    if (!text.empty() || !term.skipped_if_empty) return text;
  }
  return std::nullopt;
}

std::shared_ptr<const PackageJson> package_at(const Tree& tree, const std::string& folder, ContentStore& store) {
  const auto path = join_path(folder, "package.json");
  const auto id = tree.id(path);
  if (auto known = store.packages.find(id); !id.empty() && known != store.packages.end()) return known->second;
  if (tree.kind_behind(path) != FileKind::file) return nullptr;
  auto read = tree.read(path);
  if (!read.bytes) return nullptr;
  auto package = std::make_shared<const PackageJson>(read_package_json(*read.bytes));
  if (!id.empty()) store.packages[id] = package;
  return package;
}

std::string package_folder(const Tree& tree, const std::string& folder) {
  for (const auto& above : upwards(folder))
    if (tree.kind_behind(join_path(above, "package.json")) == FileKind::file) return above;
  return {};
}

Layout find_layout(const Tree& tree, const std::string& root, const ProjectSearch& search, ContentStore& store) {
  Layout layout;
  layout.root = root;
  for (const auto& settings : search.settings)
    if (normal_path(".", settings.path) == root) layout.settings = settings;
  layout.version = project_version(tree, root, layout.settings, store);
  find_config(tree, layout, store);
  find_schema(tree, layout, search, store);
  if (layout.schema_is_folder)
    list_schema_files(tree, layout.schema, layout);
  else if (!layout.schema.empty())
    layout.schema_files.push_back(layout.schema);
  return layout;
}

std::string migrations_path(const Layout& layout, const std::string& datasource_file, const ProjectSearch& search,
                            std::vector<Obstacle>& obstacles) {
  const auto& settings = layout.settings;
  if (!settings.migrations.empty()) return normal_path(".", settings.migrations).value_or("");
  if (layout.config && !layout.config->migrations.absent()) {
    const auto written = config_text(layout.config->migrations, search.environment);
    const auto path = written ? normal_path(parent_path(layout.config_path), *written) : std::nullopt;
    if (path) return *path;
    if (written)
      obstacles.push_back({layout.config_path, layout.config->migrations.line,
                           "migrations.path leaves the repository: " + *written, settings_hint});
  }
  if (!layout.missing_schema.empty()) {
    bool file = layout.missing_schema.ends_with(".prisma");
    return with_folder_name(join_path(file ? parent_path(layout.missing_schema) : layout.missing_schema, "migrations"),
                            settings.migrations_folder_name);
  }
  if (layout.schema.empty())
    return with_folder_name(join_path(layout.root, "prisma/migrations"), settings.migrations_folder_name);
  const auto& version = layout.version.version;
  std::string beside = parent_path(layout.schema);
  if (layout.schema_is_folder && version.major >= 7)
    beside = layout.schema;
  else if (layout.schema_is_folder && prisma::at_least(version, 6, 6))
    beside = datasource_file.empty() ? layout.schema : parent_path(datasource_file);
  return with_folder_name(join_path(beside, "migrations"), settings.migrations_folder_name);
}

}  // namespace tributary
