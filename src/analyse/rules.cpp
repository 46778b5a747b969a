#include "analyse/rules.hpp"

namespace tributary {

std::span<const Rule> rules() {
  // Inside a function: the cards live in other files, and statics of different files have no order among them.
  static const Rule table[] = {
      rule::malformed_stamp,
      rule::impossible_stamp,
      rule::future_stamp,
      rule::rounded_stamp,
      rule::duplicate_stamp,
      rule::not_snake_case,
      rule::vague_name,
      rule::missing_epic,
      rule::name_too_long,
      rule::repeated_description,
      rule::migration_lost_in_merge,
      rule::schema_declarations_lost,
  };
  return table;
}

}  // namespace tributary
