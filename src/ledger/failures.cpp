#include "ledger/failures.hpp"

#include <algorithm>

#include "prisma/version.hpp"
#include "values/command_lines.hpp"

namespace tributary::ledger {
namespace {

/// The server's own word that what the script makes is there. Its sentence is in the server's language, the code is not
/// (Prisma writes "Database error code: 42P07").
bool exists_already(const View& view, const std::string& name) {
  const LedgerRow* newest = nullptr;
  for (const auto& row : view.database().rows)
    if (row.migration_name == name && row.failed()) newest = &row;
  if (!newest || !newest->logs) return false;
  const auto says = [&](const char* words) { return newest->logs->find(words) != std::string::npos; };
  return says("already exists") || says("code: 42P07") || says("code: 42701") || says("code: 42710") ||
         says("code: 42P06") || says("code: 42723");
}

}  // namespace

Settling settling(const View& view) {
  Settling out;
  bool stays = prisma::sends_statements(view.situation.project.prisma);
  for (const auto& name : view.history.failed) {
    bool here = view.situation.folder.find(name) != nullptr;  // else --applied stops with P3017
    auto& fitting = here && exists_already(view, name) ? out.there : stays ? out.by_hand : out.undone;
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
