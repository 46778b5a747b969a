#include "ledger/view.hpp"

#include "base/text.hpp"
#include "ledger/commands.hpp"
#include "ledger/owners.hpp"
#include "prisma/script.hpp"

namespace tributary::ledger {
namespace {

const MigrationsFolder* target_folder(const Situation& situation) {
  const Source* source = situation.workspace.find(situation.workspace.target.name);
  if (!source) return nullptr;
  const Project* project = project_for(*source, situation.project.target_path);
  return project ? project->folder.get() : nullptr;
}

std::string target_name(const View& view) {
  const auto& target = view.situation.workspace.target;
  return target.branch.empty() ? target.name : target.branch;
}

bool contains_target(const View& view) {
  const auto& commit = view.situation.workspace.target.commit;
  return !commit.empty() && view.situation.source.merge_base == commit;
}

std::string here_not(std::size_t count) {
  return count == 1 ? " is not in this folder" : " are not in this folder";
}

/// A script of nothing but comments is like every other such script.
bool does_something(const Script& script) {
  if (script.too_large) return true;
  for (const auto& line : text::lines(script.text))
    if (auto words = text::trim(line); !words.empty() && !words.starts_with("--")) return true;
  return false;
}

/// A row of another name whose script is this one's: the folder was renamed or restamped after it was applied.
const LedgerRow* row_of_same_script(const View& view, const Migration& migration) {
  if (!migration.script || !does_something(*migration.script)) return nullptr;
  for (const auto& row : view.database().rows)
    if (row.applied() && !view.situation.folder.find(row.migration_name) &&
        prisma::checksum_matches(migration.script->checksums, row.checksum))
      return &row;
  return nullptr;
}

}  // namespace

View view_of(const Situation& situation, const History& history, const Owners& owners) {
  View view{situation, history, owners, situation.source.name == situation.workspace.target.name, {}, {}, false};
  const MigrationsFolder* target = view.is_target ? nullptr : target_folder(situation);
  for (const auto& row : history.missing) {
    const Migration* there = target ? target->find(row.migration) : nullptr;
    bool committed = there && there->tracking != Tracking::untracked;
    view.target_uncommitted = view.target_uncommitted || (there && !committed);
    (committed ? view.from_target : view.elsewhere).push_back(row);
  }
  return view;
}

std::string foreign(const View& view) {
  return rows_by_owner(view.history.missing) + here_not(view.history.missing.size());
}

std::string code_of(const std::string& error) {
  return error.substr(0, error.find_first_of(":\n"));
}

/// How to get foreign rows' folders here without losing anything; "" where a merge does not bring any.
std::string merge_advice(const View& view) {
  if (!view.from_target.empty() && contains_target(view))
    return "put back what " + target_name(view) + " has and this branch has taken out";
  if (!view.from_target.empty())
    return "merge " + target_name(view) + " back" +
           (view.situation.source.dirty ? " once what is changed here is committed" : "") + ": it has " +
           std::to_string(view.from_target.size()) + " of these folders";
  if (view.target_uncommitted) return "merge " + target_name(view) + " back once it has committed these folders";
  return {};
}

// A merge over uncommitted changes is refused, one of what is contained already brings nothing.
std::vector<std::string> merge_lines(const View& view) {
  if (view.from_target.empty() || view.situation.source.dirty) return {};
  const auto& target = view.situation.workspace.target;
  if (contains_target(view)) {
    std::vector<std::string> lines;
    for (const auto& row : view.from_target)
      lines.push_back(
          restore_script(view.situation.project, row.migration, target.ref.empty() ? target.branch : target.ref));
    return lines;
  }
  auto line = merge_target_back(view.situation.workspace.target);
  if (view.from_target.empty() || line.empty()) return {};
  return {line};
}

std::vector<std::string> applied_under_another_name(const View& view, std::string* old_name) {
  std::vector<std::string> names;
  for (const auto& name : view.history.deploys) {
    const Migration* migration = view.situation.folder.find(name);
    const LedgerRow* row = migration ? row_of_same_script(view, *migration) : nullptr;
    if (!row) continue;
    names.push_back(name);
    if (old_name && old_name->empty()) *old_name = row->migration_name;
  }
  return names;
}

}  // namespace tributary::ledger
