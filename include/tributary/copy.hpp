#pragma once
// The only room that writes into a repository: executes Edits under a lock, with a journal that a killed run leaves for
// the next one to finish or roll back.
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "tributary/plan.hpp"

namespace tributary {

/// Bytes of an edit's content; throws Error where they are gone or no longer have that blob id.
using ContentOf = std::function<std::string(const Edit&)>;

struct JournalEntry {
  std::string id;       ///< "20251118T101500Z-1a2b"
  std::string command;  ///< "merge epic3 epic4"
  std::string root;     ///< worktree the edits are in
  std::vector<Edit> edits;
  enum class State { staged, done, undone } state = State::staged;
  bool operator==(const JournalEntry&) const = default;
};

/// Finishes or rolls back what a killed run left under `common_dir`/tributary; "" = there was nothing, else a sentence
/// that says what was done. Called by every writing command first.
std::string recover(const std::string& common_dir);
/// What recover() would see to, and nothing done: for --dry-run. "" = nothing.
std::string announce_recovery(const std::string& common_dir);

/// Executes the edits all or none. Never overwrites or replaces anything that differs (renameat2 RENAME_NOREPLACE);
/// refuses paths that leave root and links on the way. Throws Error: lock held (by whom), disk full, destination
/// exists.
JournalEntry apply_edits(const std::string& common_dir, const std::string& root, const std::string& command,
                         const std::vector<Edit>& edits, const ContentOf& content);

/// The newest entry that is done and not undone; nullopt = there is none.
std::optional<JournalEntry> last_entry(const std::string& common_dir);

/// Takes the newest entry back to the exact previous bytes. Throws Error naming each file that changed since; then
/// nothing was touched.
JournalEntry undo_last(const std::string& common_dir);

/// Paths (relative to root) that journal entries explain: uncommitted because tributary wrote them.
std::vector<std::string> explained_paths(const std::string& common_dir, const std::string& root);

}  // namespace tributary
