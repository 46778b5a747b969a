#include "ledger/failures.hpp"

#include "prisma/failed_row.hpp"
#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
Settling settling(const View& view) {
  Settling out;
  bool stays = prisma::sends_statements(view.situation.project.prisma);
  for (const auto& name : view.history.failed) {
    bool here = view.situation.folder.find(name) != nullptr;  // else --applied stops with P3017
    const auto* row = prisma::failed_row(view.database(), name);
    auto& fitting = here && row && prisma::found_it_there(*row) ? out.there : stays ? out.by_hand : out.undone;
    fitting.push_back(name);
  }
  return out;
}

std::vector<std::string> resolve_lines(const View& view, const Settling& settling) {
  std::vector<std::string> lines;
  const auto& project = view.situation.project;
  for (const auto& name : settling.there) lines.push_back(typed::resolve_applied(project, name));
  for (const auto& name : settling.undone) lines.push_back(typed::resolve_rolled_back(project, name));
  return lines;
}

}  // namespace tributary::ledger
