// Counts rows for the rules about hazards: one read-only transaction per database, within a budget for all of them.
#include <algorithm>
#include <chrono>
#include <map>

#include "base/hidden_variables.hpp"
#include "base/text.hpp"
#include "inspect/safe_table.hpp"
#include "tributary/inspect.hpp"

namespace tributary {
namespace {

using namespace inspect;
using Clock = std::chrono::steady_clock;

class Budget {
 public:
  explicit Budget(int ms) : end_(Clock::now() + std::chrono::milliseconds(ms)) {}
  int left_ms() const {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return left > 0 ? static_cast<int>(left) : 0;
  }

 private:
  Clock::time_point end_;
};

/// The SQL of one question; every name goes through the connection's quoting.
class Sql {
 public:
  Sql(ReadConnection& connection, const Question& question) : connection_(connection), question_(question) {}

  std::string text(const std::string& schema, const std::string& other_schema) const {
    auto table = name(schema) + "." + name(question_.table);
    switch (question_.what) {
      case Question::What::rows:
        return "SELECT count(*) FROM " + table;
      case Question::What::nulls:
        return "SELECT count(*) FROM " + table + " t WHERE " + each(" IS NULL", " OR ");
      case Question::What::duplicates:
        return "SELECT count(*) FROM (SELECT 1 FROM " + table + " t WHERE " + each(" IS NOT NULL", " AND ") +
               " GROUP BY " + each("", ", ") + " HAVING count(*) > 1) d";
      case Question::What::orphans:
        return "SELECT count(*) FROM " + table + " t WHERE " + each(" IS NOT NULL", " AND ") +
               " AND NOT EXISTS (SELECT 1 FROM " + name(other_schema) + "." + name(question_.other_table) +
               " o WHERE " + pairs() + ")";
    }
    return "";
  }

 private:
  std::string name(const std::string& text) const { return connection_.quote_name(text); }
  std::string each(const std::string& behind, const std::string& between) const {
    std::vector<std::string> parts;
    for (const auto& column : question_.columns) parts.push_back("t." + name(column) + behind);
    return text::join(parts, between);
  }
  std::string pairs() const {
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < std::min(question_.columns.size(), question_.other_columns.size()); ++i)
      parts.push_back("o." + name(question_.other_columns[i]) + " OPERATOR(pg_catalog.=) t." +
                      name(question_.columns[i]));
    return text::join(parts, " AND ");
  }

  ReadConnection& connection_;
  const Question& question_;
};

/// "" where the question's side can be read without running anybody's code; else why it is not.
std::string not_readable(ReadConnection& connection, const std::string& schema, const std::string& table,
                         const std::vector<std::string>& columns, bool compared) {
  auto oid = oid_of(connection, schema, table);
  if (oid.empty()) return "schema " + schema + " has no table " + table;
  if (auto what = why_not_read(connection, oid); !what.empty())
    return table + " in schema " + schema + " is " + what + ", which is not read";
  auto column = column_of_own_type(connection, oid, columns, compared);
  return column.empty() ? "" : "not counted: a type with functions of its own in " + table + ", column " + column;
}

FactAnswer answer(ReadConnection& connection, const Question& question, const std::string& usual_schema) {
  auto schema = question.schema.empty() ? usual_schema : question.schema;
  auto other = question.other_schema.empty() ? usual_schema : question.other_schema;
  bool orphans = question.what == Question::What::orphans;
  bool compares = orphans || question.what == Question::What::duplicates;
  auto columns = compares ? question.columns : std::vector<std::string>();
  if (auto why = not_readable(connection, schema, question.table, columns, orphans); !why.empty())
    return {std::nullopt, why};
  if (orphans)
    if (auto why = not_readable(connection, other, question.other_table, question.other_columns, true); !why.empty())
      return {std::nullopt, why};
  return {connection.one_row(Sql(connection, question).text(schema, other), 1)[0].as<std::int64_t>(), ""};
}

const Project* project_of(const Workspace& workspace, const ProjectRef& ref) {
  const auto* source = workspace.find(ref.source);
  for (std::size_t i = 0; source && i < source->projects.size(); ++i)
    if (source->projects[i].path == ref.project) return &source->projects[i];
  return nullptr;
}

const Project* reachable_through(const Workspace& workspace, const Database& database) {
  for (const auto& consumer : database.consumers) {
    const auto* project = project_of(workspace, consumer);
    if (project && project->database && !project->database->url.empty()) return project;
  }
  return nullptr;
}

void ask_all(ReadConnection& connection, const Database& database, const std::vector<const Question*>& questions,
             const InspectOptions& options, const Budget& budget, Facts& facts) {
  for (const auto* question : questions) {
    int left = std::min(budget.left_ms(), options.statement_timeout_ms);
    if (left == 0) continue;
    try {
      connection.query("SET LOCAL statement_timeout = " + std::to_string(left));
      facts[*question] = answer(connection, *question, database.schema);
    } catch (const Refusal& refusal) {
      facts[*question] = {std::nullopt, refusal.error};
    } catch (const std::exception& error) {
      facts[*question] = {std::nullopt, odd_answer(error.what()).error};
    }
  }
}

}  // namespace

Facts answer_questions(const Workspace& workspace, const std::vector<Database>& databases,
                       const std::vector<Question>& questions, const InspectOptions& options) {
  Facts facts;
  std::map<std::string, std::vector<const Question*>> by_database;
  for (const auto& question : questions) {
    by_database[question.database].push_back(&question);
    facts[question] = {std::nullopt, "not asked within the time for all counts"};
  }
  if (options.offline || questions.empty()) return facts;
  HiddenVariables without_defaults("PG");
  Budget budget(options.questions_budget_ms);
  for (const auto& database : databases) {
    auto asked = by_database.find(database.id);
    const auto* project = reachable_through(workspace, database);
    if (asked == by_database.end() || !project || database.state != Database::State::ok) continue;
    try {
      ReadConnection connection(prisma::parse_url(project->database->url.reveal()), options);
      ask_all(connection, database, asked->second, options, budget, facts);
    } catch (const Refusal& refusal) {
      for (const auto* question : asked->second)
        if (!facts[*question].count) facts[*question].because = refusal.error;
    }
  }
  return facts;
}

}  // namespace tributary
