#pragma once
// The identity cards, each defined in its own file under rules/. rules.cpp lists them in the order people read them.
#include "tributary/analyse.hpp"

namespace tributary::rule {

// names and folders
extern const Rule malformed_stamp, impossible_stamp, future_stamp, rounded_stamp, duplicate_stamp, not_snake_case,
    vague_name, missing_epic, name_too_long, repeated_description, sort_order_differs, missing_script, empty_script,
    loose_sql_file, stray_file, stray_schema_file, lock_file_mismatch, lock_file_missing, symbolic_link,
    prisma_8_layout, uncommitted_migration, missing_worktree, unreadable_input;
// between sources and target
extern const Rule late_migration, out_of_sequence, stale_migration, edited_migration, renamed_migration,
    deleted_migration, same_name_different_content, same_content_different_name, line_endings_differ, stacked_source,
    shared_database, gate_changed_by_source, suppressed_by_source, migration_lost_in_merge, forbidden_command,
    rehearsal_failed, order_dependent_structure;
// schema
extern const Rule schema_conflict_markers, schema_invalid, prisma_disagrees, schema_declarations_lost, schema_conflict,
    schema_declared_twice, schema_table_mapped_twice, schema_against_other_schema, schema_without_migration,
    migration_without_schema, schema_against_other_sql;
// SQL
extern const Rule object_created_twice, column_added_twice, column_changed_twice, index_touched_twice,
    enum_value_added_twice, drop_against_use, rename_against_use, change_against_use, remake_against_addition,
    missing_object, object_created_later, needs_each_other, order_sensitive, ledger_written_by_script,
    unused_suppression, malformed_suppression;
// hazards of own migrations
extern const Rule table_dropped, schema_dropped, column_dropped, rename_as_drop_and_add, constraint_dropped,
    hand_made_dropped, type_dropped, enum_value_removed, all_rows_deleted, required_column_without_default,
    not_null_on_existing_rows, column_type_changed, unique_on_existing_data, foreign_key_on_existing_data,
    check_on_existing_data, client_breaking_rename, concurrently_beside_other_statements, enum_value_added_and_used,
    syntax_error, transaction_statement, identifier_too_long, index_without_concurrently, volatile_default,
    table_rewritten, data_beside_schema, dependent_object, unrelated_tables, dangerous_server_command;
// ledger
extern const Rule pending_migration, unknown_row, edited_after_applied, failed_migration, rolled_back_migration,
    applied_out_of_order, applied_uncommitted, no_ledger, database_unreachable, drift_section_outdated,
    environment_order, environment_drift, row_without_objects, objects_without_row, structure_drift;

}  // namespace tributary::rule
