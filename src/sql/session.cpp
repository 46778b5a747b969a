#include <map>

#include "base/text.hpp"
#include "sql/print.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

std::vector<std::string> values_of(const Node& arguments) {
  std::vector<std::string> out;
  for (auto item : arguments) out.emplace_back(item["A_Const"]["sval"]["sval"].text());
  return out;
}

const std::map<std::string_view, Aspect> aspects{
    {"VariableShowStmt", Aspect::show},
    {"DiscardStmt", Aspect::discard},
    {"LockStmt", Aspect::lock},
    {"VacuumStmt", Aspect::vacuum},
    {"CheckPointStmt", Aspect::checkpoint},
    {"NotifyStmt", Aspect::notify},
    {"ListenStmt", Aspect::listen},
    {"UnlistenStmt", Aspect::unlisten},
    {"LoadStmt", Aspect::load},
    {"ExplainStmt", Aspect::explain},
    {"ConstraintsSetStmt", Aspect::set_constraints},
    {"DeallocateStmt", Aspect::deallocate},
    {"ClosePortalStmt", Aspect::close},
    {"FetchStmt", Aspect::fetch},
    {"DeclareCursorStmt", Aspect::declare},
    {"AlterSystemStmt", Aspect::alter_system},
    {"TransactionStmt", Aspect::transaction},
};

const std::map<std::string_view, Aspect> transactions{
    {"TRANS_STMT_BEGIN", Aspect::begin},
    {"TRANS_STMT_START", Aspect::start},
    {"TRANS_STMT_COMMIT", Aspect::commit},
    {"TRANS_STMT_ROLLBACK", Aspect::rollback},
    {"TRANS_STMT_SAVEPOINT", Aspect::savepoint},
    {"TRANS_STMT_RELEASE", Aspect::release},
    {"TRANS_STMT_ROLLBACK_TO", Aspect::rollback_to},
    {"TRANS_STMT_PREPARE", Aspect::prepare},
    {"TRANS_STMT_COMMIT_PREPARED", Aspect::commit_prepared},
    {"TRANS_STMT_ROLLBACK_PREPARED", Aspect::rollback_prepared},
};

}  // namespace

bool is_on(const Node& option) {
  auto value = option["arg"];
  if (value["Integer"]) return value["Integer"]["ival"].number() != 0;
  if (value["Boolean"]) return value["Boolean"]["boolval"].truth();
  auto word = text::lower(value["String"]["sval"].text());
  return word != "false" && word != "off" && word != "0";
}

void set_search_path(Context& context, const std::vector<std::string>& schemas) {
  context.path.clear();
  for (const auto& schema : schemas)
    if (schema != "pg_catalog" && schema != "$user" && schema != "pg_temp") context.path.push_back(schema);
}

void read_set(Context& context, const Node& body) {
  auto change = context.change(Verb::session, {});
  auto kind = body["kind"].text();
  change.aspect = kind == "VAR_RESET" || kind == "VAR_RESET_ALL" ? Aspect::reset : Aspect::set;
  change.definition = std::string(body["name"].text()) + (body["args"] ? " " + canonical_text(body["args"]) : "");
  if (body["name"].text() == "search_path" || kind == "VAR_RESET_ALL")
    set_search_path(context, values_of(body["args"]));
  if (body["name"].text() == "check_function_bodies") {
    auto value = values_of(body["args"]);
    context.bodies_checked = value.empty() || (value[0] != "false" && value[0] != "off");
  }
  context.emit(std::move(change));
}

namespace {

/// VACUUM and ANALYZE are one kind of statement.
void vacuum(Context& context, const Node& body, Change& change) {
  if (!body["is_vacuumcmd"].truth()) change.aspect = Aspect::analyze;
  for (auto option : body["options"])
    if (option["DefElem"]["defname"].text() == "full" && is_on(option["DefElem"])) change.aspect = Aspect::vacuum_full;
  if (body["rels"].size() != 1) return;
  auto relation = body["rels"].first()["VacuumRelation"]["relation"];
  if (relation) change.object = context.named(ObjectKind::table, relation);
}

}  // namespace

void read_session(Context& context, const Node& body) {
  auto change = context.change(Verb::session, {});
  if (auto known = aspects.find(body.key()); known != aspects.end()) change.aspect = known->second;
  if (auto known = transactions.find(body["kind"].text()); known != transactions.end()) change.aspect = known->second;
  if (body.key() == "VacuumStmt") vacuum(context, body, change);
  for (auto item : body["relations"])
    if (item["RangeVar"])
      context.need(change.needs, context.named(ObjectKind::relation, item["RangeVar"]), Use::How::names);
  for (auto item : body["rels"])
    if (auto relation = item["VacuumRelation"]["relation"])
      context.need(change.needs, context.named(ObjectKind::relation, relation), Use::How::names);
  context.emit(std::move(change));
}

}  // namespace tributary::sql
