#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "copy/worktree.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

const std::string migrations = "prisma/migrations/";
const std::vector<Edit> epic3 = {
    copy_edit(migrations + "20251016000000_vectors/migration.sql", "create index v;\n"),
    copy_edit(migrations + "20251016000000_vectors/notes/why.md", "because\n"),
    copy_edit(migrations + "20251017000000_aid/migration.sql", std::string("create table \0\xff;\n", 17))};

bool contains(const std::string& text, const std::string& words) {
  return text.find(words) != text.npos;
}

}  // namespace

TEST_CASE("folders are copied byte for byte, companions included, and undo gives back the exact tree") {
  Worktree tree;
  auto before = tree.files();
  auto entry = tree.apply(epic3);
  CHECK(tree.text(migrations + "20251016000000_vectors/migration.sql") == "create index v;\n");
  CHECK(tree.text(migrations + "20251016000000_vectors/notes/why.md") == "because\n");
  CHECK(tree.text(migrations + "20251017000000_aid/migration.sql").size() == 17);
  CHECK(entry.state == JournalEntry::State::done);
  CHECK(last_entry(tree.common)->id == entry.id);
  CHECK(last_entry(tree.common)->command == "merge epic3");
  CHECK(last_entry(tree.common)->edits.size() == 3);
  CHECK(tree.staged().empty());
  CHECK(undo_last(tree.common).state == JournalEntry::State::undone);
  CHECK(tree.files() == before);
  CHECK_FALSE(last_entry(tree.common).has_value());
  CHECK(tree.staged().empty());
}

TEST_CASE("nothing of the staging is ever inside the migrations folder or visible in the worktree") {
  Worktree tree;
  tree.apply(epic3);
  for (const auto& [path, bytes] : tree.files()) CHECK_FALSE(contains(path, ".tributary"));
}

