// Hostile and broken input: never a crash, a hang or a silent skip, and no name reaches the terminal raw.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/process.hpp"
#include "cli/safety.hpp"
#include "support/places.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

namespace fs = std::filesystem;

const std::string binary("\0\xff\xfe\x1b", 4);
const std::string init = "prisma/migrations/20240101000000_init";

// What hangs is ended by the program's own deadline, which says so.
RunResult bounded(const Words& words, const std::string& folder) {
  auto result = run_tributary(words, folder);
  CAPTURE(joined(words));
  CHECK_MESSAGE((result.status >= 0 && result.status <= 2), result.status << ": " << result.err);
  CHECK_FALSE(contains(result.err, "it was not done within"));
  CHECK(!(result.out + result.err).empty());
  if (result.status == 2) CHECK_MESSAGE(result.err.starts_with("error: "), result.err);
  CHECK_FALSE(contains(result.err, "internal error"));
  auto at = obeyed_by_terminals(result.out), where = obeyed_by_terminals(result.err);
  CHECK_MESSAGE(at == std::string::npos, result.out.substr(at == std::string::npos ? 0 : at));
  CHECK_MESSAGE(where == std::string::npos, result.err);
  return result;
}

void require_named(const RunResult& result, const std::string& what) {
  CHECK_MESSAGE(contains(result.out + result.err, what), what << " in:\n" << result.out << result.err);
}

const std::vector<Words> commands = {{"status"}, {"check"}, {"plan"}, {"drift"}, {"doctor"}};

// All reading commands; what they say together names `what`.
void require_all_say(const TempRepo& repo, const std::string& what) {
  RunResult all;
  for (const auto& words : commands) {
    auto result = bounded(words, repo.path());
    all.out += result.out, all.err += result.err;
  }
  require_named(all, what);
}

struct Project {
  TempRepo repo;
  Project() { repo.start_project(); }
  std::string at(const std::string& path) const { return repo.path() + "/" + path; }
};

