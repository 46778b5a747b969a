#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>

#include "base/files.hpp"
#include "base/text.hpp"
#include "copy/journal.hpp"
#include "copy/moves.hpp"
#include "copy/prepare.hpp"
#include "copy/recovery.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

using namespace copy;

// "20251118T101500Z-1a2b"; a second one of that name in the same second counts on.
std::string new_id(const std::vector<Record>& records) {
  std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char stamp[32];
  std::strftime(stamp, sizeof stamp, "%Y%m%dT%H%M%SZ", &parts);
  auto taken = [&](const std::string& id) {
    return std::any_of(records.begin(), records.end(), [&](const Record& record) { return record.entry.id == id; });
  };
  for (unsigned tail = static_cast<unsigned>(::getpid());; ++tail)
    if (auto id = fmt::format("{}-{:04x}", stamp, tail & 0xffffu); !taken(id)) return id;
}

Record new_record(const Journal& journal, const Tree& root, const std::string& command, const Prepared& prepared) {
  auto records = journal.read();
  Record record;
  record.entry.id = new_id(records);
  record.entry.command = command;
  record.entry.root = root.path();
  record.entry.edits = prepared.edits;
  for (auto& edit : record.entry.edits) edit.content.reset();
  record.number = records.empty() ? 1 : records.back().number + 1;
  record.moves = prepared.moves;
  return record;
}

