#include "cli/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <set>
#include <thread>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/pages.hpp"
#include "cli/settings.hpp"
#include "prisma/default_schema.hpp"
#include "sql/default_schema.hpp"
#include "tributary/deploy.hpp"
#include "tributary/error.hpp"
#include "tributary/inspect.hpp"

namespace tributary::cli {
namespace {

std::vector<Database> inspect(const Session& session, const Config& config, const Workspace& workspace) {
  session.ui.progress("asking the databases…");
  auto options = config.timeouts;
  options.offline = session.globals.offline;
  return inspect_databases(workspace, options);
}

struct Unread {
  const Script* script;
  std::string schema;  // what names without one mean
};

// Each distinct script of the target and of own migrations, once.
std::vector<Unread> scripts_to_read(const Workspace& workspace, const std::vector<History>& histories) {
  std::map<std::string, Unread> scripts;
  std::string schema;
  auto add = [&](const Project& project, const std::string& name) {
    const auto* migration = project.folder ? project.folder->find(name) : nullptr;
    if (migration && migration->script && !migration->script->too_large)
      scripts.emplace(migration->script->blob, Unread{migration->script.get(), schema});
  };
  std::set<std::string> wanted;
  for (const auto& history : histories)
    for (const auto& row : history.missing) wanted.insert(row.migration);
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (!project.provider.empty() && project.provider != "postgresql") continue;
      bool target = source.name == workspace.target.name && project.folder;
      if (target || !project.own.empty()) schema = prisma::default_schema(workspace, project);
      if (target)
        for (const auto& migration : project.folder->migrations) add(project, migration.name);
      for (const auto& name : project.own) add(project, name);
      for (const auto& name : project.stale)
        if (wanted.count(name)) add(project, name);
    }
  std::vector<Unread> out;
  for (const auto& script : scripts) out.push_back(script.second);
  return out;
}

// As Prisma from 6.6 on decodes it; that an older one refuses it is unreadable-input's business.
std::string decoded(const Script& script) {
  return script.valid_utf8 ? script.text : text::to_utf8(script.text);
}

// On as many threads as there are processors: the scripts have nothing to do with each other.
ChangesByBlob read_scripts(const std::vector<Unread>& scripts) {
  std::vector<std::shared_ptr<const ScriptChanges>> read(scripts.size());
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (auto i = next++; i < scripts.size(); i = next++)
      read[i] = std::make_shared<const ScriptChanges>(
          sql::without_schema(read_changes(decoded(*scripts[i].script)), scripts[i].schema));
  };
  std::vector<std::future<void>> others;
  auto threads = std::min<std::size_t>(std::max(1u, std::thread::hardware_concurrency()), 1 + scripts.size() / 16);
  for (std::size_t i = 1; i < threads; ++i) others.push_back(std::async(std::launch::async, work));
  work();
  for (auto& other : others) other.get();
  ChangesByBlob out;
  for (std::size_t i = 0; i < scripts.size(); ++i) out.emplace(scripts[i].script->blob, read[i]);
  return out;
}

bool any_ledger(const Analysis& analysis) {
  return analysis.databases &&
         std::any_of(analysis.databases->begin(), analysis.databases->end(), [](const Database& database) {
           return database.state == Database::State::ok && (database.has_ledger || !database.has_other_tables);
         });
}

void read_sql(const Session& session, Analysis& analysis) {
  session.ui.progress("reading the SQL…");
  analysis.changes = read_scripts(scripts_to_read(analysis.workspace, analysis.histories));
  look_along_paths(analysis.workspace, analysis.changes);
  analysis.relations = relate(analysis.workspace, analysis.changes);
  judge_missing_rows(analysis.workspace, analysis.changes, analysis.histories);
}

// It was read for what deploy does alone: the rules over SQL are `check`'s.
void forget_sql(Analysis& analysis) {
  analysis.changes.clear();
  analysis.relations = {};
  analysis.facts.clear();
  analysis.structures.clear();
}

