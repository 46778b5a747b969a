#include <fmt/format.h>

#include <set>

#include "base/hidden_variables.hpp"
#include "inspect/connection.hpp"
#include "tributary/inspect.hpp"

namespace tributary {
namespace {

using namespace inspect;

// A lock of a bigint key is told as its two halves, objsubid 1 (pg_locks, "advisory").
std::string looking_for(std::int64_t key) {
  auto bits = static_cast<std::uint64_t>(key);
  return fmt::format(
      "SELECT 1 FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid = {} AND objid = {} AND objsubid = 1",
      bits >> 32, bits & 0xFFFFFFFFu);
}

bool sees(const std::string& url, std::int64_t key, const InspectOptions& options) {
  try {
    ReadConnection connection(prisma::parse_url(url), options);
    return !connection.query(looking_for(key)).empty();
  } catch (const Refusal&) {
    return false;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

std::vector<std::string> databases_seeing_lock(const Workspace& workspace, std::int64_t key,
                                               const InspectOptions& options) {
  HiddenVariables without_defaults("PG");
  std::vector<std::string> seeing;
  std::set<std::string> asked;
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects) {
      if (source.kind != Source::Kind::worktree || !project.database || project.database->url.empty()) continue;
      const auto& url = project.database->url.reveal();
      if (asked.insert(url).second && prisma::parse_url(url).postgres && sees(url, key, options))
        seeing.push_back(prisma::redacted(url));
    }
  return seeing;
}

}  // namespace tributary
