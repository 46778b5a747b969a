#include "psl/grammar.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <unordered_set>

#include "psl/blanks.hpp"
#include "psl/letters.hpp"

namespace tributary::psl {
namespace {

using Nodes = std::vector<Node>;

// Deeper nesting is no schema; the parser's own stack has an end.
constexpr int deepest_nesting = 500;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// One function a rule: it moves on and appends its nodes, or leaves everything as it was and says false.
class Matcher {
 public:
  Matcher(std::string_view text, int major) : text_(text), major_(major) {}

  Node schema() {
    Node root{Rule::schema, {0, text_.size()}, {}};
    for (skip(); at_ < text_.size(); skip()) top(root.inner);
    return root;
  }

 private:
  // What keeps a failed try from leaving anything behind.
  template <typename Body>
  bool attempt(Nodes& out, Body body) {
    auto at = at_, size = out.size();
    if (body()) return true;
    at_ = at;
    out.resize(size);
    return false;
  }
  template <typename Body>
  bool node(Rule rule, Nodes& out, Body body) {
    Node found{rule, {at_, at_}, {}};
    auto at = at_;
    if (!body(found.inner)) return at_ = at, false;
    found.range.end = at_;
    out.push_back(std::move(found));
    return true;
  }
  template <typename Body>
  bool leaf(Rule rule, Nodes& out, Body body) {
    return node(rule, out, [&](Nodes&) { return body(); });
  }

  std::string_view rest() const { return text_.substr(at_); }
  bool ahead(std::string_view word) const { return rest().starts_with(word); }
  bool take(std::string_view word) {
    if (!ahead(word)) return false;
    at_ += word.size();
    return true;
  }
  bool after_blanks(std::string_view word) { return skip(), take(word); }
  bool at_line_end() const { return at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r'); }
  bool line_end() { return take("\n") || take("\r\n") || take("\r"); }
  void to_line_end() { at_ = std::min(text_.find_first_of("\r\n", at_), text_.size()); }
  bool blank() {
    if (take(" ") || take("\t")) return true;
    if (at_ >= text_.size() || static_cast<unsigned char>(text_[at_]) < 0x80) return false;
    for (auto wide : wide_blanks)
      if (take(wide)) return true;
    return false;
  }
  void skip() {
    while (blank()) {
    }
  }

  bool letter_or_digit() {
    auto size = letter_ahead(rest(), major_);
    if (size == 0 && at_ < text_.size() && digit(text_[at_])) size = 1;
    at_ += size;
    return size > 0;
  }
  bool identifier_text() {
    if (!letter_or_digit()) return false;
    while (letter_or_digit() || take("_") || take("-")) {
    }
    return true;
  }
  bool identifier(Nodes& out) {
    return leaf(Rule::identifier, out, [this] { return identifier_text(); });
  }
  bool path(Nodes& out) {
    return leaf(Rule::path, out, [this] {
      if (!identifier_text()) return false;
      while (take(".")) identifier_text();
      return true;
    });
  }

  bool number(Nodes& out) {
    return leaf(Rule::number, out, [this] {
      take("-");
      if (!digits()) return false;
      auto whole = at_;
      if (!take(".") || !digits()) at_ = whole;
      return true;
    });
  }
  bool digits() {
    auto begin = at_;
    while (at_ < text_.size() && digit(text_[at_])) ++at_;
    return at_ > begin;
  }
  bool string_text() {
    if (!take("\"")) return false;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\')
        ++at_;
      else if (static_cast<unsigned char>(text_[at_]) < 0x20)
        return false;
      if (at_ < text_.size()) ++at_;
    }
    return take("\"");
  }
  bool string(Nodes& out) {
    return leaf(Rule::string, out, [this] { return string_text(); });
  }

