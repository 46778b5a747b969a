// What could not be read or understood while the sources were collected: a config file in a form that is not literal, a
// folder without permission, a migrations path that is a file. Nothing below it was judged, so silence about it would
// look clean.
#include <fmt/format.h>

#include <optional>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "prisma/names.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

Hit hit_for(const Spot& at, const Obstacle& obstacle) {
  Hit hit;
  hit.place = place_of_file(at, obstacle.file, obstacle.line);
  bool named = obstacle.file.empty() || obstacle.message.find(obstacle.file) != std::string::npos;
  hit.message = named ? obstacle.message : fmt::format("{}: {}", obstacle.file, obstacle.message);
  hit.why = "What it holds was not judged.";
  hit.help = obstacle.hint;
  hit.key = obstacle.file + '\0' + obstacle.message;
  return hit;
}

bool folder_itself(const Project& project, const Obstacle& obstacle) {
  auto state = project.folder ? project.folder->state : MigrationsFolder::State::present;
  bool unusable = state == MigrationsFolder::State::not_a_folder || state == MigrationsFolder::State::unreadable;
  return unusable && obstacle.file == project.migrations_dir;
}

// A migration that no project reads is merged like any other, and never run.
bool stray_migration(const Obstacle& obstacle) {
  return prisma::take_apart(file_name(obstacle.file)).at.has_value();
}

// Rules over SQL say of such a script only that they did not look.
std::optional<Hit> hit_for(const Spot& at) {
  if (!at.migration || !at.migration->script) return std::nullopt;
  const auto& script = *at.migration->script;
  if (!script.too_large && script.valid_utf8) return std::nullopt;
  Hit hit;
  hit.place = place_of(at);
  hit.why = script.too_large ? "What it holds was not judged."
                             : "It was judged as Prisma 6.6 reads it, with U+FFFD in place of what is no UTF-8.";
  if (script.too_large) {
    hit.message = fmt::format("{} has {} bytes, more than are read", at.migration->name, script.bytes);
    hit.help = "Split it, or keep rows in a seed; tributary rehearse executes it as it is";
    hit.at_least = Severity::error;
  } else {
    hit.message = at.migration->name + " is not UTF-8";
    if (!prisma::decodes_invalid_utf8(at.project->prisma)) hit.at_least = Severity::error;
    hit.help = "Save it as UTF-8: Prisma before 6.6 refuses it (P3015), later ones put U+FFFD in place of such bytes";
  }
  return hit;
}

// More than is read of one statement, or not the script itself: a gate must not pass what it did not see.
std::optional<Hit> unread_in(const Analysis& analysis, const Spot& at) {
  if (!at.migration || !at.migration->script || at.migration->script->too_large || !at.migration->script->valid_utf8)
    return std::nullopt;
  auto read = analysis.changes.find(at.migration->script->blob);
  if (read == analysis.changes.end()) return std::nullopt;
  for (const auto& problem : read->second->problems) {
    if (problem.kind != SqlProblem::Kind::unread) continue;
    Hit hit;
    hit.place = place_of(at, problem.line);
    hit.place.column = problem.column;
    hit.message = fmt::format("{} is not read whole: {}", at.migration->name, problem.message);
    hit.why = "What it does was not judged.";
    hit.help = "Write it so that it can be read; tributary rehearse executes it as it is";
    hit.key = "unread";
    hit.at_least = Severity::error;
    return hit;
  }
  return std::nullopt;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  const auto& workspace = analysis.workspace;
  if (const auto* target = workspace.find(workspace.target.name))
    for (const auto& obstacle : workspace.obstacles) hits.push_back(hit_for({target, nullptr, nullptr}, obstacle));
  for (const auto& source : workspace.sources) {
    for (const auto& obstacle : source.obstacles) {
      hits.push_back(hit_for({&source, nullptr, nullptr}, obstacle));
      if (stray_migration(obstacle)) hits.back().at_least = Severity::error;
    }
    for (const auto& project : source.projects)
      for (const auto& obstacle : project.obstacles) {
        hits.push_back(hit_for({&source, &project, nullptr}, obstacle));
        if (folder_itself(project, obstacle)) hits.back().at_least = Severity::error;
      }
  }
  for (const auto& spot : answerable(analysis)) {
    if (is_target(analysis, *spot.source)) continue;
    for (auto hit : {hit_for(spot), unread_in(analysis, spot)})
      if (hit) hits.push_back(std::move(*hit));
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule unreadable_input = {"unreadable-input",
                                      Severity::warning,
                                      Needs::nothing,
                                      Group::names,
                                      {Topic::unusable},
                                      "Something in a source could not be read or understood, so it was not judged",
                                      look};
}
}  // namespace tributary
