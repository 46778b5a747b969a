#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "prisma/url.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

bool has_tools(const std::string& folder) {
  return ::access((folder + "/pg_dump").c_str(), X_OK) == 0 && ::access((folder + "/pg_restore").c_str(), X_OK) == 0;
}

// "pg_dump (PostgreSQL) 15.10 (Debian …)"
int major_of(const std::string& folder) {
  auto answer = run_process({folder + "/pg_dump", "--version"});
  auto at = answer.out.find(") ");
  return answer.status == 0 && at != std::string::npos ? std::atoi(answer.out.c_str() + at + 2) : 0;
}

prisma::Url url_of(const Workspace& workspace, const Database& database) {
  for (const auto& consumer : database.consumers)
    if (const auto* source = workspace.find(consumer.source))
      for (const auto& project : source->projects)
        if (project.path == consumer.project && project.database && !project.database->url.empty())
          return prisma::parse_url(project.database->url.reveal());
  throw Error("nobody says where the database is", database.id);
}

// Nothing of the caller's own libpq settings counts: PGSERVICE or PGOPTIONS could lead elsewhere.
ProcessOptions environment_for(const prisma::Url& url) {
  ProcessOptions options;
  options.clear_environment = true;
  for (const char* kept : {"PATH", "HOME", "LANG", "TMPDIR"})
    if (const char* value = std::getenv(kept)) options.set[kept] = value;
  options.set["PGHOST"] = url.host;
  options.set["PGPORT"] = std::to_string(url.port);
  options.set["PGUSER"] = url.user;
  options.set["PGDATABASE"] = url.database;
  options.set["PGCONNECT_TIMEOUT"] = "10";
  options.set["PGPASSFILE"] = "/dev/null";
  if (!url.password.empty()) options.set["PGPASSWORD"] = url.password;
  if (auto mode = url.parameters.find("sslmode"); mode != url.parameters.end()) options.set["PGSSLMODE"] = mode->second;
  return options;
}

std::string without(std::string text, const std::string& secret) {
  return secret.empty() ? text : text::replace_all(std::move(text), secret, "***");
}

}  // namespace

DumpTools find_dump_tools() {
  DumpTools best;
  std::vector<std::string> folders;
  const std::string debian = "/usr/lib/postgresql";
  for (const auto& name : list_folder(debian).value_or(std::vector<std::string>()))
    folders.push_back(debian + "/" + name + "/bin");
  const char* path = std::getenv("PATH");
  for (const auto& folder : text::split(path ? path : "", ':')) folders.push_back(folder);
  for (const auto& folder : folders) {
    if (folder.empty() || !has_tools(folder)) continue;
    if (auto major = major_of(folder); major > best.major) best = {folder, major};
  }
  return best;
}

void dump_database(const Workspace& workspace, const Database& database, const DumpTools& tools,
                   const std::string& file) {
  auto url = url_of(workspace, database);
  auto options = environment_for(url);
  auto dumped = run_process({tools.folder + "/pg_dump", "--format=custom", "--no-password", "--file=" + file}, options);
  if (dumped.status != 0)
    throw Error("pg_dump failed: " + without(text::trim(dumped.err), url.password), database.id,
                "the role must be able to read every table");
  auto listed = run_process({tools.folder + "/pg_restore", "--list", file}, options);
  if (listed.status != 0)
    throw Error("pg_restore cannot read what pg_dump wrote: " + without(text::trim(listed.err), url.password),
                database.id);
}

}  // namespace tributary
