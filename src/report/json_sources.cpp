#include <fmt/format.h>

#include "report/count.hpp"
#include "report/json.hpp"

namespace tributary {
namespace {

Json obstacles(const std::vector<Obstacle>& all) {
  Json out = Json::array();
  for (const auto& one : all)
    out.push_back({{"file", json_or_null(one.file)},
                   {"line", one.line ? Json(one.line) : Json()},
                   {"message", json_text(one.message)},
                   {"hint", json_or_null(one.hint)}});
  return out;
}

Json address(const Answer& answer, const Source& source, const Project& project) {
  if (!project.database) return nullptr;
  const auto* database = database_of(answer, source.name, project.path);
  return {{"id", database ? json_text(database->id) : Json()},
          {"url", json_or_null(project.database->redacted)},
          {"from", json_or_null(project.database->from)},
          {"problem", json_or_null(project.database->problem)},
          {"overrides", json_or_null(project.database->overrides)}};
}

Json json_project(const Answer& answer, const Source& source, const Project& project) {
  Json schema = Json::array();
  for (const auto& file : project.schema) schema.push_back(json_text(file.path));
  const auto& prisma = project.prisma;
  return {{"path", json_text(project.path)},
          {"target_path", json_or_null(project.target_path)},
          {"schema", schema},
          {"models", project.models},
          {"enums", project.enums},
          {"migrations_dir", json_or_null(project.migrations_dir)},
          {"provider", json_or_null(project.provider)},
          {"prisma",
           {{"version", fmt::format("{}.{}.{}", prisma.major, prisma.minor, prisma.patch)},
            {"from", json_text(prisma.from)},
            {"runner", json_text(project.runner)}}},
          {"own", json_names(project.own)},
          {"stale", json_names(project.stale)},
          {"uncommitted", json_names(project.uncommitted)},
          {"deleted_on_disk", json_names(project.deleted_on_disk)},
          {"shared", project.shared.size()},
          {"database", address(answer, source, project)},
          {"obstacles", obstacles(project.obstacles)}};
}

Json related(const std::vector<Place>& places) {
  Json out = Json::array();
  for (const auto& place : places)
    out.push_back({{"source", json_or_null(place.source)},
                   {"project", json_or_null(place.project)},
                   {"migration", json_or_null(place.migration)},
                   {"file", json_or_null(place.file)},
                   {"line", place.line ? Json(place.line) : Json()}});
  return out;
}

}  // namespace

Json json_source(const Answer& answer, const Source& source) {
  Json projects = Json::array();
  for (const auto& project : source.projects) projects.push_back(json_project(answer, source, project));
  return {{"name", json_text(source.name)},
          {"kind", source.kind == Source::Kind::worktree ? "worktree" : "ref"},
          {"path", json_or_null(source.path)},
          {"branch", json_or_null(source.branch)},
          {"ref", json_or_null(source.ref)},
          {"commit", json_or_null(source.commit)},
          {"detached", source.detached},
          {"locked", source.locked},
          {"missing", source.missing},
          {"dirty", source.dirty},
          {"merge_base", json_or_null(source.merge_base)},
          {"contains", json_names(source.contains)},
          {"folded", json_names(source.folded)},
          {"projects", projects},
          {"obstacles", obstacles(source.obstacles)}};
}

Json json_finding(const Answer& answer, const Finding& finding) {
  const auto& place = finding.place;
  return {{"rule", json_text(finding.rule)},
          {"severity", severity_name(finding.severity)},
          {"message", json_text(finding.message)},
          {"why", json_or_null(finding.why)},
          {"help", json_or_null(finding.help)},
          {"source", json_or_null(place.source)},
          {"project", json_or_null(place.project)},
          {"migration", json_or_null(place.migration)},
          {"database", json_or_null(finding.database)},
          {"file", json_or_null(place.file)},
          {"line", place.line ? Json(place.line) : Json()},
          {"column", place.column ? Json(place.column) : Json()},
          {"commit", json_or_null(place.commit)},
          {"related", related(finding.related)},
          {"fingerprint", json_text(finding.fingerprint)},
          {"url", json_text(answer.rules_url + finding.rule + ".md")}};
}

}  // namespace tributary
