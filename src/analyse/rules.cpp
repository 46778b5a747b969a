#include "analyse/rules.hpp"

#include <stdexcept>

namespace tributary {

std::span<const Rule> rules() {
  // Inside a function: the cards live in other files, and statics of different files have no order among them.
  static const Rule table[] = {
      // names and folders
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
      rule::sort_order_differs,
      rule::missing_script,
      rule::empty_script,
      rule::loose_sql_file,
      rule::stray_file,
      rule::stray_schema_file,
      rule::lock_file_mismatch,
      rule::lock_file_missing,
      rule::symbolic_link,
      rule::prisma_8_layout,
      rule::uncommitted_migration,
      rule::missing_worktree,
      rule::unreadable_input,

      // between sources and target
      rule::late_migration,
      rule::out_of_sequence,
      rule::stale_migration,
      rule::edited_migration,
      rule::renamed_migration,
      rule::deleted_migration,
      rule::same_name_different_content,
      rule::same_content_different_name,
      rule::line_endings_differ,
      rule::stacked_source,
      rule::shared_database,
      rule::gate_changed_by_source,
      rule::suppressed_by_source,
      rule::migration_lost_in_merge,
      rule::forbidden_command,
      rule::rehearsal_failed,
      rule::order_dependent_structure,

      // schema
      rule::schema_conflict_markers,
      rule::schema_invalid,
      rule::prisma_disagrees,
      rule::schema_declarations_lost,
      rule::schema_conflict,
      rule::schema_declared_twice,
      rule::schema_table_mapped_twice,
      rule::schema_against_other_schema,
      rule::schema_without_migration,
      rule::migration_without_schema,
      rule::schema_against_other_sql,

      // SQL
      rule::object_created_twice,
      rule::column_added_twice,
      rule::column_changed_twice,
      rule::index_touched_twice,
      rule::enum_value_added_twice,
      rule::drop_against_use,
      rule::rename_against_use,
      rule::change_against_use,
      rule::remake_against_addition,
      rule::missing_object,
      rule::object_created_later,
      rule::needs_each_other,
      rule::order_sensitive,
      rule::ledger_written_by_script,
      rule::unused_suppression,
      rule::malformed_suppression,

      // hazards of own migrations
      rule::table_dropped,
      rule::schema_dropped,
      rule::column_dropped,
      rule::rename_as_drop_and_add,
      rule::constraint_dropped,
      rule::hand_made_dropped,
      rule::type_dropped,
      rule::enum_value_removed,
      rule::all_rows_deleted,
      rule::required_column_without_default,
      rule::not_null_on_existing_rows,
      rule::column_type_changed,
      rule::unique_on_existing_data,
      rule::foreign_key_on_existing_data,
      rule::check_on_existing_data,
      rule::client_breaking_rename,
      rule::concurrently_beside_other_statements,
      rule::enum_value_added_and_used,
      rule::syntax_error,
      rule::transaction_statement,
      rule::identifier_too_long,
      rule::index_without_concurrently,
      rule::volatile_default,
      rule::table_rewritten,
      rule::data_beside_schema,
      rule::dependent_object,
      rule::unrelated_tables,
      rule::dangerous_server_command,

      // ledger
      rule::pending_migration,
      rule::unknown_row,
      rule::edited_after_applied,
      rule::failed_migration,
      rule::rolled_back_migration,
      rule::applied_out_of_order,
      rule::applied_uncommitted,
      rule::no_ledger,
      rule::structure_drift,
      rule::database_unreachable,
      rule::row_without_objects,
      rule::objects_without_row,
      rule::drift_section_outdated,

      // environments
      rule::environment_order,
      rule::environment_drift,
  };
  return table;
}

const Rule& rule_about(Topic topic) {
  for (const auto& rule : rules())
    if (rule.topics.has(topic)) return rule;
  throw std::logic_error("no rule's card has this topic");
}

}  // namespace tributary
