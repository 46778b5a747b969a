#pragma once
// The merge sequence with reasons, and the file operations of a merge. Pure.
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

/// `project` is the target's project that the migration is for; where the target has none, the source's own path.
struct MigrationRef {
  std::string project, migration;
  auto operator<=>(const MigrationRef&) const = default;
};

/// That one source must come after another. `hard`: the SQL needs it; else a stack or the stamps ask for it.
struct Need {
  std::string source, because;
  bool hard = false;
  bool operator==(const Need&) const = default;
};
/// Needs read out of SQL or a rehearsal, handed in by whoever read them: the seam for dependencies.
struct KnownNeed {
  std::string source;  ///< the one that needs
  Need need;
  bool operator==(const KnownNeed&) const = default;
};

struct Applies {
  std::string database, project;
  std::vector<std::string> migrations;  ///< what `prisma migrate deploy` would still run there after this step
  std::vector<std::string> already;     ///< of this step's, applied there already
  bool operator==(const Applies&) const = default;
};
struct Interleave {
  std::string source, project, migration;
  bool operator==(const Interleave&) const = default;
};

struct Step {
  int number = 0;  ///< from 1
  std::string source;
  std::vector<Need> needs;
  std::vector<MigrationRef> adds;
  std::vector<std::string> reasons;
  std::vector<std::string> notable;  ///< of the reasons those that are no matter of course, in their order
  std::vector<Applies> applies;
  std::vector<Interleave> interleaves;   ///< other steps' additions that Prisma lists between this step's, at most 100
  std::size_t interleaves_left_out = 0;  ///< how many more there are
  bool operator==(const Step&) const = default;
};

struct UnionEntry {
  std::string project, migration;
  std::vector<std::string> own_of;  ///< sources; empty = in the target
  bool operator==(const UnionEntry&) const = default;
};

struct Sequence {
  std::vector<Step> steps;                         ///< sources with own migrations only
  std::vector<std::vector<std::string>> together;  ///< sources that need each other
  std::vector<UnionEntry> chronology;              ///< target's and all own ones, in Prisma's order of the target
  std::vector<std::string> nothing_to_merge;       ///< sources without own migrations
  bool operator==(const Sequence&) const = default;

  int position(const std::string& source) const;  ///< step number; 0 = not in the sequence
};

/// Chronological by first own stamp, lower branch of a stack first, needs before stamps; among the orders that respect
/// needs and stacks the chronologically first. A folder that several sources hold byte for byte is added by the first.
/// Needs that name a source without own migrations are ignored.
Sequence propose_sequence(const Workspace& workspace, const std::vector<Database>& databases,
                          const std::vector<KnownNeed>& needs);

/// One planned file operation; src/copy executes it and nothing else.
struct Edit {
  enum class Kind { copy, write, rename, remove };
  Kind kind = Kind::copy;
  std::string
      from;  ///< for people: "feature/epic-3:apps/web/prisma/migrations/…/migration.sql"; the old path of a rename
  std::string to;    ///< relative to `root`, with `/`; never leaves it
  std::string blob;  ///< of the content to write (copy, write); the content that must be there (rename, remove)
  std::optional<std::string> content = std::nullopt;  ///< where it is at hand; nullopt: it is read by its blob id
  std::string replaces = {};                          ///< of a write: the blob that must stand there; "" = nothing may
  bool executable = false;                            ///< of a copy: git's mode 100755
  SourceFile origin = {};                             ///< of a copy: what is copied; not kept in the journal
  std::string what = {};                              ///< of a write, for people: "+6 models"; "" = nothing to say
  bool operator==(const Edit&) const = default;
};

struct MergePlan {
  std::string root;                          ///< the target's worktree, absolute
  std::vector<std::string> sources;          ///< in the sequence's order
  std::vector<std::string> migrations_dirs;  ///< of the target's projects written to, relative to root
  std::vector<Edit> edits;
  std::vector<std::string>
      already_there;  ///< own folders, relative to root, that stand there uncommitted, byte for byte
  std::vector<std::string>
      collisions;  ///< sentences: what forbids the merge, such as something different where an edit would write
  std::vector<std::string> next;              ///< command lines to type afterwards; none while schema_conflicts wait
  std::vector<std::string> notes;             ///< sentences: what else to know before typing `next`
  std::vector<std::string> schema_files;      ///< of the target's projects merged into, relative to root
  std::vector<std::string> schema_conflicts;  ///< "FILE:LINE: …", sentences: places left to a person; the files written
                                              ///< have git's markers there
  /// By source: schema files (pathspecs from root) that git would merge by line, although what `edits` leave there
  /// holds both sides already.
  std::map<std::string, std::vector<std::string>> schemas_merged;
  std::vector<std::string> schema_notes;  ///< sentences: schemas that were not merged and why, and what git does next
  bool operator==(const MergePlan&) const = default;
};

/// `next` lets git go on: git refuses a merge over untracked files even where they are byte-identical, but merges
/// byte-identical additions of both sides cleanly, so the copies are committed before the sources are merged; with a
/// merge in progress (Target::merging) they are already what it staged, and the commit completes it.
/// A project that the target does not have is copied to its own path. Throws Error: the target is checked out nowhere,
/// a source is unknown, is the target itself or has no Prisma project. `merge_driver`: git merges schemas by
/// declaration in this repository (merge_driver.hpp). Schemas are merged by declaration over their merge base, the
/// target's files as they are on disk with one source after the other; during a `git merge` they are left to it.
/// `forced`: something stands against it, so that `next` names git's own commands where `tributary merge --commit`
/// would refuse.
MergePlan plan_merge(const Workspace& workspace, const Sequence& sequence, const std::vector<std::string>& sources,
                     bool merge_driver = false, bool forced = false);

}  // namespace tributary
