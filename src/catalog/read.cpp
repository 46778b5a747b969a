#include <algorithm>
#include <cstdlib>

#include "catalog/facts.hpp"

namespace tributary {
namespace {

using namespace catalog;

/// What texts are printed under: names qualified, the same in each database.
const char* settings =
    "SELECT pg_catalog.set_config('search_path', '', true), pg_catalog.set_config('quote_all_identifiers', 'off', "
    "true),"
    " pg_catalog.set_config('DateStyle', 'ISO, MDY', true), pg_catalog.set_config('IntervalStyle', 'postgres', true),"
    " pg_catalog.set_config('TimeZone', 'UTC', true), pg_catalog.set_config('bytea_output', 'hex', true),"
    " pg_catalog.set_config('extra_float_digits', '1', true)";

/// A start in microseconds on one port is one server.
const char* server =
    "SELECT current_setting('server_version_num'), current_setting('port') || ' since ' ||"
    " to_char(pg_postmaster_start_time(), 'YYYY-MM-DD HH24:MI:SS.US')";

CatalogObject object_of(const Reading& reading, const std::vector<const std::string*>& names,
                        const std::vector<std::optional<std::string>>& row) {
  auto text = [&](std::size_t i) { return row.at(i).value_or(""); };
  CatalogObject out;
  out.name = {reading.kinds.at(std::strtoul(text(0).c_str(), nullptr, 10)), text(1), text(2), text(3), text(4)};
  for (std::size_t i = 0; i < names.size(); ++i)
    if (const auto& value = row.at(5 + i); value && !value->empty()) out.facts.emplace(*names[i], *value);
  return out;
}

void read(const Reading& reading, const RunQuery& query, Catalog& catalog) {
  std::vector<const std::string*> names;
  for (const auto& fact : reading.facts)
    if (fact.since <= catalog.server_major) names.push_back(&fact.name);
  for (auto kind : reading.kinds)
    for (const auto* name : names) catalog.known[kind].push_back(*name);
  for (const auto& row : query(query_text(reading, catalog.server_major)))
    catalog.objects.push_back(object_of(reading, names, row));
}

}  // namespace

Catalog read_catalog(const RunQuery& query) {
  Catalog out;
  query(settings);
  auto about = query(server);
  out.server_major = std::atoi(about.at(0).at(0).value_or("0").c_str()) / 10000;
  out.server_name = about.at(0).at(1).value_or("");
  for (const auto& reading : readings())
    if (reading.since <= out.server_major) read(reading, query, out);
  std::sort(out.objects.begin(), out.objects.end(),
            [](const CatalogObject& a, const CatalogObject& b) { return a.name < b.name; });
  return out;
}

}  // namespace tributary
