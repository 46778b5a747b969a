#include "sql/statements.hpp"

#include <unordered_map>

namespace tributary::sql {
namespace {

using Reader = void (*)(Context&, const Node&);

const std::unordered_map<std::string_view, Reader>& readers() {
  static const std::unordered_map<std::string_view, Reader> all{
      // tables
      {"CreateStmt", read_create_table},
      {"CreateForeignTableStmt", read_create_foreign_table},
      {"CreateTableAsStmt", read_create_table_as},
      {"AlterTableStmt", read_alter_table},
      {"AlterTableMoveAllStmt", read_alter_table_move_all},
      {"IndexStmt", read_index},
      {"CreateStatsStmt", read_statistics},
      {"AlterStatsStmt", read_alter_statistics},
      {"ReindexStmt", read_reindex},
      {"ClusterStmt", read_cluster},
      // types
      {"CreateEnumStmt", read_create_enum},
      {"AlterEnumStmt", read_alter_enum},
      {"CompositeTypeStmt", read_composite_type},
      {"CreateDomainStmt", read_create_domain},
      {"AlterDomainStmt", read_alter_domain},
      {"CreateRangeStmt", read_create_range},
      {"AlterTypeStmt", read_alter_type},
      {"CreateSeqStmt", read_create_sequence},
      {"AlterSeqStmt", read_alter_sequence},
      {"DefineStmt", read_define},
      // any kind of object
      {"DropStmt", read_drop},
      {"RenameStmt", read_rename},
      {"CommentStmt", read_comment},
      {"SecLabelStmt", read_security_label},
      {"AlterObjectSchemaStmt", read_set_schema},
      {"AlterOwnerStmt", read_owner},
      {"AlterObjectDependsStmt", read_depends},
      // rows
      {"InsertStmt", read_data},
      {"UpdateStmt", read_data},
      {"DeleteStmt", read_data},
      {"MergeStmt", read_data},
      {"TruncateStmt", read_truncate},
      {"CopyStmt", read_copy},
      {"SelectStmt", read_select},
      {"ReturnStmt", read_return},
      {"ExplainStmt", read_explain},
      {"PrepareStmt", read_prepare},
      {"ExecuteStmt", read_execute},
      {"DeclareCursorStmt", read_cursor},
      // the session
      {"VariableSetStmt", read_set},
      {"VariableShowStmt", read_session},
      {"DiscardStmt", read_session},
      {"TransactionStmt", read_session},
      {"LockStmt", read_session},
      {"VacuumStmt", read_session},
      {"CheckPointStmt", read_session},
      {"NotifyStmt", read_session},
      {"ListenStmt", read_session},
      {"UnlistenStmt", read_session},
      {"LoadStmt", read_session},
      {"ConstraintsSetStmt", read_session},
      {"DeallocateStmt", read_session},
      {"ClosePortalStmt", read_session},
      {"FetchStmt", read_session},
      {"AlterSystemStmt", read_session},
      // views and code
      {"ViewStmt", read_view},
      {"RefreshMatViewStmt", read_refresh},
      {"RuleStmt", read_rule},
      {"CreateFunctionStmt", read_function},
      {"AlterFunctionStmt", read_alter_function},
      {"DoStmt", read_do},
      {"CallStmt", read_call},
      {"CreateTrigStmt", read_trigger},
      {"CreateEventTrigStmt", read_event_trigger},
      {"AlterEventTrigStmt", read_alter_event_trigger},
      // privileges
      {"GrantStmt", read_grant},
      {"GrantRoleStmt", read_grant_role},
      {"AlterDefaultPrivilegesStmt", read_default_privileges},
      {"CreateRoleStmt", read_create_role},
      {"AlterRoleStmt", read_alter_role},
      {"AlterRoleSetStmt", read_alter_role_set},
      {"DropRoleStmt", read_drop_role},
      {"DropOwnedStmt", read_owned},
      {"ReassignOwnedStmt", read_owned},
      {"CreatePolicyStmt", read_policy},
      {"AlterPolicyStmt", read_alter_policy},
      // the rest
      {"CreateSchemaStmt", read_create_schema},
      {"CreateExtensionStmt", read_create_extension},
      {"AlterExtensionStmt", read_alter_extension},
      {"AlterExtensionContentsStmt", read_alter_extension_contents},
      {"ImportForeignSchemaStmt", read_import_schema},
      {"CreatePublicationStmt", read_publication},
      {"AlterPublicationStmt", read_publication},
      {"CreateCastStmt", read_cast},
      {"CreateTransformStmt", read_transform},
      {"AlterOperatorStmt", read_operator},
      {"CreateOpClassStmt", read_operator},
      {"CreateOpFamilyStmt", read_operator},
      {"AlterOpFamilyStmt", read_operator},
      {"CreateUserMappingStmt", read_user_mapping},
      {"AlterUserMappingStmt", read_user_mapping},
      {"DropUserMappingStmt", read_user_mapping},
      {"CreateForeignServerStmt", read_plain},
      {"AlterForeignServerStmt", read_plain},
      {"CreateFdwStmt", read_plain},
      {"AlterFdwStmt", read_plain},
      {"CreatedbStmt", read_plain},
      {"DropdbStmt", read_plain},
      {"AlterDatabaseStmt", read_plain},
      {"AlterDatabaseSetStmt", read_plain},
      {"AlterDatabaseRefreshCollStmt", read_plain},
      {"CreateTableSpaceStmt", read_plain},
      {"DropTableSpaceStmt", read_plain},
      {"AlterTableSpaceOptionsStmt", read_plain},
      {"CreatePLangStmt", read_plain},
      {"CreateAmStmt", read_plain},
      {"CreateConversionStmt", read_plain},
      {"AlterTSConfigurationStmt", read_plain},
      {"AlterTSDictionaryStmt", read_plain},
      {"AlterCollationStmt", read_plain},
      {"CreateSubscriptionStmt", read_plain},
      {"AlterSubscriptionStmt", read_plain},
      {"DropSubscriptionStmt", read_plain},
  };
  return all;
}

}  // namespace

bool has_reader(std::string_view kind) {
  return readers().count(kind) > 0;
}

void read_statement(Context& context, const Node& statement) {
  auto reader = readers().find(statement.kind());
  if (reader == readers().end()) return context.opaque(std::string(statement.kind()) + " is not read");
  reader->second(context, statement.body());
}

}  // namespace tributary::sql
