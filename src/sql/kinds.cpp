#include "sql/kinds.hpp"

namespace tributary {

bool is_relation(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::table:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::sequence:
    case ObjectKind::foreign_table:
    case ObjectKind::index:
    case ObjectKind::relation:
      return true;
    default:
      return false;
  }
}

bool is_data_type(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::domain:
    case ObjectKind::range_type:
    case ObjectKind::type:
      return true;
    default:
      return false;
  }
}

bool is_routine(ObjectKind kind) {
  return kind == ObjectKind::function || kind == ObjectKind::procedure || kind == ObjectKind::aggregate;
}

bool is_query(ObjectKind kind) {
  return kind == ObjectKind::view || kind == ObjectKind::materialized_view;
}

bool is_part(ObjectKind kind) {
  return kind == ObjectKind::column || kind == ObjectKind::constraint || kind == ObjectKind::trigger ||
         kind == ObjectKind::policy || kind == ObjectKind::rule;
}

bool same_family(ObjectKind a, ObjectKind b) {
  return a == b || (is_relation(a) && is_relation(b)) || (is_data_type(a) && is_data_type(b)) ||
         (is_routine(a) && is_routine(b));
}

}  // namespace tributary
