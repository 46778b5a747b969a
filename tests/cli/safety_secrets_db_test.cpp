// No password reaches a screen, a file or a journal, whatever the server says and wherever the password stands.
#include <doctest/doctest.h>

#include <filesystem>

#include "base/files.hpp"
#include "cli/safety.hpp"
#include "support/temp_server.hpp"

using namespace tributary::testing;

namespace {

const std::string secret = "s3cr3t-Zebra";

void require_no_secret(const std::string& where, const std::string& text) {
  auto at = text.find("Zebra");
  CHECK_MESSAGE(at == text.npos, where << " tells the password: " << text.substr(at < 80 ? 0 : at - 80, 200));
}

RunResult run_silent_about_it(const TempRepo& repo, const Words& words) {
  auto result = run_tributary(words, repo.path());
  CAPTURE(joined(words));
  CHECK_MESSAGE((result.status >= 0 && result.status <= 2), result.err);
  require_no_secret("standard output of " + joined(words), result.out);
  require_no_secret("standard error of " + joined(words), result.err);
  return result;
}

// What tributary itself wrote.
void require_no_secret_below(const std::string& folder) {
  if (!std::filesystem::exists(folder)) return;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) require_no_secret(entry.path().string(), file_text(entry.path().string()));
}

std::string url_of(const std::string& where, const std::string& database = "shop") {
  return "postgresql://locked:" + secret + "@" + where + "/" + database + "?sslpassword=" + secret +
         "&connect_timeout=1&sslidentity=" + secret + ".p12&options=-c%20app.key%3D" + secret;
}

// A worktree whose .env holds `url`, and a branch `epic` with a migration of its own and the URL in other places.
void write_repository(const TempRepo& repo, const std::string& url) {
  repo.write(".gitignore", ".env\n.env.*\n");
  repo.start_project();
  repo.git({"worktree", "add", "-q", "-b", "epic", repo.beside("epic")});
  repo.migration("20250101000011_add_lessons", "CREATE TABLE \"Lesson\" (\"id\" INTEGER NOT NULL);\n",
                 repo.beside("epic"));
  repo.commit("lessons", repo.beside("epic"));
  repo.write(".env", "DATABASE_URL=\"" + url + "\"\nSHADOW=" + secret + "\n");
  repo.write(".env", "DATABASE_URL='" + url + "&schema=other'\n", repo.beside("epic"));
}

