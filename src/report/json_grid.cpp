#include <algorithm>
#include <map>
#include <set>

#include "report/json_page.hpp"
#include "report/tables.hpp"

namespace tributary {
namespace {

using Key = std::pair<std::string, std::string>;  // project of the target, migration

std::string target_path(const Project& project) {
  return project.target_path.empty() ? project.path : project.target_path;
}

// One letter a database: a applied, f failed, r rolled back, p pending for its `migrate deploy`, . nothing.
std::map<Key, std::string> cells_of(const Answer& answer, const std::vector<Database>& databases) {
  std::map<Key, std::string> cells;
  auto put = [&](const Key& key, std::size_t at, char letter) {
    cells.emplace(key, std::string(databases.size(), '.')).first->second[at] = letter;
  };
  const auto& workspace = answer.analysis.workspace;
  for (std::size_t i = 0; i < databases.size(); ++i) {
    std::set<std::string> projects;
    for (const auto& consumer : databases[i].consumers)
      if (const auto* source = workspace.find(consumer.source))
        for (const auto& project : source->projects)
          if (project.path == consumer.project) projects.insert(target_path(project));
    for (const auto& history : answer.analysis.histories)
      if (history.database == databases[i].id && history.consumer.source == workspace.target.name)
        for (const auto& name : history.deploys)
          for (const auto& project : projects) put({project, name}, i, 'p');
    for (const auto& [name, row] : databases[i].newest_rows())
      for (const auto& project : projects)
        put({project, name}, i, row->failed() ? 'f' : row->rolled_back() ? 'r' : 'a');
  }
  return cells;
}

std::map<Key, std::set<std::string>> tables_by_migration(const Analysis& analysis) {
  std::map<Key, std::set<std::string>> out;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects) {
      if (!project.folder) continue;
      auto add = [&](const Migration& migration) {
        auto read = migration.script ? analysis.changes.find(migration.script->blob) : analysis.changes.end();
        if (read == analysis.changes.end()) return;
        auto& tables = out[{target_path(project), migration.name}];
        for (const auto& change : read->second->changes) add_tables(tables, change);
      };
      if (source.name == analysis.workspace.target.name)
        for (const auto& migration : project.folder->migrations) add(migration);
      for (const auto& name : project.own)
        if (const auto* migration = project.folder->find(name)) add(*migration);
    }
  return out;
}

}  // namespace

Json json_grid(const Answer& answer) {
  auto databases = answer.analysis.databases.value_or(std::vector<Database>());
  auto cells = cells_of(answer, databases);
  auto tables = tables_by_migration(answer.analysis);
  std::string none(databases.size(), '.');
  Json columns = Json::array(), rows = Json::array();
  for (const auto& database : databases) columns.push_back(json_text(database.id));
  auto add = [&](const Key& key, const std::vector<std::string>& sources, bool known) {
    auto cell = cells.find(key);
    auto touched = tables.find(key);
    Json row = {{"project", json_text(key.first)},
                {"migration", json_text(key.second)},
                {"sources", json_names(sources)},
                {"known", known},
                {"states", cell == cells.end() ? none : cell->second},
                {"tables", Json::array()}};
    if (touched != tables.end())
      for (const auto& table : touched->second) row["tables"].push_back(json_text(table));
    rows.push_back(std::move(row));
    if (cell != cells.end()) cells.erase(cell);
  };
  const std::string target = answer.analysis.workspace.target.name;
  for (const auto& entry : answer.sequence ? answer.sequence->chronology : std::vector<UnionEntry>())
    add({entry.project, entry.migration}, entry.own_of.empty() ? std::vector<std::string>{target} : entry.own_of, true);
  while (!cells.empty()) add(Key(cells.begin()->first), {}, false);
  return {{"databases", columns}, {"migrations", rows}};
}

}  // namespace tributary
