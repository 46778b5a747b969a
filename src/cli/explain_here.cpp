#include "cli/explain_here.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "cli/pages.hpp"
#include "cli/pipeline.hpp"
#include "cli/settings.hpp"
#include "sql/kinds.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr std::size_t most_makers = 4;

using Sentences = std::vector<std::string>;

std::string whose(const Analysis& analysis, const Source& source, const Project& project, const std::string& name) {
  if (source.name == analysis.workspace.target.name) return source.name + " (the target)";
  bool own = std::find(project.own.begin(), project.own.end(), name) != project.own.end();
  return source.name + (own ? ", not merged yet" : "");
}

void say_holders(const Analysis& analysis, const std::string& name, Sentences& out) {
  std::vector<std::string> holders;
  bool target = false;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      if (project.folder && project.folder->find(name)) {
        target = target || source.name == analysis.workspace.target.name;
        bool shared = target && source.name != analysis.workspace.target.name;
        if (!shared) holders.push_back(whose(analysis, source, project, name));
      }
  if (!holders.empty())
    return out.push_back(fmt::format("`{}` is a migration of {}.", name, text::join(holders, "; ")));
  for (const auto& [project, all] : analysis.workspace.target.past)
    for (const auto& past : all)
      if (past.name == name && !past.taken_out_by.empty())
        return out.push_back(fmt::format("`{}` is in no branch: the target had it until commit {}.", name,
                                         past.taken_out_by.substr(0, 12)));
  out.push_back(fmt::format("No branch or worktree here has a folder `{}`.", name));
}

const char* state_of(const LedgerRow& row) {
  return row.rolled_back() ? "rolled back" : row.failed() ? "failed, and blocks every deploy" : "applied";
}

void say_rows(const Analysis& analysis, const std::string& name, Sentences& out) {
  if (!analysis.databases) return;
  for (const auto& database : *analysis.databases) {
    if (database.state != Database::State::ok) {
      out.push_back(fmt::format("What became of it in {} is not known: {}.", database.id, database.error));
      continue;
    }
    const LedgerRow* newest = nullptr;
    for (const auto& row : database.rows)
      if (row.migration_name == name) newest = &row;
    out.push_back(newest ? fmt::format("In {} it is {}.", database.id, state_of(*newest))
                         : fmt::format("In {} it has no row.", database.id));
  }
}

void say_findings(const Verdict& verdict, const std::string& name, Sentences& out) {
  for (const auto& finding : verdict.findings)
    if (finding.place.migration == name && finding.severity == Severity::error)
      out.push_back(fmt::format("**{}**: {}. {}", finding.rule, finding.message, finding.help));
}

void say_failed(const Analysis& analysis, const Verdict& verdict, Sentences& out) {
  std::set<std::string> names;
  for (const auto& history : analysis.histories)
    for (const auto& name : history.failed)
      if (names.insert(name).second) {
        say_holders(analysis, name, out);
        say_rows(analysis, name, out);
        say_findings(verdict, name, out);
      }
}

bool makes_it(const Change& change, const std::set<std::string>& wanted) {
  if (change.verb != Verb::create) return false;
  const auto& object = change.object;
  if (!object.part.empty()) return wanted.count(object.part) && (wanted.size() == 1 || wanted.count(object.name));
  return wanted.count(object.name) > 0 && object.kind != ObjectKind::constraint;
}

/// Which migrations make what the message names, the target's first.
void say_makers(const Analysis& analysis, const std::set<std::string>& wanted, Sentences& out) {
  std::set<std::string> said;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects) {
      if (!project.folder) continue;
      for (const auto& migration : project.folder->migrations) {
        auto read = migration.script ? analysis.changes.find(migration.script->blob) : analysis.changes.end();
        if (read == analysis.changes.end()) continue;
        for (const auto& change : read->second->changes)
          if (said.size() < most_makers && makes_it(change, wanted) &&
              said.insert(migration.name + object_text(change.object)).second)
            out.push_back(fmt::format("{} is made by `{}` of {}.", object_text(change.object), migration.name,
                                      whose(analysis, source, project, migration.name)));
      }
    }
}

/// What `migrate dev` and `deploy` do in the worktree that the command was typed in.
void say_forecasts(const Session& session, const Analysis& analysis, Sentences& out) {
  auto root = worktree_root(session.globals.repository);
  for (const auto& source : analysis.workspace.sources)
    for (const auto& history : analysis.histories)
      if (source.path == root && history.consumer.source == source.name)
        for (const auto* line : {&history.forecast.deploy, &history.forecast.dev}) {
          out.push_back(fmt::format("{} in {}: {}.", source.name, history.database, line->sentence));
          if (!line->instead.empty()) out.back() += "\n\n```\n" + text::join(line->instead, "\n") + "\n```\n";
        }
}

std::string as_list(const Sentences& sentences) {
  std::string out;
  for (const auto& sentence : sentences) out += "- " + sentence + "\n";
  return out;
}

}  // namespace

std::vector<std::string> quoted_words(const std::string& words) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < words.size(); ++at) {
    char mark = words[at];
    if (mark != '"' && mark != '`') continue;
    auto end = words.find(mark, at + 1);
    if (end == words.npos) break;
    for (const auto& part : text::split(words.substr(at + 1, end - at - 1), '.'))
      if (!part.empty() && part != "public" && part.find_first_of(" \n/") == part.npos &&
          std::find(out.begin(), out.end(), part) == out.end())
        out.push_back(part);
    at = end;
  }
  return out;
}

std::string told_of_here(const Session& session, const std::string& words) {
  try {
    auto config = worktree_config(session);
    auto analysis = survey(session, config, Sql::counted);
    add_structures(session, config, analysis);
    auto verdict = analyse(analysis);
    Sentences out;
    auto name = named_migration(words);
    if (!name.empty()) {
      say_holders(analysis, name, out);
      say_rows(analysis, name, out);
      say_findings(verdict, name, out);
    } else {
      say_failed(analysis, verdict, out);
    }
    auto named = quoted_words(words);
    std::erase(named, name);
    if (!named.empty()) say_makers(analysis, {named.begin(), named.end()}, out);
    say_forecasts(session, analysis, out);
    for (const auto& note : overriding_notes(analysis.workspace)) out.push_back(note);
    session.ui.progress("");
    return as_list(out);
  } catch (const Error&) {
    session.ui.progress("");
    return {};  // outside of a repository a message is explained all the same
  }
}

}  // namespace tributary::cli