// Places for the stage, best first: git's own folder, where it never shows in `git status`; else a hidden folder in the
// worktree; else one beside the migrations folder. Never inside that: there Prisma would take it for a migration.
std::vector<std::string> stages_for(const Journal& journal, const Tree& root, const Prepared& prepared,
                                    const std::string& id) {
  auto device = root.device(prepared.parents.empty() ? "" : prepared.parents.front());
  for (const auto& parent : prepared.parents)
    if (root.device(parent) != device)
      throw Error("the files to write lie on several file systems, which cannot be changed all or none", root.path());
  std::vector<std::string> stages;
  auto hidden = ".tributary-" + id;
  if (journal.folder().device("") == device) stages.push_back(journal.folder().path() + "/stage/" + id);
  if (root.device("") == device) stages.push_back(root.path() + "/" + hidden);
  auto shallowest = std::min_element(prepared.parents.begin(), prepared.parents.end(),
                                     [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
  bool folders =
      std::all_of(prepared.moves.begin(), prepared.moves.end(), [](const Move& move) { return move.folder; });
  if (shallowest != prepared.parents.end() && !shallowest->empty() && folders &&
      root.device(folder_of(*shallowest)) == device)
    stages.push_back(join_path(root.path(), join_path(folder_of(*shallowest), hidden)));
  if (stages.empty())
    throw Error("there is no place to stage files on the file system they go to", root.path(),
                "it is mounted on its own below the worktree; merge with git instead");
  return stages;
}

void fill_stage(const Record& record, const Prepared& prepared, const ContentOf& content) {
  make_stage(record);
  Tree stage(record.stage);
  for (const auto& folder : prepared.folders) stage.make_folders(folder);
  for (const auto& [path, edit] : prepared.files) {
    auto mode = prepared.modes.find(path);
    stage.write(path, content_of(prepared.edits[edit], content),
                mode == prepared.modes.end() ? std::nullopt : std::optional(mode->second));
  }
  stage.sync_folder("");
}

void enter(const Journal& journal, Record& record, Phase phase) {
  record.phase = phase;
  journal.write(record);
}

// The worktree is touched between the second and the third journal entry only.
void carry_out(const Journal& journal, Record& record, const Prepared& prepared, const ContentOf& content) {
  enter(journal, record, Phase::staging);
  fill_stage(record, prepared, content);
  enter(journal, record, Phase::moving);
  Site site(record.entry.root, record.stage);
  go_forward(record, site);
  flush(record, site);
  enter(journal, record, Phase::done);
}

// Not worth failing for: the next run clears it.
void try_to_clear_stage(const Record& record, bool all) {
  try {
    clear_stage(record, all);
  } catch (const Error&) {
  }
}

void take_back_after(const Error& cause, const Journal& journal, const Record& record) {
  try {
    take_back(journal, record);
  } catch (const Error& second) {
    throw Error(fmt::format("{}; taking back what was begun failed too: {}", cause.what(), second.what()), cause.where,
                "the next writing command finishes it or takes it back");
  }
}

// False: that stage cannot be renamed from; nothing was changed.
bool attempt(const Journal& journal, Record& record, const Prepared& prepared, const ContentOf& content) {
  try {
    carry_out(journal, record, prepared, content);
    try_to_clear_stage(record, false);
    record.entry.state = JournalEntry::State::done;
    return true;
  } catch (const OtherFileSystem&) {
    take_back_after(Error("the stage is on another file system", record.stage), journal, record);
    return false;
  } catch (const Error& error) {
    take_back_after(error, journal, record);
    throw;
  } catch (const std::exception& error) {  // a caller's content(), or no memory
    take_back_after(Error(error.what()), journal, record);
    throw;
  }
}

Record newest_done(const std::vector<Record>& records) {
  for (auto record = records.rbegin(); record != records.rend(); ++record)
    if (record->phase == Phase::done && record->disbelieved.empty()) return *record;
  throw Error("there is nothing to undo", {}, "only what tributary merge and restamp wrote can be undone");
}

void refuse_changed(const Record& record, const Site& site) {
  Outcome outcome;
  add_outcome(record, record.moves.size(), outcome);
  auto changed = changed_since(outcome, site.root);
  if (changed.empty()) return;
  try_to_clear_stage(record, false);
  throw Error(fmt::format("`{}` cannot be undone, because files have changed since: {}", record.entry.command,
                          text::join(changed, ", ")),
              record.entry.root, "put them back as they were, or remove by hand what you do not want");
}

void go_back_or_restore(const Journal& journal, Record& record, const Site& site) {
  try {
    enter(journal, record, Phase::undoing);
    go_back(record, site);
    flush(record, site);
    enter(journal, record, Phase::undone);
  } catch (const OtherFileSystem&) {
    go_forward(record, site);
    enter(journal, record, Phase::done);
    throw Error("the place for what is taken back is on another file system", record.stage);
  } catch (const Error&) {
    go_forward(record, site);
    flush(record, site);
    enter(journal, record, Phase::done);
    throw;
  }
}

}  // namespace

std::string recover(const std::string& common_dir) {
  if (kind_behind(join_path(common_dir, "tributary/journal")) != FileKind::folder) return {};
  Journal journal(common_dir);
  Lock lock(journal.folder(), "recover");
  return recover_all(journal);
}

std::string announce_recovery(const std::string& common_dir) {
  return to_recover(read_journal(common_dir));
}

JournalEntry apply_edits(const std::string& common_dir, const std::string& root_path, const std::string& command,
                         const std::vector<Edit>& edits, const ContentOf& content) {
  Journal journal(common_dir);
  Lock lock(journal.folder(), command);
  recover_all(journal);
  Tree root(absolute_path(root_path));
  auto prepared = prepare(root, edits, content);
  auto record = new_record(journal, root, command, prepared);
  if (prepared.moves.empty()) {
    record.entry.id.clear();
    record.entry.state = JournalEntry::State::done;
    return record.entry;
  }
  for (const auto& stage : stages_for(journal, root, prepared, record.entry.id)) {
    record.stage = stage;
    if (attempt(journal, record, prepared, content)) return record.entry;
  }
  throw Error("files cannot be moved into place from any folder beside it", root.path(),
              "parts of the worktree are mounted on their own; merge with git instead");
}

std::optional<JournalEntry> last_entry(const std::string& common_dir) {
  auto records = read_journal(common_dir);
  for (auto record = records.rbegin(); record != records.rend(); ++record)
    if (record->phase == Phase::done && record->disbelieved.empty()) return record->entry;
  return std::nullopt;
}

JournalEntry undo_last(const std::string& common_dir) {
  if (kind_behind(join_path(common_dir, "tributary/journal")) != FileKind::folder) newest_done({});
  Journal journal(common_dir);
  Lock lock(journal.folder(), "undo");
  recover_all(journal);
  auto record = newest_done(journal.read());
  if (kind_behind(record.entry.root) != FileKind::folder)
    throw Error(fmt::format("the worktree that `{}` wrote into is gone", record.entry.command), record.entry.root);
  make_stage(record);
  Site site(record.entry.root, record.stage);
  refuse_changed(record, site);
  go_back_or_restore(journal, record, site);
  try_to_clear_stage(record, true);
  record.entry.state = JournalEntry::State::undone;
  return record.entry;
}

std::vector<std::string> explained_paths(const std::string& common_dir, const std::string& root_path) {
  Outcome outcome;
  for (const auto& record : read_journal(common_dir))
    if (record.phase == Phase::done && record.disbelieved.empty() && record.entry.root == absolute_path(root_path))
      add_outcome(record, record.moves.size(), outcome);
  std::vector<std::string> out;
  if (outcome.files.empty() && outcome.gone.empty()) return out;
  Tree root(absolute_path(root_path));
  for (const auto& [path, blob] : outcome.files)
    if (path.back() != '/' && root.kind(path) == Tree::Kind::file && root.blob(path) == blob) out.push_back(path);
  for (const auto& path : outcome.gone)
    if (path.back() != '/' && root.kind(path) == Tree::Kind::absent) out.push_back(path);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace tributary