  bool array(Nodes& out) {
    return node(Rule::array, out, [this](Nodes& inner) {
      if (!take("[")) return false;
      skip();
      if (expression(inner))
        while (attempt(inner, [&] { return after_blanks(",") && (skip(), expression(inner)); })) {
        }
      return after_blanks("]");
    });
  }
  // Of Prisma 7: `{ a: 1, b: { not: null } }`.
  bool object(Nodes& out) {
    return major_ >= 7 && node(Rule::object, out, [this](Nodes& inner) {
             if (!take("{")) return false;
             auto one = [&] { return skip(), object_member(inner); };
             if (attempt(inner, one))
               while (attempt(inner, [&] { return after_blanks(",") && one(); })) {
               }
             return after_blanks("}");
           });
  }
  bool object_member(Nodes& out) {
    return node(Rule::argument, out,
                [this](Nodes& inner) { return identifier(inner) && after_blanks(":") && (skip(), expression(inner)); });
  }
  bool call(Nodes& out) {
    return node(Rule::call, out, [this](Nodes& inner) { return path(inner) && (skip(), arguments(inner)); });
  }
  bool expression(Nodes& out) {
    if (depth_ >= deepest_nesting) return false;
    ++depth_;
    bool found = node(Rule::expression, out, [this](Nodes& inner) {
      return call(inner) || array(inner) || object(inner) || number(inner) || string(inner) || path(inner);
    });
    --depth_;
    return found;
  }
  bool named_argument(Nodes& out) {
    return node(Rule::argument, out, [this](Nodes& inner) {
      if (!identifier(inner) || !after_blanks(":")) return false;
      attempt(inner, [&] { return skip(), expression(inner); });
      return true;
    });
  }
  bool arguments(Nodes& out) {
    return node(Rule::arguments, out, [this](Nodes& inner) {
      if (!take("(")) return false;
      auto one = [&] { return skip(), named_argument(inner) || expression(inner); };
      if (attempt(inner, one))
        while (attempt(inner, [&] { return after_blanks(",") && one(); })) {
        }
      after_blanks(",");
      return after_blanks(")");
    });
  }
  bool attribute_parts(Nodes& inner) {
    skip();
    if (!path(inner)) return false;
    skip();
    arguments(inner);
    return true;
  }
  bool field_attribute(Nodes& out) {
    return node(Rule::field_attribute, out, [this](Nodes& inner) { return take("@") && attribute_parts(inner); });
  }
  void field_attributes(Nodes& out) {
    while (attempt(out, [&] { return skip(), field_attribute(out); })) {
    }
  }
  bool block_attribute(Nodes& out) {
    return node(Rule::block_attribute, out, [this](Nodes& inner) {
      if (!take("@@") || !attribute_parts(inner)) return false;
      skip();
      trailing_comment(inner);
      return true;
    });
  }

  bool base_type(Nodes& out) {
    return leaf(Rule::base_type, out, [this] {
      auto at = at_;
      if (take("Unsupported(") && (skip(), string_text()) && after_blanks(")")) return true;
      at_ = at;
      return identifier_text();
    });
  }
  bool type(Nodes& out) {
    return node(Rule::type, out, [this](Nodes& inner) {
      auto ending = [&](Rule rule, std::string_view first, std::string_view second) {
        return node(rule, inner, [&](Nodes& base) {
          return base_type(base) && after_blanks(first) && (second.empty() || after_blanks(second));
        });
      };
      return ending(Rule::optional_list_type, "[]", "?") || ending(Rule::list_type, "[]", {}) ||
             ending(Rule::optional_type, "?", {}) || ending(Rule::required_type, "!", {}) ||
             node(Rule::list_type, inner,
                  [&](Nodes& base) { return take("[") && (skip(), base_type(base)) && after_blanks("]"); }) ||
             base_type(inner);
    });
  }
  bool field(Nodes& out) {
    return node(Rule::field, out, [this](Nodes& inner) {
      if (!identifier(inner)) return false;
      after_blanks(":");
      attempt(inner, [&] { return skip(), type(inner); });
      return rest_of_member(inner);
    });
  }
  bool enum_value(Nodes& out) {
    return node(Rule::enum_value, out, [this](Nodes& inner) { return identifier(inner) && rest_of_member(inner); });
  }
  bool rest_of_member(Nodes& inner) {
    field_attributes(inner);
    skip();
    trailing_comment(inner);
    return skip(), line_end();
  }
  bool key_value(Nodes& out) {
    return node(Rule::key_value, out, [this](Nodes& inner) {
      if (!identifier(inner) || !after_blanks("=")) return false;
      attempt(inner, [&] { return skip(), expression(inner); });
      skip();
      trailing_comment(inner);
      return true;
    });
  }

