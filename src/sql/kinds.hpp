#pragma once
// Kinds of objects that share a namespace in PostgreSQL: a table, a view and an index cannot have one name.
#include "tributary/change.hpp"

namespace tributary {

bool is_relation(ObjectKind kind);   ///< what pg_class holds, indexes too
bool is_data_type(ObjectKind kind);  ///< what pg_type holds but tables' row types
bool is_routine(ObjectKind kind);    ///< what pg_proc holds
bool is_query(ObjectKind kind);      ///< a view, materialized or not
bool is_part(ObjectKind kind);       ///< named within its table, view, domain or composite type
bool same_family(ObjectKind a, ObjectKind b);

}  // namespace tributary
