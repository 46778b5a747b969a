#pragma once
// The rules over everything that could be had. Pure: no disk, git, server or clock.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tributary/change.hpp"
#include "tributary/environment.hpp"
#include "tributary/facts.hpp"
#include "tributary/finding.hpp"
#include "tributary/ledger.hpp"
#include "tributary/past.hpp"
#include "tributary/plan.hpp"
#include "tributary/policy.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

struct Catalog;           // tributary/catalog.hpp
struct Rehearsal;         // tributary/rehearse.hpp
struct SuppressionsUsed;  // src/analyse/suppressions.hpp

/// What each distinct script does, by its blob. A script that is absent was not read: too large, or not of PostgreSQL.
using ChangesByBlob = std::map<std::string, std::shared_ptr<const ScriptChanges>>;

/// Two own migrations of different sources that get into each other's way, seen from one of them. Each clash is there
/// twice, once for each side.
struct Clash {
  enum class Kind {
    created_twice,  ///< a table, view, type, function…
    column_twice,   ///< added
    column_changed,
    index_twice,  ///< an index or constraint of one name; also dropped by both
    enum_value_twice,
    enum_order,  ///< two values put at one place of an enum: their order is that of the merges
    drop_use,
    rename_use,
    change_use,
    remade  ///< a table or enum is made anew from a list without what the other one adds
  };
  Kind kind = Kind::created_twice;
  ObjectName object;  ///< what both are about
  Place here, there;
  Change mine, theirs;
  Severity at_most =
      Severity::error;  ///< lower where both orders work: warning where data or an order differ, else info
  bool operator==(const Clash&) const = default;
};

/// An object that an own migration needs and that is not there when it runs.
struct Unmet {
  enum class Kind {
    nowhere,     ///< no migration of the target or of any source makes it
    gone,        ///< dropped or renamed before, `maker` says where
    later_here,  ///< a later-named migration of the same folder, or of the target, makes it
    elsewhere    ///< another source makes it, in a migration that sorts before this one or after it (`sorts_later`)
  };
  Kind kind = Kind::nowhere;
  ObjectName object;
  Place here;
  Change change;
  std::optional<Place> maker;
  bool sorts_later = false;  ///< of elsewhere: the maker's name is listed after this one
  bool uncertain = false;    ///< an opaque statement before it, or a database that was pushed to, may have made it
  bool operator==(const Unmet&) const = default;
};

/// What keeps a statement from running, whatever rows there are: it stands on what the statement drops or changes.
struct Dependant {
  ObjectName object;
  std::string sqlstate;        ///< 2BP01, 0A000
  bool owner = false;          ///< the statement's object is a part of it: a key's index, an identity's sequence
  bool since_16 = false;       ///< servers up to 15 let it go along
  std::optional<Place> maker;  ///< the migration that made it
  ObjectKind within = ObjectKind::other;  ///< what it is a part of: a table, a composite type, a domain
  bool operator==(const Dependant&) const = default;
};

/// A statement, the target's own history included, that dependants made by migrations keep from running.
struct Blocked {
  Place here;
  Change change;
  std::vector<Dependant> by;  ///< never empty
  bool uncertain = false;     ///< SQL that could not be read may have taken them away
  bool operator==(const Blocked&) const = default;
};

/// What one change of an own migration meets when it runs.
struct Standing {
  /// The object, or the table or type it is a part of, is older than the source's own migrations: rows may be there.
  bool existing = false;
  bool own_columns = false;        ///< its columns (at least one) were all added by own migrations
  std::string type;                ///< of a column, before the change; "" = not known
  bool not_null = false;           ///< of a column, before the change; false: it may be null, or that is not known
  std::string stored;              ///< what a database without these migrations calls the table, where that differs
  const Change* maker = nullptr;   ///< what made the object (an index, a constraint…); null: not known
  std::vector<std::string> parts;  ///< of a table or enum that is dropped: its columns or values; of an enum value
                                   ///< that is added: keys of the tables with a column of the type
  bool operator==(const Standing&) const = default;
};

struct OwnScript {
  std::string migration;
  std::shared_ptr<const Script> content;
  std::shared_ptr<const ScriptChanges> script;
  std::vector<Standing> standings;  ///< one for each of its changes
  bool operator==(const OwnScript&) const = default;
};

/// The own migrations of a project in the order they run, and every source that has exactly these.
struct OwnMigrations {
  std::vector<Place> holders;  ///< `file` is the migrations folder
  std::vector<OwnScript> scripts;
  bool operator==(const OwnMigrations&) const = default;
};

/// What the scripts of all sources are to each other.
struct Relations {
  std::vector<KnownNeed> needs;  ///< between sources, hard
  std::vector<Clash> clashes;
  std::vector<Unmet> unmet;
  std::vector<Blocked> blocked;
  /// Own migrations against those of the target that are listed behind them: where the target is deployed the own one
  /// comes second, on a new database first. `here` is the own one; each is there once.
  std::vector<Clash> late;
  std::vector<OwnMigrations> own;  ///< of the sources other than the target: what hazards are looked for in
  bool operator==(const Relations&) const = default;
};

/// Gives names their schemas that are looked up along a search_path of several: by what there is at that point of the
/// history that holds the script, the target's first.
void look_along_paths(const Workspace& workspace, ChangesByBlob& changes);

