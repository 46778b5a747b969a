#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/environments.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_rows = 40;

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Ink ink_of_cell(const std::string& cell) {
  if (cell == "applied") return Ink::green;
  if (cell == "failed" || cell == "edited") return Ink::red;
  return cell == "pending" || cell == "foreign" ? Ink::yellow : Ink::dim;
}

std::string head_of(const Answer& answer, const EnvironmentLook& look) {
  std::size_t same = 0;
  for (const auto& other : answer.analysis.environments) same += other.name == look.name;
  return look.name + (same > 1 ? " (" + look.consumer.source + ")" : "") + (look.is_protected ? " *" : "");
}

using Column = std::vector<std::string>;  // one environment's cells, a migration each

/// Applied in every one: what nobody asks about in a long history.
bool everywhere(const std::vector<Column>& columns, std::size_t migration) {
  return std::all_of(columns.begin(), columns.end(),
                     [&](const Column& column) { return column[migration] == "applied"; });
}

void write_grid(Page& page, const Answer& answer) {
  auto names = migrations_of(answer);
  std::vector<Column> columns;
  Table table;
  table.columns = {{"MIGRATION", false, 24}};
  for (const auto& look : answer.analysis.environments) {
    table.columns.push_back({head_of(answer, look)});
    columns.push_back(cells_of(look, names));
  }
  std::size_t hidden = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names.size() > most_rows && everywhere(columns, i)) {
      ++hidden;
      continue;
    }
    std::vector<Span> row = {{names[i]}};
    for (const auto& column : columns) row.push_back({column[i].empty() ? "-" : column[i], ink_of_cell(column[i])});
    table.rows.push_back(std::move(row));
  }
  page.table(table);
  if (hidden) page.line({{fmt::format("… and {} applied in all of them", hidden), Ink::dim}}, 2);
}

std::string cell_of(const EnvironmentLook& look, const std::map<std::string, const LedgerRow*>& newest,
                    const std::string& migration) {
  if (!look.problem.empty()) return "unknown";
  const auto& history = look.history;
  if (has(history.failed, migration)) return "failed";
  if (has(history.edited, migration)) return "edited";
  if (has(history.deploys, migration)) return has(history.rolled_back, migration) ? "rolled back" : "pending";
  for (const auto& row : history.missing)
    if (row.migration == migration) return row.rolled_back ? "rolled back" : "foreign";
  auto row = newest.find(migration);
  return row == newest.end() ? "" : row->second->rolled_back() ? "rolled back" : "applied";
}

}  // namespace

Ink ink_of(const DeployOutcome& deploy) {
  using What = DeployOutcome::What;
  if (deploy.what == What::fails || deploy.what == What::destroys) return Ink::red;
  return deploy.what == What::unknown ? Ink::yellow : Ink::green;
}

std::vector<std::string> cells_of(const EnvironmentLook& look, const std::vector<std::string>& migrations) {
  auto newest = look.database.newest_rows();
  std::vector<std::string> out;
  for (const auto& name : migrations) out.push_back(cell_of(look, newest, name));
  return out;
}

std::vector<std::string> migrations_of(const Answer& answer) {
  std::set<std::string> names;
  for (const auto& look : answer.analysis.environments) {
    for (const auto& row : look.database.rows) names.insert(row.migration_name);
    names.insert(look.history.deploys.begin(), look.history.deploys.end());
  }
  return {names.begin(), names.end()};
}

std::string deploy_in_words(const EnvironmentLook& look) {
  using What = DeployOutcome::What;
  if (!look.problem.empty()) return "not known: " + look.problem;
  const auto& deploy = look.history.forecast.outcome;
  auto place = deploy.migration.empty()
                   ? ""
                   : " at " + deploy.migration + (deploy.line ? fmt::format(" line {}", deploy.line) : "");
  auto rows = deploy.rows ? ", " + counted(static_cast<std::size_t>(*deploy.rows), "row") : "";
  auto because = deploy.because.empty() ? "" : ": " + deploy.because;
  switch (deploy.what) {
    case What::nothing:
      return "nothing to run";
    case What::runs:
      return "runs " + counted(look.history.deploys.size(), "migration");
    case What::fails:
      return "fails" + place + " (" + deploy.sqlstate + rows + ")" + because;
    case What::destroys:
      return "destroys" + place + (rows.empty() ? "" : " (" + rows.substr(2) + ")") + because;
    case What::unknown:
      return "not known" + place + because;
  }
  return "";
}

void write_environments(Page& page, const Answer& answer) {
  const auto& all = answer.analysis.environments;
  if (all.empty()) return;
  page.heading("Environments");
  write_grid(page, answer);
  page.blank();
  for (const auto& look : all) {
    auto whose = look.consumer.source.empty() ? "" : "  " + look.consumer.source + " -> " + look.database.id;
    page.line({{head_of(answer, look), Ink::bold}, {whose}, {look.from.empty() ? "" : "  " + look.from, Ink::dim}}, 2);
    page.paragraph(deploy_in_words(look), 4, {"deploy  ", Ink::dim},
                   look.problem.empty() ? ink_of(look.history.forecast.outcome) : Ink::yellow);
  }
  if (std::any_of(all.begin(), all.end(), [](const EnvironmentLook& look) { return look.is_protected; }))
    page.line({{"* protected", Ink::dim}}, 2);
}

}  // namespace tributary
