#pragma once
// One source's schema, where it has no migration of its own, against another source's SQL.
#include <optional>
#include <string>
#include <vector>

#include "analyse/modelled.hpp"

namespace tributary {

class OtherSql {
 public:
  OtherSql(const Analysis& analysis, const std::vector<Modelled>& sources);

  struct Made {
    Place place;                           ///< the other source's migration that makes it
    std::vector<std::string> differences;  ///< "email is text there and integer here"; empty: alike
    bool all = true;                       ///< false: it makes only some of the fields
  };
  /// Another source makes it, and not as it is declared; null: none, or alike.
  const Made* against(const Modelled& source, const Unmade& unmade) const;
  /// Another source makes all of it as it is declared; null: none, or differently.
  const Made* alike(const Modelled& source, const Unmade& unmade) const;

 private:
  struct Column {
    const Change* change;
    Place place;
  };
  /// Tables, columns, types and values that a source's own migrations make and the target has not.
  struct Own {
    const Modelled* source;
    std::map<std::string, Column> objects;                    ///< by object_key
    std::map<std::string, std::vector<std::string>> columns;  ///< of a table's key: names
  };
  const Made* find(const Modelled& source, const Unmade& unmade) const;
  std::optional<Made> compare(const Own& other, const Modelled& source, const Unmade& unmade) const;

  std::vector<Own> own_;
  mutable std::map<const Unmade*, std::optional<Made>> found_;
};

}  // namespace tributary
