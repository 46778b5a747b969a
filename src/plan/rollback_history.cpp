#include "plan/rollback_history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/own.hpp"
#include "prisma/script.hpp"

namespace tributary::plan {
namespace {

class Scripts {
 public:
  Scripts(const Analysis& analysis, const Database& database, const RollbackFolder& folder)
      : analysis_(analysis), database_(database), folder_(folder) {}

  struct Found {
    KeptMigration migration;
    bool as_applied = true;
  };

  /// The script that was applied, wherever it is; else the folder's own of that name.
  std::optional<Found> find(const LedgerRow& row) const {
    const auto* here = folder_.project->folder->find(row.migration_name);
    if (here && here->script && fits(*here, row)) return Found{{row.migration_name, row.checksum, ""}, true};
    if (auto reading = in_a_worktree(row)) return Found{{row.migration_name, row.checksum, *reading}, true};
    if (auto reading = in_a_ref(row)) return Found{{row.migration_name, row.checksum, *reading}, true};
    if (auto reading = with_its_owner(row)) return Found{{row.migration_name, row.checksum, *reading}, true};
    if (here && here->script) return Found{{row.migration_name, here->script->checksums.as_is, ""}, false};
    return std::nullopt;
  }

 private:
  static bool fits(const Migration& migration, const LedgerRow& row) {
    return migration.script && prisma::checksum_matches(migration.script->checksums, row.checksum);
  }

  template <class Reading>
  std::optional<std::string> in_a_source(Source::Kind kind, const LedgerRow& row, Reading reading) const {
    for (const auto& source : analysis_.workspace.sources) {
      if (source.kind != kind) continue;
      for (const auto& project : source.projects) {
        if (project_key(project) != project_key(*folder_.project) || !project.folder) continue;
        const auto* migration = project.folder->find(row.migration_name);
        if (migration && fits(*migration, row)) return reading(source, project, *migration);
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> in_a_worktree(const LedgerRow& row) const {
    return in_a_source(Source::Kind::worktree, row,
                       [](const Source& source, const Project& project, const Migration& migration) {
                         auto folder = join_path(join_path(source.path, project.migrations_dir), migration.name);
                         return "cat " + text::shell_word(join_path(folder, "migration.sql"));
                       });
  }

  std::string git() const { return "git --git-dir=" + text::shell_word(analysis_.workspace.common_dir); }

  std::optional<std::string> in_a_ref(const LedgerRow& row) const {
    return in_a_source(Source::Kind::ref, row, [this](const Source&, const Project&, const Migration& migration) {
      return git() + " cat-file blob " + text::shell_word(migration.script->blob);
    });
  }

  std::optional<std::string> with_its_owner(const LedgerRow& row) const {
    for (const auto& history : analysis_.histories) {
      if (history.database != database_.id) continue;
      for (const auto& missing : history.missing) {
        bool committed = missing.migration == row.migration_name && missing.checksum == row.checksum &&
                         missing.content_matches && missing.owner && !missing.owner->commit.empty();
        if (!committed) continue;
        auto place = fmt::format("{}:{}/{}/migration.sql", missing.owner->commit, folder_.project->migrations_dir,
                                 row.migration_name);
        return git() + " cat-file blob " + text::shell_word(place);
      }
    }
    return std::nullopt;
  }

  const Analysis& analysis_;
  const Database& database_;
  const RollbackFolder& folder_;
};

}  // namespace

// A name that was applied again after it was rolled back has several rows: the applied one counts.
std::vector<const LedgerRow*> applied_rows(const Database& database) {
  std::vector<const LedgerRow*> rows;
  for (const auto& row : database.rows) {
    if (!row.applied()) continue;
    bool known = std::any_of(rows.begin(), rows.end(),
                             [&](const LedgerRow* one) { return one->migration_name == row.migration_name; });
    if (!known) rows.push_back(&row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const LedgerRow* a, const LedgerRow* b) {
    return std::tie(*a->finished_at, a->started_at, a->migration_name) <
           std::tie(*b->finished_at, b->started_at, b->migration_name);
  });
  return rows;
}

HistoryUpTo history_up_to(const Analysis& analysis, const Database& database, const RollbackFolder& folder,
                          const std::string& to, bool folder_only) {
  HistoryUpTo out;
  Scripts scripts(analysis, database, folder);
  bool behind = false;
  for (const auto* row : applied_rows(database)) {
    if (folder_only && !folder.project->folder->find(row->migration_name)) continue;
    if (behind) {
      out.undone.push_back(row->migration_name);
      continue;
    }
    behind = row->migration_name == to;
    auto found = scripts.find(*row);
    if (!found) {
      out.nowhere.push_back(row->migration_name);
      continue;
    }
    if (!found->as_applied) out.edited.push_back(row->migration_name);
    out.kept.push_back(std::move(found->migration));
  }
  return out;
}

const Script* script_named(const Workspace& workspace, const RollbackFolder& folder, const std::string& name) {
  const auto* here = folder.project->folder->find(name);
  if (here) return here->script.get();
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (project_key(project) != project_key(*folder.project) || !project.folder) continue;
      const auto* migration = project.folder->find(name);
      if (migration && migration->script) return migration->script.get();
    }
  return nullptr;
}

std::vector<std::string> foreign_rows(const Database& database, const RollbackFolder& folder) {
  std::vector<std::string> out;
  for (const auto* row : applied_rows(database))
    if (!folder.project->folder->find(row->migration_name)) out.push_back(row->migration_name);
  return out;
}

}  // namespace tributary::plan
