#include "cli/server_place.hpp"

#include "prisma/url.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {

ServerPlace place_of(const Workspace& workspace, const Database& database) {
  for (const auto& consumer : database.consumers)
    if (const auto* source = workspace.find(consumer.source))
      for (const auto& project : source->projects) {
        if (project.path != consumer.project || !project.database || project.database->url.empty()) continue;
        auto url = prisma::parse_url(project.database->url.reveal());
        auto ssl = url.parameters.find("sslmode");
        auto mode = ssl == url.parameters.end() ? std::string() : ssl->second;
        return {url.host, url.user, url.database, url.port, !url.password.empty(), mode};
      }
  throw Error("nobody says where the database is", database.id);
}

}  // namespace tributary::cli
