
#include "base/text.hpp"
#include "sql/bodies.hpp"
#include "sql/constant_text.hpp"
#include "sql/lexer.hpp"
#include "sql/parser.hpp"
#include "sql/print.hpp"
#include "sql/script.hpp"
#include "sql/statements.hpp"

namespace tributary::sql {
namespace {

using How = Use::How;

/// Words with which an expression of PL/pgSQL is a statement of SQL and not a bare expression.
bool is_statement(std::string_view query, const std::vector<Token>& tokens) {
  for (const auto& token : tokens) {
    if (token.kind == Token::Kind::comment || (token.kind == Token::Kind::symbol && query[token.begin] == '('))
      continue;
    for (auto word :
         {"select",     "insert",   "update",  "delete",   "merge",     "with",    "values",  "create",   "alter",
          "drop",       "truncate", "grant",   "revoke",   "comment",   "call",    "do",      "set",      "reset",
          "lock",       "copy",     "refresh", "analyze",  "vacuum",    "reindex", "cluster", "notify",   "listen",
          "reassign",   "security", "import",  "explain",  "show",      "discard", "table",   "execute",  "prepare",
          "deallocate", "begin",    "commit",  "rollback", "savepoint", "release", "load",    "unlisten", "checkpoint"})
      if (is_word(query, token, word)) return true;
    return false;
  }
  return false;
}

/// "v := f(x)", "rec.field = f(x)": the value alone.
std::string_view assigned(std::string_view query, const std::vector<Token>& tokens) {
  for (const auto& token : tokens) {
    auto text = query.substr(token.begin, token.end - token.begin);
    if (text == ":=" || text == "=") return query.substr(token.end);
  }
  return query;
}

/// The text of an EXECUTE that stands in the script, in one piece or in several, else "".
std::string literal_of(std::string_view query) {
  auto select = "SELECT " + std::string(query);
  auto parsed = parse(select);
  if (!parsed.tree) return "";
  auto statements = parsed.tree->root()["stmts"];
  auto targets = statements.first()["stmt"]["SelectStmt"]["targetList"];
  if (statements.size() != 1 || targets.size() != 1) return "";
  return constant_text(targets.first()["ResTarget"]["val"]).value_or("");
}

class BodyReader {
 public:
  /// `change` is the function's; null for a DO, whose statements are done at once.
  BodyReader(Context& context, Change* change, const PlpgsqlBody& body)
      : context_(context), change_(change), body_(body), placed_(context.fixed_place.has_value()) {}

  void read() {
    if (context_.bodies >= Context::deepest_body) return opaque("bodies are nested too deeply");
    auto chain = longest_chain_of(body_.text, tokens_of(body_.text));
    auto parsed =
        chain > longest_chain ? Parsed{nullptr, "a chain of terms is too long", 0} : parse_plpgsql(body_.text);
    if (!parsed.tree) return opaque("the body is not understood: " + parsed.error);
    ++context_.bodies;
    for (auto function : parsed.tree->root()) {
      declare(function["PLpgSQL_function"]["datums"]);
      walk(function["PLpgSQL_function"]["action"]);
    }
    --context_.bodies;
  }

 private:
  void opaque(std::string because) {
    if (change_) return unread_body(context_, *change_, std::move(because));
    context_.opaque(std::move(because));
  }

  void declare(const Node& datums) {
    for (auto datum : datums) {
      context_.variables.insert(std::string(datum.body()["refname"].text()));
      for (auto field : datum.body()["fields"]) context_.variables.insert(std::string(field["name"].text()));
    }
    std::vector<Use> types;
    for (auto datum : datums) {
      auto late = context_.late;
      context_.late = late && !context_.bodies_checked;  // types are looked up when the function is created
      add_type(types, text::trim(datum.body()["datatype"]["PLpgSQL_type"]["typname"].text()));
      context_.late = late;
    }
    add(std::move(types));
    for (auto datum : datums) {
      walk(datum.body()["default_val"]);
      walk(datum.body()["cursor_explicit_expr"]);
    }
  }

  /// "Course"%ROWTYPE, users.email%TYPE, "Role", integer; a name%TYPE alone is another variable's.
  void add_type(std::vector<Use>& needs, const std::string& name) {
    if (name.empty() || name == "UNKNOWN") return;
    auto row = text::lower(name).rfind("%rowtype");
    auto sql = row != std::string::npos              ? "SELECT FROM " + name.substr(0, row)
               : name.find('%') != std::string::npos ? "CREATE FUNCTION f(" + name + ") RETURNS int AS ''"
                                                     : "SELECT NULL::" + name;
    auto parsed = parse(sql);
    if (!parsed.tree) return;
    auto statement = parsed.tree->root()["stmts"].first()["stmt"];
    if (auto function = statement["CreateFunctionStmt"]) {
      context_.need_type(needs, function["parameters"].first()["FunctionParameter"]["argType"]);
    } else {
      References(context_, needs).query(statement["SelectStmt"]);
    }
  }

