#include "copy/journal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
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

std::string read_bytes(const Tree& tree, const std::string& path) {
  auto folder = tree.open_folder(folder_of(path));
  Descriptor file(folder ? sys::open_to_read(folder.number(), leaf_of(path)) : -1);
  auto bytes = file ? sys::read_all(file.number()) : std::nullopt;
  if (!bytes) fail("cannot read the journal", join_path(tree.path(), path));
  return *bytes;
}

std::vector<Record> read_entries(const Tree& tree, std::string_view ending) {
  std::vector<Record> records;
  for (const auto& name : tree.names("journal")) {
    if (!ends_with(name, ending)) continue;
    auto path = "journal/" + name;
    auto bytes = read_bytes(tree, path);
    try {
      records.push_back(from_json(bytes));
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
  folder_.write("journal/" + temporary, to_json(record));
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
