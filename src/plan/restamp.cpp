#include "tributary/restamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/ledger_rename.hpp"
#include "plan/own.hpp"
#include "plan/reasons.hpp"
#include "prisma/names.hpp"
#include "prisma/script.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

using namespace plan;

/// Migrations of one project that get a new stamp, and why.
struct Chosen {
  const Project* project = nullptr;
  std::map<std::string, std::string> because;  ///< by name
  std::int64_t floor = 0;                      ///< what all new stamps must be above
};

const Source& source_of(const Workspace& workspace, const std::string& name) {
  const auto* source = workspace.find(name);
  if (!source) throw Error("there is no source " + name, {}, "tributary status lists them");
  if (name == workspace.target.name)
    throw Error(name + " is the target: what is merged keeps its name", source->path,
                "databases know these migrations by their names");
  if (source->kind == Source::Kind::ref || source->missing)
    throw Error(
        name + " is checked out nowhere, and a restamp renames folders in a worktree", {},
        fmt::format("git worktree add ../{0} {0}", text::shell_word(source->branch.empty() ? name : source->branch)));
  return *source;
}

const Project* target_project(const Workspace& workspace, const Project& project) {
  const auto* target = workspace.find(workspace.target.name);
  return target ? project_for(*target, project.target_path) : nullptr;
}

const Migration* newest_of_target(const Workspace& workspace, const Project& project) {
  const auto* there = target_project(workspace, project);
  return there && there->folder ? prisma::newest_numbered(*there->folder, there->prisma) : nullptr;
}

void raise_floor(Chosen& chosen, const std::string& name) {
  if (auto at = prisma::take_apart(name).at) chosen.floor = std::max(chosen.floor, *at);
}

void choose_late(const Workspace& workspace, Chosen& chosen) {
  const auto* newest = newest_of_target(workspace, *chosen.project);
  if (!newest) return;
  raise_floor(chosen, newest->name);
  for (const auto& name : chosen.project->own)
    if (prisma::listed_before(name, newest->name, chosen.project->prisma))
      chosen.because.emplace(name, fmt::format("it sorts before {}'s newest, {}", workspace.target.name, newest->name));
}

// Of two sources with one stamp the later one in the sequence gives way.
void choose_colliding(const Analysis& analysis, const Source& source, Chosen& chosen) {
  const auto& workspace = analysis.workspace;
  auto rank = [&](const Source& one) {
    auto position = analysis.sequence.position(one.name);
    return one.name == workspace.target.name ? -1 : position == 0 ? 1'000'000 : position;
  };
  for (const auto& other : workspace.sources) {
    if (other.name == source.name || rank(other) >= rank(source)) continue;
    for (const auto& project : other.projects) {
      if (project_key(project) != project_key(*chosen.project) || !project.folder) continue;
      for (const auto& migration : project.folder->migrations)
        for (const auto& name : chosen.project->own) {
          auto mine = prisma::take_apart(name).digits;
          if (mine.size() == 14 && name != migration.name && mine == prisma::take_apart(migration.name).digits)
            chosen.because.emplace(name, fmt::format("{} of {} has its stamp", migration.name, other.name));
        }
    }
  }
}

void choose_out_of_order(const Analysis& analysis, const Source& source, const std::vector<Precedence>& order,
                         Chosen& chosen) {
  for (const auto& precedence : order)
    if (precedence.reversed)
      chosen.because.emplace(precedence.then,
                             fmt::format("it must run after {}: {}", precedence.first, precedence.because));
  for (const auto& unmet : analysis.relations.unmet) {
    bool mine = unmet.here.source == source.name && unmet.here.project == chosen.project->path;
    if (!mine || unmet.kind != Unmet::Kind::elsewhere || !unmet.sorts_later || !unmet.maker) continue;
    raise_floor(chosen, unmet.maker->migration);
    chosen.because.emplace(unmet.here.migration,
                           fmt::format("it needs {}, which {} of {} makes", object_text(unmet.object),
                                       unmet.maker->migration, unmet.maker->source));
  }
}

// Whoever must run after one that moves to the end moves behind it.
void choose_followers(const std::vector<Precedence>& order, Chosen& chosen) {
  for (bool grew = true; grew;) {
    grew = false;
    for (const auto& precedence : order)
      if (chosen.because.count(precedence.first) && !chosen.because.count(precedence.then)) {
        chosen.because.emplace(precedence.then,
                               fmt::format("it must stay behind {}: {}", precedence.first, precedence.because));
        grew = true;
      }
  }
}

