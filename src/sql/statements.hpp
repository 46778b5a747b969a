#pragma once
// One reader for each kind of statement that PostgreSQL 15 knows. The table in statements.cpp lists them all.
#include <string>
#include <string_view>

#include "sql/context.hpp"
#include "sql/references.hpp"

namespace tributary::sql {

/// Reads any statement: a node with its kind. One that has no reader is an opaque change, never nothing.
void read_statement(Context& context, const Node& statement);
/// "" = the parser of this version has no such statement.
bool has_reader(std::string_view kind);

// tables.cpp
void read_create_table(Context&, const Node&);
PartitionBound partition_bound(const Node& bound);
void read_create_foreign_table(Context&, const Node&);
void read_create_table_as(Context&, const Node&);
// columns.cpp
ColumnFacts column_facts(const Node& column_def);
/// A column with the constraints written beside it; `existing` = the table is there already and may hold rows.
void read_column(Context&, const ObjectName& table, const Node& column_def, bool existing, bool if_not_exists = false);
void emit_owned_sequence(Context&, const ObjectName& table, std::string_view column, const Node& at);
bool is_volatile(const Node& expression);
// constraints.cpp
/// `column` is the one that the constraint is written beside, else "".
void read_constraint(Context&, const ObjectName& table, const Node& constraint, std::string_view column, bool existing);
// alter_table.cpp
void read_alter_table(Context&, const Node&);
bool knows_command(std::string_view subtype);  ///< of an AlterTableCmd
void read_alter_table_move_all(Context&, const Node&);
// indexes.cpp
void read_index(Context&, const Node&);
std::string index_columns_name(const Node& elements, const Node& including);
std::string index_element_text(const Node& element);
void read_statistics(Context&, const Node&);
void read_alter_statistics(Context&, const Node&);
void read_reindex(Context&, const Node&);
void read_cluster(Context&, const Node&);
// types.cpp
void read_create_enum(Context&, const Node&);
void read_alter_enum(Context&, const Node&);
void read_composite_type(Context&, const Node&);
void read_create_domain(Context&, const Node&);
void read_alter_domain(Context&, const Node&);
void read_create_range(Context&, const Node&);
void read_alter_type(Context&, const Node&);
void read_create_sequence(Context&, const Node&);
void read_alter_sequence(Context&, const Node&);
void read_define(Context&, const Node&);
// views.cpp
void read_view(Context&, const Node&);
void read_refresh(Context&, const Node&);
void read_rule(Context&, const Node&);
// routines.cpp
void read_function(Context&, const Node&);
void read_alter_function(Context&, const Node&);
void read_do(Context&, const Node&);
void read_call(Context&, const Node&);
void read_trigger(Context&, const Node&);
void read_event_trigger(Context&, const Node&);
void read_alter_event_trigger(Context&, const Node&);
// data.cpp
void read_data(Context&, const Node&);
void read_truncate(Context&, const Node&);
void read_copy(Context&, const Node&);
void read_select(Context&, const Node&);
void read_return(Context&, const Node&);
void read_explain(Context&, const Node&);
void read_prepare(Context&, const Node&);
void read_execute(Context&, const Node&);
void read_cursor(Context&, const Node&);
// objects.cpp
ObjectName object_of(Context&, std::string_view object_type, const Node& object);
ObjectKind kind_of(std::string_view object_type);
std::string arguments_text(const Node& types);
void read_drop(Context&, const Node&);
void read_rename(Context&, const Node&);
void read_comment(Context&, const Node&);
void read_security_label(Context&, const Node&);
void read_set_schema(Context&, const Node&);
void read_owner(Context&, const Node&);
void read_depends(Context&, const Node&);
// privileges.cpp
void read_grant(Context&, const Node&);
void read_grant_role(Context&, const Node&);
void read_default_privileges(Context&, const Node&);
void read_create_role(Context&, const Node&);
void read_alter_role(Context&, const Node&);
void read_alter_role_set(Context&, const Node&);
void read_drop_role(Context&, const Node&);
void read_owned(Context&, const Node&);
void read_policy(Context&, const Node&);
void read_alter_policy(Context&, const Node&);
// session.cpp
void read_session(Context&, const Node&);
void read_set(Context&, const Node&);
bool is_on(const Node& option);  ///< defGetBoolean() of a DefElem: a bare word is on
void set_search_path(Context&, const std::vector<std::string>& schemas);
// others.cpp
void read_create_schema(Context&, const Node&);
void read_create_extension(Context&, const Node&);
void read_alter_extension(Context&, const Node&);
void read_alter_extension_contents(Context&, const Node&);
void read_import_schema(Context&, const Node&);
void read_publication(Context&, const Node&);
void read_cast(Context&, const Node&);
void read_transform(Context&, const Node&);
void read_operator(Context&, const Node&);
void read_user_mapping(Context&, const Node&);
void read_plain(Context&, const Node&);  ///< servers, databases, tablespaces…: a name and nothing that needs another

}  // namespace tributary::sql
