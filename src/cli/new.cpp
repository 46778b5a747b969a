#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/new_migration.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "prisma/script.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"
#include "values/command_lines.hpp"

namespace tributary::cli {
namespace {

struct NewArgs {
  std::vector<std::string> name;
  bool empty = false, dry_run = false, yes = false, apply = false, force = false;
};

struct Here {
  Source* source = nullptr;
  Project* project = nullptr;
};

/// The worktree that the command was typed in.
Here here(const Session& session, Workspace& workspace) {
  auto root = worktree_root(session.globals.repository);
  for (auto& source : workspace.sources) {
    if (source.path.empty() || real_path(source.path) != real_path(root)) continue;
    if (source.projects.size() == 1) return {&source, &source.projects.front()};
    std::vector<std::string> paths;
    for (const auto& project : source.projects) paths.push_back(project.path);
    throw Error(paths.empty() ? "there is no Prisma project in this worktree" : "there are several Prisma projects",
                root, paths.empty() ? "" : "name one with --project: " + text::join(paths, ", "));
  }
  throw Error("a migration is written into a worktree, and this is none", session.globals.repository);
}

Migration made_of(const std::string& name, const std::string& sql) {
  Migration migration;
  migration.name = name;
  auto script = prisma::read_script(sql, 8u << 20);
  script.blob = git_blob_id(sql);
  migration.script = std::make_shared<const Script>(std::move(script));
  migration.tracking = Tracking::untracked;
  return migration;
}

/// What the rules say of the migration as if it stood there.
Verdict judged_with(const Session& session, const Config& config, Workspace workspace, const Here& at,
                    const Migration& migration) {
  for (auto& source : workspace.sources)
    for (auto& project : source.projects) {
      if (source.name != at.source->name || project.path != at.project->path) continue;
      auto folder = project.folder ? *project.folder : MigrationsFolder{};
      folder.state = MigrationsFolder::State::present;
      folder.migrations.push_back(migration);
      std::sort(folder.migrations.begin(), folder.migrations.end(),
                [](const Migration& a, const Migration& b) { return a.name < b.name; });
      project.folder = std::make_shared<const MigrationsFolder>(std::move(folder));
      if (source.name != workspace.target.name) project.own.push_back(migration.name);
    }
  auto analysis = survey(session, config, std::move(workspace), Sql::counted);
  auto verdict = analyse(analysis);
  std::erase_if(verdict.findings, [&](const Finding& finding) {
    return finding.about.is(Topic::unfinished) || finding.place.source != at.source->name ||
           finding.place.migration != migration.name;
  });
  verdict.not_checked.clear();
  return verdict;
}

bool of_the_name(const Finding& finding) {
  return finding.about.group == Group::names && finding.severity >= Severity::warning;
}

/// The team's policy on names, asked before anything is made.
Verdict about_the_name(const Session& session, const Config& config, const Workspace& workspace, const Here& at,
                       const std::string& name) {
  auto quiet = session;
  quiet.globals.offline = true;
  auto verdict = judged_with(quiet, config, workspace, at, made_of(name, "SELECT 1;\n"));
  std::erase_if(verdict.findings, [](const Finding& finding) { return !of_the_name(finding); });
  for (auto& finding : verdict.findings) finding.help = "Choose another NAME, or say --force.";
  return verdict;
}

int said(const Session& session, Analysis analysis, Verdict verdict, JournalEntry entry, const std::string& note,
         int exit) {
  auto answer = answer_for("new", std::move(analysis), std::move(verdict));
  answer.journal = std::move(entry);
  answer.exit = exit;
  answer.dry_run = answer.journal->id.empty();
  if (!note.empty()) answer.notes.push_back(note);
  return finish(session, answer);
}

int make(const Session& session, const NewArgs& args) {
  auto config = worktree_config(session);
  auto workspace = collect(collect_options(session, config));
  auto analysis = survey(session, config, workspace, Sql::read);
  auto at = here(session, workspace);
  auto name = name_after_all(analysis, *at.project, args.name.front());
  auto wrong = about_the_name(session, config, workspace, at, name);
  if (!wrong.findings.empty() && !args.force)
    return said(session, std::move(analysis), std::move(wrong), {"", "new", at.source->path, {}}, "Nothing was made.",
                1);
  std::string sql = "-- Write the SQL here.\n";
  if (!args.empty) sql = sql_by_prisma(session, config, analysis, *at.source, *at.project);
  if (sql.empty())
    return said(session, std::move(analysis), {}, {"", "new", at.source->path, {}},
                "The migrations lead to this schema already: there is nothing to make.", 0);
  auto verdict = judged_with(session, config, workspace, at, made_of(name, sql));
  auto path = join_path(join_path(at.project->migrations_dir, name), "migration.sql");
  std::vector<Edit> edits = {{Edit::Kind::write, "", path, git_blob_id(sql), sql}};
  JournalEntry entry{"", "new " + name, at.source->path, edits};
  bool go = !args.dry_run && may_go_on(session, args.yes, "Write " + printable(join_path(at.source->path, path)) + "?");
  if (go)
    entry = apply_edits(workspace.common_dir, at.source->path, "new " + name, edits,
                        [](const Edit& edit) { return *edit.content; });
  auto deploy = typed::in_project(*at.source, *at.project, typed::deploy(*at.project));
  auto answer = answer_for("new", std::move(analysis), std::move(verdict));
  answer.journal = std::move(entry);
  answer.dry_run = !go;
  bool fails = std::any_of(answer.verdict.findings.begin(), answer.verdict.findings.end(),
                           [](const Finding& finding) { return finding.severity == Severity::error; });
  if (go && args.apply && !fails) answer.next.push_back(deploy);
  if (args.apply && fails) answer.notes.push_back("No deploy is printed: an error stands against the migration.");
  return finish(session, answer);
}

}  // namespace

Command new_command() {
  auto args = std::make_shared<NewArgs>();
  return {"new",
          "a migration for what this worktree's schema has changed, made without touching any database of yours",
          {},
          [args](Options& options) {
            options.words("NAME", args->name, "what it changes, in snake_case: add_lessons_to_course", 1, 1);
            options.flag("--empty", args->empty, "a folder with its stamp, for SQL of your own; no Prisma is run");
            options.flag("--apply", args->apply, "also print the line that deploys it");
            options.flag("--force", args->force, "although the team's rules on names are against NAME");
            options.flag("-n,--dry-run", args->dry_run, "only show the SQL and what stands against it");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return make(session, *args); }};
}

}  // namespace tributary::cli
