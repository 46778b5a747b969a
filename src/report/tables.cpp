#include "report/tables.hpp"

namespace tributary {

void add_tables(std::set<std::string>& tables, const Change& change) {
  switch (change.object.kind) {
    case ObjectKind::table:
    case ObjectKind::column:
    case ObjectKind::constraint:
    case ObjectKind::trigger:
    case ObjectKind::policy:
      tables.insert(change.object.name);
      break;
    case ObjectKind::index:
      for (const auto& use : change.needs)
        if (use.object.kind == ObjectKind::table || use.object.kind == ObjectKind::relation)
          tables.insert(use.object.name);
      break;
    default:
      break;
  }
}

}  // namespace tributary
