// COPY … PROGRAM runs a shell command on the server, COPY to or from a file and pg_read_file read and write its disk,
// ALTER SYSTEM and DROP DATABASE change it for everybody. Each needs rights that the role of an application should not
// have (42501), and on a managed server they fail.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"

namespace tributary {
namespace {

const std::set<std::string> untrusted{"plpython3u", "plpythonu", "plperlu", "pltclu",
                                      "file_fdw",   "adminpack", "dblink"};

std::string reach(const Change& change) {
  if (change.aspect == Aspect::copy_program) return "runs a program on the server (COPY … PROGRAM)";
  if (change.aspect == Aspect::copy_file) return "reads or writes a file of the server (COPY)";
  if (change.verb == Verb::session && change.aspect == Aspect::alter_system)
    return "changes the server's settings (ALTER SYSTEM)";
  if (change.verb == Verb::session && change.aspect == Aspect::load) return "loads a library into the server (LOAD)";
  if (change.object.kind == ObjectKind::database && change.verb == Verb::drop)
    return "drops " + object_text(change.object);
  if (change.verb == Verb::create && change.object.kind == ObjectKind::extension && untrusted.count(change.object.name))
    return fmt::format("creates {}, which only a superuser may", object_text(change.object));
  bool role = change.object.kind == ObjectKind::role && (change.verb == Verb::create || change.verb == Verb::alter);
  if (role && std::count(change.options.begin(), change.options.end(), "superuser") > 0)
    return fmt::format("makes {} a superuser or no superuser", object_text(change.object));
  return "";
}

/// Roles are the whole server's: a second database there, a shadow database too, meets the first one's.
bool makes_role(const Change& change) {
  return change.verb == Verb::create && change.object.kind == ObjectKind::role && !change.if_not_exists &&
         !change.if_exists;
}

Hit for_role(const Change& change) {
  auto name = sql_name(change.object.name);
  Hit hit;
  hit.message = fmt::format("creates {}, which belongs to the whole server", object_text(change.object));
  hit.why = "In the second database of a server, a shadow database too, it fails: the role is there (42710).";
  hit.help = fmt::format(
      "The server's administrator makes it once; or let it be there already: `DO $$ BEGIN CREATE ROLE {}; EXCEPTION "
      "WHEN duplicate_object THEN NULL; END $$;`",
      name);
  hit.at_most = Severity::warning;
  return hit;
}

/// A function of the server's that reads its files, ends sessions or waits.
std::string call(const Change& change) {
  for (const auto& use : change.needs)
    if (use.how == Use::How::calls && use.object.schema == "pg_catalog") return "calls " + use.object.name + "()";
  return "";
}

std::optional<Hit> judge(const OwnChange& at) {
  const auto& change = at.change();
  auto what = reach(change);
  if (what.empty() && makes_role(change)) return for_role(change);
  bool sleeps = false;
  if (what.empty()) what = call(change), sleeps = what.find("pg_sleep") != std::string::npos;
  if (what.empty()) return std::nullopt;
  Hit hit;
  hit.message = what;
  hit.why = sleeps ? "The migration's locks are held while it sleeps."
                   : "It reaches beyond the migration's own database, and needs rights that an application's role "
                     "should not have.";
  hit.help = fmt::format(
      "Take it out of the migration; what the server needs, its administrator sets up. Where it is meant, write {} "
      "above the statement.",
      allow_help("dangerous-server-command", "…"));
  hit.key = what;
  if (sleeps) hit.at_most = Severity::warning;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  return hazard_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule dangerous_server_command = {"dangerous-server-command",
                                              Severity::error,
                                              Needs::own_sql,
                                              Group::hazards,
                                              {},
                                              "An own migration reaches beyond its database",
                                              look};
}
}  // namespace tributary
