// ALTER TABLE, VIEW, INDEX, SEQUENCE, TYPE … : one change for each command in the statement.
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sql/facts.hpp"
#include "sql/lexer.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

/// What a command changes, where that is all there is to say.
struct Command {
  std::string_view subtype;
  Aspect aspect;
  ObjectKind part;  ///< of the table, named by the command; table = the table itself
  bool rows;        ///< looks at or rewrites the rows
  bool definition = false;
};

constexpr auto table = ObjectKind::table;
constexpr auto column = ObjectKind::column;
constexpr std::array<Command, 59> commands{{
    {"AT_ColumnDefault", Aspect::default_, column, false},
    {"AT_DropNotNull", Aspect::drop_not_null, column, false},
    {"AT_SetNotNull", Aspect::set_not_null, column, true},
    {"AT_DropExpression", Aspect::drop_expression, column, false},
    {"AT_CheckNotNull", Aspect::check_not_null, column, false},
    {"AT_SetStatistics", Aspect::statistics, column, false, true},
    {"AT_SetOptions", Aspect::options, column, false, true},
    {"AT_ResetOptions", Aspect::options, column, false, true},
    {"AT_SetStorage", Aspect::storage, column, false, true},
    {"AT_SetCompression", Aspect::compression, column, false, true},
    {"AT_AlterColumnGenericOptions", Aspect::options, column, false, true},
    {"AT_AddIdentity", Aspect::add_identity, column, false, true},
    {"AT_SetIdentity", Aspect::set_identity, column, false, true},
    {"AT_DropIdentity", Aspect::drop_identity, column, false},
    {"AT_AlterConstraint", Aspect::alter_constraint, ObjectKind::constraint, false},
    {"AT_ValidateConstraint", Aspect::validate, ObjectKind::constraint, true},
    {"AT_ClusterOn", Aspect::cluster_on, table, false, true},
    {"AT_DropCluster", Aspect::drop_cluster, table, false},
    {"AT_SetLogged", Aspect::set_logged, table, true},
    {"AT_SetUnLogged", Aspect::set_unlogged, table, true},
    {"AT_DropOids", Aspect::drop_oids, table, false},
    {"AT_SetAccessMethod", Aspect::access_method, table, true, true},
    {"AT_SetTableSpace", Aspect::tablespace, table, true, true},
    {"AT_SetRelOptions", Aspect::options, table, false, true},
    {"AT_ResetRelOptions", Aspect::options, table, false, true},
    {"AT_ReplaceRelOptions", Aspect::options, table, false, true},
    {"AT_GenericOptions", Aspect::options, table, false, true},
    {"AT_EnableTrig", Aspect::enable_trigger, ObjectKind::trigger, false},
    {"AT_EnableAlwaysTrig", Aspect::enable_trigger_always, ObjectKind::trigger, false},
    {"AT_EnableReplicaTrig", Aspect::enable_trigger_replica, ObjectKind::trigger, false},
    {"AT_DisableTrig", Aspect::disable_trigger, ObjectKind::trigger, false},
    {"AT_EnableTrigAll", Aspect::enable_all_triggers, table, false},
    {"AT_DisableTrigAll", Aspect::disable_all_triggers, table, false},
    {"AT_EnableTrigUser", Aspect::enable_user_triggers, table, false},
    {"AT_DisableTrigUser", Aspect::disable_user_triggers, table, false},
    {"AT_EnableRule", Aspect::enable_rule, ObjectKind::rule, false},
    {"AT_EnableAlwaysRule", Aspect::enable_rule_always, ObjectKind::rule, false},
    {"AT_EnableReplicaRule", Aspect::enable_rule_replica, ObjectKind::rule, false},
    {"AT_DisableRule", Aspect::disable_rule, ObjectKind::rule, false},
    {"AT_DropOf", Aspect::drop_of, table, false},
    {"AT_ReplicaIdentity", Aspect::replica_identity, table, false, true},
    {"AT_EnableRowSecurity", Aspect::enable_row_security, table, false},
    {"AT_DisableRowSecurity", Aspect::disable_row_security, table, false},
    {"AT_ForceRowSecurity", Aspect::force_row_security, table, false},
    {"AT_NoForceRowSecurity", Aspect::no_force_row_security, table, false},
    // Made by the server while it works, never by the grammar; listed so that each kind has its answer.
    {"AT_AddColumnRecurse", Aspect::add_column, table, true},
    {"AT_AddColumnToView", Aspect::add_column, table, false},
    {"AT_CookedColumnDefault", Aspect::default_, column, false},
    {"AT_DropColumnRecurse", Aspect::drop_column, column, false},
    {"AT_AddIndex", Aspect::add_index, table, true},
    {"AT_ReAddIndex", Aspect::add_index, table, true},
    {"AT_AddConstraintRecurse", Aspect::add_constraint, table, true},
    {"AT_ReAddConstraint", Aspect::add_constraint, table, true},
    {"AT_ReAddDomainConstraint", Aspect::add_constraint, table, true},
    {"AT_ValidateConstraintRecurse", Aspect::validate, ObjectKind::constraint, true},
    {"AT_AddIndexConstraint", Aspect::add_constraint, table, false},
    {"AT_DropConstraintRecurse", Aspect::drop_constraint, ObjectKind::constraint, false},
    {"AT_ReAddComment", Aspect::comment, table, false},
    {"AT_ReAddStatistics", Aspect::statistics, table, false},
}};

