#include "rehearse/server.hpp"

#include <fmt/format.h>

#include <functional>
#include <thread>

#include "base/text.hpp"
#include "prisma/url.hpp"
#include "rehearse/prepared.hpp"
#include "tributary/error.hpp"

namespace tributary {

using namespace scratch;

namespace {

// "%2Fdir" and a leading slash are socket folders, as libpq takes them.
Address address_of(const prisma::Url& url) {
  auto mode = url.parameters.count("sslmode") ? url.parameters.at("sslmode") : "prefer";
  return {url.host, std::to_string(url.port), url.user, url.password, mode};
}

std::int64_t key_of(const std::string& stem) {
  auto hex = stem.substr(stem.size() - 16, 15);  // 60 bits: never negative
  return static_cast<std::int64_t>(std::stoull(hex, nullptr, 16));
}

// Of a role that we made where it was missing, with the name of the run that drops it.
std::string mark_of(const std::string& stem) {
  return std::string(made_by_us) + " (" + stem + ")";
}

}  // namespace

ScratchServer::ScratchServer(const RehearseOptions& options) : parts_(std::make_unique<Parts>(options)) {}
ScratchServer::~ScratchServer() = default;

ScratchServer::Parts::Parts(const RehearseOptions& options)
    : stem(name_prefix + random_word().substr(0, 16)), keep(options.keep) {
  connect(options);
  if (!own) prove_apart(options), sweep();
  make_owner();
  for (const auto& role : options.roles) {
    auto known = admin->query("SELECT 1 FROM pg_roles WHERE rolname = " + quoted_text(role));
    if (!known.empty()) continue;
    admin->query("CREATE ROLE " + quoted_name(role) + " NOLOGIN");
    admin->query("COMMENT ON ROLE " + quoted_name(role) + " IS " + quoted_text(mark_of(stem)));
    created_roles.insert(role);
  }
}

void ScratchServer::Parts::connect(const RehearseOptions& options) {
  if (options.server.empty()) {
    own = std::make_unique<PrivateServer>(options);
    admin_address = own->superuser();
  } else {
    auto url = prisma::parse_url(options.server.reveal());
    if (!url.postgres || !url.problem.empty() || url.user.empty())
      throw Error("the scratch server's URL cannot be used: " + (url.problem.empty() ? "no user" : url.problem),
                  prisma::redacted(options.server.reveal()),
                  "such as postgresql://user:password@host:5432/postgres; leave it out for a private server");
    admin_address = address_of(url);
    maintenance = url.database;
  }
  admin = std::make_unique<Connection>(admin_address, maintenance);
  auto facts = admin->query(
      "SELECT current_setting('server_version'), current_setting('server_version_num')::int / 10000,"
      " rolsuper, rolcreatedb AND rolcreaterole FROM pg_roles WHERE rolname = current_user");
  version = facts.at(0).at(0).value_or("");
  version = version.substr(0, version.find(' '));
  major = std::stoi(facts.at(0).at(1).value_or("0"));
  superuser = facts.at(0).at(2) == "t";
  if (!superuser && facts.at(0).at(3) != "t")
    throw Error("the scratch server's user may not make databases and roles", admin_address.host,
                "ALTER ROLE " + quoted_name(admin_address.user) + " CREATEDB CREATEROLE, or another user in its URL");
}

// pg_locks tells of all databases of a server, so a source's connection sees our lock wherever it was taken.
void ScratchServer::Parts::prove_apart(const RehearseOptions& options) {
  auto refuse = [&](const std::string& what) {
    throw Error(what, prisma::redacted(options.server.reveal()),
                "name a server that no source uses, or leave it out: a private one is started then");
  };
  if (!options.databases_seeing_lock) refuse("nobody can say whether the scratch server is a source's");
  auto key = key_of(stem);
  admin->query(fmt::format("SELECT pg_advisory_lock({})", key));
  auto seen = options.databases_seeing_lock(key);
  if (!seen.empty()) refuse("the scratch server is the one of " + text::join(seen, ", "));
}

// What killed runs left: each run holds the advisory lock of its names as long as it lives.
void ScratchServer::Parts::sweep() {
  auto ours = "LIKE " + quoted_text(text::replace_all(name_prefix, "_", "\\_") + "%");
  auto abandoned = [&](const std::string& name) {
    auto word = name.substr(std::string(name_prefix).size(), 16);
    if (word.size() < 16 || word.find_first_not_of("0123456789abcdef") != word.npos) return false;
    auto key = std::to_string(key_of(name_prefix + word));
    bool free = admin->query("SELECT pg_try_advisory_lock(" + key + ")")[0][0] == "t";
    if (free) admin->query("SELECT pg_advisory_unlock(" + key + ")");
    return free && word != stem.substr(stem.size() - 16);
  };
  // A database's comment is its owner's to take away; that of its owner, a role of ours, is not.
  auto marked = quoted_text(made_by_us);
  auto try_drop = [&](const std::function<void()>& drop) {
    try {
      drop();
    } catch (const Error&) {  // somebody is in it, or made it his own: this run is not stopped by that
    }
  };
  for (const auto& row : admin->query("SELECT datname FROM pg_database WHERE datname " + ours +
                                      " AND (shobj_description(oid, 'pg_database') = " + marked +
                                      " OR shobj_description(datdba, 'pg_authid') = " + marked + ")"))
    if (abandoned(*row[0])) try_drop([&] { drop_database(*row[0]); });
  for (const auto& row : admin->query("SELECT rolname FROM pg_roles r WHERE rolname " + ours +
                                      " AND shobj_description(oid, 'pg_authid') = " + marked +
                                      " AND NOT EXISTS (SELECT 1 FROM pg_database WHERE datdba = r.oid)"))
    if (abandoned(*row[0])) try_drop([&] { admin->query("DROP ROLE " + quoted_name(*row[0])); });
  auto beginning = std::string(made_by_us) + " (";
  for (const auto& row : admin->query("SELECT rolname, shobj_description(oid, 'pg_authid') FROM pg_roles WHERE"
                                      " starts_with(shobj_description(oid, 'pg_authid'), " +
                                      quoted_text(beginning) + ")")) {
    auto run = row[1]->substr(beginning.size());
    if (run.starts_with(name_prefix) && abandoned(run))
      try_drop([&] { admin->query("DROP ROLE " + quoted_name(*row[0])); });
  }
}

void ScratchServer::Parts::drop_database(const std::string& name) {
  admin->query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = " + quoted_text(name));
  if (!admin->query("SELECT 1 FROM pg_database WHERE datistemplate AND datname = " + quoted_text(name)).empty())
    admin->query("ALTER DATABASE " + quoted_name(name) + " IS_TEMPLATE false");
  admin->query("DROP DATABASE IF EXISTS " + quoted_name(name) + (major >= 13 ? " WITH (FORCE)" : ""));
}

void ScratchServer::Parts::reset_database(const std::string& name) {
  auto closed = admin->query("SELECT 1 FROM pg_database WHERE datname = " + quoted_text(name) +
                             " AND (datconnlimit <> -1 OR NOT datallowconn OR datacl IS NOT NULL)");
  if (closed.empty()) return;
  auto quoted = quoted_name(name);
  admin->query("ALTER DATABASE " + quoted + " ALLOW_CONNECTIONS true CONNECTION LIMIT -1");
  admin->query("GRANT ALL ON DATABASE " + quoted + " TO " + quoted_name(stem));
}

void ScratchServer::Parts::make_owner() {
  owner = admin_address;
  owner.user = stem;
  owner.password = random_word();
  auto name = quoted_name(stem);
  admin->query("CREATE ROLE " + name + " LOGIN PASSWORD " + quoted_text(owner.password) + " CONNECTION LIMIT 5");
  admin->query("COMMENT ON ROLE " + name + " IS " + quoted_text(made_by_us));
  if (superuser) admin->query("ALTER ROLE " + name + " SET temp_file_limit = '512MB'");
  if (!superuser) admin->query("GRANT " + name + " TO CURRENT_USER");
}

void ScratchServer::Parts::kill_backend(int backend) {
  own->kill_backend(backend);
  for (int tries = 0;; ++tries) try {
      admin = std::make_unique<Connection>(admin_address, maintenance);
      return;
    } catch (const Error&) {  // it recovers
      if (tries == 300) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

void ScratchServer::Parts::reset_owner() {
  auto name = quoted_name(stem);
  admin->query("ALTER ROLE " + name + " LOGIN PASSWORD " + quoted_text(owner.password) + " VALID UNTIL 'infinity'");
  admin->query("ALTER ROLE " + name + " RESET ALL");
  if (superuser) admin->query("ALTER ROLE " + name + " SET temp_file_limit = '512MB'");
}

ScratchServer::Parts::~Parts() {
  if (own || !admin) return;  // the private server goes as a whole
  try {
    if (keep) return;
    admin->query("DROP ROLE " + quoted_name(stem));
    for (const auto& role : created_roles) admin->query("DROP ROLE " + quoted_name(role));
  } catch (const Error&) {
    // the next run's sweep removes what could not be removed now
  }
}

}  // namespace tributary