// Back to inspect: what the scripts do to rows depends on how many there are.
void count_rows(const Session& session, const Config& config, Analysis& analysis) {
  auto asked = questions(analysis);
  if (asked.empty() || !analysis.databases) return;
  session.ui.progress("counting rows…");
  auto options = config.timeouts;
  options.offline = session.globals.offline;
  analysis.facts = answer_questions(analysis.workspace, *analysis.databases, asked, options);
}

// A gate that looks at nothing must not say that all is well.
void require_a_project(const Workspace& workspace) {
  bool anything = std::any_of(workspace.sources.begin(), workspace.sources.end(), [](const Source& source) {
    return !source.projects.empty() || !source.obstacles.empty();
  });
  if (anything) return;
  throw Error(
      "no Prisma project in any worktree or ref that was looked at", workspace.common_dir,
      "tributary looks as Prisma does for a schema, a prisma.config file or package.json#prisma in each folder of "
      "the repository; name other places under `projects` in tributary.yaml");
}

// What the URLs alone tell: who shares a database, and which schema names without one mean.
void read_addresses(const Config& config, Analysis& analysis) {
  auto options = config.timeouts;
  options.offline = true;
  analysis.addresses = inspect_databases(analysis.workspace, options);
  for (auto& source : analysis.workspace.sources)
    for (auto& project : source.projects) {
      if (project.database && project.database->problem.ends_with(" is not set"))
        analysis.without_url.push_back({source.name, project.path});
    }
}

// No answer shows a database that was not asked.
void hide_unasked(Analysis& analysis) {
  if (analysis.databases) return;
  for (auto& source : analysis.workspace.sources)
    for (auto& project : source.projects) project.database.reset();
}

}  // namespace

CollectOptions collect_options(const Session& session, const Config& config) {
  const auto& globals = session.globals;
  CollectOptions options;
  options.repository = globals.repository;
  options.target = wanted_target(session, config);
  options.refs = globals.refs.empty() ? config.refs : globals.refs;
  options.refs.insert(options.refs.end(), globals.named.begin(), globals.named.end());
  options.refs_must_match = !globals.refs.empty();
  options.projects = globals.projects;
  options.settings = config.projects;
  options.environment = session.environment;
  options.discover = globals.discover;
  options.connect_to_all = globals.connect;
  if (globals.target.empty()) options.vouched_by = config.trusted_target;
  return options;
}

Analysis survey(const Session& session, const Config& config, Sql sql) {
  session.ui.progress("reading worktrees and refs…");
  return survey(session, config, collect(collect_options(session, config)), sql);
}

Analysis survey(const Session& session, const Config& config, Workspace workspace, Sql sql) {
  require_a_project(workspace);
  Analysis analysis;
  analysis.workspace = std::move(workspace);
  analysis.policy = config.policy;
  analysis.now = session.now;
  std::vector<Database> databases;
  read_addresses(config, analysis);
  if (!session.globals.offline) {
    databases = inspect(session, config, analysis.workspace);
    // Back to collect: rows that a folder does not have are looked for in every worktree and ref.
    auto owners = find_owners(analysis.workspace, unknown_rows(analysis.workspace, databases));
    analysis.histories = judge_ledgers(analysis.workspace, databases, owners);
    analysis.databases = databases;
  }
  // What deploy and dev will do is in the scripts and in the databases.
  bool look = sql == Sql::counted || (sql == Sql::left && any_ledger(analysis));
  if (sql != Sql::left || look) read_sql(session, analysis);
  if (look) look_at_pending(session, config, analysis);
  if (look && sql == Sql::left) forget_sql(analysis);
  analysis.sequence = propose_sequence(analysis.workspace, databases, analysis.relations.needs);
  session.ui.progress("");
  return analysis;
}

void look_at_pending(const Session& session, const Config& config, Analysis& analysis) {
  add_pending(analysis);
  count_rows(session, config, analysis);
  add_structures(session, config, analysis);
  judge_deploys(analysis);
  judge_drift(analysis);
}

void add_structures(const Session& session, const Config& config, Analysis& analysis) {
  if (!analysis.databases || session.globals.offline || !analysis.structures.empty()) return;
  session.ui.progress("reading the databases' structure…");
  analysis.structures = read_structures(analysis.workspace, *analysis.databases, config.timeouts);
  session.ui.progress("");
}

