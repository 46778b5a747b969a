#include "catalog/expected_printed.hpp"

#include <algorithm>

namespace tributary::catalog {
namespace {

bool word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
 public:
  explicit Scanner(const std::string& text, std::size_t at = 0) : text_(text), at_(at) {}

  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool take(const std::string& words) {
    peek();
    if (text_.compare(at_, words.size(), words) != 0) return false;
    at_ += words.size();
    return true;
  }
  bool go_to(const std::string& words) {
    auto found = text_.find(words, at_);
    if (found == text_.npos) return false;
    at_ = found + words.size();
    return true;
  }
  bool done() { return peek() == '\0'; }

  std::string name() {
    std::string out;
    if (peek() != '"') {
      while (at_ < text_.size() && word_char(text_[at_])) out += text_[at_++];
      return out;
    }
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"' && (at_ + 1 >= text_.size() || text_[at_ + 1] != '"')) break;
      if (text_[at_] == '"') ++at_;
      out += text_[at_];
    }
    ++at_;
    return out;
  }

  QualifiedName qualified() {
    auto first = name();
    if (at_ >= text_.size() || text_[at_] != '.') return {"", first};
    ++at_;
    return {first, name()};
  }

  bool call_follows() const { return at_ < text_.size() && text_[at_] == '('; }

  void skip_brackets() {
    int depth = 0;
    bool in_text = false;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') in_text = !in_text;
      if (in_text) continue;
      if (text_[at_] == '(') ++depth;
      if (text_[at_] == ')' && --depth == 0) {
        ++at_;
        return;
      }
    }
  }

 private:
  const std::string& text_;
  std::size_t at_;
};

std::vector<std::string> name_list(Scanner& scan) {
  std::vector<std::string> out;
  if (!scan.take('(')) return out;
  while (!scan.done() && !scan.take(')')) {
    out.push_back(scan.name());
    scan.take(',');
  }
  return out;
}

// One column of an index: name, collation, operator class with options, direction.
std::optional<IndexColumn> index_column(Scanner& scan) {
  if (scan.peek() == '(') return std::nullopt;
  IndexColumn out{scan.name(), false, ""};
  if (out.name.empty() || scan.call_follows()) return std::nullopt;
  while (!scan.done() && scan.peek() != ',' && scan.peek() != ')') {
    if (scan.take("DESC"))
      out.descending = true;
    else if (scan.take("ASC") || scan.take("NULLS FIRST") || scan.take("NULLS LAST"))
      continue;
    else if (scan.take("COLLATE"))
      scan.qualified();
    else if (scan.peek() == '(')
      scan.skip_brackets();
    else if (auto word = scan.qualified().name; !word.empty())
      out.operator_class = word;
    else
      return std::nullopt;
  }
  return out;
}

}  // namespace

QualifiedName read_name(const std::string& text) {
  return Scanner(text).qualified();
}

std::optional<Index> read_index(const std::string& definition) {
  Index out;
  out.unique = definition.starts_with("CREATE UNIQUE");
  Scanner scan(definition);
  if (!scan.go_to(" USING ")) return std::nullopt;
  out.method = scan.name();
  if (!scan.take('(')) return std::nullopt;
  while (!scan.take(')')) {
    auto column = index_column(scan);
    if (!column) return std::nullopt;
    out.columns.push_back(std::move(*column));
    scan.take(',');
  }
  if (scan.take("INCLUDE"))
    for (auto& name : name_list(scan)) out.columns.push_back({std::move(name), false, ""});
  if (out.method == "btree")
    for (auto& column : out.columns) column.operator_class.clear();
  out.partial = scan.take("WHERE ") || scan.go_to(" WHERE ");
  return out;
}

std::vector<std::string> read_columns(const std::string& definition) {
  Scanner scan(definition, std::min(definition.find('('), definition.size()));
  auto columns = name_list(scan);
  if (scan.take("INCLUDE"))
    for (auto& name : name_list(scan)) columns.push_back(std::move(name));
  return columns;
}

ForeignKey read_foreign_key(const std::string& definition) {
  ForeignKey out;
  Scanner scan(definition, std::min(definition.find('('), definition.size()));
  out.columns = name_list(scan);
  scan.go_to("REFERENCES ");
  auto to = scan.qualified();
  out.to_schema = to.schema, out.to_table = to.name;
  out.to_columns = name_list(scan);
  for (const char* action : {"CASCADE", "RESTRICT", "SET NULL", "SET DEFAULT", "NO ACTION"}) {
    if (definition.find(std::string("ON DELETE ") + action) != definition.npos) out.on_delete = action;
    if (definition.find(std::string("ON UPDATE ") + action) != definition.npos) out.on_update = action;
  }
  return out;
}

}  // namespace tributary::catalog
