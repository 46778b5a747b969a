#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <set>
#include <thread>

#include "base/hidden_variables.hpp"
#include "base/text.hpp"
#include "inspect/connection.hpp"
#include "inspect/ledger_table.hpp"
#include "inspect/names.hpp"
#include "psl/outline.hpp"
#include "tributary/inspect.hpp"

namespace tributary {
namespace {

using namespace inspect;

/// One distinct URL (or several that differ in nothing that matters) and what it led to.
struct Address {
  std::string text;  ///< as written, with its secrets
  std::string provider;
  prisma::Url url;
  prisma::Url shown;  ///< url, but for what came out of the environment: `${NAME}`
  std::vector<ProjectRef> consumers;
  bool from_environment = false;
  std::set<std::string> schemas;  ///< of the datasources' `schemas = […]`
  Database database;
  Identity identity;
  std::unique_ptr<ReadConnection> connection;
};

Address address_of(const Project& project) {
  Address address;
  address.text = project.database->url.reveal();
  address.provider = project.provider;
  address.url = prisma::parse_url(address.text);
  auto redacted = prisma::redacted(address.text);
  const auto& shown = project.database->redacted;
  bool hides = !shown.empty() && shown != redacted;
  address.database.url = hides ? shown : redacted;
  address.shown = hides ? prisma::parse_url(address.database.url) : address.url;
  return address;
}

/// The quoted names in the datasource's `schemas = ["a", "b"]`: deploy looks for tables in these too.
std::set<std::string> schemas_of(const Project& project) {
  std::set<std::string> schemas;
  for (const auto& file : project.schema) {
    if (!file.text) continue;
    auto outline = psl::outline(*file.text);
    const auto* datasource = outline.datasource();
    auto list =
        datasource ? datasource->properties.find("schemas") : std::map<std::string, psl::Value>::const_iterator();
    if (!datasource || list == datasource->properties.end()) continue;
    const auto& words = list->second.text;
    for (std::size_t open = words.find('"'); open != words.npos;) {
      auto close = words.find('"', open + 1);
      if (close == words.npos) break;
      schemas.insert(words.substr(open + 1, close - open - 1));
      open = words.find('"', close + 1);
    }
  }
  return schemas;
}

std::vector<Address> addresses_of(const Workspace& workspace) {
  std::vector<Address> addresses;
  for (const auto& source : workspace.sources) {
    if (source.kind != Source::Kind::worktree) continue;  // a ref never causes a connection
    for (const auto& project : source.projects) {
      if (!project.database || project.database->url.empty()) continue;
      auto address = address_of(project);
      auto known = std::find_if(addresses.begin(), addresses.end(), [&](const Address& other) {
        return other.text == address.text && other.provider == address.provider;
      });
      if (known == addresses.end()) known = addresses.insert(addresses.end(), std::move(address));
      known->consumers.push_back({source.name, project.path});
      known->schemas.merge(schemas_of(project));
      known->from_environment = known->from_environment || project.database->from_environment;
    }
  }
  return addresses;
}

/// "" where the address can be asked; else why not.
std::string not_askable(const Address& address, const InspectOptions& options) {
  if (!address.provider.empty() && address.provider != "postgresql")
    return "the datasource's provider is " + address.provider + ": only PostgreSQL ledgers are read";
  if (!address.url.postgres && !address.url.scheme.empty())
    return "the database URL begins with " + address.url.scheme + ": only PostgreSQL ledgers are read";
  return options.offline ? "not asked: offline" : "";
}

void set(Database& database, const Refusal& refusal) {
  database.state = refusal.state;
  database.error = refusal.error;
  database.hint = refusal.hint;
}

void ask(Address& address, const InspectOptions& options) {
  if (auto reason = not_askable(address, options); !reason.empty()) {
    auto& database = address.database;
    database.error = reason;
    database.schema = address.url.schema.empty() ? "public" : address.url.schema;
    bool offline = options.offline && (address.url.postgres || address.url.scheme.empty());
    database.hint =
        offline ? "run without --offline to ask it"
                : "what needs no database still works: collecting, ordering, the rules on folders, plan and merge";
    return;
  }
  address.database.schema = address.url.schema.empty() ? "public" : address.url.schema;
  if (!address.url.problem.empty())
    return set(address.database, {Database::State::unreachable, address.url.problem, "correct the database URL"});
  try {
    address.connection = std::make_unique<ReadConnection>(address.url, options);
    address.identity = read_ledger(*address.connection, address.url, address.schemas, options, address.database);
  } catch (const Refusal& refusal) {
    set(address.database, refusal);
    address.connection.reset();
  } catch (const std::exception& error) {  // nothing may leave a thread
    set(address.database, odd_answer(error.what()));
    address.connection.reset();
  }
}

// A server repeats what it was asked for, and that may be a secret of the environment.
void hide_environment(Address& address) {
  const auto &real = address.url, &shown = address.shown;
  auto hide = [&](const std::string& value, const std::string& name) {
    if (value == name || value.size() < 4) return;
    auto instead = name.find("${") == name.npos ? "***" : name;
    for (auto* text : {&address.database.error, &address.database.hint})
      *text = text::replace_all(*text, value, instead);
  };
  hide(real.host, shown.host), hide(real.database, shown.database), hide(real.user, shown.user);
  hide(real.schema, shown.schema);
}

/// What is left of the time for all databases bounds each of them.
void ask_until(std::chrono::steady_clock::time_point end, Address& address, InspectOptions options) {
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()).count();
  if (left <= 0 && not_askable(address, options).empty())
    return set(address.database, {Database::State::unreachable, "not asked within the time for all databases",
                                  "too many databases do not answer: correct the database URLs that lead nowhere"});
  options.connect_timeout_s =
      static_cast<int>(std::clamp<std::int64_t>((left + 999) / 1000, 1, options.connect_timeout_s));
  ask(address, options);
}

/// All at once: one dead host must not hold up the others, nor a hundred of them the command.
void ask_all(std::vector<Address>& addresses, const InspectOptions& options) {
  std::atomic<std::size_t> next{0};
  auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(options.databases_budget_ms);
  auto work = [&] {
    for (std::size_t i = next++; i < addresses.size(); i = next++)
      ask_until(end, addresses[i], options), hide_environment(addresses[i]);
  };
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < std::min<std::size_t>(addresses.size(), 16); ++i) workers.emplace_back(work);
  for (auto& worker : workers) worker.join();
}

