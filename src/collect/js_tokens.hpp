#pragma once
// Tokens of JavaScript and TypeScript, as far as reading literal configuration needs them. Pure; never throws.
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

struct JsToken {
  /// word: identifier or keyword · text: string or template without ${}, escapes resolved · template_text: a template
  /// with ${}, raw · punctuation: one operator, the longest that fits · regex: raw · end: after the last token
  enum class Kind { word, text, template_text, number, punctuation, regex, end } kind = Kind::end;
  std::string text;
  int line = 1;
  bool first_on_line = false;  ///< a line end stands before it
  bool operator==(const JsToken&) const = default;

  bool is(std::string_view punctuation_or_word) const {
    return (kind == Kind::punctuation || kind == Kind::word) && text == punctuation_or_word;
  }
};

/// Comments and blanks are left out; the last token is always `end`. What cannot be a token is skipped byte by byte.
std::vector<JsToken> js_tokens(std::string_view source);

}  // namespace tributary
