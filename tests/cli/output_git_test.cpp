#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "support/json_schema.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A shell, because only it can connect the output to something strange.
ProcessResult shell(const std::string& script, const std::string& folder) {
  ProcessOptions options;
  options.folder = folder;
  options.set = {{"T", tributary_binary()}, {"TERM", "xterm"}};
  options.unset = {"NO_COLOR", "DATABASE_URL"};
  options.deadline_ms = 60'000;
  return run_process({"bash", "-c", script}, options);
}

struct Project : TempRepo {
  Project() { start_project(); }
};

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("--output writes the result to the file alone, whole or not at all") {
    Project repo;
    auto file = repo.beside("out.json");
    auto expected = run_tributary({"--offline", "--format", "json"}, repo.path()).out;
    auto result = run_tributary({"--offline", "--format", "json", "-o", file}, repo.path());
    CHECK(result.status == 0);
    CHECK(result.out.empty());
    CHECK(file_text(file) == expected);
    CHECK(list_folder(parent_path(file))->size() == 2);
    write_file(file, "before");
    CHECK(run_tributary({"--offline", "--format", "json", "--output", file, "status"}, repo.path()).status == 0);
    CHECK(file_text(file) == expected);
  }

  TEST_CASE("--output onto a folder, or into one that is not there, is exit 2 and changes nothing") {
    Project repo;
    auto folder = repo.beside("folder");
    std::filesystem::create_directory(folder);
    auto result = run_tributary({"--offline", "--format", "json", "--output", folder}, repo.path());
    CHECK(result.status == 2);
    CHECK(has(result.out, "\"error\""));
    CHECK(kind_of(folder) == FileKind::folder);
    CHECK(run_tributary({"--offline", "--output", repo.beside("no/where")}, repo.path()).status == 2);
  }

  TEST_CASE("--output through a link writes the file behind it and keeps the link") {
    Project repo;
    write_file(repo.beside("real"), "before");
    std::filesystem::create_symlink(repo.beside("real"), repo.beside("link"));
    CHECK(run_tributary({"--offline", "--output", repo.beside("link")}, repo.path()).status == 0);
    CHECK(kind_of(repo.beside("link")) == FileKind::link);
    CHECK(has(file_text(repo.beside("real")), "main"));
  }

  TEST_CASE("a reader that goes away is no error, a full disk is") {
    Project repo;
    CHECK(
        shell("\"$T\" --offline --format json > >(exec true); wait $!; \"$T\" explain | head -1; exit ${PIPESTATUS[0]}",
              repo.path())
            .status == 0);
    auto closed = shell("{ sleep 0.3; \"$T\" --offline --format json; echo \"status $?\" >&2; } | true", repo.path());
    CHECK(has(closed.err, "status 0"));
    CHECK(!has(closed.err, "error"));
    auto full = shell("\"$T\" --offline > /dev/full; echo \"status $?\" >&2", repo.path());
    CHECK(has(full.err, "cannot write the result"));
    CHECK(has(full.err, "status 2"));
  }

  TEST_CASE("colour is for terminals, unless it is asked for or refused") {
    Project repo;
    CHECK(!has(run_tributary({"--offline"}, repo.path()).out, "\x1b["));
    CHECK(has(run_tributary({"--offline", "--color", "always"}, repo.path()).out, "\x1b["));
    CHECK(has(run_tributary({"--offline", "--color", "always"}, repo.path(), {{"NO_COLOR", "1"}}).out, "\x1b["));
    auto terminal = [&](const std::string& before, const std::string& options) {
      return shell(before + " script -qec \"$T --offline " + options + "\" /dev/null", repo.path()).out;
    };
    CHECK(has(terminal("", ""), "\x1b[1m"));
    CHECK(!has(terminal("NO_COLOR=1", ""), "\x1b[1m"));
    CHECK(!has(terminal("TERM=dumb", ""), "\x1b[1m"));
    CHECK(!has(terminal("", "--color never"), "\x1b[1m"));
  }

  TEST_CASE("control characters in names never reach the output raw") {
    Project repo;
    repo.git({"worktree", "add", "-q", repo.beside("epic3"), "-b", "epic3"});
    repo.migration("20250301120501_evil\x1b[31mred\x07", "SELECT 1;\n", repo.beside("epic3"));
    repo.migration("20250301120502_line\nbreak", "SELECT 1;\n", repo.beside("epic3"));
    repo.migration("20250301120503_bytes\xff", "SELECT 1;\n", repo.beside("epic3"));
    for (const char* command : {"status", "plan", "check", "drift", "doctor"})
      for (const char* format : {"text", "json"}) {
        INFO(command << " " << format);
        auto result = run_tributary({command, "--offline", "--format", format}, repo.path());
        CHECK(result.status <= 1);
        CHECK(!has(result.out + result.err, "\x1b"));
        CHECK(!has(result.out + result.err, "\x07"));
        CHECK(!has(result.out + result.err, "\xff"));
        CHECK(!has(result.out + result.err, "line\nbreak"));
      }
  }

  TEST_CASE("what every command prints with --format json is what docs/schema describes") {
    Project repo;
    repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
    repo.migration("20240201000000_x", "CREATE TABLE \"Course\" (id INT);\nALTER TABLE \"Gone\" ADD y INT;\n",
                   repo.beside("epic"));
    repo.write("broken.prisma", "model A {\n  b B\n}\n");
    std::string schema = "prisma/schema.prisma";
    for (const auto& words : std::vector<std::vector<std::string>>{{"status"},
                                                                   {"plan"},
                                                                   {"check"},
                                                                   {"drift"},
                                                                   {"merge", "epic", "--dry-run"},
                                                                   {"restamp", "epic", "--dry-run"},
                                                                   {"undo", "--yes"},
                                                                   {"schema", "check", schema},
                                                                   {"schema", "check", "broken.prisma"},
                                                                   {"schema", "format", schema},
                                                                   {"schema", "format", "broken.prisma"},
                                                                   {"schema", "merge", schema, schema, schema},
                                                                   {"hook", "uninstall", "--dry-run"},
                                                                   {"hook", "install", "--dry-run"},
                                                                   {"hook", "install", "--yes"},
                                                                   {"hook", "run", "pre-commit"},
                                                                   {"hook", "uninstall", "--yes"},
                                                                   {"explain"},
                                                                   {"explain", "P3005"},
                                                                   {"doctor"},
                                                                   {"init", "--dry-run"},
                                                                   {"runbook", "rollback", "--to", "nothing"}}) {
      auto arguments = words;
      arguments.insert(arguments.end(), {"--offline", "--format", "json"});
      auto result = run_tributary(arguments, repo.path());
      INFO(text::join(words, " ") << "\n" << result.out << result.err);
      CHECK(complaint_of_schema(result.out) == "");
    }
  }

  TEST_CASE("--quiet says no more than the result") {
    Project repo;
    auto result = run_tributary({"--offline", "--quiet"}, repo.path());
    CHECK(result.status == 0);
    CHECK(result.err.empty());
    CHECK(has(result.out, "main"));
  }
}
