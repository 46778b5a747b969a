// In a database that several worktrees share, `prisma migrate reset` drops what all of them work with and replays one
// folder, `db push` changes tables behind the ledger's back (with --force-reset or --accept-data-loss it drops data),
// and a row written or deleted in _prisma_migrations by hand makes Prisma run or skip a script. A script that does so
// waits for the next person who types its name. A command that names another database for itself is left alone.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/shell.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/url.hpp"

namespace tributary {
namespace {

struct Judged {
  std::string what, why, help;
  Severity severity = Severity::off;  ///< off: nothing is wrong with it
};

bool has(const std::vector<std::string>& words, std::initializer_list<const char*> any) {
  return std::any_of(any.begin(), any.end(),
                     [&](const char* one) { return std::count(words.begin(), words.end(), one) > 0; });
}

Judged judge_call(const PrismaCall& call) {
  if (call.words.size() < 2 || has(call.options, {"--help", "-h"})) return {};
  if (call.words[0] == "migrate" && call.words[1] == "reset")
    return {"runs `prisma migrate reset`",
            "It drops everything in the database, the other worktrees' tables and data with it, and replays this "
            "folder alone.",
            "Point it to a database of its own (DATABASE_URL=… before it), or take it out; `npx prisma migrate "
            "deploy` applies what is pending.",
            Severity::error};
  if (call.words[0] != "db" || call.words[1] != "push") return {};
  bool loses = has(call.options, {"--force-reset", "--accept-data-loss"});
  auto how = has(call.options, {"--force-reset"}) ? " --force-reset" : loses ? " --accept-data-loss" : "";
  return {fmt::format("runs `prisma db push{}`", how),
          loses ? "It drops what this schema does not have: the other worktrees' columns, tables and data."
                : "It changes tables without a migration: the others' folders cannot replay it, and deploys fail with "
                  "\"already exists\".",
          "Write a migration instead (`tributary new NAME`, then `npx prisma migrate deploy`), or "
          "point the command to a database of its own.",
          loses ? Severity::error : Severity::warning};
}

bool reads_sql(const SimpleCommand& command) {
  auto call = prisma_call(command);
  if (call.words.size() > 1 && call.words[0] == "db" && call.words[1] == "execute") return true;
  return !only_speaks(command) && std::any_of(command.words.begin(), command.words.end(), [](const std::string& word) {
    return word == "psql" || word.ends_with("/psql") || word == "pgcli" || word == "usql";
  });
}

bool writes_ledger(const std::string& sql) {
  if (sql.find("_prisma_migrations") == std::string::npos) return false;
  auto read = read_changes(sql, 1u << 20);
  return std::any_of(read.changes.begin(), read.changes.end(), [](const Change& change) {
    bool changes = change.verb == Verb::write || change.verb == Verb::drop || change.verb == Verb::rename;
    return changes && change.object.name == "_prisma_migrations";
  });
}

Judged judge_sql(const std::vector<SimpleCommand>& commands, std::size_t at) {
  bool executed =
      reads_sql(commands[at]) || (commands[at].into_next && at + 1 < commands.size() && reads_sql(commands[at + 1]));
  const auto& words = commands[at].words;
  if (!executed || std::none_of(words.begin(), words.end(), writes_ledger)) return {};
  return {"writes _prisma_migrations by hand",
          "The table is Prisma's record of what ran; a row that is changed or gone makes it run a script again, or "
          "never, for everybody who shares the database.",
          "Use `npx prisma migrate resolve --applied NAME` or `--rolled-back NAME` instead.", Severity::error};
}

std::string address(const std::string& url) {
  auto parsed = prisma::parse_url(url);
  return parsed.problem.empty() ? fmt::format("{}:{}/{}", parsed.host, parsed.port, parsed.database) : std::string();
}

/// The command says itself which database it means, and it is not this one.
bool means_another(const SimpleCommand& command, const Database& database) {
  auto own = command.environment.find("DATABASE_URL");
  if (own == command.environment.end()) {
    // dotenv -e .env.test -- …, env-cmd -f .env.ci …: another environment's file
    return std::any_of(command.words.begin(), command.words.end(), [](const std::string& word) {
      return word.starts_with(".env.") && word != ".env.local" && word != ".env.development";
    });
  }
  const auto& value = own->second;
  if (value.empty()) return false;
  if (value.find('$') != std::string::npos)
    return value.find("DATABASE_URL") == std::string::npos || value.find("_DATABASE_URL") != std::string::npos;
  auto there = address(value);
  return there.empty() || there != address(database.url);
}

std::vector<std::string> sources_of(const Database& database) {
  std::vector<std::string> names;
  for (const auto& consumer : database.consumers)
    if (std::find(names.begin(), names.end(), consumer.source) == names.end()) names.push_back(consumer.source);
  return names;
}

const std::vector<Database>& known_databases(const Analysis& analysis) {
  return analysis.databases ? *analysis.databases : analysis.addresses;
}

/// The databases that a file of this source would reach: its project's, else any of the source's.
std::vector<const Database*> reached(const Analysis& analysis, const Source& source, const std::string& file) {
  const Project* nearest = nullptr;
  for (const auto& project : source.projects)
    if (project.path != "." && file.starts_with(project.path + "/") &&
        (!nearest || project.path.size() > nearest->path.size()))
      nearest = &project;
  std::vector<const Database*> out;
  for (const auto& database : known_databases(analysis)) {
    bool here = std::any_of(database.consumers.begin(), database.consumers.end(), [&](const ProjectRef& one) {
      return one.source == source.name && (!nearest || one.project == nearest->path);
    });
    if (here) out.push_back(&database);
  }
  return out;
}

/// Why the worktrees are taken to use one database although no URL says so; "" = nothing says it.
std::string shared_without_url(const Analysis& analysis, const Source& source) {
  if (analysis.policy.shared_database.value_or(false))
    return "the configuration says that the worktrees share a database";
  const auto& published = source.published_database;
  auto same = std::count_if(analysis.workspace.sources.begin(), analysis.workspace.sources.end(),
                            [&](const Source& other) { return other.published_database == published; });
  if (published.empty() || same < 2) return {};
  return fmt::format("{} publishes one PostgreSQL for {} worktrees", published, same);
}

Hit hit_for(const Source& source, const CommandLine& line, const Judged& found, const std::string& shared) {
  Hit hit;
  hit.place = place_of_file({&source, nullptr, nullptr}, line.file, line.line);
  hit.message = fmt::format("{} line {} {}, and {}", line.file, line.line, found.what, shared);
  hit.why = found.why;
  hit.help = found.help;
  hit.key = line.file + " " + line.text;
  hit.at_most = found.severity;
  return hit;
}

Hit hit_for(const Source& source, const CommandLine& line, const Judged& found, const Database& database) {
  auto hit = hit_for(source, line, found,
                     fmt::format("the database {} is shared by {}", database.id, list(sources_of(database), 5)));
  hit.database = database.id;
  return hit;
}

// Nothing tells whose database it would be: said once, where the line came from.
bool of_target_too(const Analysis& analysis, const Source& source, const CommandLine& line) {
  if (is_target(analysis, source)) return false;
  const auto& lines = analysis.workspace.target_source().commands;
  return std::any_of(lines.begin(), lines.end(),
                     [&](const CommandLine& other) { return other.file == line.file && other.text == line.text; });
}

void look_at(const Analysis& analysis, const Source& source, const SimpleCommand& command, const CommandLine& line,
             Judged found, std::vector<Hit>& hits) {
  if (!analysis.workspace.incoming.empty() && of_target_too(analysis, source, line)) return;
  auto databases = reached(analysis, source, line.file);
  bool any_meant = databases.empty() && !means_another(command, Database{});
  for (const auto* database : databases) {
    if (means_another(command, *database)) continue;
    any_meant = true;
    if (sources_of(*database).size() > 1) return hits.push_back(hit_for(source, line, found, *database));
  }
  if (!any_meant) return;
  if (auto shared = shared_without_url(analysis, source); !shared.empty() && databases.empty())
    return hits.push_back(hit_for(source, line, found, shared));
  if (!databases.empty() || of_target_too(analysis, source, line)) return;
  found.severity = found.severity == Severity::error ? Severity::warning : Severity::info;
  auto hit = hit_for(source, line, found, "whether worktrees share its database is not known here");
  hit.help += " Where each has its own: `policy: {shared-database: false}` in tributary.yaml.";
  hits.push_back(hit);
}

void look_at(const Analysis& analysis, const Source& source, const CommandLine& line, std::vector<Hit>& hits) {
  auto commands = simple_commands(line.text);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    auto found = judge_call(prisma_call(commands[i]));
    if (found.severity == Severity::off) found = judge_sql(commands, i);
    if (found.severity != Severity::off) look_at(analysis, source, commands[i], line, found, hits);
  }
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  if (!analysis.policy.shared_database.value_or(true)) return hits;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& line : source.commands) look_at(analysis, source, line, hits);
  return hits;
}

}  // namespace

namespace rule {
extern const Rule forbidden_command = {"forbidden-command",
                                       Severity::error,
                                       Needs::nothing,
                                       Group::sources,
                                       {Topic::command},
                                       "A script or workflow runs what destroys or bypasses a shared database",
                                       look};
}
}  // namespace tributary
