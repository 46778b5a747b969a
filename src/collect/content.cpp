// Migrations folders and texts, each distinct content read and hashed once.
#include <algorithm>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "collect/tree.hpp"
#include "prisma/script.hpp"

namespace tributary {
namespace {

constexpr const char* script_name = "migration.sql";

std::shared_ptr<const Script> kept(ContentStore& store, std::string bytes) {
  auto& script = store.scripts[git_blob_id(bytes)];
  if (!script) script = std::make_shared<const Script>(prisma::read_script(std::move(bytes), store.script_cap));
  return script;
}

void read_script_file(const Tree& tree, const std::string& path, ContentStore& store, Migration& migration) {
  const auto id = migration.script_is_link ? std::string() : tree.id(path);
  if (auto known = store.scripts.find(id); !id.empty() && known != store.scripts.end()) {
    migration.script = known->second;
    return;
  }
  auto read = tree.read(path);
  if (read.bytes)
    migration.script = kept(store, std::move(*read.bytes));
  else
    migration.no_script_because = "migration.sql cannot be read: " + read.problem;
}

void read_script_entry(const Tree& tree, const std::string& path, FileKind kind, ContentStore& store,
                       Migration& migration) {
  migration.script_is_link = kind == FileKind::link;
  if (migration.script_is_link) kind = tree.kind_behind(path);
  if (kind == FileKind::file) return read_script_file(tree, path, store, migration);
  if (kind == FileKind::folder)
    migration.no_script_because = "migration.sql is a folder";
  else if (kind == FileKind::absent)
    migration.no_script_because = "migration.sql is a link to nothing inside the source";
  else
    migration.no_script_because = "migration.sql is not a regular file";
}

constexpr int most_companions = 10'000;

// A few equal trees inside each other hold more files than any memory. `left` below 0: not all were read.
void add_companions(const Tree& tree, const std::string& folder, const std::string& prefix, Migration& migration,
                    int& left, int depth = 0) {
  constexpr int deepest = 32;  // no migration nests so deep; a bound against odd file systems
  for (const auto& entry : tree.list(folder)) {
    if (--left < 0) return;
    const auto path = join_path(folder, entry.name);
    if (entry.kind == FileKind::folder && depth < deepest)
      add_companions(tree, path, prefix + entry.name + "/", migration, left, depth + 1);
    if (entry.kind != FileKind::file || prefix + entry.name == script_name) continue;
    auto blob = tree.id(path);
    if (blob.empty())
      if (auto read = tree.read(path); read.bytes) blob = git_blob_id(*read.bytes);
    migration.companions.push_back({prefix + entry.name, blob});
  }
}

std::string why_there_is_none(const std::vector<TreeEntry>& entries) {
  for (const auto& entry : entries)
    if (text::lower(entry.name) == script_name)
      return "it holds no migration.sql, only " + entry.name + ": Prisma wants the exact lower-case name";
  return "it holds no migration.sql";
}

Migration read_migration(const Tree& tree, const std::string& path, ContentStore& store) {
  Migration migration;
  migration.name = file_name(path);
  const auto entries = tree.list(path);
  const TreeEntry* script = nullptr;
  bool marked = false;
  for (const auto& entry : entries) {
    if (entry.name == script_name) script = &entry;
    marked = marked || entry.name == "migration.json" || entry.name == "ops.json";
  }
  migration.prisma8 = marked && !script;
  if (script)
    read_script_entry(tree, join_path(path, script_name), script->kind, store, migration);
  else
    migration.no_script_because = why_there_is_none(entries);
  std::string problem;
  if (tree.on_disk && entries.empty() && !list_folder(join_path(tree.root, path), &problem))
    migration.no_script_because = "the folder cannot be read: " + problem;
  int left = most_companions;
  if (entries.size() > (script ? 1u : 0u)) add_companions(tree, path, "", migration, left);
  if (left < 0) store.too_large.insert(migration.name);
  return migration;
}

// Hundreds of migrations folders that differ in one migration have all others in common. What a link leads to, and what
// could not be read, below it or in it, is not settled by the folder's id.
Migration known_migration(const Tree& tree, const std::string& path, const TreeEntry& entry, ContentStore& store) {
  if (entry.id.empty()) return read_migration(tree, join_path(path, entry.name), store);
  auto& known = store.migrations[entry.id + entry.name];
  if (known) return *known;
  const auto folder = join_path(path, entry.name);
  auto migration = read_migration(tree, folder, store);
  const auto inside = tree.list(folder);
  bool flat = std::all_of(inside.begin(), inside.end(), [](const TreeEntry& e) { return e.kind == FileKind::file; });
  if (migration.script && flat) known = std::make_shared<const Migration>(migration);
  return migration;
}

void add_loose(const TreeEntry& entry, MigrationsFolder& folder) {
  if (entry.kind == FileKind::link)
    folder.links.push_back(entry.name);
  else if (text::lower(entry.name).ends_with(".sql"))
    folder.loose_sql.push_back(entry.name);
  else
    folder.conflict_copies.push_back(entry.name);
}

MigrationsFolder read_folder(const Tree& tree, const std::string& path, ContentStore& store) {
  MigrationsFolder folder;
  folder.state = MigrationsFolder::State::present;
  for (const auto& entry : tree.list(path)) {
    if (entry.kind == FileKind::folder) {
      folder.migrations.push_back(known_migration(tree, path, entry, store));
      if (store.too_large.count(entry.name))
        folder.problem = entry.name + " is too deep or too large, its files beside migration.sql are not all read";
    } else if (entry.name == "migration_lock.toml") {
      auto read = tree.read(join_path(path, entry.name));
      if (read.bytes)
        folder.lock_file = std::move(*read.bytes);
      else
        folder.problem = "migration_lock.toml: " + read.problem;
    } else {
      add_loose(entry, folder);
    }
  }
  return folder;
}

// "" where the folder can be listed.
std::string why_unreadable(const Tree& tree, const std::string& path) {
  std::string problem;
  if (tree.on_disk) list_folder(join_path(tree.root, path), &problem);
  return problem;
}

std::shared_ptr<const MigrationsFolder> without_content(MigrationsFolder::State state, const std::string& problem) {
  MigrationsFolder folder;
  folder.state = state;
  folder.problem = problem;
  return std::make_shared<const MigrationsFolder>(std::move(folder));
}

}  // namespace

std::shared_ptr<const MigrationsFolder> read_migrations(const Tree& tree, const std::string& path,
                                                        ContentStore& store) {
  using State = MigrationsFolder::State;
  const auto id = tree.id(path);
  if (auto known = store.folders.find(id); !id.empty() && known != store.folders.end()) return known->second;
  const auto kind = tree.kind_behind(path);
  if (kind == FileKind::absent && tree.kind(path) == FileKind::link)
    return without_content(State::unreadable, "is a link to nothing inside the source");
  if (kind == FileKind::absent) return without_content(State::absent, "");
  if (kind != FileKind::folder)
    return without_content(State::not_a_folder, kind == FileKind::file ? "is a file" : "is not a folder");
  if (auto problem = why_unreadable(tree, path); !problem.empty()) return without_content(State::unreadable, problem);
  auto folder = std::make_shared<const MigrationsFolder>(read_folder(tree, path, store));
  if (!id.empty() && tree.kind(path) == FileKind::folder) store.folders.emplace(id, folder);
  return folder;
}

}  // namespace tributary
