#pragma once
// Literal values of a JavaScript or TypeScript module: objects, strings and environment variables. Pure.
#include <map>
#include <string>
#include <vector>

#include "collect/js_tokens.hpp"

namespace tributary {

struct JsMember;

struct JsValue {
  /// text: a literal · variable: an environment variable · name: an identifier or a.b.c · call: `text`(items) ·
  /// either: items tried in order (`operators` between them) · other: an expression that is not read
  enum class Kind { text, variable, name, object, list, call, either, other } kind = Kind::other;
  std::string text;
  std::vector<JsValue> items;
  std::vector<JsMember> members;       ///< of an object; "..." = a spread
  std::vector<std::string> operators;  ///< of either: "??" or "||"
  int line = 0;

  const JsValue* member(const std::string& name) const;  ///< the last of that name; null: none
};

// Not a pair: clang asks a pair about its members before JsValue is complete.
struct JsMember {
  std::string name;
  JsValue value;
};

/// The expression that starts at tokens[at]; `at` moves behind it. Types (`as T`, `satisfies T`, `!`) are skipped.
JsValue js_value(const std::vector<JsToken>& tokens, std::size_t& at);

/// Values of `const x = …` (let, var) at the module's top level.
std::map<std::string, JsValue> js_constants(const std::vector<JsToken>& tokens);

/// What `import` and `require` bind: local name -> "module" (default or namespace) or "module#name".
std::map<std::string, std::string> js_imports(const std::vector<JsToken>& tokens);

}  // namespace tributary
