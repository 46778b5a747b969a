#include <doctest/doctest.h>

#include "cli/command.hpp"
#include "cli/command_line.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Epics : TempRepo {
  Epics() {
    start_project();
    git({"worktree", "add", "-q", beside("epic3"), "-b", "epic3"});
    migration("20250301120501_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" TEXT NOT NULL);\n", beside("epic3"));
    commit("lessons", beside("epic3"));
  }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("without a command it is status, and options may stand before or after the command") {
    Epics repo;
    auto plain = run_tributary({"--offline", "--format", "json"}, repo.path());
    CHECK(plain.status == 0);
    CHECK(has(plain.out, "\"command\": \"status\""));
    CHECK(run_tributary({"--format", "json", "status", "--offline"}, repo.path()).out == plain.out);
    CHECK(run_tributary({"status", "--format=json", "--offline"}, repo.path()).out == plain.out);
  }

  TEST_CASE("an unknown command or option is exit 2 with the one that was meant") {
    Epics repo;
    auto word = run_tributary({"stauts"}, repo.path());
    CHECK(word.status == 2);
    CHECK(word.out.empty());
    CHECK(has(word.err, "did you mean status?"));
    auto later = run_tributary({"notify"}, repo.path());
    CHECK(later.status == 2);
    CHECK(has(later.err, "no command 'notify' in this version"));
    auto option = run_tributary({"check", "--fail-onn", "error"}, repo.path());
    CHECK(option.status == 2);
    CHECK(has(option.err, "did you mean --fail-on?"));
    CHECK(run_tributary({"check", "--fail-on", "sometimes"}, repo.path()).status == 2);
    CHECK(run_tributary({"merge"}, repo.path()).status == 2);
  }

  TEST_CASE("an error is an object on stdout where JSON is asked for, and a text on stderr") {
    TempFolder empty;
    auto result = run_tributary({"status", "--format", "json"}, empty.path());
    CHECK(result.status == 2);
    CHECK(has(result.out, "{\n  \"error\": {\n    \"what\": "));
    CHECK(has(result.err, "error: "));
    auto unparsed = run_tributary({"--format", "json", "status", "--no-such"}, empty.path());
    CHECK(unparsed.status == 2);
    CHECK(has(unparsed.out, "\"what\": \"no such option: --no-such\""));
    CHECK(run_tributary({"status"}, empty.path()).out.empty());
  }

  TEST_CASE("every command has help, which costs no repository") {
    TempFolder empty;
    CHECK(has(run_tributary({"--version"}, empty.path()).out, "tributary "));
    auto help = run_tributary({"--help"}, empty.path());
    CHECK(help.status == 0);
    for (const auto& command : cli::all_commands()) {
      INFO(command.name);
      CHECK(has(help.out, "  " + command.name));
      auto own = run_tributary({command.name, "--help"}, empty.path());
      CHECK(own.status == 0);
      CHECK(has(own.out, command.summary));
      CHECK(own.err.empty());
    }
  }

  TEST_CASE("a format that a command does not have is said before anything is read") {
    TempFolder empty;
    auto result = run_tributary({"status", "--format", "sarif"}, empty.path());
    CHECK(result.status == 2);
    CHECK(has(result.err, "status has no such format"));
  }

  TEST_CASE("a branch that is called like a command can be named") {
    Epics repo;
    repo.git({"worktree", "add", "-q", repo.beside("plan"), "-b", "plan"});
    auto result = run_tributary({"check", "plan", "--offline", "--format", "json"}, repo.path());
    CHECK(has(result.out, "\"command\": \"check\""));
    CHECK(has(result.out, "\"judged\": [\n    \"plan\"\n  ]"));
  }

  TEST_CASE("--refs takes globs, and without one every branch and tag") {
    Epics repo;
    repo.git({"branch", "spare", "epic3"});
    repo.git({"worktree", "remove", repo.beside("epic3")});
    auto names = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.end(), {"--offline", "--format", "json"});
      auto out = run_tributary(arguments, repo.path()).out;
      return std::pair(has(out, "\"name\": \"epic3\""), has(out, "\"kind\": \"ref\""));
    };
    CHECK(names({}) == std::pair(false, false));
    CHECK(names({"--refs"}) == std::pair(true, true));
    CHECK(names({"--refs", "epic*"}) == std::pair(true, true));
    CHECK(names({"--refs", "sp*", "--refs", "epic*"}) == std::pair(true, true));
    CHECK(names({"--refs", "nothing*", "--refs", "epic*"}) == std::pair(false, false));
    CHECK(run_tributary({"check", "--refs", "nothing*", "--refs", "epic*", "--offline"}, repo.path()).status == 2);
    CHECK(names({"--refs", "plan"}) == std::pair(true, true));  // the command, not a glob
  }

  TEST_CASE("as git tributary it is the same program") {
    Epics repo;
    TempFolder bin;
    auto binary = tributary_binary();
    repo.git({"-c", "alias.link=!ln -s " + binary + " " + bin.path() + "/git-tributary", "link"});
    auto path = bin.path() + ":/usr/local/bin:/usr/bin:/bin";
    std::string out;
    CHECK(repo.try_git({"-c", "alias.t=!PATH=" + path + " git tributary --offline", "t"}, &out) == 0);
    CHECK(has(out, "epic3"));
  }
}
