#include "analyse/consumers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {

std::vector<Consumer> consumers(const Analysis& analysis) {
  std::vector<Consumer> out;
  if (!analysis.databases) return out;
  for (const auto& history : analysis.histories) {
    Consumer consumer;
    consumer.history = &history;
    for (const auto& database : *analysis.databases)
      if (database.id == history.database && database.state == Database::State::ok) consumer.database = &database;
    consumer.at.source = analysis.workspace.find(history.consumer.source);
    if (!consumer.database || !consumer.at.source) continue;
    for (const auto& project : consumer.at.source->projects)
      if (project.path == history.consumer.project && project.folder) consumer.at.project = &project;
    if (consumer.at.project) out.push_back(consumer);
  }
  return out;
}

Place place_in(const Consumer& consumer, const std::string& migration) {
  auto spot = consumer.at;
  spot.migration = spot.project->folder->find(migration);
  auto place = place_of(spot);
  place.migration = migration;
  return place;
}

const LedgerRow* row_of(const Database& database, const std::string& migration) {
  const LedgerRow* best = nullptr;
  for (const auto& row : database.rows)
    if (row.migration_name == migration && (!best || !row.rolled_back() || best->rolled_back())) best = &row;
  return best;
}

std::string shown_time(const std::string& time) {
  return time.size() < 16 ? time : time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
}

std::string in_project(const Consumer& consumer, const std::string& command) {
  return typed::in_project(*consumer.at.source, *consumer.at.project, command);
}

std::string command_for(const Consumer& consumer, const ForecastLine& forecast, const std::string& usual) {
  return in_project(consumer, forecast.instead.empty() ? usual : text::join(forecast.instead, " && "));
}

}  // namespace tributary
