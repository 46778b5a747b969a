#pragma once
// The identity cards, each defined in its own file under rules/. rules.cpp lists them in the order people read them.
#include "tributary/analyse.hpp"

namespace tributary::rule {

extern const Rule malformed_stamp, impossible_stamp, future_stamp, rounded_stamp, duplicate_stamp, not_snake_case,
    vague_name, missing_epic, name_too_long, repeated_description;

extern const Rule migration_lost_in_merge, schema_declarations_lost;

}  // namespace tributary::rule
