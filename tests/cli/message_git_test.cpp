// What a message says of real branches, with and without a word.
#include <doctest/doctest.h>

#include "support/temp_repo.hpp"

using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

RunResult message(const TempRepo& repo, std::vector<std::string> words) {
  words.insert(words.begin(), "message");
  words.push_back("--offline");
  return run_tributary(words, repo.path());
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE(
      "without a word a message is about all branches: each owner is asked for what is theirs, each merge is told") {
    TempRepo repo;
    repo.start_project();
    repo.write("tributary.yaml",
               "owners:\n  - {name: Epic 3, branches: [epic3], contact: '@bob'}\n"
               "  - {name: Epic 4, branches: [epic4], contact: '@eve'}\n");
    repo.commit("Owners");
    repo.git({"worktree", "add", "-q", "-b", "epic3", repo.beside("epic3")});
    repo.git({"worktree", "add", "-q", "-b", "epic4", repo.beside("epic4")});
    repo.migration("20240301000000_notes", "CREATE TABLE \"Note\" (\"id\" INTEGER);", repo.beside("epic3"));
    repo.commit("Notes", repo.beside("epic3"));
    repo.migration("20240302000000_note_text", "ALTER TABLE \"Note\" ADD COLUMN \"text\" TEXT;", repo.beside("epic4"));
    repo.commit("Their text", repo.beside("epic4"));
    auto planned = message(repo, {"planned"});
    INFO(planned.out << planned.err);
    CHECK(has(planned.out, "  - Planning to add column \"text\" to table \"Note\"\n"));
    CHECK(has(planned.out,
              "- Epic 4 (epic4, @eve): you change Note, too. Agree with Epic 3 (epic3, @bob) who goes first; tributary "
              "plan has epic3 before epic4.\n"));
    CHECK(has(message(repo, {"merged"}).out, "Nothing to announce"));
    repo.git({"merge", "-q", "--no-ff", "-m", "Merge epic 3", "epic3"});
    auto merged = message(repo, {"merged"});
    INFO(merged.out << merged.err);
    CHECK(has(merged.out, "MERGED INTO main\n\n20240301000000_notes: Note\n"));
    CHECK(!has(merged.out, "20240302000000_note_text"));
    CHECK(!has(merged.out, "20240101000000_init"));
  }
}