/// Chronological but where a precedence says otherwise; a cycle is left in the order of names.
std::vector<std::string> in_new_order(const Chosen& chosen, const std::vector<Precedence>& order) {
  std::vector<std::string> waiting, out;
  for (const auto& name : chosen.project->own)
    if (chosen.because.count(name)) waiting.push_back(name);
  std::stable_sort(waiting.begin(), waiting.end(), [&](const std::string& a, const std::string& b) {
    return prisma::listed_before(a, b, chosen.project->prisma);
  });
  while (!waiting.empty()) {
    auto waits = [&](const std::string& name) {
      return std::any_of(order.begin(), order.end(), [&](const Precedence& precedence) {
        return precedence.then == name && precedence.first != name &&
               std::count(waiting.begin(), waiting.end(), precedence.first) != 0;
      });
    };
    auto next = std::find_if(waiting.begin(), waiting.end(), [&](const std::string& name) { return !waits(name); });
    if (next == waiting.end()) next = waiting.begin();
    out.push_back(*next);
    waiting.erase(next);
  }
  return out;
}

std::set<std::string> stamps_in_use(const Workspace& workspace) {
  std::set<std::string> stamps;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (project.folder)
        for (const auto& migration : project.folder->migrations)
          stamps.insert(prisma::take_apart(migration.name).digits);
  return stamps;
}

std::string renamed(const std::string& name, std::int64_t at) {
  auto description = prisma::take_apart(name).description;
  return prisma::stamp_text(at) + "_" + (description.empty() ? "migration" : description);
}

std::string folder_of(const Project& project, const std::string& name) {
  return join_path(project.migrations_dir, name);
}

class Planner {
 public:
  Planner(const Analysis& analysis, const Precedences& order, const RestampRequest& request)
      : analysis_(analysis), order_(order), request_(request), source_(source_of(analysis.workspace, request.source)) {}

  RestampPlan plan() {
    plan_.root = source_.path;
    auto used = stamps_in_use(analysis_.workspace);
    auto left = std::set<std::string>(request_.migrations.begin(), request_.migrations.end());
    for (const auto& project : source_.projects) {
      if (!project.folder) continue;
      auto known = order_.find(project.path);
      const auto& order = known == order_.end() ? no_order_ : known->second;
      auto chosen = choose(project, order, left);
      give_stamps(chosen, in_new_order(chosen, order), used);
    }
    if (!left.empty()) throw not_own(*left.begin());
    refuse_what_cannot_be_asked();
    say_who_else_holds_them();
    say_next();
    return std::move(plan_);
  }

 private:
  Chosen choose(const Project& project, const std::vector<Precedence>& order, std::set<std::string>& left) {
    Chosen chosen{&project, {}, 0};
    choose_late(analysis_.workspace, chosen);
    choose_colliding(analysis_, source_, chosen);
    choose_out_of_order(analysis_, source_, order, chosen);
    if (!request_.migrations.empty()) {
      auto reasons = std::move(chosen.because);
      chosen.because.clear();
      for (const auto& name : project.own)
        if (std::count(request_.migrations.begin(), request_.migrations.end(), name)) {
          left.erase(name);
          chosen.because.emplace(name, reasons.count(name) ? reasons[name] : "you asked for it");
        }
    }
    choose_followers(order, chosen);
    return chosen;
  }

  Error not_own(const std::string& name) const {
    return Error(fmt::format("{} is not among the own migrations of {}", name, source_.name), source_.path,
                 "only what the target does not have yet can be restamped; tributary status lists it");
  }

  void give_stamps(const Chosen& chosen, const std::vector<std::string>& names, std::set<std::string>& used) {
    auto at = std::max(request_.now, chosen.floor + 1);
    for (const auto& name : names) {
      while (!used.insert(prisma::stamp_text(at)).second) ++at;
      auto to = renamed(name, at);
      plan_.renames.push_back({chosen.project->path, name, to, chosen.because.at(name)});
      plan_.edits.push_back(
          {Edit::Kind::rename, folder_of(*chosen.project, name), folder_of(*chosen.project, to), "", std::nullopt});
      dirs_.insert(chosen.project->migrations_dir);
    }
  }

  const Project& project_at(const std::string& path) const {
    return *std::find_if(source_.projects.begin(), source_.projects.end(),
                         [&](const Project& project) { return project.path == path; });
  }

  void refuse_what_cannot_be_asked() {
    if (plan_.renames.empty()) return;
    if (!analysis_.databases) {
      plan_.refusals.push_back(
          "No database was asked, so it cannot be known who has these migrations applied: leave "
          "--offline out, or add --plan-ledger.");
      if (request_.plan_ledger)
        plan_.refusals.back() = "--plan-ledger needs the databases' addresses: leave --offline out.";
      return;
    }
    for (const auto& rename : plan_.renames) {
      const auto& project = project_at(rename.project);
      // No URL in the datasource is no database; a variable that is not set hides one.
      bool hidden = project.database && project.database->problem.ends_with(" is not set");
      if (!request_.plan_ledger && hidden)
        refuse(fmt::format("The database of {} is not known ({}): set it, or add --plan-ledger.", source_.name,
                           project.database->problem));
    }
    for (const auto& database : *analysis_.databases) ask(database);
  }