// Waiting for the steps before it is the sequence's own business.
std::map<std::string, Finding> refused_steps(const Verdict& verdict, const Sequence& sequence) {
  std::map<std::string, Finding> refused;
  auto look = [&](const std::string& source) {
    for (const auto& finding : judged(verdict, {source}, sequence).findings)
      if (finding.severity == Severity::error && !finding.about.is(Topic::waits)) refused.try_emplace(source, finding);
  };
  for (const auto& step : sequence.steps) look(step.source);
  std::set<std::string> blamed;
  for (const auto& finding : verdict.findings)
    if (finding.severity == Severity::error) blamed.insert(finding.place.source);
  for (const auto& source : sequence.nothing_to_merge)
    if (blamed.count(source)) look(source);
  return refused;
}

std::string left_out_note(const Workspace& workspace) {
  auto count = workspace.branches_left_out;
  if (count == 0) return {};
  return fmt::format(
      "{} not looked at: --refs '*' looks at all of them, --refs GLOB at some.",
      count == 1 ? "1 branch without a worktree was" : fmt::format("{} branches without worktrees were", count));
}

std::vector<std::string> overriding_notes(const Workspace& workspace) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> by_variable;  // and what it leads to
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      if (project.database && !project.database->overrides.empty())
        by_variable[{project.database->variable, project.database->redacted}].push_back(
            source.path.empty() ? project.database->overrides : join_path(source.path, project.database->overrides));
  std::vector<std::string> notes;
  for (const auto& [what, files] : by_variable)
    notes.push_back(
        fmt::format("{} is exported and overrides another value in {}: all that is said here of databases is of {}.",
                    what.first, text::join(files, ", "), what.second));
  return notes;
}

std::string given_options(const Session& session) {
  const auto& globals = session.globals;
  std::string out;
  auto add = [&](const std::string& option, const std::string& value) {
    if (!value.empty()) out += " " + option + " " + text::shell_word(value);
  };
  if (globals.repository != ".") add("--repo", globals.repository);
  add("--target", globals.target);
  for (const auto& glob : globals.refs) add("--refs", glob);
  for (const auto& project : globals.projects) add("--project", project);
  add("--config", globals.config);
  if (globals.connect) out += " --connect";
  if (globals.offline) out += " --offline";
  return out;
}

void give_options(const Session& session, std::vector<std::string>& commands) {
  for (auto& command : commands)
    if (command.starts_with("tributary ")) command += given_options(session);
}

Answer answer_for(const std::string& command, Analysis analysis, Verdict verdict) {
  Answer answer;
  answer.command = command;
  answer.version = TRIBUTARY_VERSION;
  answer.analysis = std::move(analysis);
  hide_unasked(answer.analysis);
  answer.verdict = folded(verdict);
  bool over_all = command == "status" || command == "plan" || (command == "check" && answer.analysis.asked.empty());
  if (auto note = left_out_note(answer.analysis.workspace); over_all && !note.empty()) answer.notes.push_back(note);
  if (command == "status" || command == "check")
    for (auto& note : overriding_notes(answer.analysis.workspace)) answer.notes.push_back(std::move(note));
  if (auto docs = docs_url(); !docs.empty()) answer.rules_url = docs + "rules/";
  for (const auto& rule : rules())
    answer.rules.push_back({rule.id, group_name(rule.group), rule.summary, rule.severity});
  return answer;
}

void deliver(const Session& session, const std::function<std::string(Format, const Style&)>& text) {
  session.ui.progress("");
  for (const auto& [format, file] : session.globals.outputs) {
    auto options = session.globals.ui;
    options.output = file;
    Ui ui(options);
    ui.print(text(format, ui.style()));
  }
  session.ui.print(text(session.globals.format, session.ui.style()));
}

int finish(const Session& session, Answer answer) {
  answer.options = given_options(session);
  give_options(session, answer.next);
  if (answer.merge) give_options(session, answer.merge->next);
  deliver(session, [&](Format format, const Style& style) { return render(answer, format, style); });
  return answer.exit;
}

}  // namespace tributary::cli
