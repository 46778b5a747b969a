#include "inspect/names.hpp"

#include <algorithm>

namespace tributary::inspect {
namespace {

std::string id_at(const IdParts& parts, int detail) {
  if (parts.database.empty()) return parts.host;
  std::string id = parts.database;
  if (detail >= 1) id += "@" + parts.host + ":" + std::to_string(parts.port);
  if (detail >= 2) id += "/" + parts.user;
  if (!parts.schema.empty() && parts.schema != "public") id += "#" + parts.schema;
  return id;
}

}  // namespace

std::vector<std::string> ids_of(const std::vector<IdParts>& databases) {
  std::vector<std::string> ids;
  for (const auto& one : databases) {
    int detail = 0;
    auto shared = [&](const IdParts& other) { return id_at(other, detail) == id_at(one, detail); };
    while (detail < 2 && std::count_if(databases.begin(), databases.end(), shared) > 1) ++detail;
    auto id = id_at(one, detail);
    for (int n = 2; std::find(ids.begin(), ids.end(), id) != ids.end(); ++n)
      id = id_at(one, detail) + "~" + std::to_string(n);
    ids.push_back(id);
  }
  return ids;
}

}  // namespace tributary::inspect
