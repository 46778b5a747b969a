#include "copy/recovery.hpp"

#include <fmt/format.h>

#include "base/files.hpp"
#include "base/text.hpp"
#include "copy/moves.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

std::string named(const Record& record) {
  return fmt::format("`{}` ({})", record.entry.command, record.entry.id);
}

std::vector<std::string> changed_in(const Record& record, const Site& site) {
  Outcome outcome;
  add_outcome(record, moves_done(record, site), outcome);
  return changed_since(outcome, site.root);
}

[[noreturn]] void stuck(const Record& record, const std::string& why, const std::vector<std::string>& changed) {
  throw Error(fmt::format("{} was interrupted and can neither be finished nor taken back: {}{}{}", named(record), why,
                          changed.empty() ? "" : "; ", text::join(changed, ", ")),
              record.entry.root, "move the named files away and run any writing command again: it goes on from there");
}

std::string finish(const Journal& journal, Record record, Phase phase, const std::string& how) {
  record.phase = phase;
  journal.write(record);
  clear_stage(record, phase == Phase::undone);
  return how + " " + named(record) + ", which was interrupted.";
}

std::string recover_moving(const Journal& journal, const Record& record) {
  make_stage(record);
  Site site(record.entry.root, record.stage);
  std::string blocked;
  try {
    go_forward(record, site);
    flush(record, site);
    return finish(journal, record, Phase::done, "Finished");
  } catch (const Error& error) {
    blocked = fmt::format("{} ({})", error.what(), error.where);
  } catch (const OtherFileSystem&) {
    blocked = "its staged files are on another file system now";
  }
  settle_half(record, site);
  if (auto changed = changed_in(record, site); !changed.empty()) stuck(record, blocked, changed);
  take_back(journal, record);
  return fmt::format("Took back {}, which was interrupted and could not be finished: {}.", named(record), blocked);
}

// Whatever is still in the worktree must be as it was put there, or moving it out would lose somebody's work.
std::string recover_undoing(const Journal& journal, const Record& record) {
  make_stage(record);
  Site site(record.entry.root, record.stage);
  finish_exchanges(record, site);
  if (changed_in(record, site).empty()) {
    go_back(record, site);
    flush(record, site);
    return finish(journal, record, Phase::undone, "Finished the undoing of");
  }
  go_forward(record, site);
  flush(record, site);
  return finish(journal, record, Phase::done, "Gave up the undoing of");
}

[[noreturn]] void not_believed(const Record& record, const std::string& folder) {
  throw Error("a journal entry is not acted on: " + record.disbelieved,
              join_path(folder, "journal/" + record.entry.id + ".json"),
              "nothing was changed; look at that file, and move it away to go on without it");
}

std::string recover_one(const Journal& journal, const Record& record) {
  if (!record.disbelieved.empty()) {
    if (record.phase == Phase::done || record.phase == Phase::undone) return {};
    not_believed(record, journal.folder().path());
  }
  bool open = record.phase == Phase::moving || record.phase == Phase::undoing;
  if (open && kind_behind(record.entry.root) != FileKind::folder) {
    forget(journal, record);
    return fmt::format("Forgot {}, which was interrupted: its worktree {} is gone.", named(record), record.entry.root);
  }
  switch (record.phase) {
    case Phase::staging:
      forget(journal, record);
      return fmt::format("Took back {}, which was interrupted before it wrote anything.", named(record));
    case Phase::moving:
      return recover_moving(journal, record);
    case Phase::undoing:
      return recover_undoing(journal, record);
    case Phase::done:
      clear_stage(record, false);
      return {};
    case Phase::undone:
      clear_stage(record, true);
      return {};
  }
  return {};
}

}  // namespace

void make_stage(const Record& record) {
  auto parent = parent_path(record.stage);
  Tree(parent_path(parent)).make_folders(file_name(parent));
  Tree(parent).make_folders(file_name(record.stage));
}

void clear_stage(const Record& record, bool all) {
  if (kind_of(record.stage) != FileKind::folder) return;
  Tree parent(parent_path(record.stage));
  if (all || parent.names(file_name(record.stage)).empty()) parent.remove_all(file_name(record.stage));
}

void forget(const Journal& journal, const Record& record) {
  journal.begin_to_forget(record);
  clear_stage(record, true);
  journal.forget(record);
}

void take_back(const Journal& journal, const Record& record) {
  if (record.phase != Phase::staging) {
    Site site(record.entry.root, record.stage);
    settle_half(record, site);
    if (auto changed = changed_in(record, site); !changed.empty())
      stuck(record, "files have changed meanwhile", changed);
    go_back(record, site);
    flush(record, site);
  }
  forget(journal, record);
}

std::string to_recover(const std::vector<Record>& records) {
  std::vector<std::string> sentences;
  for (const auto& record : records)
    if (record.phase != Phase::done && record.phase != Phase::undone)
      sentences.push_back(named(record) +
                          " was interrupted: the next run without --dry-run finishes it or takes it back.");
  return text::join(sentences, " ");
}

std::string recover_all(const Journal& journal) {
  std::vector<std::string> sentences;
  for (const auto& record : journal.read_forgotten()) {
    if (record.disbelieved.empty()) clear_stage(record, true);
    journal.forget(record);
  }
  for (const auto& record : journal.read())
    if (auto sentence = recover_one(journal, record); !sentence.empty()) sentences.push_back(sentence);
  return text::join(sentences, " ");
}

}  // namespace tributary::copy
