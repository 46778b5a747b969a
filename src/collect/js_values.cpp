#include "collect/js_values.hpp"

#include <array>

namespace tributary {
namespace {

using Kind = JsToken::Kind;

bool opens(const JsToken& token) {
  return token.kind == Kind::punctuation && (token.text == "(" || token.text == "[" || token.text == "{");
}
bool closes(const JsToken& token) {
  return token.kind == Kind::punctuation && (token.text == ")" || token.text == "]" || token.text == "}");
}

class JsParser {
 public:
  JsParser(const std::vector<JsToken>& tokens, std::size_t at) : tokens_(tokens), at_(at) {}
  std::size_t at() const { return at_; }

  JsValue expression() {
    JsValue first = sum();
    if (!now().is("??") && !now().is("||")) return finished(std::move(first));
    JsValue either;
    either.kind = JsValue::Kind::either;
    either.line = first.line;
    either.items.push_back(std::move(first));
    while (now().is("??") || now().is("||")) {
      either.operators.push_back(now().text);
      ++at_;
      either.items.push_back(sum());
    }
    return finished(std::move(either));
  }

 private:
  const JsToken& now() const { return tokens_[at_]; }
  const JsToken& next(std::size_t ahead = 1) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool at_end() const { return now().kind == Kind::end; }

  JsValue other(int line) const {
    JsValue value;
    value.line = line;
    return value;
  }

  // What follows an expression must end it; otherwise it was the start of one that is not read (`a ? b : c`).
  JsValue finished(JsValue value) {
    const bool ends = at_end() || closes(now()) || now().is(",") || now().is(";") || now().first_on_line;
    if (ends) return value;
    skip_to_end();
    return other(value.line);
  }

  void skip_to_end() {
    for (int depth = 0; !at_end(); ++at_) {
      if (depth == 0 && (closes(now()) || now().is(",") || now().is(";"))) return;
      if (opens(now())) ++depth;
      if (closes(now())) --depth;
    }
  }

  JsValue sum() {
    JsValue left = postfix();
    while (now().is("+")) {
      ++at_;
      JsValue right = postfix();
      const bool texts = left.kind == JsValue::Kind::text && right.kind == JsValue::Kind::text;
      if (texts)
        left.text += right.text;
      else
        left = other(left.line);
    }
    return left;
  }

  JsValue postfix() {
    JsValue value = primary();
    for (;;) {
      if (now().is("!") && !now().first_on_line) {
        ++at_;
      } else if ((now().is("as") || now().is("satisfies")) && !now().first_on_line) {
        skip_type();
      } else {
        return value;
      }
    }
  }

  // From `as` or `satisfies` up to what cannot belong to a type.
  void skip_type() {
    ++at_;
    for (int depth = 0; !at_end(); ++at_) {
      const auto& token = now();
      const bool stops = token.is(",") || token.is(";") || token.is("??") || token.is("||") || token.is("=") ||
                         closes(token) || token.is("satisfies") || token.is("as") ||
                         (token.first_on_line && depth == 0);
      if (depth == 0 && stops) return;
      if (opens(token) || token.is("<")) ++depth;
      if ((closes(token) || token.is(">")) && depth > 0) --depth;
    }
  }

  JsValue primary() {
    const auto& token = now();
    if (too_deep_ > 100) {
      skip_to_end();
      return other(token.line);
    }
    ++too_deep_;
    JsValue value = primary_of(token);
    --too_deep_;
    return value;
  }

  JsValue primary_of(const JsToken& token) {
    JsValue value = other(token.line);
    if (token.kind == Kind::text) {
      ++at_;
      value.kind = JsValue::Kind::text;
      value.text = token.text;
      return value;
    }
    if (token.is("{")) return object();
    if (token.is("[")) return list();
    if (token.is("(")) return parenthesised();
    if (token.kind == Kind::word && is_function(token)) return skipped();
    if (token.kind == Kind::word) return name_or_call();
    if (token.kind == Kind::template_text || token.kind == Kind::number || token.kind == Kind::regex) {
      ++at_;
      return value;
    }
    return skipped();
  }

  bool is_function(const JsToken& token) const {
    static constexpr std::array<std::string_view, 7> words = {"function", "async", "new",   "class",
                                                              "typeof",   "void",  "delete"};
    for (auto word : words)
      if (token.text == word) return true;
    return next().is("=>");
  }

  JsValue skipped() {
    JsValue value = other(now().line);
    const auto begin = at_;
    skip_to_end();
    if (at_ == begin && !at_end() && !closes(now())) ++at_;
    return value;
  }

