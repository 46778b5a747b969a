#include "tributary/restamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct RestampArgs {
  std::vector<std::string> words;
  bool plan_ledger = false, dry_run = false, yes = false;
};

bool owns(const Source& source, const std::string& migration) {
  return std::any_of(source.projects.begin(), source.projects.end(), [&](const Project& project) {
    return std::count(project.own.begin(), project.own.end(), migration) != 0;
  });
}

// Of several worktrees that hold it (a stack), the one that is stood in.
const Source* owner_of(const Session& session, const Workspace& workspace, const std::string& migration) {
  std::vector<const Source*> owners;
  auto here = real_path(worktree_root(session.globals.repository));
  for (const auto& source : workspace.sources)
    if (source.kind == Source::Kind::worktree && source.name != workspace.target.name && owns(source, migration))
      owners.push_back(&source);
  for (const auto* owner : owners)
    if (real_path(owner->path) == here) return owner;
  if (owners.size() < 2) return owners.empty() ? nullptr : owners.front();
  std::vector<std::string> names;
  for (const auto* owner : owners) names.push_back(owner->name);
  throw Error(fmt::format("{} is in several worktrees: {}", migration, text::join(names, ", ")), {},
              "run the command in the one where it was written; the others get the new name when they merge it");
}

// SOURCE, or MIGRATION: a folder's name, with or without the path to it.
RestampRequest request_for(const Session& session, const Workspace& workspace, const RestampArgs& args) {
  RestampRequest request;
  request.plan_ledger = args.plan_ledger;
  request.now = session.now;
  for (const auto& word : args.words) {
    auto migration = file_name(word.ends_with('/') ? word.substr(0, word.size() - 1) : word);
    const auto* owner = owner_of(session, workspace, migration);
    const auto& source = owner ? *owner : resolve_source(workspace, word);
    if (!request.source.empty() && request.source != source.name)
      throw Error(fmt::format("{} and {} are two worktrees", request.source, source.name), {},
                  "restamp one worktree at a time, so that undo takes back one thing");
    if (!owner && !request.migrations.empty()) throw Error("name either the source or some of its migrations", word);
    request.source = source.name;
    if (owner) request.migrations.push_back(migration);
  }
  return request;
}

MergePlan as_edits(const RestampPlan& plan, const RestampRequest& request) {
  MergePlan edits;
  edits.root = plan.root;
  edits.sources = {request.source};
  edits.edits = plan.edits;
  edits.collisions = plan.refusals;
  edits.notes = plan.notes;
  edits.next = plan.next;
  return edits;
}

int restamp(const Session& session, const RestampArgs& args) {
  auto config = worktree_config(session);
  auto options = collect_options(session, config);
  auto common = collect(options).common_dir;
  auto recovered = args.dry_run ? announce_recovery(common) : recover(common);
  auto analysis = survey(session, config);
  auto request = request_for(session, analysis.workspace, args);
  auto order = precedences(analysis.workspace, analysis.changes, *analysis.workspace.find(request.source));
  auto plan = plan_restamp(analysis, order, request);
  auto common_dir = analysis.workspace.common_dir;

  auto answer = answer_for("restamp", std::move(analysis), {});
  answer.restamp = plan;
  answer.merge = as_edits(plan, request);
  answer.exit = plan.refusals.empty() ? 0 : 1;
  answer.dry_run = args.dry_run;
  if (!recovered.empty()) answer.notes.push_back(recovered);
  auto question =
      fmt::format("Rename {} in {}?",
                  plan.edits.size() == 1 ? "1 folder" : fmt::format("{} folders", plan.edits.size()), plan.root);
  bool go = plan.refusals.empty() && !args.dry_run && !plan.edits.empty();
  if (go && !may_go_on(session, args.yes, printable(question))) {
    go = false;
    answer.notes.push_back("Nothing was renamed.");
  }
  if (go)
    answer.journal = apply_edits(common_dir, plan.root, "restamp " + text::join(args.words, " "), plan.edits,
                                 [](const Edit&) { return std::string(); });
  return finish(session, answer);
}

void declare(Options& options, RestampArgs& args) {
  options.words("SOURCE|MIGRATION", args.words,
                "a worktree (its late, colliding and misplaced migrations), or some of its migrations", 1);
  options.flag("--plan-ledger", args.plan_ledger,
               "rename what a database has applied, too, and print what that database's owner must run");
  options.flag("-n,--dry-run", args.dry_run, "only say what would be renamed");
  options.flag("-y,--yes", args.yes, "do not ask");
}

}  // namespace

Command restamp_command() {
  auto args = std::make_shared<RestampArgs>();
  return {"restamp",
          "give own migrations new stamps, keeping the order they need; undo takes it back",
          {},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) { return restamp(session, *args); }};
}

}  // namespace tributary::cli