void write_more_places(const TempRepo& repo, const std::string& url) {
  auto schema = [&](const std::string& name) {
    return "datasource db {\n  provider = \"postgresql\"\n  url = \"" + url + "&x=" + name + "\"\n  directUrl = \"" +
           url + "\"\n}\n\nmodel Course {\n  id   String @id\n  name String\n}\n";
  };
  repo.git({"worktree", "add", "-q", "-b", "literal", repo.beside("literal")});
  repo.write("prisma/schema.prisma", schema("literal"), repo.beside("literal"));
  repo.git({"worktree", "add", "-q", "-b", "seven", repo.beside("seven")});
  repo.write("package.json", "{ \"devDependencies\": { \"prisma\": \"7.0.0\" } }\n", repo.beside("seven"));
  repo.write("prisma.config.ts",
             "import { defineConfig } from 'prisma/config';\nexport default defineConfig({ schema: "
             "'prisma/schema.prisma', datasource: { url: '" +
                 url + "', shadowDatabaseUrl: '" + url + "' } });\n",
             repo.beside("seven"));
  repo.git({"worktree", "add", "-q", "-b", "opaque", repo.beside("opaque")});
  repo.write("prisma.config.ts",
             "export default { datasource: { url: `" + url + "${process.env.X}` + '" + secret + "' } }\n",
             repo.beside("opaque"));
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("every command in every format: refused, unreachable and working servers, passwords in every place") {
    auto& server = TempServer::shared();
    server.exec("postgres", "CREATE ROLE locked LOGIN SUPERUSER PASSWORD '" + secret + "'");
    auto database = server.new_database("secrets");
    auto here = "127.0.0.1:" + std::to_string(server.port());
    auto wrong = url_of(here, database);
    wrong.replace(wrong.find(secret), secret.size(), "wrong-Zebra");
    for (const auto& url : {url_of(here, database), wrong, url_of("127.0.0.1:1")}) {
      TempRepo repo;
      write_repository(repo, url);
      write_more_places(repo, url);
      bool works = url == url_of(here, database);
      for (const auto& words : reading_commands(works)) run_silent_about_it(repo, words);
      if (works)
        for (const auto& words : dry_commands()) run_silent_about_it(repo, words);
      auto baseline = repo.beside("baseline"), output = repo.beside("output.json");
      run_silent_about_it(repo, {"check", "--baseline", baseline, "--write-baseline"});
      run_silent_about_it(repo, {"status", "--format", "json", "--output", output});
      CHECK_FALSE(file_text(output).empty());
      require_no_secret(output, file_text(output));
      require_no_secret(baseline, file_text(baseline));
      auto merged = run_silent_about_it(repo, {"merge", "epic", "--yes", "--force"});
      CHECK_MESSAGE(merged.status == 0, merged.err);
      require_no_secret_below(repo.path() + "/.git/tributary");
      CHECK(run_silent_about_it(repo, {"undo", "--yes"}).status == 0);
      CHECK(run_silent_about_it(repo, {"hook", "install", "--yes"}).status == 0);
      require_no_secret_below(repo.path() + "/.git/tributary");
      require_no_secret_below(repo.path() + "/.git/hooks");
    }
    server.exec("postgres", "DROP ROLE locked");
  }

  TEST_CASE("URLs that are broken in every way, in .env, environment and configuration, are not repeated") {
    TempRepo repo;
    repo.start_project();
    auto pw = secret;
    for (const std::string& url :
         {"postgresql://u:" + pw + "/x@localhost:1/db", "postgresql://u:" + pw + "#@localhost:1/db",
          "postgresql://u:" + pw + "@localhost:" + pw + "/db", "postgres:u:" + pw + "@localhost",
          "u:" + pw + "@localhost/db", "mysql://u:" + pw + "@localhost:1/db?password=" + pw,
          "sqlserver://localhost:1433;database=x;password=" + pw, "prisma+postgres://accelerate.example/?api_key=" + pw,
          "postgresql://localhost:1/db?password=" + pw + "&user=u", "postgresql://" + pw + "@" + pw + "@localhost:1/db",
          "\"postgresql://u:" + pw + "@localhost:1/db", "postgresql://u:" + pw + "@[::1/db",
          "postgresql://u:" + pw + "@localhost:1/db?connect_timeout=" + pw,
          "postgresql://u:a@b:" + pw + "@localhost:1/db", "mongodb+srv://u:" + pw + "@localhost/db",
          "postgresql://u:" + pw + "@local\x1b[31mhost:1/db",
          "jdbc:postgresql://localhost:1/db?user=u&password=" + pw}) {
      CAPTURE(url);
      repo.write(".env", "DATABASE_URL=" + url + "\n");
      for (const Words& words : {Words{"status"}, {"status", "--format", "json"}, {"doctor"}})
        run_silent_about_it(repo, words);
      auto exported = run_tributary({"drift"}, repo.path(), {{"DATABASE_URL", url}});
      require_no_secret("drift", exported.out + exported.err);
    }
    repo.write("tributary.yaml",
               "projects:\n  - path: .\n    database: {url: postgresql://u:" + pw + "@localhost:1/db}\n");
    for (const auto& words : reading_commands(false)) run_silent_about_it(repo, words);
    repo.write("tributary.yaml", "postgresql://u:" + pw + "@localhost:1/db: {\n");
    for (const auto& words : reading_commands(false)) run_silent_about_it(repo, words);
    run_silent_about_it(repo, {"explain", "P1000: Authentication failed against postgresql://u:" + pw + "@h:1/db"});
    run_silent_about_it(repo, {"explain", "zzz postgresql://u:" + pw + "@h:1/db"});
  }
}