class AlterTable {
 public:
  AlterTable(Context& context, const Node& body)
      : context_(context), body_(body), object_(context.named(kind_of(body["objtype"].text()), body["relation"])) {
    composite_ = body["objtype"].text() == "OBJECT_TYPE";
    if (composite_) object_.kind = ObjectKind::composite_type;
  }

  void read(const Node& command) {
    auto subtype = command["subtype"].text();
    if (subtype == "AT_AddColumn") return add_column(command);
    if (subtype == "AT_DropColumn") return drop(command, ObjectKind::column);
    if (subtype == "AT_AlterColumnType") return alter_type(command);
    if (subtype == "AT_AddConstraint") return add_constraint(command);
    if (subtype == "AT_DropConstraint") return drop(command, ObjectKind::constraint);
    if (subtype == "AT_ChangeOwner") return owner(command);
    if (subtype == "AT_AddInherit" || subtype == "AT_DropInherit") return inherit(command, subtype == "AT_AddInherit");
    if (subtype == "AT_AddOf") return of_type(command);
    if (subtype == "AT_AttachPartition" || subtype.substr(0, 18) == "AT_DetachPartition") return partition(command);
    for (const auto& known : commands)
      if (known.subtype == subtype) return plain(command, known);
    context_.opaque("ALTER TABLE: " + std::string(subtype));
  }

 private:
  Change change(Verb verb, ObjectName object, const Node& at = {}) {
    auto made = context_.change(verb, std::move(object), at);
    made.if_exists = body_["missing_ok"].truth();
    if (made.object.kind != object_.kind) made.needs.push_back({object_, How::parent, context_.late, false});
    return made;
  }

  void add_column(const Node& command) {
    auto missing_ok = command["missing_ok"].truth();
    auto first = context_.size();
    read_column(context_, object_, command["def"]["ColumnDef"], !composite_, missing_ok);
    if (composite_) context_.last().needs.push_back({object_, How::parent, context_.late, false});
    guard(first);
  }

  void add_constraint(const Node& command) {
    auto first = context_.size();
    read_constraint(context_, object_, command["def"]["Constraint"], "", true);
    guard(first);
  }

  /// ALTER TABLE IF EXISTS: without the table nothing of it happens, and nothing fails.
  void guard(std::size_t first) {
    for (auto i = first; body_["missing_ok"].truth() && i < context_.size(); ++i) context_.at(i).if_exists = true;
  }

