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

void count_rows(const ScratchServer::Parts& parts, const std::string& database, Restored& out) {
  Connection admin(parts.admin_address, database);
  auto tables = admin.query(
      "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_catalog.pg_class c"
      " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
      " AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
  for (const auto& row : tables) {
    auto count = admin.query("SELECT count(*) FROM ONLY " + row.at(0).value_or(""));
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
