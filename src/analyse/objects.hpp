#pragma once
// Which names mean the same object: PostgreSQL has one namespace for everything in pg_class, another for types…
#include <string>

#include "sql/kinds.hpp"
#include "tributary/change.hpp"

namespace tributary {

/// Equal for two names of one object. An unsaid schema is public. Of a routine its name alone, whatever its arguments.
std::string object_key(const ObjectName& object);
/// The same, with a routine's arguments: overloads are different objects.
std::string exact_key(const ObjectName& object);
/// The object that a key stands for; `kind` is its maker's, which the key does not say: of the index of a constraint,
/// "constraint".
ObjectName named_by(const std::string& key, ObjectKind kind);
/// Of what a table, type or domain owns (columns, constraints, triggers, enum values…); "" of what stands alone.
std::string owner_key(const ObjectName& object);
/// The name under which the index of a PRIMARY KEY, UNIQUE or EXCLUDE constraint stands beside tables; "" where the
/// change makes no such constraint.
std::string index_key(const Change& change);

/// The type that each table and view has of its own name, beside enums and domains; "" of other objects.
std::string row_type_key(const ObjectName& object);

/// Nobody's migration makes it: temporary tables, the catalog, Prisma's own table.
bool is_nobodys(const ObjectName& object);

}  // namespace tributary