TEST_CASE("files get the umask's mode, not the stage's") {
  Worktree tree;
  auto before = ::umask(022);
  tree.apply(epic3);
  ::umask(before);
  struct stat info {};
  REQUIRE(::stat((tree.root + "/" + migrations + "20251017000000_aid/migration.sql").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0644);
  REQUIRE(::stat((tree.root + "/" + migrations + "20251017000000_aid").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0755);
}

TEST_CASE("what stands byte for byte is accepted silently and survives undo, because it was not ours") {
  Worktree tree;
  tree.write(migrations + "20251016000000_vectors/migration.sql", "create index v;\n");
  auto before = tree.files();
  auto entry = tree.apply(epic3);
  CHECK(entry.edits.size() == 2);
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("with everything there already no journal entry is made") {
  Worktree tree;
  tree.apply(epic3);
  auto again = tree.apply(epic3, "merge again");
  CHECK(again.edits.empty());
  CHECK(again.id.empty());
  CHECK(last_entry(tree.common)->command == "merge epic3");
}

TEST_CASE("something different where an edit would write stops everything before anything is written") {
  Worktree tree;
  SUBCASE("a file") {
    tree.write(migrations + "20251017000000_aid/migration.sql", "mine\n");
  }
  SUBCASE("a folder of the file's name") {
    tree.write(migrations + "20251017000000_aid/migration.sql/x", "mine\n");
  }
  SUBCASE("a file of the folder's name") {
    tree.write(migrations + "20251017000000_aid", "mine\n");
  }
  SUBCASE("a dangling link") {
    std::filesystem::create_directories(tree.root + "/" + migrations + "20251017000000_aid");
    std::filesystem::create_symlink("/nowhere", tree.root + "/" + migrations + "20251017000000_aid/migration.sql");
  }
  SUBCASE("a link to a folder on the way") {
    std::filesystem::create_directories(tree.folder.path() + "/elsewhere");
    std::filesystem::create_directory_symlink(tree.folder.path() + "/elsewhere",
                                              tree.root + "/" + migrations + "20251017000000_aid");
  }
  auto before = tree.files();
  auto error = tree.error_of_apply(epic3);
  CHECK(contains(error, "20251017000000_aid"));
  CHECK(tree.files() == before);
  CHECK(list_folder(tree.folder.path() + "/elsewhere").value_or(std::vector<std::string>{}).empty());
  CHECK_FALSE(last_entry(tree.common).has_value());
  CHECK(tree.staged().empty());
}

TEST_CASE("paths that leave the worktree or reach into git's folder are refused") {
  Worktree tree;
  for (const std::string path : {"../x", "a/../../x", "/etc/x", "a//b", "./a", ".git/hooks/x", "sub/.GIT/config", ""})
    CHECK_MESSAGE(contains(tree.error_of_apply({copy_edit(path, "x")}), "refused"), path);
  CHECK_FALSE(std::filesystem::exists(tree.folder.path() + "/x"));
}

TEST_CASE("content that is not what was planned is not written") {
  Worktree tree;
  auto edit = copy_edit(migrations + "20251017000000_aid/migration.sql", "planned");
  edit.content = "other";
  auto before = tree.files();
  CHECK(contains(tree.error_of_apply({epic3[0], edit}), "no longer what was planned"));
  CHECK(tree.files() == before);
}

TEST_CASE("content that cannot be had leaves the tree as it was") {
  Worktree tree;
  auto edit = epic3[2];
  edit.content.reset();
  auto before = tree.files();
  CHECK(contains(tree.error_of_apply({epic3[0], edit}), "not at hand"));
  CHECK(tree.files() == before);
  CHECK(tree.staged().empty());
}

TEST_CASE("folders on the way are made, and undo takes them away again") {
  Worktree tree;
  auto before = tree.files();
  tree.apply({copy_edit("apps/new/prisma/migrations/20250101000000_a/migration.sql", "a"),
              copy_edit("apps/new/prisma/migrations/migration_lock.toml", "provider")});
  CHECK(tree.text("apps/new/prisma/migrations/migration_lock.toml") == "provider");
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("undo refuses where a file was changed, removed or added since, names each and touches nothing") {
  Worktree tree;
  tree.apply(epic3);
  tree.write(migrations + "20251016000000_vectors/migration.sql", "edited\n");
  tree.write(migrations + "20251016000000_vectors/mine.txt", "mine\n");
  std::filesystem::remove(tree.root + "/" + migrations + "20251017000000_aid/migration.sql");
  auto before = tree.files();
  auto error = tree.error_of_undo();
  CHECK(contains(error, migrations + "20251016000000_vectors/migration.sql has changed"));
  CHECK(contains(error, migrations + "20251016000000_vectors/mine.txt was added"));
  CHECK(contains(error, migrations + "20251017000000_aid/migration.sql is gone"));
  CHECK(tree.files() == before);
  CHECK(last_entry(tree.common).has_value());
}

TEST_CASE("undo takes back one entry at a time, newest first, and says when there is none") {
  Worktree tree;
  auto before = tree.files();
  tree.apply({epic3[0]}, "merge a");
  tree.apply({epic3[2]}, "merge b");
  CHECK(undo_last(tree.common).command == "merge b");
  CHECK(undo_last(tree.common).command == "merge a");
  CHECK(tree.files() == before);
  CHECK(tree.error_of_undo() == "there is nothing to undo");
  Worktree never;
  CHECK(never.error_of_undo() == "there is nothing to undo");
  CHECK(never.files() == before);
}

TEST_CASE("renaming all files of a folder renames the folder; undo restores the old name") {
  Worktree tree;
  tree.write(migrations + "20240101000000_init/notes/why.md", "why");
  auto before = tree.files();
  tree.apply({rename_edit(migrations + "20240101000000_init/migration.sql",
                          migrations + "20260101000000_init/migration.sql", "create table a();\n"),
              rename_edit(migrations + "20240101000000_init/notes/why.md",
                          migrations + "20260101000000_init/notes/why.md", "why")},
             "restamp init");
  CHECK_FALSE(std::filesystem::exists(tree.root + "/" + migrations + "20240101000000_init"));
  CHECK(tree.text(migrations + "20260101000000_init/notes/why.md") == "why");
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("two migrations can swap their names") {
  Worktree tree;
  tree.write(migrations + "20240102000000_next/migration.sql", "next");
  auto before = tree.files();
  auto a = migrations + "20240101000000_init/migration.sql", b = migrations + "20240102000000_next/migration.sql";
  tree.apply({rename_edit(a, b, "create table a();\n"), rename_edit(b, a, "next")});
  CHECK(tree.text(a) == "next");
  CHECK(tree.text(b) == "create table a();\n");
  CHECK(tree.staged().empty());
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("what a rename leaves behind stays, and a folder that it empties goes, because Prisma would list it") {
  Worktree tree;
  tree.write(migrations + "20240101000000_init/keep.md", "keep");
  auto from = migrations + "20240101000000_init/migration.sql";
  tree.apply({rename_edit(from, migrations + "b/x.sql", "create table a();\n")});
  CHECK(tree.text(migrations + "20240101000000_init/keep.md") == "keep");
  tree.apply({remove_edit(migrations + "20240101000000_init/keep.md", "keep")});
  CHECK_FALSE(std::filesystem::exists(tree.root + "/" + migrations + "20240101000000_init"));
  undo_last(tree.common);
  CHECK(tree.text(migrations + "20240101000000_init/keep.md") == "keep");
  undo_last(tree.common);
  CHECK(tree.text(from) == "create table a();\n");
}

TEST_CASE("a rename or remove of something else than planned, or onto something, is refused") {
  Worktree tree;
  auto init = migrations + "20240101000000_init/migration.sql";
  tree.write("other", "x");
  auto before = tree.files();
  CHECK(contains(tree.error_of_apply({rename_edit(init, "moved", "not this")}), "not what was planned"));
  CHECK(contains(tree.error_of_apply({remove_edit(init, "not this")}), "not what was planned"));
  CHECK(contains(tree.error_of_apply({remove_edit("nowhere", "x")}), "is gone"));
  CHECK(contains(tree.error_of_apply({rename_edit(init, "other", "create table a();\n")}), "nothing is overwritten"));
  CHECK(tree.files() == before);
}

TEST_CASE("removed bytes are kept until undo brings them back") {
  Worktree tree;
  auto before = tree.files();
  tree.apply({remove_edit("prisma/schema.prisma", "model A")});
  CHECK_FALSE(std::filesystem::exists(tree.root + "/prisma/schema.prisma"));
  recover(tree.common);  // tidying up must not take them
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("a file is replaced only where it is what was planned for, and undo brings its bytes back") {
  Worktree tree;
  auto before = tree.files();
  auto edit = replace_edit("prisma/schema.prisma", "model A", "model A model B");
  tree.apply({edit});
  CHECK(tree.text("prisma/schema.prisma") == "model A model B");
  CHECK(explained_paths(tree.common, tree.root) == std::vector<std::string>{"prisma/schema.prisma"});
  tree.apply({replace_edit("prisma/schema.prisma", "model A model B", "model C")});
  undo_last(tree.common);
  CHECK(tree.text("prisma/schema.prisma") == "model A model B");
  undo_last(tree.common);
  CHECK(tree.files() == before);
  tree.write("prisma/schema.prisma", "model Mine");
  CHECK(contains(tree.error_of_apply({edit}), "not what was planned"));
  CHECK(tree.text("prisma/schema.prisma") == "model Mine");
  CHECK(contains(tree.error_of_apply({replace_edit("nowhere.prisma", "x", "y")}), "is gone"));
}

TEST_CASE("a replaced file keeps its mode, and undo gives back the file itself") {
  Worktree tree;
  auto path = tree.root + "/prisma/schema.prisma";
  REQUIRE(::chmod(path.c_str(), 0750) == 0);
  struct stat before {
  }, now{};
  REQUIRE(::stat(path.c_str(), &before) == 0);
  tree.apply({replace_edit("prisma/schema.prisma", "model A", "model A model B")});
  REQUIRE(::stat(path.c_str(), &now) == 0);
  CHECK((now.st_mode & 0777) == 0750);
  undo_last(tree.common);
  REQUIRE(::stat(path.c_str(), &now) == 0);
  CHECK(now.st_ino == before.st_ino);
}

TEST_CASE("undo leaves a replaced file that somebody has edited since") {
  Worktree tree;
  tree.apply({replace_edit("prisma/schema.prisma", "model A", "model A model B")});
  tree.write("prisma/schema.prisma", "model Mine");
  CHECK(contains(tree.error_of_undo(), "prisma/schema.prisma"));
  CHECK(tree.text("prisma/schema.prisma") == "model Mine");
}

TEST_CASE("explained are the files as they were written, in that worktree only; an edited one is the user's") {
  Worktree tree;
  CHECK(explained_paths(tree.common, tree.root).empty());
  tree.apply({epic3[0], epic3[2]});
  CHECK(explained_paths(tree.common, tree.root) ==
        std::vector<std::string>{migrations + "20251016000000_vectors/migration.sql",
                                 migrations + "20251017000000_aid/migration.sql"});
  CHECK(explained_paths(tree.common, tree.folder.path()).empty());
  tree.write(migrations + "20251016000000_vectors/migration.sql", "edited");
  CHECK(explained_paths(tree.common, tree.root) ==
        std::vector<std::string>{migrations + "20251017000000_aid/migration.sql"});
  tree.write(migrations + "20251016000000_vectors/migration.sql", "create index v;\n");
  undo_last(tree.common);
  CHECK(explained_paths(tree.common, tree.root).empty());
}

TEST_CASE("names that are not UTF-8 survive the journal") {
  Worktree tree;
  auto before = tree.files();
  tree.apply({copy_edit(migrations + "20251101000000_caf\xe9/migration.sql", "x")});
  CHECK(explained_paths(tree.common, tree.root) ==
        std::vector<std::string>{migrations + "20251101000000_caf\xe9/migration.sql"});
  undo_last(tree.common);
  CHECK(tree.files() == before);
}

TEST_CASE("a second run is told who holds the lock, and goes through once that has ended") {
  Worktree tree;
  int ready[2], release[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(release) == 0);
  pid_t other = ::fork();
  if (other == 0) {
    char byte = 0;
    auto wait_inside = [&](const Edit&) {
      if (::write(ready[1], "x", 1) != 1 || ::read(release[0], &byte, 1) != 1) ::_exit(9);
      return std::string("slow");
    };
    Edit slow{Edit::Kind::copy, "", "slow", git_blob_id("slow"), std::nullopt};
    try {
      apply_edits(tree.common, tree.root, "merge slow", {slow}, wait_inside);
    } catch (...) {
      ::_exit(8);
    }
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  auto holder = "merge slow (process " + std::to_string(other) + ")";
  CHECK(contains(tree.error_of_apply(epic3), "another tributary is writing in this repository: " + holder));
  CHECK(contains(tree.error_of_undo(), holder));
  CHECK_THROWS_AS(recover(tree.common), Error);
  REQUIRE(::write(release[1], "x", 1) == 1);
  int status = 0;
  ::waitpid(other, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(tree.error_of_apply(epic3).empty());
  CHECK(tree.text("slow") == "slow");
  for (int end : {ready[0], ready[1], release[0], release[1]}) ::close(end);
}

TEST_CASE("a journal file that is none is named, not guessed at") {
  Worktree tree;
  tree.apply(epic3);
  write_file(tree.common + "/tributary/journal/20250101T000000Z-0000.json", "{\"format\": 1");
  CHECK(contains(tree.error_of_apply({copy_edit("x", "x")}), "20250101T000000Z-0000.json"));
  CHECK(contains(tree.error_of_undo(), "not a journal entry"));
}

TEST_CASE("a worktree that cannot be written into is an error that leaves nothing behind") {
  if (::geteuid() == 0) return;  // root may write everywhere
  Worktree tree;
  auto folder = tree.root + "/prisma/migrations";
  auto before = tree.files();
  ::chmod(folder.c_str(), 0555);
  CHECK(contains(tree.error_of_apply(epic3), "Permission denied"));
  ::chmod(folder.c_str(), 0755);
  CHECK(tree.files() == before);
  CHECK(tree.staged().empty());
}