  void drop(const Node& command, ObjectKind kind) {
    auto made = change(Verb::drop, part_of(object_, kind, command["name"].text()));
    made.if_exists = made.if_exists || command["missing_ok"].truth();
    made.cascade = command["behavior"].text() == "DROP_CASCADE";
    context_.free_name(made.object, true);
    context_.emit(std::move(made));
  }

  void alter_type(const Node& command) {
    auto definition = command["def"]["ColumnDef"];
    auto made = change(Verb::alter, column_of(object_, command["name"].text()), definition);
    made.aspect = Aspect::type, made.existing_rows = !composite_;
    made.column = column_facts(definition);
    made.column->using_expression = expression_text(definition["raw_default"]);
    made.definition = made.column->type;
    context_.need_type(made.needs, definition["typeName"]);
    context_.need_collation(made.needs, definition["collClause"]["collname"], How::type);
    References(context_, made.needs).over_table(definition["raw_default"], object_);
    context_.emit(std::move(made));
  }

  void owner(const Node& command) {
    auto made = change(Verb::grant, object_);
    made.aspect = Aspect::owner;
    if (auto role = command["newowner"]["rolename"].text(); !role.empty())
      made.needs.push_back({{ObjectKind::role, "", std::string(role), "", ""}, How::owner, context_.late, false});
    context_.emit(std::move(made));
  }

  void inherit(const Node& command, bool add) {
    auto made = change(Verb::alter, object_);
    made.aspect = add ? Aspect::inherit : Aspect::no_inherit;
    context_.need(made.needs, context_.named(table, command["def"]["RangeVar"]), How::parent);
    context_.emit(std::move(made));
  }

  void of_type(const Node& command) {
    auto made = change(Verb::alter, object_);
    made.aspect = Aspect::of;
    context_.need_type(made.needs, command["def"]["TypeName"]);
    context_.emit(std::move(made));
  }

  void partition(const Node& command) {
    auto subtype = command["subtype"].text();
    auto given = command["def"]["PartitionCmd"];
    auto made = change(Verb::alter, object_);
    bool attach = subtype == "AT_AttachPartition";
    made.aspect = attach                                    ? Aspect::attach_partition
                  : subtype == "AT_DetachPartitionFinalize" ? Aspect::detach_partition_finalize
                                                            : Aspect::detach_partition;
    made.existing_rows = attach && object_.kind == table;
    made.concurrently = given["concurrent"].truth();
    context_.need(made.needs, context_.named(object_.kind, given["name"]), How::names);
    if (given["bound"]) made.definition = canonical_text(given["bound"]), made.bound = partition_bound(given["bound"]);
    context_.emit(std::move(made));
  }

  void plain(const Node& command, const Command& known) {
    auto name = command["name"].text();
    if (known.part == ObjectKind::constraint && name.empty()) name = command["def"]["Constraint"]["conname"].text();
    if (known.subtype == "AT_AddIdentity") emit_owned_sequence(context_, object_, name, command);
    // ALTER INDEX … ALTER COLUMN 2: a number, of a column that is the index's own.
    bool whole = known.part == table || (known.part == column && name.empty());
    auto made = change(Verb::alter, whole ? object_ : part_of(object_, known.part, name));
    made.aspect = known.aspect, made.existing_rows = known.rows && object_.kind == table;
    made.if_exists = made.if_exists || command["missing_ok"].truth();
    if (known.definition)
      made.definition = std::string(name) + std::string(command["num"].text()) + canonical_text(command["def"]);
    made.options = option_names(command["def"]["List"]["items"]);
    if (known.part == column) column_fact(command, made);
    need_index(command, known, made);
    context_.emit(std::move(made));
  }