  /// What an IF, CASE or loop looks at before it decides: that happens in any case.
  static bool looked_at_first(std::string_view key) {
    return key == "cond" || key == "t_expr" || key == "query" || key == "lower" || key == "upper" || key == "step" ||
           key == "expr";
  }

  /// To the function, or as a read of its own.
  void add(std::vector<Use> needs) {
    if (change_) {
      change_->needs.insert(change_->needs.end(), needs.begin(), needs.end());
    } else if (!needs.empty()) {
      auto made = context_.change(Verb::read, {});
      made.needs = std::move(needs), made.if_exists = asked_ > 0;
      context_.emit(std::move(made));
    }
  }

  void walk(const Node& node) {
    if (!node.is_list() && !node.is_object()) return;
    auto line = node["lineno"].number();
    if (line > 0) line_ = line;
    auto kind = node.kind();
    if (kind == "PLpgSQL_expr") return expression(node.body()["query"].text());
    if (kind == "PLpgSQL_stmt_dynexecute" || kind == "PLpgSQL_stmt_dynfors") return dynamic(node.body(), "query");
    if (node["dynquery"]) return dynamic(node, "dynquery");
    bool chooses = kind == "PLpgSQL_stmt_if" || kind == "PLpgSQL_stmt_case";
    bool loops =
        kind == "PLpgSQL_stmt_loop" || kind == "PLpgSQL_stmt_while" || kind.substr(0, 17) == "PLpgSQL_stmt_for";
    bool asks = chooses || node["exceptions"];
    auto parts = chooses || loops ? node.body() : node;
    if (auto begins = parts["lineno"].number(); begins > 0) line_ = begins;
    for (auto child : parts) {
      bool first = looked_at_first(child.key());
      asked_ += asks && !first, looping_ += loops && !first;
      walk(child);
      asked_ -= asks && !first, looping_ -= loops && !first;
    }
  }

  void dynamic(const Node& body, const char* key) {
    if (auto line = body["lineno"].number(); line > 0) line_ = line;
    auto query = std::string(body[key]["PLpgSQL_expr"]["query"].text());
    auto literal = literal_of(query);
    if (!literal.empty()) {
      statement(literal);
    } else {
      place(query);
      opaque("EXECUTE runs SQL that is put together when it runs: " + query.substr(0, 80));
      value(query);
    }
    for (auto child : body)
      if (child.key() != key) walk(child);
  }

  void expression(std::string_view query) {
    if (query.empty()) return;
    auto tokens = tokens_of(query);
    if (is_statement(query, tokens)) return statement(std::string(query));
    value(std::string(assigned(query, tokens)));
  }

  void value(const std::string& text) {
    auto select = "SELECT " + text;
    auto parsed = parse(select);
    if (!parsed.tree) return;
    place(text);
    std::vector<Use> needs;
    References(context_, needs).query(parsed.tree->root()["stmts"].first()["stmt"]["SelectStmt"]);
    add(std::move(needs));
  }

  void statement(const std::string& text) {
    auto parsed = parse(text);
    place(text);
    if (!parsed.tree) return opaque("a statement in the body is not understood: " + parsed.error);
    // A routine's body within is cut out of this statement, not out of the one that is around it.
    auto outer = context_.text;
    for (auto item : parsed.tree->root()["stmts"]) {
      context_.text = statement_text(text, item);
      if (change_) {
        add_needs_of(context_, *change_, item["stmt"], true);
      } else {
        auto first = context_.size();
        read_statement(context_, item["stmt"]);
        if (asked_ > 0 || looping_ > 0) guard(first);
      }
    }
    context_.text = std::move(outer);
  }

  /// Under an IF, in a loop or before an EXCEPTION it may not happen.
  void guard(std::size_t first) {
    for (auto i = first; i < context_.size(); ++i) {
      auto& made = context_.at(i);
      bool rows = made.verb == Verb::write || made.verb == Verb::read;
      if (made.verb == Verb::create) made.if_not_exists = true;
      if (made.verb == Verb::alter || made.verb == Verb::drop || made.verb == Verb::rename) made.if_exists = true;
      if (rows && asked_ > 0) made.if_exists = true;
    }
  }

  void place(std::string_view query) {
    if (!change_ && !placed_) context_.fixed_place = context_.place_in_body(body_.begin, line_, query);
  }

  Context& context_;
  Change* change_;
  const PlpgsqlBody& body_;
  bool placed_;  ///< the body stands in another one, whose place is said
  long line_ = 1;
  int asked_ = 0, looping_ = 0;
};

}  // namespace

void add_plpgsql_needs(Context& context, Change& change, const PlpgsqlBody& body) {
  auto kept = context.variables;
  bool was_late = context.late;
  context.late = true;
  BodyReader(context, &change, body).read();
  context.late = was_late;
  context.variables = std::move(kept);
}

void run_plpgsql(Context& context, const PlpgsqlBody& body) {
  auto kept = context.variables;
  auto place = context.fixed_place;
  BodyReader(context, nullptr, body).read();
  context.fixed_place = place;
  context.variables = std::move(kept);
}

}  // namespace tributary::sql
