#include "sql/tree.hpp"

#include <charconv>

namespace tributary::sql {
namespace {

void put_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

char unescape(char letter) {
  switch (letter) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return letter;
  }
}

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
    } else if (text[++i] == 'u' && i + 4 < text.size()) {
      unsigned code = 0;
      std::from_chars(text.data() + i + 1, text.data() + i + 5, code, 16);
      put_utf8(out, code);
      i += 4;
    } else {
      out += unescape(text[i]);
    }
  }
  return out;
}

bool blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

}  // namespace

Tree::Tree(std::string json, std::string_view source) : json_(std::move(json)), source_(source) {
  entries_.reserve(json_.size() / 12 + 2);
  entries_.emplace_back();
  if (!read()) entries_.resize(1);
}

std::uint32_t Tree::add(std::string_view key, Type type, std::string_view scalar) {
  auto at = static_cast<std::uint32_t>(entries_.size());
  entries_.push_back({key, scalar, 0, 0, type});
  if (!open_.empty()) {
    auto& [parent, last] = open_.back();
    (last ? entries_[last].next : entries_[parent].first) = at;
    last = at;
  }
  return at;
}

/// `at` stands on the opening quote and is left behind the closing one.
std::string_view Tree::quoted(std::size_t& at) {
  auto begin = ++at;
  bool escaped = false;
  for (; at < json_.size() && json_[at] != '"'; ++at)
    if (json_[at] == '\\') escaped = true, ++at;
  auto text = std::string_view(json_).substr(begin, std::min(at, json_.size()) - begin);
  ++at;
  return escaped ? unescaped_.emplace_back(unescape(text)) : text;
}

bool Tree::read() {
  std::string_view key;
  for (std::size_t at = 0; at < json_.size();) {
    char c = json_[at];
    if (blank(c) || c == ',' || c == ':') {
      ++at;
    } else if (c == '{' || c == '[') {
      open_.push_back({add(key, c == '{' ? Type::object : Type::list, {}), 0});
      depth_ = std::max(depth_, open_.size());
      key = {}, ++at;
    } else if (c == '}' || c == ']') {
      if (open_.empty()) return false;
      open_.pop_back(), ++at;
    } else if (c == '"') {
      auto text = quoted(at);
      bool names = at < json_.size() && json_[at] == ':';
      if (names) {
        key = text;
      } else {
        add(key, Type::text, text), key = {};
      }
    } else {
      auto end = json_.find_first_of(",]} \n", at);
      if (end == std::string::npos) return false;
      add(key, Type::word, std::string_view(json_).substr(at, end - at)), key = {}, at = end;
    }
  }
  return open_.empty();
}

Node Node::operator[](std::string_view key) const {
  if (is_object())
    for (auto child : *this)
      if (child.key() == key) return child;
  return {};
}

std::string_view Node::text() const {
  return at_ ? tree_->entries_[at_].scalar : std::string_view{};
}
std::string_view Node::key() const {
  return at_ ? tree_->entries_[at_].key : std::string_view{};
}
std::string_view Node::source() const {
  return tree_ ? tree_->source_ : std::string_view{};
}
bool Node::is_list() const {
  return at_ && tree_->entries_[at_].type == Tree::Type::list;
}
bool Node::is_object() const {
  return at_ && tree_->entries_[at_].type == Tree::Type::object;
}

long Node::number(long otherwise) const {
  auto digits = text();
  std::from_chars(digits.data(), digits.data() + digits.size(), otherwise);
  return otherwise;
}

std::size_t Node::size() const {
  std::size_t count = 0;
  for (auto child : *this) count += child ? 1 : 0;
  return count;
}

Node Node::body() const {
  return kind().empty() ? Node{} : first();
}
Node Node::as(std::string_view wanted) const {
  return kind() == wanted ? first() : Node{};
}

std::string_view Node::kind() const {
  auto only = is_object() ? first() : Node{};
  if (!only || tree_->entries_[only.at_].next) return {};
  auto name = only.key();
  return !name.empty() && name[0] >= 'A' && name[0] <= 'Z' ? name : std::string_view{};
}

int Node::location() const {
  return static_cast<int>((*this)["location"].number(-1));
}
Node Node::first() const {
  return at_ ? Node{tree_, tree_->entries_[at_].first} : Node{};
}
Node::Iterator Node::begin() const {
  return {tree_, at_ ? tree_->entries_[at_].first : 0};
}
Node::Iterator Node::end() const {
  return {tree_, 0};
}
Node::Iterator& Node::Iterator::operator++() {
  at_ = tree_->entries_[at_].next;
  return *this;
}

}  // namespace tributary::sql
