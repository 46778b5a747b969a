#include "copy/journal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {

EntryFile read_entry_file(const Tree& tree, const std::string& path) {
  auto folder = tree.open_folder(folder_of(path));
  Descriptor file(folder ? sys::open_to_read(folder.number(), leaf_of(path)) : -1);
  auto bytes = file ? sys::read_all(file.number()) : std::nullopt;
  struct stat info {};
  if (!bytes || sys::status_of(file.number(), info) != 0) fail("cannot read the journal", join_path(tree.path(), path));
  return {*bytes, info.st_uid == ::geteuid() && (info.st_mode & 022) == 0};
}

bool is_worktree_of(const std::string& root, const std::string& common_dir) {
  auto folder = real_path(git_dir_of(root)), common = real_path(common_dir);
  return !folder.empty() && (folder == common || folder.starts_with(common + "/worktrees/"));
}

namespace {

constexpr const char* folder_name = "tributary";

Tree made(const std::string& common_dir) {
  Tree(common_dir).make_folders(std::string(folder_name) + "/journal");
  return Tree(join_path(common_dir, folder_name));
}

constexpr std::string_view entry_ending = ".json", forgotten_ending = ".gone";

bool ends_with(const std::string& name, std::string_view ending) {
  return name.size() > ending.size() && name[0] != '.' &&
         name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

// "20251118T101500Z-1a2b"
bool is_id(const std::string& id) {
  constexpr std::string_view form = "00000000T000000Z-xxxx";
  if (id.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    bool digit = id[i] >= '0' && id[i] <= '9', hex = digit || (id[i] >= 'a' && id[i] <= 'f');
    if (form[i] == '0' ? !digit : form[i] == 'x' ? !hex : id[i] != form[i]) return false;
  }
  return true;
}

// An archive or a clone can bring a whole git folder: an entry may only speak of places inside its repository.
void check_paths(const Record& record) {
  if (!is_id(record.entry.id)) throw Error("its id is none");
  for (const auto& move : record.moves) check_relative(move.from.path), check_relative(move.to.path);
  for (const auto& edit : record.entry.edits)
    if (!edit.to.empty()) check_relative(edit.to);
}

// Where stages_for makes them, and nowhere else.
bool is_stage_of(const Record& record, const std::string& common_dir) {
  if (record.stage == absolute_path(join_path(common_dir, "tributary/stage/" + record.entry.id))) return true;
  auto hidden = "/.tributary-" + record.entry.id;
  const auto& root = record.entry.root;
  if (!record.stage.starts_with(root + "/") || !record.stage.ends_with(hidden)) return false;
  auto between = record.stage.substr(root.size(), record.stage.size() - root.size() - hidden.size());
  if (!between.empty()) check_relative(between.substr(1));
  return true;
}

std::string why_disbelieved(const Record& record, const EntryFile& file, const std::string& common_dir) {
  if (!file.ours) return "its file belongs to another user, or others may write to it";
  if (!record.entry.root.starts_with('/') || absolute_path(record.entry.root) != record.entry.root)
    return "its root is no absolute path";
  if (!is_stage_of(record, common_dir)) return "its stage is not where tributary makes one";
  if (kind_behind(record.entry.root) == FileKind::folder && !is_worktree_of(record.entry.root, common_dir))
    return "its root is no worktree of this repository";
  return {};
}

std::vector<Record> read_entries(const Tree& tree, std::string_view ending) {
  std::vector<Record> records;
  for (const auto& name : tree.names("journal")) {
    if (!ends_with(name, ending)) continue;
    auto path = "journal/" + name;
    auto file = read_entry_file(tree, path);
    try {
      auto record = from_json(file.bytes);
      check_paths(record);
      if (name != record.entry.id + std::string(ending)) throw Error("its name is not its id");
      record.disbelieved = why_disbelieved(record, file, parent_path(tree.path()));
      records.push_back(std::move(record));
    } catch (const Error& error) {
      throw Error(error.what(), join_path(tree.path(), path), "move that file away to go on without it");
    }
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.number < b.number; });
  return records;
}

}  // namespace

Journal::Journal(const std::string& common_dir) : folder_(made(common_dir)) {}

std::vector<Record> Journal::read() const {
  return read_entries(folder_, entry_ending);
}

std::vector<Record> Journal::read_forgotten() const {
  return read_entries(folder_, forgotten_ending);
}

void Journal::write(const Record& record) const {
  auto name = record.entry.id + ".json", temporary = "." + name + ".tmp";
  folder_.remove_all("journal/" + temporary);  // what a killed run left
  folder_.write("journal/" + temporary, to_json(record), S_IRUSR | S_IWUSR);
  auto folder = folder_.open_folder("journal");
  auto path = join_path(folder_.path(), "journal/" + name);
  if (!folder || sys::rename_over(folder.number(), temporary, name) != 0) fail("cannot write the journal", path);
  if (sys::sync(folder.number()) != 0) fail("cannot flush the journal", path);
}

void Journal::begin_to_forget(const Record& record) const {
  folder_.remove_all("journal/." + record.entry.id + ".json.tmp");
  auto folder = folder_.open_folder("journal");
  auto from = record.entry.id + std::string(entry_ending), to = record.entry.id + std::string(forgotten_ending);
  auto path = join_path(folder_.path(), "journal/" + from);
  if (!folder) fail("cannot open the journal", path);
  if (sys::rename_over(folder.number(), from, to) != 0 && errno != ENOENT)
    fail("cannot take it out of the journal", path);
  folder_.sync_folder("journal");
}

void Journal::forget(const Record& record) const {
  folder_.remove_all("journal/" + record.entry.id + std::string(forgotten_ending));
  folder_.sync_folder("journal");
}

std::vector<Record> read_journal(const std::string& common_dir) {
  if (kind_behind(join_path(common_dir, folder_name)) != FileKind::folder) return {};
  return read_entries(Tree(join_path(common_dir, folder_name)), entry_ending);
}

Lock::Lock(const Tree& folder, const std::string& command) : file_(sys::open_lock(folder.number(), "lock")) {
  auto path = join_path(folder.path(), "lock");
  if (!file_) fail("cannot open the lock", path);
  if (sys::try_lock(file_.number()) != 0) {
    if (errno != EWOULDBLOCK) fail("cannot take the lock", path);
    auto holder = text::trim(sys::read_all(file_.number()).value_or(""));
    throw Error("another tributary is writing in this repository" + (holder.empty() ? "" : ": " + holder), path,
                "wait until it has ended and run it again");
  }
  // Who holds it is a courtesy: a full disk must not stop a run that would free some.
  if (sys::truncate(file_.number()) == 0)
    sys::write_all(file_.number(), fmt::format("{} (process {})\n", command, ::getpid()));
}

}  // namespace tributary::copy