  /// CLUSTER ON and REPLICA IDENTITY USING INDEX name one.
  void need_index(const Node& command, const Command& known, Change& made) {
    auto name = known.subtype == "AT_ClusterOn"         ? command["name"].text()
                : known.subtype == "AT_ReplicaIdentity" ? command["def"]["ReplicaIdentityStmt"]["name"].text()
                                                        : std::string_view{};
    context_.need(made.needs, {ObjectKind::index, object_.schema, std::string(name), "", ""}, How::names);
  }

  void column_fact(const Node& command, Change& made) {
    auto subtype = command["subtype"].text();
    ColumnFacts facts;
    if (subtype == "AT_SetNotNull") facts.not_null = true;
    if (subtype == "AT_DropNotNull") facts.not_null = false;
    if (subtype == "AT_AddIdentity") facts.identity = true;
    if (subtype == "AT_ColumnDefault") {
      facts.default_value = expression_text(command["def"]);
      facts.volatile_default = is_volatile(command["def"]);
      made.aspect = command["def"] ? Aspect::default_ : Aspect::drop_default;
      made.definition = *facts.default_value;
      made.literals = literals_in(command["def"]);
      References(context_, made.needs).over_table(command["def"], object_);
    }
    if (!(facts == ColumnFacts{})) made.column = facts;
  }

  Context& context_;
  Node body_;
  ObjectName object_;
  bool composite_ = false;
};

/// Where each command begins: the parser does not say, so the commas are counted.
std::vector<std::size_t> command_bytes(std::string_view text, std::size_t relation) {
  std::vector<std::size_t> out;
  int depth = 0;
  bool named = false, dotted = true, begins = false;
  for (const auto& token : tokens_of(text)) {
    if (token.begin < relation || token.kind == Token::Kind::comment) continue;
    char c = text[token.begin];
    bool dot = token.kind == Token::Kind::symbol && c == '.';
    if (!named && (dotted || dot)) {  // the table's name
      dotted = dot;
      continue;
    }
    if (!named && c == '*') continue;
    if (!named) named = begins = true;
    if (begins) out.push_back(token.begin);
    begins = false;
    if (token.kind != Token::Kind::symbol) continue;
    depth += (c == '(' || c == '[') - (c == ')' || c == ']');
    begins = c == ',' && depth == 0;
  }
  return out;
}

constexpr std::array<std::string_view, 12> read_in_full{
    "AT_AddColumn",      "AT_DropColumn",      "AT_AlterColumnType", "AT_AddConstraint",
    "AT_DropConstraint", "AT_ChangeOwner",     "AT_AddInherit",      "AT_DropInherit",
    "AT_AddOf",          "AT_AttachPartition", "AT_DetachPartition", "AT_DetachPartitionFinalize"};

}  // namespace

bool knows_command(std::string_view subtype) {
  auto same = [&](const Command& command) { return command.subtype == subtype; };
  return std::find(read_in_full.begin(), read_in_full.end(), subtype) != read_in_full.end() ||
         std::any_of(commands.begin(), commands.end(), same);
}

void read_alter_table(Context& context, const Node& body) {
  AlterTable alter(context, body);
  auto bytes = context.fixed_place ? std::vector<std::size_t>{}
                                   : command_bytes(context.text, context.byte_in_text(body["relation"].location()));
  bool known = bytes.size() == body["cmds"].size();
  std::size_t index = 0;
  for (auto command : body["cmds"]) {
    if (known) context.fixed_place = context.place_in_text(bytes[index++]);
    alter.read(command["AlterTableCmd"]);
    if (known) context.fixed_place.reset();
  }
}

void read_alter_table_move_all(Context& context, const Node& body) {
  auto change = context.change(Verb::alter,
                               {ObjectKind::tablespace, "", std::string(body["orig_tablespacename"].text()), "", ""});
  change.aspect = Aspect::move_all;
  change.needs.push_back({{ObjectKind::tablespace, "", std::string(body["new_tablespacename"].text()), "", ""},
                          How::names,
                          context.late,
                          false});
  context.emit(std::move(change));
}

}  // namespace tributary::sql
