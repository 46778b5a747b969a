// Whether a dump is one: restored, by the role that scripts get, into a database of a scratch server.
#include <fmt/format.h>

#include "base/process.hpp"
#include "base/text.hpp"
#include "rehearse/database.hpp"
#include "tributary/backup.hpp"
#include "tributary/error.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using namespace scratch;

constexpr int longest_ms = 30 * 60'000;

ProcessOptions environment_for(const Address& owner, const std::string& database) {
  ProcessOptions options;
  options.clear_environment = true;
  options.deadline_ms = longest_ms;
  options.set = {{"PATH", "/usr/bin:/bin"},   {"PGHOST", owner.host},       {"PGPORT", owner.port},
                 {"PGUSER", owner.user},      {"PGDATABASE", database},     {"PGPASSWORD", owner.password},
                 {"PGPASSFILE", "/dev/null"}, {"PGSSLMODE", owner.sslmode}, {"LC_ALL", "C"}};
  return options;
}

std::string first_error(const std::string& said) {
  for (const auto& line : text::lines(said))
    if (line.find("error:") != line.npos) return line.substr(0, 500);
  return text::trim(said).substr(0, 500);
}

// As the role that ran the dump, in a session of its own: what came with it may have planted functions and operators
// with names that are used here, or left settings with the role.
void count_rows(ScratchServer::Parts& parts, const std::string& database, Restored& out) {
  parts.reset_owner();
  Connection owner(parts.owner, database);
  owner.query("SET search_path = pg_catalog");
  owner.query("SET statement_timeout = " + std::to_string(longest_ms));
  auto tables = owner.query(
      "SELECT n.nspname, c.relname, c.relforcerowsecurity FROM pg_catalog.pg_class c"
      " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
      " WHERE c.relkind OPERATOR(pg_catalog.=) 'r'"
      " AND pg_catalog.pg_get_userbyid(c.relowner) OPERATOR(pg_catalog.=) CURRENT_USER");
  for (const auto& row : tables) {
    auto table = quoted_name(row.at(0).value_or("")) + "." + quoted_name(row.at(1).value_or(""));
    // Forced on its owner, too, row security would hide what was restored.
    if (row.at(2) == "t") owner.query("ALTER TABLE " + table + " NO FORCE ROW LEVEL SECURITY");
    auto count = owner.query("SELECT pg_catalog.count(*) FROM ONLY " + table);
    out.rows += std::stoull(count.at(0).at(0).value_or("0"));
    ++out.tables;
  }
}

}  // namespace

Restored restore_dump(const ScratchServer& server, const DumpTools& tools, const std::string& file) {
  auto& parts = server.parts();
  Restored out;
  out.file = file;
  try {
    ScratchDatabase database(parts, {});
    parts.reset_owner();
    auto ran = run_process({tools.folder + "/pg_restore", "--no-owner", "--no-privileges", "--no-comments",
                            "--no-password", "--dbname=" + database.name(), file},
                           environment_for(parts.owner, database.name()));
    if (ran.status != 0) out.problem = ran.status < 0 ? "restoring it took over 30 minutes" : first_error(ran.err);
    count_rows(parts, database.name(), out);
  } catch (const Error& error) {
    out.problem = error.what();
  }
  return out;
}

}  // namespace tributary
