#include "tributary/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/files.hpp"
#include "base/text.hpp"
#include "report/count.hpp"
#include "report/json.hpp"
#include "report/tables.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_changes = 12;

struct Told {
  const Source* source;
  const Project* project;
  const Migration* migration;
};

bool wanted(const MessageQuestion& question, const std::string& name) {
  const auto& names = question.migrations;
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

// Own migrations of the sources; of a message about what is merged those of the target, too.
std::vector<Told> told(const Analysis& analysis, const MessageQuestion& question) {
  std::vector<Told> out;
  std::set<std::string> seen;
  for (const auto& source : analysis.workspace.sources) {
    const auto& sources = question.sources;
    if (!sources.empty() && std::find(sources.begin(), sources.end(), source.name) == sources.end()) continue;
    bool target = source.name == analysis.workspace.target.name;
    for (const auto& project : source.projects) {
      if (!project.folder) continue;
      for (const auto& migration : project.folder->migrations) {
        bool own = std::find(project.own.begin(), project.own.end(), migration.name) != project.own.end();
        bool named = !question.migrations.empty() && wanted(question, migration.name);
        if (!(own || (named && (target || !sources.empty()))) || !wanted(question, migration.name)) continue;
        if (seen.insert(project.target_path + "\n" + migration.name).second)
          out.push_back({&source, &project, &migration});
      }
    }
  }
  return out;
}

const ScriptChanges* changes_of(const Analysis& analysis, const Migration& migration) {
  if (!migration.script) return nullptr;
  auto read = analysis.changes.find(migration.script->blob);
  return read == analysis.changes.end() ? nullptr : read->second.get();
}

const char* verb_of(Verb verb) {
  switch (verb) {
    case Verb::create:
      return "add";
    case Verb::alter:
      return "change";
    case Verb::drop:
      return "drop";
    case Verb::rename:
      return "rename";
    default:
      return nullptr;
  }
}

// As the policy has it: "Planning to add [table/column] to [model]".
std::string planning_to(const char* verb, const Change& change) {
  const auto& object = change.object;
  auto whole = object.kind == ObjectKind::column       ? ObjectKind::table
               : object.kind == ObjectKind::enum_value ? ObjectKind::enum_type
                                                       : ObjectKind::other;
  if (change.verb == Verb::create && whole != ObjectKind::other)
    return fmt::format("Planning to {} {} to {}", verb, object_text({object.kind, "", "", object.part, ""}),
                       object_text({whole, object.schema, object.name, "", ""}));
  auto words = fmt::format("Planning to {} {}", verb, object_text(object));
  return change.to ? words + " to " + object_text(*change.to) : words;
}

// A table that is made stands for what is made with it.
std::vector<std::string> changes_in_words(const ScriptChanges& script) {
  std::set<std::string> made;
  for (const auto& change : script.changes)
    if (change.verb == Verb::create && change.object.part.empty()) made.insert(change.object.name);
  std::vector<std::string> out;
  for (const auto& change : script.changes) {
    const auto* verb = verb_of(change.verb);
    if (!verb || (!change.object.part.empty() && made.count(change.object.name))) continue;
    auto words = planning_to(verb, change);
    if (std::find(out.begin(), out.end(), words) == out.end()) out.push_back(words);
  }
  return out;
}

// Of what is told: rows that are written are no change of a table.
std::set<std::string> tables_of(const ScriptChanges& script) {
  std::set<std::string> out;
  for (const auto& change : script.changes)
    if (verb_of(change.verb)) add_tables(out, change);
  return out;
}

std::string name_of(const MessageQuestion& question, const Source& source) {
  const auto* owner = owner_of(question.owners, source);
  if (!owner) return source.name;
  return fmt::format("{} ({}{})", owner->name, source.name, owner->contact.empty() ? "" : ", " + owner->contact);
}

std::string changes_text(const Analysis& analysis, const Told& one) {
  const auto* script = changes_of(analysis, *one.migration);
  if (!script) return "  (its SQL was not read)\n";
  auto words = changes_in_words(*script);
  std::string out;
  auto shown = words.size() <= most_changes + 1 ? words.size() : most_changes;
  for (std::size_t i = 0; i < shown; ++i) out += "  - " + words[i] + "\n";
  if (shown < words.size()) out += fmt::format("  - and {} more\n", words.size() - shown);
  return out;
}

std::string reviewers(const MessageQuestion& question, const std::vector<Told>& all) {
  std::set<std::string> names;
  for (const auto& one : all)
    for (const auto& name : code_owners_of(
             question.code_owners, join_path(one.project->migrations_dir, one.migration->name) + "/migration.sql"))
      names.insert(name);
  if (names.empty()) return {};
  return "Reviewers (CODEOWNERS): " + text::join({names.begin(), names.end()}, ", ") + "\n";
}

std::set<std::string> own_tables(const Analysis& analysis, const Source& source) {
  std::set<std::string> out;
  for (const auto& project : source.projects)
    for (const auto& own : project.own)
      if (const auto* script = changes_of(analysis, *project.folder->find(own))) out.merge(tables_of(*script));
  return out;
}

/// What is told, by source in the order of telling.
using BySource = std::vector<std::pair<const Source*, std::set<std::string>>>;  // and the tables it touches

BySource by_source(const Analysis& analysis, const std::vector<Told>& all) {
  BySource out;
  for (const auto& one : all) {
    if (out.empty() || out.back().first != one.source) out.emplace_back(one.source, std::set<std::string>());
    if (const auto* script = changes_of(analysis, *one.migration)) out.back().second.merge(tables_of(*script));
  }
  return out;
}

// Of two branches at one table the sequence says which goes first.
std::string turn(const Analysis& analysis, const Source& teller, const Source& other) {
  auto mine = analysis.sequence.position(teller.name), theirs = analysis.sequence.position(other.name);
  if (mine == 0 || theirs == 0) return {};
  return fmt::format("; tributary plan has {} before {}", mine < theirs ? teller.name : other.name,
                     mine < theirs ? other.name : teller.name);
}

// Each person who changes the same tables, and what is asked of them.
std::string asked_of_others(const Analysis& analysis, const MessageQuestion& question, const BySource& told) {
  std::string out;
  for (const auto& source : analysis.workspace.sources) {
    auto theirs = own_tables(analysis, source);
    for (const auto& [teller, mine] : told) {
      std::vector<std::string> shared;
      std::set_intersection(mine.begin(), mine.end(), theirs.begin(), theirs.end(), std::back_inserter(shared));
      if (teller == &source || shared.empty()) continue;
      out += fmt::format("- {}: you change {}, too. Agree with {} who goes first{}.\n", name_of(question, source),
                         text::join(shared, ", "), name_of(question, *teller), turn(analysis, *teller, source));
    }
  }
  return out;
}

std::string planned(const Analysis& analysis, const MessageQuestion& question, const std::vector<Told>& all) {
  std::string out = "PLANNED SCHEMA CHANGES\n";
  auto tellers = by_source(analysis, all);
  const Source* of = nullptr;
  for (const auto& one : all) {
    if (of != one.source) out += "\n" + name_of(question, *one.source) + "\n";
    of = one.source;
    out += one.migration->name + "\n" + changes_text(analysis, one);
  }
  auto others = asked_of_others(analysis, question, tellers);
  out += "\nWhat to do:\n" + others;
  out +=
      fmt::format("- Everybody{}: say so within 30 minutes if it gets into your way.\n", others.empty() ? "" : " else");
  for (const auto& [source, tables] : tellers)
    out += fmt::format("- {}: wait for them, then go on; `tributary message applied {}` once it has run.\n",
                       name_of(question, *source), text::shell_word(source->name));
  if (others.empty()) out += "No other open branch changes the same tables.\n";
  return out + reviewers(question, all);
}

std::string database_words(const Analysis& analysis, const std::string& migration) {
  std::vector<std::string> parts;
  if (!analysis.databases) return "(no database was asked)";
  for (const auto& database : *analysis.databases) {
    auto rows = database.newest_rows();
    if (auto row = rows.find(migration); row != rows.end() && row->second->applied()) {
      const auto& at = *row->second->finished_at;
      parts.push_back(fmt::format("{} {} {} UTC", database.id, at.substr(0, 10), at.substr(11, 5)));
    }
  }
  return parts.empty() ? "nowhere yet" : text::join(parts, ", ");
}

bool applied_somewhere(const Analysis& analysis, const std::string& migration) {
  if (analysis.databases)
    for (const auto& database : *analysis.databases)
      for (const auto& row : database.rows)
        if (row.migration_name == migration && row.applied()) return true;
  return false;
}

std::string applied(const Analysis& analysis, const MessageQuestion& question, const std::vector<Told>& all) {
  std::string out;
  for (const auto& one : all) {
    if (!applied_somewhere(analysis, one.migration->name)) continue;
    const auto* script = changes_of(analysis, *one.migration);
    auto tables = script ? tables_of(*script) : std::set<std::string>();
    out += fmt::format("New migration applied: {} affects {}\n", one.migration->name,
                       tables.empty() ? "no table" : text::join({tables.begin(), tables.end()}, ", "));
    out +=
        fmt::format("  of {}; in {}\n", name_of(question, *one.source), database_words(analysis, one.migration->name));
  }
  if (out.empty()) return "Nothing to announce: no ledger that was asked has applied such a migration.\n";
  return out +
         "\nWhat to do:\n- Do not run `prisma migrate dev` or `migrate reset` against that database: it would demand a "
         "reset.\n- tributary drift SOURCE says whether it touches what you have.\n";
}

std::string merged(const Analysis& analysis, const MessageQuestion& question, const std::vector<Told>& all) {
  const auto& target = analysis.workspace.target.name;
  std::string out = fmt::format("MERGED INTO {}\n\n", target);
  for (const auto& one : all) {
    const auto* script = changes_of(analysis, *one.migration);
    auto tables = script ? tables_of(*script) : std::set<std::string>();
    out += fmt::format("{}{}\n", one.migration->name,
                       tables.empty() ? "" : ": " + text::join({tables.begin(), tables.end()}, ", "));
  }
  out += fmt::format("\nWhat to do:\n- Pull {}, and merge it into your branch.\n", target);
  for (const auto& project : analysis.workspace.target_source().projects)
    out += fmt::format("- {}{}\n", project.path == "." ? "" : "In " + project.path + ": ",
                       typed::generate_and_validate(project));
  out += "- tributary status says where each worktree stands.\n";
  return out + reviewers(question, all);
}

// What is in the target, of the sources whose branch it came from.
std::vector<Told> of_target(const Analysis& analysis, const MessageQuestion& question) {
  std::vector<Told> out;
  const auto& target = analysis.workspace.target_source();
  for (const auto& project : target.projects) {
    if (!project.folder) continue;
    for (const auto& migration : project.folder->migrations) {
      bool named = !question.migrations.empty() && wanted(question, migration.name);
      bool shared = false;
      for (const auto& name : question.sources)
        if (const auto* source = analysis.workspace.find(name))
          if (const auto* theirs = project_for(*source, project.path))
            shared |= theirs->folder && theirs->folder->find(migration.name) &&
                      !(theirs->base_folder && theirs->base_folder->find(migration.name));
      if (named || shared) out.push_back({&target, &project, &migration});
    }
  }
  return out;
}

}  // namespace

