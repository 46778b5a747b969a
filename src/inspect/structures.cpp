#include <atomic>
#include <chrono>
#include <thread>

#include "base/hidden_variables.hpp"
#include "inspect/connection.hpp"
#include "tributary/catalog.hpp"

namespace tributary {
namespace {

using namespace inspect;
using Clock = std::chrono::steady_clock;

const DatabaseAddress* address_of(const Workspace& workspace, const Database& database) {
  for (const auto& consumer : database.consumers) {
    const auto* source = workspace.find(consumer.source);
    if (!source || source->kind != Source::Kind::worktree) continue;  // a ref never causes a connection
    for (const auto& project : source->projects)
      if (project.path == consumer.project && project.database) return &*project.database;
  }
  return nullptr;
}

Rows rows_of(const pqxx::result& answer) {
  Rows out;
  out.reserve(answer.size());
  for (const auto& row : answer) {
    auto& values = out.emplace_back();
    values.reserve(row.size());
    for (const auto& field : row)
      values.push_back(field.is_null() ? std::optional<std::string>() : std::string(field.c_str(), field.size()));
  }
  return out;
}

/// null: it could not be read.
std::shared_ptr<const Catalog> read_structure(const DatabaseAddress& address, const InspectOptions& options) {
  try {
    auto deadline = Clock::now() + 2 * std::chrono::milliseconds(options.statement_timeout_ms);
    ReadConnection connection(prisma::parse_url(address.url.reveal()), options);
    return std::make_shared<const Catalog>(read_catalog([&](const std::string& sql) {
      if (Clock::now() > deadline) throw Refusal{Database::State::unreachable, "it took too long", ""};
      return rows_of(connection.query(sql));
    }));
  } catch (const Refusal&) {
    return nullptr;
  } catch (const std::exception&) {  // an answer that none is: nothing may leave a thread
    return nullptr;
  }
}

}  // namespace

std::map<std::string, std::shared_ptr<const Catalog>> read_structures(const Workspace& workspace,
                                                                      const std::vector<Database>& databases,
                                                                      const InspectOptions& options) {
  std::map<std::string, std::shared_ptr<const Catalog>> out;
  if (options.offline) return out;
  HiddenVariables without_defaults("PG");
  std::vector<std::shared_ptr<const Catalog>> read(databases.size());
  std::atomic<std::size_t> next{0};
  auto work = [&] {
    for (auto i = next++; i < databases.size(); i = next++) {
      auto state = databases[i].state;
      if (state != Database::State::ok && state != Database::State::broken_ledger && state != Database::State::not_read)
        continue;
      if (const auto* address = address_of(workspace, databases[i])) read[i] = read_structure(*address, options);
    }
  };
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < std::min<std::size_t>(databases.size(), 16); ++i) workers.emplace_back(work);
  for (auto& worker : workers) worker.join();
  for (std::size_t i = 0; i < databases.size(); ++i)
    if (read[i]) out.emplace(databases[i].id, read[i]);
  return out;
}

}  // namespace tributary