/// Folds the target's migrations into the objects they leave, each source's own ones over them, and holds the sources
/// against each other. Work grows with the number of statements, not with pairs of sources.
Relations relate(const Workspace& workspace, const ChangesByBlob& changes);

/// What a worktree's own Prisma CLI says of a schema (`prisma validate`), asked for with `check --with-prisma`.
struct PrismaAnswer {
  ProjectRef project;
  bool accepts = false;
  std::string message;  ///< its first error, no secret in it; "" where it accepts
  std::string file;     ///< where that is, relative to the source's root; "" = not said
  int line = 0;         ///< 1-based; 0 = not said
  std::string not_run;  ///< why it said nothing; "" = it did
  bool operator==(const PrismaAnswer&) const = default;
};

/// Everything known, and what could not be had.
struct Analysis {
  Workspace workspace;
  std::vector<std::string> asked;  ///< names of the sources that a gate or merge is about; empty = all alike
  Sequence sequence;
  std::optional<std::vector<Database>> databases;  ///< nullopt: not asked (--offline)
  std::vector<History> histories;
  /// As the URLs tell it, nobody asked: who shares a database. Filled where `databases` is not, too.
  std::vector<Database> addresses;
  std::vector<ProjectRef> without_url;  ///< projects that name a database whose URL is not known here
  Policy policy;
  std::int64_t now = 0;   ///< seconds since the epoch
  ChangesByBlob changes;  ///< empty: no SQL was read, and the rules over SQL are left out
  Relations relations;    ///< of `changes`
  Facts facts;            ///< counts from live databases; empty: not asked
  /// Structure of each database by its id; absent: not read.
  std::map<std::string, std::shared_ptr<const Catalog>> structures;
  std::vector<EnvironmentLook> environments;        ///< in their order, of --env; empty: not asked
  std::shared_ptr<const Rehearsal> rehearsal;       ///< null: none was made
  std::optional<std::vector<PrismaAnswer>> prisma;  ///< nullopt: not asked
  std::optional<PastLosses> past;                   ///< what merges that are committed have lost; nullopt: not asked
  std::vector<SourceFile> gate_changes;             ///< files that a source changes and that the gate is configured by
  std::vector<SourceFile> old_drift_sections;       ///< documents whose section `drift --into` would rewrite
  bool operator==(const Analysis&) const = default;
};

struct Verdict {
  std::vector<Finding> findings;  ///< by severity, then source, migration, rule
  std::vector<NotChecked> not_checked;
  std::vector<Finding> allowed;  ///< taken out by the allow-list, or by a comment in the script
  bool operator==(const Verdict&) const = default;
};

/// What a rule cannot look without: the ledger of the source's database, the merge base with the target, the whole
/// history of the target, the text of each script, what its SQL does (own_sql: of own migrations alone), the database's
/// structure, the environments that --env names, a rehearsal, the merges that are committed already, a schema for
/// PostgreSQL and a Prisma whose grammar is known, the answer of the project's own Prisma CLI. Where it is absent the
/// rule is reported as not checked.
enum class Needs {
  nothing,
  target,
  ledger,
  base,
  history,
  script,
  schemas,
  sql,
  own_sql,
  structure,
  environments,
  rehearsal,
  past,
  valid_schema,
  own_prisma
};

/// A rule's identity card. Ids are kebab-case and read after "allow".
struct Rule {
  const char* id;
  Severity severity;  ///< default; off = only where the policy sets it
  Needs needs;
  Group group;
  Topics topics;
  const char* summary;                        ///< one line, for `explain` and SARIF
  std::vector<Hit> (*look)(const Analysis&);  ///< null: `look_last` looks instead
  /// Of rules about suppressions: asked when all others have been, with what each suppression took out.
  std::vector<Hit> (*look_last)(const Analysis&, const SuppressionsUsed&) = nullptr;
};

std::span<const Rule> rules();
const Rule* find_rule(const std::string& id);  ///< null: no such rule
const Rule& rule_about(Topic topic);           ///< the first that has it; throws std::logic_error where none does

Verdict analyse(const Analysis& analysis);

/// What the hazard rules want counted: tables that own migrations change, in the source's database and the target's
/// where the migration has not run. Each once.
std::vector<Question> questions(const Analysis& analysis);

/// Fills tables, safe_to_ignore and because of each missing row whose script is at hand.
void judge_missing_rows(const Workspace& workspace, const ChangesByBlob& changes, std::vector<History>& histories);

/// What the gate judges for `judged` sources: their findings, and conflicts as contract.md ("What a gate judges") says.
/// Empty `judged` = every source.
Verdict judged(const Verdict& verdict, const std::vector<std::string>& judged, const Sequence& sequence);

/// The same thing found in several sources (the same fingerprint, severity and message) as one finding: the other
/// places become related ones. Rules not checked for the same reason in more than three sources become one entry
/// without a source. For output only, after judged() and without_baseline().
Verdict folded(const Verdict& verdict);

/// Takes out what the baseline grandfathers; fingerprints that fit nothing any more are returned in `unused`.
Verdict without_baseline(const Verdict& verdict, const Baseline& baseline, std::vector<std::string>* unused);

}  // namespace tributary
