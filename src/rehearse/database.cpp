#include "rehearse/database.hpp"

#include <chrono>
#include <thread>

#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

// CREATE DATABASE … TEMPLATE looks again only after 100 ms where somebody is connected, and a backend takes one or two
// to go.
void wait_until_alone(Connection& admin, const std::string& database) {
  auto others = "SELECT 1 FROM pg_stat_activity WHERE datname = " + quoted_text(database) + " LIMIT 1";
  for (int i = 0; i < 200 && !admin.query(others).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

// With these a script reaches other machines: they are made only where there is no network.
bool reaches_out(const std::string& extension) {
  static const std::set<std::string> names = {"dblink",  "postgres_fdw", "http",       "pg_net",
                                              "aws_s3",  "aws_lambda",   "oracle_fdw", "mysql_fdw",
                                              "tds_fdw", "pg_cron",      "azure_ai",   "pgsodium"};
  return names.count(extension) > 0;
}

}  // namespace

ScratchDatabase::ScratchDatabase(ScratchServer::Parts& server, const std::vector<std::string>& extensions)
    : server_(server) {
  auto began = Clock::now();
  create(server.own ? "template1" : "template0");
  if (server.major < 15 || !extensions.empty()) make_extensions(extensions);
  server.create_ms = ms_since(began);
}

ScratchDatabase::ScratchDatabase(const ScratchDatabase& from) : server_(from.server_) {
  wait_until_alone(*server_.admin, from.name_);
  create(from.name_);
}

void ScratchDatabase::create(const std::string& from) {
  auto name = server_.stem + "_" + std::to_string(++server_.databases_made);
  std::string strategy = server_.own && server_.major >= 15 ? " STRATEGY file_copy" : "";
  server_.admin->query("CREATE DATABASE " + quoted_name(name) + " OWNER " + quoted_name(server_.stem) + " TEMPLATE " +
                       quoted_name(from) + strategy);
  name_ = name;
  if (!server_.own) server_.admin->query("COMMENT ON DATABASE " + quoted_name(name) + " IS " + quoted_text(made_by_us));
}

void ScratchDatabase::make_extensions(const std::vector<std::string>& extensions) {
  Connection admin(server_.admin_address, name_);
  // before 15 the schema public is the superuser's
  if (server_.major < 15) admin.query("ALTER SCHEMA public OWNER TO " + quoted_name(server_.stem));
  bool without_network = server_.own && server_.own->without_network();
  for (const auto& extension : extensions) try {
      if (reaches_out(extension) && !without_network) throw Error("it reaches other machines", extension);
      admin.query("CREATE EXTENSION IF NOT EXISTS " + quoted_name(extension) + " CASCADE");
    } catch (const Error&) {
      server_.missing_extensions.insert(extension);
    }
}

ScratchDatabase::~ScratchDatabase() {
  if (name_.empty() || server_.keep) return;
  try {
    server_.drop_database(name_);
  } catch (const Error&) {
    // goes with the private server, or with the next run's sweep
  }
}

}  // namespace tributary::scratch