  JsValue parenthesised() {
    const auto begin = at_;
    ++at_;
    JsValue inner = expression();
    if (now().is(")")) {
      ++at_;
      if (!now().is("=>")) return inner;
    }
    at_ = begin;
    return skipped();
  }

  JsValue object() {
    JsValue value = other(now().line);
    value.kind = JsValue::Kind::object;
    ++at_;
    while (!at_end() && !now().is("}")) {
      const auto begin = at_;
      value.members.push_back(member());
      if (now().is(",")) ++at_;
      if (at_ == begin) ++at_;
    }
    if (!at_end()) ++at_;
    return value;
  }

  JsMember member() {
    if (now().is("...")) {
      ++at_;
      return {"...", expression()};
    }
    const JsToken key = now();
    const bool named = key.kind == Kind::word || key.kind == Kind::text;
    if (named && next().is(":")) {
      at_ += 2;
      return {key.text, expression()};
    }
    if (named && (next().is(",") || next().is("}"))) {  // { schema }
      JsValue value = other(key.line);
      value.kind = JsValue::Kind::name;
      value.text = key.text;
      ++at_;
      return {key.text, value};
    }
    const int line = key.line;
    skip_to_end();  // a method, a getter, a computed key
    return {named ? key.text : std::string(), other(line)};
  }

  JsValue list() {
    JsValue value = other(now().line);
    value.kind = JsValue::Kind::list;
    ++at_;
    value.items = items_until("]");
    return value;
  }

  std::vector<JsValue> items_until(std::string_view closing) {
    std::vector<JsValue> items;
    while (!at_end() && !now().is(closing)) {
      const auto begin = at_;
      if (now().is(",")) {
        ++at_;
        continue;
      }
      items.push_back(expression());
      if (now().is(",")) ++at_;
      if (at_ == begin) ++at_;
    }
    if (!at_end()) ++at_;
    return items;
  }

  JsValue name_or_call() {
    JsValue value = other(now().line);
    value.kind = JsValue::Kind::name;
    value.text = now().text;
    ++at_;
    for (;;) {
      const bool dotted = (now().is(".") || now().is("?.")) && next().kind == Kind::word;
      if (dotted) {
        value.text += "." + next().text;
        at_ += 2;
      } else if (now().is("!") && (next().is(".") || next().is("["))) {
        ++at_;
      } else if (now().is("[") || (now().is("?.") && next().is("["))) {
        if (now().is("?.")) ++at_;
        if (next().kind != Kind::text || !next(2).is("]")) return skipped();
        value.text += "." + next().text;
        at_ += 3;
      } else if (now().is("<") && generic_call_follows()) {
        skip_generics();
      } else if (now().is("(")) {
        ++at_;
        JsValue call = other(value.line);
        call.kind = JsValue::Kind::call;
        call.text = value.text;
        call.items = items_until(")");
        if (!now().is(".") && !now().is("(")) return environment_of(std::move(call));
        value = call;  // require("dotenv").config(): the chain goes on from the first call
        if (call.text == "require" && call.items.size() == 1 && call.items[0].kind == JsValue::Kind::text)
          value.text = "require:" + call.items[0].text;
        value.kind = JsValue::Kind::name;
        value.items.clear();
        if (now().is("(")) return skipped();
      } else {
        return environment_of(std::move(value));
      }
    }
  }

  static JsValue environment_of(JsValue value) {
    for (std::string_view prefix : {"process.env.", "Bun.env."})
      if (value.kind == JsValue::Kind::name && value.text.starts_with(prefix) && value.text.size() > prefix.size()) {
        value.kind = JsValue::Kind::variable;
        value.text.erase(0, prefix.size());
      }
    return value;
  }

  bool generic_call_follows() const {
    int depth = 0;
    for (auto i = at_; i < tokens_.size() && i < at_ + 100; ++i) {
      if (tokens_[i].is("<")) ++depth;
      if (tokens_[i].is(">") && --depth == 0) return tokens_[i + 1].is("(");
      if (tokens_[i].is(";") || tokens_[i].kind == Kind::text) return false;
    }
    return false;
  }

  void skip_generics() {
    int depth = 0;
    for (; !at_end(); ++at_) {
      if (now().is("<")) ++depth;
      if (now().is(">") && --depth == 0) break;
    }
    if (!at_end()) ++at_;
  }

