#include "ledger/commands.hpp"

#include <filesystem>

#include "base/text.hpp"
#include "ledger/owners.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
namespace {

namespace fs = std::filesystem;

/// What `migrate diff` takes as the schema: the file, or the folder that holds all files of a multi-file schema.
std::string schema_argument(const Project& project) {
  if (project.schema.empty()) return "prisma/schema.prisma";
  fs::path common = project.schema.front().path;
  if (project.schema.size() > 1) {
    common = common.parent_path();
    for (const auto& file : project.schema)
      while (!common.empty() && fs::path(file.path).lexically_relative(common).native().starts_with(".."))
        common = common.parent_path();
  }
  return from_project(project, common.empty() ? "." : common.generic_string());
}

/// An option's value that begins with a dash would be read as another option.
std::string argument(const std::string& path) {
  return text::shell_word(path.starts_with("-") ? "./" + path : path);
}

}  // namespace

std::string from_project(const Project& project, const std::string& path) {
  if (project.path.empty() || project.path == ".") return path;
  auto relative = fs::path(path).lexically_relative(project.path).generic_string();
  return relative.empty() ? path : relative;
}

std::vector<std::string> new_migration(const Project& project) {
  auto folder =
      argument(from_project(project, project.migrations_dir.empty() ? "prisma/migrations" : project.migrations_dir));
  bool seven = project.prisma.major >= 7;
  // 7 has no option for the shadow database: it takes the config's, and refuses without one
  std::string config =
      "echo 'export default { datasource: { shadowDatabaseUrl: process.env.SHADOW_DATABASE_URL } }' > "
      "\"$made/prisma.config.mjs\" && SHADOW_DATABASE_URL=\"$SHADOW_DATABASE_URL\" ";
  return {
      ": \"${SHADOW_DATABASE_URL:?set it to the URL of an empty scratch database of yours, which Prisma will wipe}\"",
      "made=$(mktemp -d) && " + (seven ? config : "") + typed::prisma(project, "migrate diff") +
          (seven ? " --config \"$made/prisma.config.mjs\"" : "") + " --from-migrations " + folder +
          (seven ? " --to-schema " : " --to-schema-datamodel ") + argument(schema_argument(project)) +
          (seven ? "" : " --shadow-database-url \"$SHADOW_DATABASE_URL\"") +
          " --script > \"$made/migration.sql\" && new=" + folder +
          "/$(date -u +%Y%m%d%H%M%S)_describe_the_change && mkdir \"$new\" && mv \"$made/migration.sql\" \"$new\"",
      typed::deploy(project)};
}

std::string merge_target_back(const Target& target) {
  auto name = short_ref(target.ref.empty() ? target.branch : target.ref);
  return name.empty() ? "" : "git merge --no-edit " + text::shell_word(name);
}

std::string restore_script(const Project& project, const std::string& migration, const std::string& ref) {
  auto file = from_project(project, project.migrations_dir) + "/" + migration + "/migration.sql";
  return "git restore --source=" + text::shell_word(short_ref(ref)) + " -- " + text::shell_word(file);
}

}  // namespace tributary::ledger