  void refuse(const std::string& sentence) {
    auto& all = plan_.refusals;
    if (std::find(all.begin(), all.end(), sentence) == all.end()) all.push_back(sentence);
  }

  bool serves(const Database& database, const std::string& key) const {
    return std::any_of(database.consumers.begin(), database.consumers.end(), [&](const ProjectRef& consumer) {
      const auto* source = analysis_.workspace.find(consumer.source);
      return source && std::any_of(source->projects.begin(), source->projects.end(), [&](const Project& project) {
               return project.path == consumer.project && project_key(project) == key;
             });
    });
  }

  void ask(const Database& database) {
    bool asked = database.state == Database::State::ok;
    std::vector<RowRename> rows;
    for (const auto& rename : plan_.renames) {
      const auto& project = project_at(rename.project);
      if (!serves(database, project_key(project))) continue;
      if (!asked) {
        if (!request_.plan_ledger)
          refuse(
              fmt::format("{} cannot be asked ({}), and may have these migrations applied: try again when it "
                          "answers, or add --plan-ledger.",
                          database.id, database.error.empty() ? "no connection" : database.error));
        add_row(rows, project, rename);
      } else if (has_row(database, rename.from) && may_rename(database, project, rename)) {
        add_row(rows, project, rename);
      }
    }
    if (request_.plan_ledger && !rows.empty()) plan_.ledgers.push_back(ledger_rename(database, rows, asked));
  }

  static bool has_row(const Database& database, const std::string& name) {
    return std::any_of(database.rows.begin(), database.rows.end(),
                       [&](const LedgerRow& row) { return row.migration_name == name; });
  }

  bool may_rename(const Database& database, const Project& project, const Restamping& rename) {
    if (!request_.plan_ledger) {
      refuse(
          fmt::format("{} has {} in its ledger: a database knows it by that name. Leave it, or add --plan-ledger to "
                      "see what its owner would have to run.",
                      database.id, rename.from));
      return false;
    }
    const auto* migration = project.folder->find(rename.from);
    for (const auto& row : database.rows)
      if (row.migration_name == rename.from &&
          (!migration->script || !prisma::checksum_matches(migration->script->checksums, row.checksum))) {
        refuse(fmt::format("{} has {} with other content than the folder: settle that first (edited-after-applied).",
                           database.id, rename.from));
        return false;
      }
    return true;
  }

  static void add_row(std::vector<RowRename>& rows, const Project& project, const Restamping& rename) {
    const auto* migration = project.folder->find(rename.from);
    if (migration->script) rows.push_back({rename.from, rename.to, migration->script->checksums});
  }

  static LedgerRename ledger_rename(const Database& database, const std::vector<RowRename>& rows, bool asked) {
    LedgerRename out{database.id, {}, rename_statement(database.schema, rows), asked};
    for (const auto& consumer : database.consumers)
      if (!std::count(out.sources.begin(), out.sources.end(), consumer.source)) out.sources.push_back(consumer.source);
    return out;
  }

  void say_who_else_holds_them() {
    std::map<std::string, std::vector<std::string>> holders;
    for (const auto& other : analysis_.workspace.sources) {
      if (other.name == source_.name) continue;
      for (const auto& project : other.projects)
        for (const auto& rename : plan_.renames)
          if (project.folder && project.folder->find(rename.from) &&
              project_key(project) == project_key(project_at(rename.project)))
            holders[other.name].push_back(rename.from);
    }
    for (const auto& holder : holders)
      plan_.notes.push_back(fmt::format("{} holds {} under the old name: merge {} into it once this is committed.",
                                        holder.first, some_of(holder.second), source_.name));
    if (!plan_.renames.empty())
      plan_.notes.push_back(
          "Only the databases configured here were asked. Where these migrations are deployed elsewhere, undo this.");
  }

  void say_next() {
    if (plan_.renames.empty()) return;
    std::vector<std::string> words;
    for (const auto& dir : dirs_) words.push_back(text::shell_word(dir));
    auto git = "git -C " + text::shell_word(plan_.root);
    plan_.next.push_back(
        fmt::format("{0} add -A -- {1} && {0} commit -m {2}", git, text::join(words, " "),
                    text::shell_word(plan_.renames.size() == 1 ? "Restamp a migration" : "Restamp migrations")));
  }

  const Analysis& analysis_;
  const Precedences& order_;
  const RestampRequest& request_;
  const std::vector<Precedence> no_order_;
  const Source& source_;
  RestampPlan plan_;
  std::set<std::string> dirs_;
};

}  // namespace

RestampPlan plan_restamp(const Analysis& analysis, const Precedences& order, const RestampRequest& request) {
  return Planner(analysis, order, request).plan();
}

}  // namespace tributary