const TeamOwner* owner_of(const std::vector<TeamOwner>& owners, const Source& source) {
  for (const auto& owner : owners)
    for (const auto& glob : owner.branches)
      if (text::glob(glob, source.name) || (!source.branch.empty() && text::glob(glob, source.branch))) return &owner;
  return nullptr;
}

std::vector<CodeOwner> read_code_owners(const std::string& text) {
  std::vector<CodeOwner> out;
  for (const auto& line : text::lines(text)) {
    auto bare = text::trim(line.substr(0, line.find('#')));
    CodeOwner one;
    for (const auto& word : text::split(text::replace_all(bare, "\t", " "), ' ')) {
      if (word.empty()) continue;
      if (one.pattern.empty())
        one.pattern = word;
      else
        one.owners.push_back(word);
    }
    if (!one.pattern.empty()) out.push_back(one);
  }
  return out;
}

std::vector<std::string> code_owners_of(const std::vector<CodeOwner>& lines, const std::string& path) {
  auto fits = [&](std::string pattern) {
    bool anchored = pattern.find('/') < pattern.size() - 1;
    if (pattern.starts_with("/")) pattern = pattern.substr(1);
    if (pattern.ends_with("/")) pattern += "*";
    pattern = text::replace_all(pattern, "**/", "*");
    return text::glob(pattern, path) || text::glob(pattern + "/*", path) ||
           (!anchored && (text::glob("*/" + pattern, path) || text::glob("*/" + pattern + "/*", path)));
  };
  std::vector<std::string> out;
  for (const auto& line : lines)
    if (fits(line.pattern)) out = line.owners;
  return out;
}

std::string make_message(const Analysis& analysis, const MessageQuestion& question) {
  using Kind = MessageQuestion::Kind;
  auto all = question.kind == Kind::merged ? of_target(analysis, question) : told(analysis, question);
  if (all.empty())
    return question.kind == Kind::merged ? "Nothing to announce: the target has no migration of these sources.\n"
                                         : "Nothing to announce: there is no such migration.\n";
  switch (question.kind) {
    case Kind::planned:
      return planned(analysis, question, all);
    case Kind::applied:
      return applied(analysis, question, all);
    case Kind::merged:
      return merged(analysis, question, all);
  }
  return {};
}

std::string render_message(const std::string& kind, const std::string& text, const std::string& version) {
  return dump({{"tributary", json_text(version)},
               {"format", 1},
               {"command", "message"},
               {"exit", 0},
               {"kind", kind},
               {"text", json_text(text)}});
}

}  // namespace tributary
