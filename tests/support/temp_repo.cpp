#include "support/temp_repo.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "base/process.hpp"
#include "support/places.hpp"

namespace tributary::testing {
namespace {

std::map<std::string, std::string> clean_environment() {
  const char* path = std::getenv("PATH");
  static TempFolder home;
  return {{"PATH", path ? path : "/usr/bin:/bin"},
          {"HOME", home.path()},
          {"GIT_CONFIG_NOSYSTEM", "1"},
          {"GIT_AUTHOR_NAME", "Bob"},
          {"GIT_AUTHOR_EMAIL", "bob@example.org"},
          {"GIT_COMMITTER_NAME", "Bob"},
          {"GIT_COMMITTER_EMAIL", "bob@example.org"},
          {"LC_ALL", "C.UTF-8"},
          {"TZ", "UTC"},
          {"GIT_MERGE_AUTOEDIT", "no"},
          {"ASAN_OPTIONS", "detect_leaks=0"}};
}

}  // namespace

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "tributary-test-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = real_path(pattern);
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(parent_path(path));
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string file_text(const std::string& path) {
  auto read = read_file(path);
  REQUIRE_MESSAGE(read.bytes.has_value(), path << ": " << read.problem);
  return *read.bytes;
}

TempRepo::TempRepo() {
  std::filesystem::create_directory(path());
  git({"init", "-q", "-b", "main"});
}

int TempRepo::try_git(const std::vector<std::string>& arguments, std::string* out, const std::string& folder) const {
  std::vector<std::string> argv = {"git"};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.folder = folder.empty() ? path() : folder;
  options.clear_environment = true;
  options.set = clean_environment();
  auto date = fmt::format("2025-10-20T{:02}:{:02}:00+00:00", 8 + commits_ / 60 % 12, commits_ % 60);
  options.set["GIT_AUTHOR_DATE"] = options.set["GIT_COMMITTER_DATE"] = date;
  auto result = run_process(argv, options);
  if (out) *out = result.out + result.err;
  return result.status;
}

std::string TempRepo::git(const std::vector<std::string>& arguments, const std::string& folder) const {
  std::string out;
  int status = try_git(arguments, &out, folder);
  REQUIRE_MESSAGE(status == 0, "git " << arguments.at(0) << ": " << out);
  return out;
}

void TempRepo::type(const std::vector<std::string>& lines) const {
  for (const auto& line : lines) {
    REQUIRE_MESSAGE((line.starts_with("git ") || line.starts_with("tributary ")), line);
    std::string out;
    auto path = "PATH='" + parent_path(tributary_binary()) + "':\"$PATH\"; export PATH; ";
    auto status = try_git({"-c", "alias.typed=!" + path + line, "typed"}, &out);
    REQUIRE_MESSAGE(status == 0, line << ": " << out);
  }
}

void TempRepo::write(const std::string& file, const std::string& bytes, const std::string& folder) const {
  write_file((folder.empty() ? path() : folder) + "/" + file, bytes);
}

void TempRepo::migration(const std::string& name, const std::string& sql, const std::string& folder) const {
  write("prisma/migrations/" + name + "/migration.sql", sql, folder);
}

std::string TempRepo::commit(const std::string& message, const std::string& folder) const {
  git({"add", "-A"}, folder);
  ++commits_;
  git({"commit", "-q", "--allow-empty", "--no-verify", "-m", message}, folder);
  auto id = git({"rev-parse", "HEAD"}, folder);
  return id.substr(0, 40);
}

void TempRepo::start_project() const {
  write("prisma/schema.prisma",
        "generator client {\n  provider = \"prisma-client-js\"\n}\n\ndatasource db {\n  provider = \"postgresql\"\n"
        "  url      = env(\"DATABASE_URL\")\n}\n\nmodel Course {\n  id   String @id\n  name String\n}\n");
  write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
  migration("20240101000000_init",
            "CREATE TABLE \"Course\" (\n    \"id\" TEXT NOT NULL,\n    \"name\" TEXT NOT NULL,\n\n"
            "    CONSTRAINT \"Course_pkey\" PRIMARY KEY (\"id\")\n);\n");
  write("package.json", "{ \"devDependencies\": { \"prisma\": \"6.19.0\" } }\n");
  commit("start");
}

RunResult run_tributary(const std::vector<std::string>& arguments, const std::string& folder,
                        const std::vector<std::pair<std::string, std::string>>& environment) {
  std::vector<std::string> argv = {tributary_binary()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  ProcessOptions options;
  options.folder = folder;
  options.clear_environment = true;
  options.set = clean_environment();
  for (const auto& [name, value] : environment) options.set[name] = value;
  options.deadline_ms = 120'000;
  auto result = run_process(argv, options);
  return {result.status, result.out, result.err};
}

}  // namespace tributary::testing
