#include "base/digest.hpp"
#include "collect/objects.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

// Contents that are on disk only: uncommitted files, and scripts over the cap, which are hashed and not kept.
std::optional<std::string> in_migration(const Source& source, const Project& project, const Migration& migration,
                                        const std::string& blob) {
  auto folder = source.path + "/" + join_path(project.migrations_dir, migration.name) + "/";
  auto from_file = [&](const std::string& path) -> std::optional<std::string> {
    auto read = read_file(folder + path);
    if (read.bytes && git_blob_id(*read.bytes) == blob) return std::move(read.bytes);
    return std::nullopt;
  };
  if (migration.script && migration.script->blob == blob) {
    if (!migration.script->too_large) return migration.script->text;
    if (auto bytes = from_file("migration.sql")) return bytes;
  }
  for (const auto& file : migration.companions)
    if (file.blob == blob)
      if (auto bytes = from_file(file.path)) return bytes;
  return std::nullopt;
}

std::optional<std::string> in_project(const Source& source, const Project& project, const std::string& blob) {
  for (const auto* files : {&project.schema, &project.base_schema})
    for (const auto& file : *files)
      if (file.blob == blob && file.text) return *file.text;
  for (const auto& migration : project.folder->migrations)
    if (auto bytes = in_migration(source, project, migration, blob)) return bytes;
  return std::nullopt;
}

}  // namespace

std::string read_blob(const Workspace& workspace, const std::string& blob) {
  if (auto id = parse_object_id(blob))
    if (auto read = Objects(workspace.common_dir).blob(*id, std::size_t{1} << 30); read.bytes)
      return std::move(*read.bytes);
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (auto bytes = in_project(source, project, blob)) return std::move(*bytes);
  throw Error("the content " + blob + " is gone", workspace.common_dir,
              "a file changed while tributary ran; run it again");
}

}  // namespace tributary
