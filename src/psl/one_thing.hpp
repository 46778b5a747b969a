#pragma once
// Two models on one table, or two enums on one type: one thing that the sides of a merge call by two names.
#include <optional>
#include <string>
#include <vector>

namespace tributary::psl {

struct OneThing {
  struct Field {
    std::string dropped;  ///< "Order.order_items"
    std::string kept;     ///< the field of the same model that leads to what is kept; "" = there is none
    bool operator==(const Field&) const = default;
  };
  std::string keyword;  ///< "model", "view" or "enum"
  std::string keep, drop;
  std::string table;
  std::vector<Field> fields;  ///< of other models, whose type is what is dropped
  bool operator==(const OneThing&) const = default;
};

/// `declaration` ("model SearchQuery") of one side and what the other has on the same table under another name. Kept is
/// the one that a person named: its name is not the table's as `prisma db pull` writes it; else `there`'s.
std::optional<OneThing> one_thing(const std::string& here, const std::string& there, const std::string& declaration);

}  // namespace tributary::psl
