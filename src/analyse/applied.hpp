#pragma once
// What the rows of a ledger say a database must hold, against what it does hold.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "analyse/consumers.hpp"
#include "analyse/fold.hpp"
#include "tributary/catalog.hpp"

namespace tributary {

/// The applied scripts of a database, folded in the order in which they ran.
struct Applied {
  struct Row {
    std::string migration;
    const ScriptChanges* script = nullptr;  ///< null: nobody's folder has it, or it was not read
  };
  std::vector<Row> rows;
  Folding made;
  /// What failed scripts that are known may have made, dropped or left: keys of objects and of what owns them.
  std::set<std::string> perhaps;
  /// Rows before this may have made or dropped anything: a script that is not known or not readable.
  std::size_t last_unknown = 0;  ///< one behind the last such row; 0 = all is known
  std::string unknown;           ///< that row's migration
};
Applied applied_scripts(const Analysis& analysis, const Database& database);

/// The objects of a structure by name.
class Present {
 public:
  Present(const Catalog& structure, const Database& database);
  /// Whether its kind was looked at at all, and can be told by its name.
  bool could_tell(const ObjectName& object) const;
  bool has(const ObjectName& object) const;
  /// The same of a value of an enum, which stands in its type's list; nullopt: types were not looked at.
  std::optional<bool> has_value(const ObjectName& value) const;

 private:
  std::string key(ObjectName object) const;
  void add_values(const CatalogObject& type);

  std::string schema_;
  std::set<ObjectKind> kinds_;
  std::set<std::string> keys_;
};

/// The objects that a pending script makes and that stand for themselves (what a new table holds comes with it), in
/// words. Empty where one is not there or was made by a script that the folder still has, where it makes nothing
/// without IF NOT EXISTS, or where something cannot be read. Not empty: deploy fails, and the script is to be recorded.
std::vector<std::string> all_it_makes(const ScriptChanges& script, const MigrationsFolder& folder,
                                      const Applied& applied, const Present& present);

}  // namespace tributary
