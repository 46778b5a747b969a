// Fails and kills every single system call, one run per call, and looks at what is left.
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>

#include "copy/system.hpp"
#include "copy/worktree.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

using Files = std::map<std::string, std::string>;

int calls = 0, at = 0, error_then = 0;
int fail_at(const char*) {
  return ++calls == at ? error_then : 0;
}
int kill_at(const char*) {
  if (++calls == at) ::kill(::getpid(), SIGKILL);
  return 0;
}

struct Interrupted {  // from here to the end of the block the n-th call is the last, or fails
  Interrupted(copy::sys::Hook hook, int n, int error = 0) {
    calls = 0, at = n, error_then = error;
    copy::sys::set_hook(hook);
  }
  ~Interrupted() { copy::sys::set_hook(nullptr); }
};

struct Without {  // a file system that cannot rename without replacing
  explicit Without(bool really) { copy::sys::pretend_no_rename_noreplace(really); }
  ~Without() { copy::sys::pretend_no_rename_noreplace(false); }
};

const std::string migrations = "prisma/migrations/";

// One of everything: new folders, a file into a standing folder, a folder renamed, a file with other content,
// a file removed with its folder.
std::vector<Edit> one_of_each() {
  return {copy_edit(migrations + "20251016000000_vectors/migration.sql", "create index v;\n"),
          copy_edit(migrations + "20251016000000_vectors/notes/why.md", "because\n"),
          copy_edit(migrations + "migration_lock.toml", "provider = \"postgresql\"\n"),
          rename_edit(migrations + "20240101000000_init/migration.sql",
                      migrations + "20240101000001_init/migration.sql", "create table a();\n"),
          replace_edit("prisma/schema.prisma", "model A", "model A model B"),
          remove_edit("old/notes.md", "old")};
}

// Thousands of trees are made and removed here: in memory where there is such a file system.
struct InMemory {
  InMemory() {
    if (::access("/dev/shm", W_OK) == 0) ::setenv("TMPDIR", "/dev/shm", 1);
  }
  ~InMemory() { ::unsetenv("TMPDIR"); }
};

struct Scene {
  InMemory in_memory;
  Worktree tree;
  Files before, after;
  ~Scene() { copy::sys::only_pretend_to_sync(false); }
  Scene() {
    copy::sys::only_pretend_to_sync(true);
    tree.write("old/notes.md", "old");
    before = after = tree.files();
    for (const auto& path : {migrations + "20240101000000_init/", migrations + "20240101000000_init/migration.sql",
                             std::string("old/"), std::string("old/notes.md")})
      after.erase(path);
    for (const auto& folder : {"20251016000000_vectors/", "20251016000000_vectors/notes/", "20240101000001_init/"})
      after[migrations + folder] = "";
    after[migrations + "20251016000000_vectors/migration.sql"] = "create index v;\n";
    after[migrations + "20251016000000_vectors/notes/why.md"] = "because\n";
    after["prisma/schema.prisma"] = "model A model B";
    after[migrations + "migration_lock.toml"] = "provider = \"postgresql\"\n";
    after[migrations + "20240101000001_init/migration.sql"] = "create table a();\n";
  }
};

