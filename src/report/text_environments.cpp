#include <fmt/format.h>

#include <algorithm>
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

/// Applied in every one: what nobody asks about in a long history.
bool everywhere(const Answer& answer, const std::string& migration) {
  return std::all_of(answer.analysis.environments.begin(), answer.analysis.environments.end(),
                     [&](const EnvironmentLook& look) { return cell_of(look, migration) == "applied"; });
}

void write_grid(Page& page, const Answer& answer) {
  auto names = migrations_of(answer);
  std::size_t hidden = 0;
  if (names.size() > most_rows)
    hidden = std::erase_if(names, [&](const std::string& name) { return everywhere(answer, name); });
  Table table;
  table.columns = {{"MIGRATION", false, 24}};
  for (const auto& look : answer.analysis.environments) table.columns.push_back({head_of(answer, look)});
  for (const auto& name : names) {
    std::vector<Span> row = {{name}};
    for (const auto& look : answer.analysis.environments) {
      auto cell = cell_of(look, name);
      row.push_back({cell.empty() ? "-" : cell, ink_of_cell(cell)});
    }
    table.rows.push_back(std::move(row));
  }
  page.table(table);
  if (hidden) page.line({{fmt::format("… and {} applied in all of them", hidden), Ink::dim}}, 2);
}

}  // namespace

Ink ink_of(const DeployOutcome& deploy) {
  using What = DeployOutcome::What;
  if (deploy.what == What::fails || deploy.what == What::destroys) return Ink::red;
  return deploy.what == What::unknown ? Ink::yellow : Ink::green;
}

std::string cell_of(const EnvironmentLook& look, const std::string& migration) {
  if (!look.problem.empty()) return "unknown";
  const auto& history = look.history;
  if (has(history.failed, migration)) return "failed";
  if (has(history.edited, migration)) return "edited";
  if (has(history.deploys, migration)) return has(history.rolled_back, migration) ? "rolled back" : "pending";
  for (const auto& row : history.missing)
    if (row.migration == migration) return row.rolled_back ? "rolled back" : "foreign";
  for (const auto& row : look.database.rows)
    if (row.migration_name == migration) return row.rolled_back() ? "rolled back" : "applied";
  return "";
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