  bool block_comment(Nodes& out) {
    return leaf(Rule::block_comment, out, [this] {
      if (!after_blanks("/*")) return false;
      auto close = text_.find("*/", at_);
      if (close == text_.npos) return false;
      at_ = close + 2;
      return true;
    });
  }
  bool line_comment(Nodes& out) {
    return attempt(out, [&] {
      skip();
      bool doc = ahead("///");
      return leaf(doc ? Rule::doc_comment : Rule::comment, out, [this] { return take("//") && (to_line_end(), true); });
    });
  }
  bool trailing_comment(Nodes& out) {
    return node(Rule::trailing_comment, out,
                [this](Nodes& inner) { return block_comment(inner) || line_comment(inner); });
  }
  bool comments(Nodes& out) {
    return node(Rule::comments, out, [this](Nodes& inner) {
      while (line_comment(inner) || block_comment(inner)) line_end();
      return !inner.empty();
    });
  }
  bool blank_lines(Nodes& out) {
    return leaf(Rule::blank_lines, out, [this] {
      auto begin = at_, end = at_;
      for (skip(); line_end(); skip()) end = at_;
      at_ = end;
      return end > begin;
    });
  }
  bool line(Nodes& out) {
    return leaf(Rule::line, out, [this] {
      if (at_ >= text_.size() || at_line_end()) return false;
      to_line_end();
      line_end();
      return true;
    });
  }

  bool member(Rule block, Nodes& out) {
    auto with_line_end = [&](auto rule) {
      return attempt(out, [&] { return (this->*rule)(out) && (skip(), line_end()); });
    };
    bool found = block == Rule::config        ? with_line_end(&Matcher::key_value)
                 : block == Rule::enumeration ? enum_value(out) || with_line_end(&Matcher::block_attribute)
                                              : field(out) || with_line_end(&Matcher::block_attribute);
    return found || comments(out) || blank_lines(out) || (!ahead("}") && line(out));
  }

  // Blocks that were never closed are tried again from each of their lines: the places where a try came to the end of
  // the text are kept, so that this stays linear.
  bool body(Rule block, Nodes& out) {
    std::vector<std::size_t> seen;
    auto& hopeless = hopeless_[static_cast<std::size_t>(block)];
    bool closed = node(Rule::body, out, [&](Nodes& inner) {
      while (hopeless.count(at_) == 0) {
        seen.push_back(at_);
        if (!attempt(inner, [&] { return skip(), member(block, inner); })) return skip(), ahead("}");
      }
      return false;
    });
    if (!closed) hopeless.insert(seen.begin(), seen.end());
    return closed;
  }
  bool block_open() {
    if (!take("{")) return false;
    to_line_end();
    return line_end();
  }
  bool block(Rule rule, std::initializer_list<std::string_view> keywords, Nodes& out) {
    return node(rule, out, [&](Nodes& inner) {
      bool found = leaf(Rule::keyword, inner, [&] {
        for (auto keyword : keywords)
          if (take(keyword)) return true;
        return false;
      });
      if (!found) return false;
      skip();
      if (!identifier(inner)) return false;
      skip();
      if (!block_open()) return false;
      skip();
      if (!body(rule, inner)) return false;
      return after_blanks("}");
    });
  }
  bool type_alias(Nodes& out) {
    return node(Rule::type_alias, out, [this](Nodes& inner) {
      if (!take("type") || (skip(), !identifier(inner)) || !after_blanks("=")) return false;
      skip();
      if (!base_type(inner)) return false;
      skip();
      if (field_attribute(inner)) field_attributes(inner);
      return true;
    });
  }
  bool unknown_block(Nodes& out) {
    return leaf(Rule::unknown_block, out, [this] {
      if (!identifier_text()) return false;
      skip();
      if (!block_open()) return false;
      auto close = text_.find('}', at_);
      if (close == text_.npos) return false;
      at_ = close + 1;
      return true;
    });
  }
  void top(Nodes& out) {
    static_cast<void>(block(Rule::model, {"model", "type", "view"}, out) || block(Rule::enumeration, {"enum"}, out) ||
                      block(Rule::config, {"datasource", "generator"}, out) || type_alias(out) || unknown_block(out) ||
                      comments(out) || blank_lines(out) || line(out));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int major_;
  int depth_ = 0;
  std::array<std::unordered_set<std::size_t>, 4> hopeless_;  ///< by the block's rule
};

}  // namespace

Node parse_grammar(std::string_view text, int major) {
  return Matcher(text, major).schema();
}

}  // namespace tributary::psl
