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