std::int64_t random_key() {
  std::random_device device;
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(device()) << 32) | device());
}

/// An advisory lock lives in one database of one server and dies with our transaction: where the one connection holds
/// it and the other cannot have it, both are in the same database.
bool proved_same(ReadConnection& one, ReadConnection& other) {
  auto take = "SELECT pg_catalog.pg_try_advisory_xact_lock(" + std::to_string(random_key()) + ")";
  try {
    return one.one_row(take, 1)[0].as<bool>() && !other.one_row(take, 1)[0].as<bool>();
  } catch (const Refusal&) {
    return false;  // a server where the function is not for everybody: nothing is proved
  } catch (const pqxx::conversion_error&) {
    return false;
  }
}

enum class Same { no, by_url, proved };

Same compare(Address& one, Address& other) {
  if (one.connection && other.connection) {
    bool same_table =
        one.identity == other.identity && (one.database.has_ledger || one.database.schema == other.database.schema);
    return same_table && one.database.state == other.database.state && proved_same(*one.connection, *other.connection)
               ? Same::proved
               : Same::no;
  }
  if (!one.url.postgres || !other.url.postgres || place_of(one.url) != place_of(other.url)) return Same::no;
  if (one.database.state != other.database.state || one.database.error != other.database.error) return Same::no;
  if (one.database.state == Database::State::denied && one.url.user != other.url.user) return Same::no;
  return Same::by_url;  // the same user refused twice, or nobody there for either
}

void join(Address& into, Address& from, Same how) {
  into.consumers.insert(into.consumers.end(), from.consumers.begin(), from.consumers.end());
  into.from_environment = into.from_environment || from.from_environment;
  if (how == Same::by_url) into.database.proved_shared = false;
}

std::vector<Address> merged(std::vector<Address> addresses) {
  std::vector<Address> out;
  for (auto& address : addresses) {
    Same how = Same::no;
    for (auto& known : out)
      if ((how = compare(known, address)) != Same::no) {
        join(known, address, how);
        break;
      }
    if (how == Same::no) out.push_back(std::move(address));
  }
  return out;
}

IdParts id_parts(const Address& address) {
  const auto& text = address.database.url;
  if (text.starts_with("${")) return {"", text, "", "", 0};
  if (address.url.scheme.empty()) return {"", "not-a-url", "", "", 0};
  if (!address.url.postgres) return {"", text.substr(0, text.find('?')), "", "", 0};
  const auto& url = address.shown;
  if (address.url.host.empty() || url.host.empty()) return {"", "broken-url", "", "", 0};  // pieces of a password
  auto schema = address.url.schema == url.schema ? address.database.schema : url.schema;
  return {url.database, url.host, schema, url.user, url.port};
}

/// The consumers in the workspace's order, which puts the target's first.
void finish(Address& address, const Workspace& workspace) {
  auto& database = address.database;
  auto rank = [&](const ProjectRef& ref) {
    return std::find_if(workspace.sources.begin(), workspace.sources.end(),
                        [&](auto& s) { return s.name == ref.source; });
  };
  std::stable_sort(address.consumers.begin(), address.consumers.end(),
                   [&](auto& a, auto& b) { return rank(a) < rank(b); });
  database.consumers = address.consumers;
  bool answered = database.state == Database::State::ok || database.state == Database::State::broken_ledger ||
                  database.state == Database::State::not_read;
  if (database.consumers.size() > 1 && (!answered || address.from_environment)) database.proved_shared = false;
}

}  // namespace

std::vector<Database> inspect_databases(const Workspace& workspace, const InspectOptions& options) {
  HiddenVariables without_defaults("PG");
  auto addresses = addresses_of(workspace);
  ask_all(addresses, options);
  auto distinct = merged(std::move(addresses));
  std::vector<IdParts> parts;
  for (const auto& address : distinct) parts.push_back(id_parts(address));
  auto ids = ids_of(parts);
  std::vector<Database> databases;
  for (std::size_t i = 0; i < distinct.size(); ++i) {
    finish(distinct[i], workspace);
    distinct[i].database.id = ids[i];
    databases.push_back(std::move(distinct[i].database));
  }
  return databases;
}

}  // namespace tributary
