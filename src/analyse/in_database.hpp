#pragma once
// What a database has standing there that no migration applied to it made.
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "analyse/applied.hpp"
#include "analyse/hazards.hpp"

namespace tributary {

/// The scripts that ran in one database, and over them what its structure has beside them.
class InDatabase {
 public:
  InDatabase(const Analysis& analysis, const Database& database, const Catalog& structure);
  InDatabase(const InDatabase&) = delete;
  InDatabase& operator=(const InDatabase&) = delete;

  /// What stands there beside the migrations in the way of these scripts, by script and change; those that ran are left
  /// out.
  using Ways = std::map<std::pair<std::size_t, std::size_t>, std::vector<Dependant>>;
  Ways in_the_way(const OwnMigrations& own) const;

 private:
  const Database& database_;
  int server_major_;
  Applied applied_;
  ScriptChanges beside_;
  std::unique_ptr<Folding> folding_;
};

}  // namespace tributary
