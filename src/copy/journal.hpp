#pragma once
// What is being done or was done, so that the next run can finish it, roll it back or undo it.
// One JSON file per entry in <common dir>/tributary/journal, replaced atomically and flushed.
#include <map>
#include <string>
#include <vector>

#include "copy/tree.hpp"
#include "tributary/copy.hpp"

namespace tributary::copy {

/// One rename without replacing: all that ever happens to the worktree. Undoing and rolling back is the same backwards.
struct Move {
  struct End {
    bool staged = false;  ///< below the entry's stage folder, else below its root
    std::string path;
    bool operator==(const End&) const = default;
  };
  End from, to;
  std::map<std::string, std::string> contents;  ///< Tree::contents of what is moved
  bool folder = false;
  bool operator==(const Move&) const = default;
};

/// staging: nothing in the worktree has been touched. moving, undoing: some moves may be done.
enum class Phase { staging, moving, done, undoing, undone };

struct Record {
  JournalEntry entry;
  int number = 0;  ///< grows by one per entry: ids made in one second have no order
  Phase phase = Phase::staging;
  std::string stage;  ///< absolute
  std::vector<Move> moves;
  /// Empty, or why it is not acted on: nothing proves that this repository's tributary wrote it. What is left of it
  /// then is its number; its stage and root are never touched.
  std::string disbelieved;
  bool operator==(const Record&) const = default;
};

class Journal {
 public:
  explicit Journal(const std::string& common_dir);  ///< makes the folders; throws Error

  std::vector<Record> read() const;  ///< by number; throws Error for a file that is no journal entry
  void write(const Record& record) const;
  /// From here on the entry is no entry any more, but still says where its stage is.
  void begin_to_forget(const Record& record) const;
  std::vector<Record> read_forgotten() const;  ///< begun to be forgotten by a run that was killed
  void forget(const Record& record) const;
  const Tree& folder() const { return folder_; }

 private:
  Tree folder_;  ///< <common dir>/tributary
};

struct EntryFile {
  std::string bytes;
  bool ours = false;  ///< nobody else could have written it
};
/// `path` from `tree`. Throws Error where it cannot be read.
EntryFile read_entry_file(const Tree& tree, const std::string& path);
/// Whether git has `root` for a worktree of that repository: what an entry says of another is not believed.
bool is_worktree_of(const std::string& root, const std::string& common_dir);

/// Without making anything; empty where there is no journal.
std::vector<Record> read_journal(const std::string& common_dir);

std::string to_json(const Record& record);
Record from_json(const std::string& text);  ///< throws Error

/// Held until it dies or the process does. Throws Error that names who holds it.
class Lock {
 public:
  Lock(const Tree& folder, const std::string& command);

 private:
  Descriptor file_;
};

}  // namespace tributary::copy