// True: it was killed. False: it came to its end before the n-th call.
bool killed_in_child(int n, const std::function<void()>& work) {
  pid_t child = ::fork();
  if (child == 0) {
    Interrupted interrupted(kill_at, n);
    try {
      work();
    } catch (...) {
      ::_exit(7);
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

void check_whole(const Scene& scene, int n) {
  auto now = scene.tree.files();
  bool old_state = now == scene.before, new_state = now == scene.after;
  CHECK_MESSAGE((old_state || new_state), "call " << n);
  CHECK_MESSAGE(last_entry(scene.tree.common).has_value() == new_state, "call " << n);
  // Only what an undo needs may stay in the stage.
  CHECK_MESSAGE(scene.tree.staged().size() == (new_state ? 1u : 0u), "call " << n);
  for (const auto& name : list_folder(scene.tree.common + "/tributary/journal").value_or(std::vector<std::string>{}))
    CHECK_MESSAGE(name.find(".gone") == name.npos, "call " << n);
}

}  // namespace

TEST_CASE("one of each edit does what the other cases here expect") {
  for (bool without : {false, true}) {
    Without file_system(without);
    Scene scene;
    scene.tree.apply(one_of_each());
    CHECK(scene.tree.files() == scene.after);
    undo_last(scene.tree.common);
    CHECK(scene.tree.files() == scene.before);
  }
}

TEST_CASE("whichever system call fails, an error says so and the old state stands") {
  for (bool without : {false, true}) {
    Without file_system(without);
    bool reached = true;
    for (int n = 1; reached; ++n) {
      Scene scene;
      std::string said;
      {
        Interrupted interrupted(fail_at, n, n % 3 == 0 ? ENOSPC : n % 3 == 1 ? EIO : EROFS);
        said = scene.tree.error_of_apply(one_of_each());
        reached = calls >= n;
      }
      auto now = scene.tree.files();
      if (said.empty())
        CHECK_MESSAGE(now == scene.after, "call " << n);  // a call whose failure costs nothing
      else
        CHECK_MESSAGE(now == scene.before, "call " << n << ": " << said);
      recover(scene.tree.common);
      CHECK_MESSAGE(scene.tree.files() == now, "call " << n);
      check_whole(scene, n);
      REQUIRE(n < 5000);
    }
  }
}

TEST_CASE("killed at whichever system call, the next run finds the old state, the new one, or finishes or takes back") {
  for (bool without : {false, true}) {
    Without file_system(without);
    int finished = 0, taken_back = 0;
    bool killed = true;
    for (int n = 1; killed; ++n) {
      Scene scene;
      killed = killed_in_child(n, [&] { scene.tree.apply(one_of_each()); });
      auto sentence = recover(scene.tree.common);
      finished += sentence.find("Finished") != sentence.npos;
      taken_back += sentence.find("Took back") != sentence.npos;
      check_whole(scene, n);
      CHECK_MESSAGE(recover(scene.tree.common).empty(), "call " << n);
      REQUIRE(n < 5000);
    }
    CHECK(finished > 5);
    CHECK(taken_back > 5);
  }
}

TEST_CASE("killed at whichever system call, a file that is replaced stands, with its old bytes or its new ones") {
  for (bool undoing : {false, true})
    for (int n = 1;; ++n) {
      Scene scene;
      if (undoing) scene.tree.apply(one_of_each());
      bool killed = killed_in_child(n, [&] {
        if (undoing)
          undo_last(scene.tree.common);
        else
          scene.tree.apply(one_of_each());
      });
      auto now = scene.tree.files();
      INFO("call " << n << (undoing ? " of an undo" : ""));
      REQUIRE(now.count("prisma/schema.prisma") == 1);
      CHECK((now["prisma/schema.prisma"] == "model A" || now["prisma/schema.prisma"] == "model A model B"));
      if (!killed) break;
    }
}

TEST_CASE("killed at whichever system call of an undo, the next run finishes it or leaves what it would undo") {
  for (bool without : {false, true}) {
    Without file_system(without);
    bool killed = true;
    for (int n = 1; killed; ++n) {
      Scene scene;
      scene.tree.apply(one_of_each());
      killed = killed_in_child(n, [&] { undo_last(scene.tree.common); });
      recover(scene.tree.common);
      check_whole(scene, n);
      REQUIRE(n < 5000);
    }
  }
}

TEST_CASE("a swap of two names that is killed anywhere, doing or undoing, is whole after the next run") {
  auto a = migrations + "20240101000000_init/migration.sql", b = migrations + "20240102000000_next/migration.sql";
  std::vector<Edit> swap = {rename_edit(a, b, "create table a();\n"), rename_edit(b, a, "next")};
  for (bool undoing : {false, true}) {
    bool killed = true;
    for (int n = 1; killed; ++n) {
      Scene scene;
      scene.tree.write(b, "next");
      if (undoing) scene.tree.apply(swap);
      killed = killed_in_child(n, [&] { undoing ? undo_last(scene.tree.common) : scene.tree.apply(swap); });
      recover(scene.tree.common);
      bool swapped = last_entry(scene.tree.common).has_value();
      CHECK_MESSAGE(scene.tree.text(a) == (swapped ? "next" : "create table a();\n"), "call " << n);
      CHECK_MESSAGE(scene.tree.text(b) == (swapped ? "create table a();\n" : "next"), "call " << n);
      CHECK_MESSAGE(scene.tree.staged().empty(), "call " << n);
    }
  }
}

TEST_CASE("whichever system call of an undo fails, nothing is half undone") {
  bool reached = true;
  for (int n = 1; reached; ++n) {
    Scene scene;
    scene.tree.apply(one_of_each());
    {
      Interrupted interrupted(fail_at, n, ENOSPC);
      scene.tree.error_of_undo();
      reached = calls >= n;
    }
    auto now = scene.tree.files();
    CHECK_MESSAGE((now == scene.before || now == scene.after), "call " << n);
    recover(scene.tree.common);
    check_whole(scene, n);
    REQUIRE(n < 5000);
  }
}

TEST_CASE("recovery that is itself killed at whichever call is finished by the next") {
  // The interesting moment: some moves are done, some are not.
  for (int first : {60, 120, 180, 240, 300, 360}) {
    bool killed = true;
    for (int n = 1; killed; ++n) {
      Scene scene;
      if (!killed_in_child(first, [&] { scene.tree.apply(one_of_each()); })) return;
      killed = killed_in_child(n, [&] { recover(scene.tree.common); });
      recover(scene.tree.common);
      check_whole(scene, n);
    }
  }
}

TEST_CASE("what somebody put in the way, or edited, between a kill and the next run is not lost") {
  for (int n = 1;; ++n) {
    Scene scene;
    if (!killed_in_child(n, [&] { scene.tree.apply(one_of_each()); })) break;
    auto lock = migrations + "migration_lock.toml", vectors = migrations + "20251016000000_vectors/migration.sql";
    bool in_place = std::filesystem::exists(scene.tree.root + "/" + vectors);
    scene.tree.write(vectors, "edited meanwhile");
    if (!std::filesystem::exists(scene.tree.root + "/" + lock)) scene.tree.write(lock, "mine");
    auto my_lock = scene.tree.text(lock);
    try {
      recover(scene.tree.common);
    } catch (const Error&) {
      CHECK(in_place);  // only where half is there and half cannot be put there
    }
    CHECK_MESSAGE(scene.tree.text(vectors) == "edited meanwhile", "call " << n);
    CHECK_MESSAGE(scene.tree.text(lock) == my_lock, "call " << n);
  }
}

TEST_CASE("a file too large for the disk, by the kernel's own word, leaves the old state") {
  Scene scene;
  int status = 0;
  pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit limit{20000, 20000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto edits = one_of_each();
    edits.push_back(copy_edit(migrations + "20251018000000_large/migration.sql", std::string(50000, 'x')));
    ::_exit(scene.tree.error_of_apply(edits).find("cannot write: File too large") == std::string::npos);
  }
  ::waitpid(child, &status, 0);
  CHECK(WEXITSTATUS(status) == 0);
  CHECK(scene.tree.files() == scene.before);
  CHECK(scene.tree.staged().empty());
}

TEST_CASE("an interrupted merge whose worktree has been removed is forgotten, not an obstacle for ever") {
  for (int n = 1;; ++n) {
    Scene scene;
    if (!killed_in_child(n, [&] { scene.tree.apply(one_of_each()); })) break;
    std::filesystem::remove_all(scene.tree.root);
    recover(scene.tree.common);
    CHECK_MESSAGE(recover(scene.tree.common).empty(), "call " << n);
  }
}
