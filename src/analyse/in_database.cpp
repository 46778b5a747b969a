#include "analyse/in_database.hpp"

#include <algorithm>

#include "analyse/blocked.hpp"
#include "analyse/objects.hpp"
#include "catalog/structure_sql.hpp"
#include "sql/default_schema.hpp"

namespace tributary {
namespace {

bool ran(const Database& database, const std::string& migration) {
  return std::any_of(database.rows.begin(), database.rows.end(),
                     [&](const LedgerRow& row) { return row.applied() && row.migration_name == migration; });
}

}  // namespace

InDatabase::InDatabase(const Analysis& analysis, const Database& database, const Catalog& structure)
    : database_(database), server_major_(structure.server_major), applied_(applied_scripts(analysis, database)) {
  auto made_by_hand = [&](const ObjectName& object) {
    return !is_nobodys(object) && !applied_.made.exists(object_key(sql::without_schema(object, database.schema)));
  };
  beside_ = sql::without_schema(catalog::structure_changes(structure, made_by_hand), database.schema);
  folding_ = std::make_unique<Folding>(&applied_.made);
  for (const auto& change : beside_.changes) folding_->apply(change, 0);
}

InDatabase::Ways InDatabase::in_the_way(const OwnMigrations& own) const {
  Ways out;
  Folding there(folding_.get());
  for (std::size_t i = 0; i < own.scripts.size(); ++i) {
    if (ran(database_, own.scripts[i].migration)) continue;
    const auto& script = *own.scripts[i].script;
    for (std::size_t at = 0; at < script.changes.size(); ++at) {
      for (const auto& obstacle : there.obstacles(script, at)) {
        auto one = dependant_of(obstacle);
        auto key = object_key(one.object);
        bool beside = folding_->moments(key) && !there.moments(key);
        if (!beside || (one.since_16 && server_major_ < 16)) continue;
        one.since_16 = false;
        out[{i, at}].push_back(std::move(one));
      }
      there.apply(script.changes[at], i);
    }
  }
  return out;
}

}  // namespace tributary