std::string repeated(const std::string& text, std::size_t count) {
  std::string out;
  out.reserve(text.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("folders that hold no repository, no commit or no project get an error that says so") {
    TempFolder plain;
    for (const auto& words : commands) {
      auto result = bounded(words, plain.path());
      if (words[0] != "doctor") CHECK(result.status == 2);
      require_named(result, "not a git repository");
    }
    for (const Words& words : {Words{"merge", "x", "--yes"},
                               {"undo", "--yes"},
                               {"init", "--yes"},
                               {"hook", "install", "--yes"},
                               {"hook", "run", "pre-commit"}})
      CHECK(bounded(words, plain.path()).status == 2);
    TempRepo empty;
    require_all_say(empty, "no Prisma project");
    CHECK(bounded({"merge", "x", "--yes"}, empty.path()).status == 2);
    CHECK(bounded({"status", "--repo", "/nonexistent/folder"}, empty.path()).status == 2);
    CHECK(bounded({"status", "--repo", std::string("a\x1b[31m\nb\xff")}, empty.path()).status == 2);
    CHECK(bounded({"status", std::string("--\x1b[31mno\xff")}, empty.path()).status == 2);
    CHECK(bounded({"check", std::string("no\x1b[31msuch\xff")}, empty.path()).status == 2);
    CHECK(bounded({"explain", std::string("no\x1b[31msuch\xff")}, empty.path()).status == 2);
  }

  TEST_CASE("a broken HEAD, index, packed-refs, config or object store") {
    SUBCASE("HEAD") {
      Project project;
      project.repo.write(".git/HEAD", "garbage\n");
      require_all_say(project.repo, "not a git repository");
    }
    SUBCASE("index") {
      Project project;
      project.repo.write(".git/index", "garbage\n");
      for (const auto& words : commands) bounded(words, project.repo.path());
      bounded({"merge", "main", "--yes"}, project.repo.path());
    }
    SUBCASE("packed-refs") {
      Project project;
      project.repo.write(".git/packed-refs", "garbage\x01\xff\n\n");
      require_all_say(project.repo, "main");
    }
    SUBCASE("config") {
      Project project;
      project.repo.write(".git/config", "[[[\n");
      require_all_say(project.repo, "config");
    }
    SUBCASE("objects") {
      Project project;
      fs::remove_all(project.at(".git/objects"));
      fs::create_directory(project.at(".git/objects"));
      require_all_say(project.repo, "main");
    }
  }

  TEST_CASE("migrations that is a file, a fifo, a link to itself or to nothing; a script that is one of these") {
    for (int what : {0, 1, 2, 3}) {
      for (bool script : {false, true}) {
        CAPTURE(what);
        CAPTURE(script);
        Project project;
        auto place = project.at(script ? init + "/migration.sql" : "prisma/migrations");
        fs::remove_all(place);
        if (what == 0 && script) fs::create_directory(place);
        if (what == 0 && !script) write_file(place, "file\n");
        if (what == 1) REQUIRE(::mkfifo(place.c_str(), 0644) == 0);
        if (what == 2) REQUIRE(::symlink(file_name(place).c_str(), place.c_str()) == 0);
        if (what == 3) REQUIRE(::symlink("/dev/zero", place.c_str()) == 0);
        auto checked = bounded({"check"}, project.repo.path());
        CHECK(checked.status == 1);
        bounded({"status"}, project.repo.path());
        require_named(checked, script ? "missing-script" : "prisma/migrations");
      }
    }
  }

  TEST_CASE("configuration, schema, package.json and .env that are fifos or devices never block") {
    for (const char* name : {"tributary.yaml", "prisma/schema.prisma", "package.json", ".env", "prisma.config.ts"}) {
      CAPTURE(name);
      Project project;
      fs::remove(project.at(name));
      REQUIRE(::mkfifo(project.at(name).c_str(), 0644) == 0);
      if (std::string(name) == "tributary.yaml") require_all_say(project.repo, "regular file");
      for (const auto& words : commands) bounded(words, project.repo.path());
      fs::remove(project.at(name));
      fs::create_symlink("/dev/zero", project.at(name));
      for (const auto& words : commands) bounded(words, project.repo.path());
    }
  }

  TEST_CASE("files that an unprivileged user may not read are named") {
    if (::geteuid() != 0 || run_process({"setpriv", "--version"}).status != 0)
      return;  // only root can become another user
    for (const std::string& name : {init + "/migration.sql", init, std::string("prisma/migrations"),
                                    std::string("prisma/schema.prisma"), std::string("tributary.yaml")}) {
      CAPTURE(name);
      Project project;
      if (name == "tributary.yaml") project.repo.write(name, "target: main\n");
      REQUIRE(run_process({"chmod", "a+rx", parent_path(project.repo.path())}).status == 0);
      REQUIRE(run_process({"chown", "-R", "nobody", project.repo.path()}).status == 0);
      ::chmod(project.at(name).c_str(), 0);
      ProcessOptions options;
      options.folder = project.repo.path();
      options.set = {{"HOME", "/nonexistent"}};
      auto result = run_process({"setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", tributary_binary(),
                                 name == "tributary.yaml" ? "status" : "check"},
                                options);
      if (result.status == 127 || result.status == 126) return;  // the build folder is closed to others
      CHECK_MESSAGE((result.status >= 0 && result.status <= 2), result.status << result.out << result.err);
      CHECK_MESSAGE(contains(result.out + result.err, "ermission denied"), result.out << result.err);
    }
  }

  TEST_CASE("names with escape sequences, newlines, bidirectional controls and bytes outside UTF-8 are shown escaped") {
    TempRepo repo;
    repo.start_project();
    const std::string hostile = "\x1b[2J\x1b]0;owned\x07\r\n\t\x7f\xff\xc2\x9b\xe2\x80\xae";
    repo.git({"worktree", "add", "-q", "-b", "epic\xe2\x80\xae\xc2\x9b", repo.beside("w" + hostile)});
    auto epic = repo.beside("w" + hostile);
    repo.migration("20250101000011_" + hostile, "CREATE TABLE \"L\" (\"id\" INTEGER);\n", epic);
    repo.migration(hostile, "", epic);
    repo.write("prisma/migrations/" + hostile + "/a" + hostile, "x", epic);
    repo.write("prisma/migrations/" + hostile + ".sql", "x", epic);
    repo.write("prisma/schema.prisma", "model " + hostile + " {\n" + hostile + "\n}\n", epic);
    repo.write("apps/" + hostile + "/prisma/schema.prisma", file_text(repo.path() + "/prisma/schema.prisma"), epic);
    repo.migration("20250101000012_m", "CREATE TABLE \"M\" (\"id\" INTEGER);\n", epic + "/apps/" + hostile);
    repo.write("prisma.config.ts", "export default { datasource: { url: " + hostile + " } }", epic);
    repo.write(".env", "DATABASE_URL=postgresql://u" + hostile + "@h" + hostile + ":1/" + hostile + "\n");
    repo.commit("hostile " + hostile, epic);
    for (const auto& words : reading_commands(false)) bounded(words, repo.path());
    bounded({"merge", "epic\xe2\x80\xae\xc2\x9b", "--dry-run", "--force"}, repo.path());
    bounded({"merge", "epic\xe2\x80\xae\xc2\x9b", "--yes", "--force", "--allow-dirty"}, repo.path());
    bounded({"undo", "--yes"}, repo.path());
    bounded({"hook", "install", "--dry-run"}, epic);
    bounded({"check", "--format", "github"}, repo.path());
    bounded({"plan", "--format", "markdown"}, repo.path());
    auto coloured = run_tributary({"check", "--color", "always"}, repo.path());
    CHECK(contains(coloured.out, "\x1b["));
    CHECK(obeyed_by_terminals(coloured.out, true) == std::string::npos);
    repo.write("tributary.yaml", hostile + ": [" + hostile);
    for (const auto& words : commands) bounded(words, repo.path());
  }

  TEST_CASE("scripts and schemas that are large, binary or nested are read in bounded time") {
    SUBCASE("a script of 100 MB") {
      Project project;
      project.repo.write(init + "/migration.sql", repeated("INSERT INTO a VALUES (1, 'one');\n", 3'200'000));
      auto result = bounded({"status"}, project.repo.path());
      CHECK(result.status == 0);
    }
    SUBCASE("a sparse script that claims a terabyte") {
      Project project;
      REQUIRE(::truncate(project.at(init + "/migration.sql").c_str(), off_t(1) << 40) == 0);
      require_named(bounded({"check"}, project.repo.path()), "larger than");
    }
    SUBCASE("schemas") {
      Project project;
      for (const std::string& text :
           {repeated("model A {", 30'000), repeated("model A {\n", 20'000),
            repeated("model A {\n  id Int @id\n}\n", 5'000), "model A {\n a Int @x(" + repeated("([{", 300'000),
            repeated("\"", 1'000'001), repeated("/* ", 500'000), repeated("@@@", 500'000), repeated(binary, 300'000),
            repeated("enum E { a b } ", 50'000), repeated("model A { b C @relation(fields: [", 50'000),
            std::string(2'000'000, '\0')}) {
        CAPTURE(text.substr(0, 30));
        project.repo.write("prisma/schema.prisma", text);
        bounded({"check"}, project.repo.path());
      }
    }
    SUBCASE("scripts") {
      Project project;
      for (const std::string& text :
           {repeated("(", 200'000), repeated("/*", 200'000), "SELECT " + repeated("((", 50'000) + ";",
            repeated("$a$", 100'001), repeated("'", 300'001), repeated("CREATE TABLE a (b int);", 20'000),
            repeated(binary, 100'000), "CREATE TABLE a (b int DEFAULT " + repeated("-", 50'000) + "1);",
            "SELECT 1" + repeated(" + 1", 50'000) + ";", repeated(";", 500'000)}) {
        CAPTURE(text.substr(0, 30));
        project.repo.migration("20250101000011_odd", text);
        bounded({"check"}, project.repo.path());
      }
    }
    SUBCASE("configurations") {
      Project project;
      for (const std::string& text :
           {repeated("[", 200'000), repeated("{a: ", 100'000), repeated("- ", 100'000), std::string("refs: &a [*a]\n"),
            repeated("? ", 50'000), repeated("&a ", 50'000), repeated(binary, 20'000),
            std::string("a: &a [x, x]\nb: &b [*a, *a]\nrefs: *b\n")}) {
        CAPTURE(text.substr(0, 30));
        project.repo.write("tributary.yaml", text);
        CHECK(bounded({"status"}, project.repo.path()).status == 2);
      }
      fs::remove(project.at("tributary.yaml"));
      for (const char* name :
           {"package.json", "prisma.config.ts", ".env", "pnpm-lock.yaml", "package-lock.json", "yarn.lock"}) {
        auto before = read_file(project.at(name));
        for (const std::string& text :
             {repeated("[", 50'000), repeated("{\"a\":", 50'000), repeated("export default {a:(", 50'000),
              repeated("`${", 100'000), repeated(binary, 100'000), repeated("A=${A}\n", 20'000),
              repeated("/*", 100'000)}) {
          CAPTURE(name);
          CAPTURE(text.substr(0, 30));
          project.repo.write(name, text);
          bounded({"status"}, project.repo.path());
        }
        fs::remove(project.at(name));
        if (before.bytes) project.repo.write(name, *before.bytes);
      }
    }
    SUBCASE("deep folders and links in circles") {
      Project project;
      std::string deep = project.repo.path();
      for (int i = 0; i < 300; ++i) deep += "/abcdefgh";
      fs::create_directories(deep);
      fs::create_symlink("..", project.at("prisma/circle"));
      fs::create_symlink("../..", project.at("prisma/migrations/circle"));
      for (const auto& words : commands) bounded(words, project.repo.path());
    }
  }

  TEST_CASE("thousands of migrations, and a clock that is far off, change nothing about the answer's form") {
    Project project;
    for (int i = 0; i < 700; ++i)
      project.repo.migration(std::to_string(20240102000000 + i % 60 + i / 60 % 60 * 100 + i / 3600 * 10000) + "_m",
                             "CREATE TABLE \"t" + std::to_string(i) + "\" (\"id\" INTEGER);\n");
    CHECK(bounded({"status"}, project.repo.path()).status == 0);
    Project small;
    for (const char* now : {"0", "-9999999999999999", "99999999999999999999", "x"}) {
      auto result = run_tributary({"check"}, small.repo.path(), {{"TRIBUTARY_NOW", now}});
      CHECK_MESSAGE(result.status <= 1, now << ": " << result.err);
    }
  }
}
