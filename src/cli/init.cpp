#include <fmt/format.h>

#include <memory>
#include <set>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct InitArgs {
  bool dry_run = false, yes = false;
};

constexpr const char* before_projects =
    R"(# How tributary looks at this repository. Every key is optional; what is commented out shows the default or an example.
# `tributary check` and the hook go by the file in the target's commit, other commands by the one in your worktree.

# The branch that sources are merged into (default: origin/HEAD's, else main, master).
#target: main

# Branches and tags without a worktree that are sources, too.
#refs: ["origin/epic-*"]

# Only where Prisma's own files do not say it. Paths are from the repository's root.
#projects:
)";

constexpr const char* after_projects = R"(#    schema: prisma/schema.prisma
#    migrations: prisma/migrations
#    migrations-folder-name: migrations
#    prisma-version: 6.19.0
#    database: {url-env: DATABASE_URL}

# Severities: off, info, warning or error. `tributary explain` lists the rules.
#rules:
#  missing-epic: warning

# Findings to leave out, with the reason. Names may hold * and ?.
#allow:
#  - rule: late-migration
#    migration: "20250101*"
#    source: "*"
#    because: agreed on with everybody

#policy:
#  epic-words: [epic, story, feature]   # missing-epic: one of them must stand in the name
#  vague-words: []                      # vague-name: more words that say nothing
#  future-hours: 14                     # future-stamp: how far ahead of now a stamp may be
#  shared-database: true                # forbidden-command: worktrees use one database (default: as the URLs show)

# From which severity on `tributary check` exits with 1.
#fail-on: error

# Findings that were there before; `tributary check --write-baseline` writes it.
#baseline: tributary-baseline.txt

# The document whose section `tributary drift --into` keeps; check says when it is out of date.
#drift-section: docs/DATABASE-MIGRATION-STRATEGY.md

# May the hook that guards merges connect to databases?
#hook: {databases: false}

# Where else migrations are deployed to: `tributary status --env all`. Without this .env.NAME files beside the project are found.
#environments:
#  - {name: staging, env-file: .env.staging, sources: [feature/epic-3]}
#  - {name: production, url-env: PRODUCTION_URL, protected: true}

# Seconds.
#timeouts: {connect: 5, statement: 5, lock: 1}
)";

std::string commented_config(const Workspace& workspace) {
  std::set<std::string> paths;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) paths.insert(project.path);
  if (paths.empty()) paths.insert(".");
  std::string out = before_projects;
  for (const auto& path : paths) out += "#  - path: " + printable(path) + "\n";
  return out + after_projects;
}

// A repository in which nothing is found without a configuration is the one that needs it most.
Workspace what_is_known(const Session& session, const std::string& root) {
  auto options = collect_options(session, Config{});
  options.databases = false;
  try {
    return collect(options);
  } catch (const Error&) {
    Workspace workspace;
    workspace.common_dir = common_dir_of(root);
    return workspace;
  }
}

int init(const Session& session, const InitArgs& args) {
  auto root = worktree_root(session.globals.repository);
  if (root.empty())
    throw Error("there is no worktree to write the configuration in", session.globals.repository,
                "name one with --repo DIR");
  for (const auto& name : config_names())
    if (auto path = join_path(root, name); kind_of(path) != FileKind::absent)
      throw Error("there is a configuration already", path, "edit it; tributary init never overwrites one");
  Analysis analysis;
  analysis.workspace = what_is_known(session, root);
  auto bytes = commented_config(analysis.workspace);
  std::vector<Edit> edits = {{Edit::Kind::write, "", config_names().front(), git_blob_id(bytes), bytes}};
  bool go = !args.dry_run &&
            may_go_on(session, args.yes, "Write " + printable(join_path(root, config_names().front())) + "?");
  JournalEntry entry{"", "init", root, edits};
  if (go)
    entry =
        apply_edits(analysis.workspace.common_dir, root, "init", edits, [](const Edit& edit) { return *edit.content; });
  auto answer = answer_for("init", std::move(analysis), {});
  answer.journal = std::move(entry);
  answer.dry_run = !go;
  return finish(session, answer);
}

}  // namespace

Command init_command() {
  auto args = std::make_shared<InitArgs>();
  return {"init",
          "write a commented tributary.yaml at the worktree's root; never overwrites one",
          {},
          [args](Options& options) {
            options.flag("-n,--dry-run", args->dry_run, "only say what would be written");
            options.flag("-y,--yes", args->yes, "do not ask");
          },
          [args](const Session& session) { return init(session, *args); }};
}

}  // namespace tributary::cli