  const std::vector<JsToken>& tokens_;
  std::size_t at_;
  int too_deep_ = 0;
};

// `const x: Type = value`: moves to the `=`; false where there is none before the statement ends.
bool to_assignment(const std::vector<JsToken>& tokens, std::size_t& at) {
  for (; tokens[at].kind != Kind::end && !tokens[at].is(";"); ++at)
    if (tokens[at].is("=")) return true;
  return false;
}

std::string required_module(const std::vector<JsToken>& tokens, std::size_t at) {
  auto token = [&](std::size_t ahead) -> const JsToken& { return tokens[std::min(at + ahead, tokens.size() - 1)]; };
  const bool is_call = token(0).is("require") && token(1).is("(") && token(2).kind == Kind::text && token(3).is(")");
  return is_call ? token(2).text : std::string();
}

// Another declaration ends a broken one, so that no source is scanned again and again.
bool ends_binding(const JsToken& token) {
  for (const char* word : {"from", "=", ";", "import", "export", "const", "let", "var"})
    if (token.is(word)) return true;
  return token.kind == Kind::end;
}

using Names = std::vector<std::pair<std::string, std::string>>;  // imported name, local name; "" = the whole module

// `a, * as b, { c, d as e, f: g }` up to `from` or `=`.
Names bound_names(const std::vector<JsToken>& tokens, std::size_t& at) {
  Names names;
  bool in_braces = false;
  for (; !ends_binding(tokens[at]); ++at) {
    const auto& token = tokens[at];
    if (token.is("{")) in_braces = true;
    if (token.is("}")) in_braces = false;
    if (token.kind != Kind::word || token.text == "as" || token.text == "type") continue;
    const bool renamed = tokens[at + 1].is("as") || tokens[at + 1].is(":");
    if (!renamed) {
      names.emplace_back(in_braces ? token.text : "", token.text);
    } else if (tokens[at + 2].kind == Kind::word) {
      names.emplace_back(token.text == "default" ? "" : token.text, tokens[at + 2].text);
      at += 2;
    }
  }
  return names;
}

// const { A, B: b } = process.env
void add_from_environment(const std::vector<JsToken>& tokens, std::size_t at,
                          std::map<std::string, JsValue>& constants) {
  const auto names = bound_names(tokens, at);
  const bool is_environment =
      tokens[at].is("=") && tokens[at + 1].is("process") && tokens[at + 2].is(".") && tokens[at + 3].is("env");
  if (!is_environment || tokens[at + 4].is(".")) return;
  for (const auto& [variable, local] : names) {
    auto& value = constants[local];
    value.kind = JsValue::Kind::variable;
    value.text = variable;
    value.line = tokens[at].line;
  }
}

}  // namespace

const JsValue* JsValue::member(const std::string& name) const {
  for (auto at = members.rbegin(); at != members.rend(); ++at)
    if (at->name == name) return &at->value;
  return nullptr;
}

JsValue js_value(const std::vector<JsToken>& tokens, std::size_t& at) {
  JsParser parser(tokens, at);
  auto value = parser.expression();
  at = parser.at();
  return value;
}

std::map<std::string, JsValue> js_constants(const std::vector<JsToken>& tokens) {
  std::map<std::string, JsValue> constants;
  int depth = 0;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (opens(tokens[at])) ++depth;
    if (closes(tokens[at])) --depth;
    const bool declares = tokens[at].is("const") || tokens[at].is("let") || tokens[at].is("var");
    if (depth == 0 && declares && tokens[at + 1].is("{")) add_from_environment(tokens, at + 1, constants);
    if (depth != 0 || !declares || tokens[at + 1].kind != Kind::word) continue;
    const auto name = tokens[at + 1].text;
    auto from = at + 2;
    if (!to_assignment(tokens, from)) continue;
    constants[name] = js_value(tokens, ++from);
  }
  return constants;
}

std::map<std::string, std::string> js_imports(const std::vector<JsToken>& tokens) {
  std::map<std::string, std::string> imports;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const bool is_import = tokens[at].is("import"),
               declares = tokens[at].is("const") || tokens[at].is("let") || tokens[at].is("var");
    if (!is_import && !declares) continue;
    auto end = at + 1;
    const auto names = bound_names(tokens, end);
    std::string module;
    if (is_import && tokens[end].is("from") && tokens[end + 1].kind == Kind::text) module = tokens[end + 1].text;
    if (declares && tokens[end].is("=")) module = required_module(tokens, end + 1);
    if (module.empty()) continue;
    for (const auto& [imported, local] : names) imports[local] = imported.empty() ? module : module + "#" + imported;
  }
  return imports;
}

}  // namespace tributary
