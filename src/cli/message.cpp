#include "tributary/message.hpp"

#include <algorithm>
#include <memory>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/merge_made.hpp"
#include "cli/pipeline.hpp"
#include "cli/server_place.hpp"
#include "cli/settings.hpp"
#include "cli/team_command.hpp"
#include "tributary/error.hpp"
#include "tributary/runbook.hpp"

namespace tributary::cli {
namespace {

struct MessageArgs {
  std::string kind, database, reason;
  std::vector<std::string> words;
  bool send = false;
};

bool is_migration(const Workspace& workspace, const std::string& name) {
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (project.folder && project.folder->find(name)) return true;
  return false;
}

std::vector<CodeOwner> code_owners(const Workspace& workspace) {
  for (auto path : {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"})
    if (auto text = file_at_commit(workspace.common_dir, workspace.target.commit, path)) return read_code_owners(*text);
  return {};
}

std::vector<std::string> folders_added(const Workspace& workspace, const std::string& before,
                                       const std::string& after) {
  auto changed =
      run_git(workspace.common_dir, {"diff-tree", "-r", "-z", "--name-only", "--diff-filter=A", before, after});
  std::vector<std::string> out;
  for (const auto& file : text::split(changed.out, '\0'))
    if (file_name(file) == "migration.sql") out.push_back(file_name(parent_path(file)));
  return out;
}

// Folders of migrations that the merge of this source has brought into the target, by git's own first-parent history.
// Empty: git has not merged it, or what it was merged by is not known.
std::vector<std::string> brought_by(const Workspace& workspace, const Source& source) {
  const auto& target = workspace.target.commit;
  if (source.commit.empty() || target.empty() || source.name == workspace.target.name) return {};
  auto path = run_git(workspace.common_dir,
                      {"rev-list", "--first-parent", "--ancestry-path", "--reverse", source.commit + ".." + target});
  auto commits = text::lines(path.out);
  if (path.status != 0 || commits.empty()) return {};
  return folders_added(workspace, commits[0] + "^1", commits[0]);
}

// What the target's newest merge has brought, whose branches are no sources any more. A run of `merge --commit` is one
// merge, however many commits it has made.
std::vector<std::string> brought_last(const Workspace& workspace) {
  const auto &folder = workspace.common_dir, &target = workspace.target.commit;
  auto newest = text::trim(run_git(folder, {"log", "-1", "-s", "--first-parent", "--diff-merges=first-parent",
                                            "--diff-filter=A", "--format=%H", target, "--", ":(glob)**/migration.sql"})
                               .out);
  if (newest.empty()) return {};
  auto made = newest_made(folder, workspace.target.ref);
  if (made && run_git(folder, {"merge-base", "--is-ancestor", newest, made->after}).status == 0 &&
      run_git(folder, {"merge-base", "--is-ancestor", newest, made->before}).status != 0)
    return folders_added(workspace, made->before, made->after);
  return folders_added(workspace, newest + "^1", newest);
}

// The words are sources, or migrations.
MessageQuestion question_of(const Session& session, const Config& config, const Workspace& workspace,
                            const MessageArgs& args) {
  using Kind = MessageQuestion::Kind;
  MessageQuestion question;
  question.kind = args.kind == "planned" ? Kind::planned : args.kind == "applied" ? Kind::applied : Kind::merged;
  question.owners = config.owners;
  question.code_owners = code_owners(workspace);
  question.now = session.now;
  for (const auto& word : args.words)
    if (is_migration(workspace, word))
      question.migrations.push_back(word);
    else
      question.sources.push_back(resolve_source(workspace, word).name);
  if (question.kind != Kind::merged) return question;
  if (args.words.empty()) {
    question.migrations = brought_last(workspace);  // its branches may be gone
    for (const auto& source : workspace.sources)
      if (source.name != workspace.target.name) question.sources.push_back(source.name);
  }
  for (auto at = question.sources.begin(); at != question.sources.end();) {
    auto brought = brought_by(workspace, *workspace.find(*at));
    question.migrations.insert(question.migrations.end(), brought.begin(), brought.end());
    at = brought.empty() ? at + 1 : question.sources.erase(at);
  }
  return question;
}

std::string rolled_back(const Session& session, const Analysis& analysis, const MessageArgs& args) {
  if (args.words.size() != 1)
    throw Error("which migration was it rolled back to?", "message rolled-back MIGRATION",
                "tributary status lists what each database has applied");
  RollbackRequest request;
  request.to = args.words[0];
  request.database = args.database;
  request.reason = args.reason;
  request.now = session.now;
  request.place = place_of(analysis.workspace, rollback_database(analysis, request));
  return plan_rollback(analysis, request).message;
}

// The team's own command gets the text on its standard input.
int send(const Session& session, const Config& config, const Analysis& analysis, const std::string& text) {
  if (config.message_command.empty())
    throw Error("the configuration in the target's commit names no command for messages", "--send",
                "messages: command: … in tributary.yaml, committed to the target");
  auto status = run_team_command(session, analysis.workspace, config.message_command, "--send", text);
  if (status != 0) throw Error("the team's command failed with " + std::to_string(status), config.message_command);
  session.ui.note("handed to: " + printable(config.message_command));
  return 0;
}

std::string printable_lines(const std::string& text) {
  std::string out;
  for (const auto& line : text::lines(text)) out += printable(line) + "\n";
  return out;
}

int message(const Session& session, const MessageArgs& args) {
  auto config = gate_config(session);
  auto analysis = survey(session, config);
  auto text = args.kind == "rolled-back"
                  ? rolled_back(session, analysis, args)
                  : make_message(analysis, question_of(session, config, analysis.workspace, args));
  session.ui.progress("");
  if (args.send) return send(session, config, analysis, printable_lines(text));
  session.ui.print(session.globals.format == Format::json ? render_message(args.kind, text, TRIBUTARY_VERSION)
                                                          : printable_lines(text));
  return 0;
}

void declare(Options& options, MessageArgs& args) {
  auto add = [&](const char* kind, const char* summary, const char* words) {
    auto one = options.subcommand(kind, args.kind, summary);
    one.words(words, args.words, "what it is about (default: everything of that kind)");
    one.flag("--send", args.send, "hand it to the team's own command, which the target's configuration names");
    return one;
  };
  add("planned", "what open branches are going to change", "SOURCE");
  add("applied", "which migrations are applied where, and what they affect", "SOURCE|MIGRATION");
  add("merged", "what a merge has brought, and what everybody does now", "SOURCE|MIGRATION");
  auto back = add("rolled-back", "that a database was taken back", "MIGRATION");
  back.value("--database", args.database, "ID", "which database, where there are several");
  back.value("--reason", args.reason, "TEXT", "why");
}

}  // namespace

Command message_command() {
  auto args = std::make_shared<MessageArgs>();
  return {"message",
          "the text for the team: planned, applied, merged, rolled back",
          {},
          [args](Options& options) { declare(options, *args); },
          [args](const Session& session) { return message(session, *args); }};
}

}  // namespace tributary::cli
