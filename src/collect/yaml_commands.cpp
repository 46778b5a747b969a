#include "collect/yaml_commands.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"

namespace tributary {
namespace {

bool runs(const std::string& key) {
  static const std::set<std::string> keys = {
      "run",  "script", "before_script", "after_script", "command", "commands",     "cmd",          "cmds",
      "bash", "sh",     "entrypoint",    "args",         "install", "startcommand", "buildcommand", "predeploycommand"};
  return keys.count(text::lower(key)) > 0;
}

constexpr int most_items_on_a_line = 50;  // "- - - …"

bool sets_variables(const std::string& key) {
  return key == "env" || key == "environment" || key == "variables";
}

std::string unquoted(std::string value) {
  bool quoted = value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
  if (!quoted) return text::trim(value.substr(0, value.find(" #")));
  bool single = value[0] == '\'';
  value = value.substr(1, value.size() - 2);
  return single ? text::replace_all(value, "''", "'") : text::replace_all(value, "\\\"", "\"");
}

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

/// Byte of the colon behind a key; npos: the text is no entry of a mapping.
std::size_t key_end(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') return i + 1 == text.size() || text[i + 1] == ' ' ? i : std::string::npos;
    bool plain = std::isalnum(static_cast<unsigned char>(text[i])) != 0;
    if (!plain && std::string_view("_-.\"'").find(text[i]) == std::string_view::npos) break;
  }
  return std::string::npos;
}

/// A key, or an item of a list (no key), with what stands behind it on its line.
struct Node {
  int parent = -1;
  std::size_t indent = 0, line = 0;
  std::string key, value;
};

class Document {
 public:
  explicit Document(const std::vector<std::string>& lines) : lines_(lines) {
    for (std::size_t at = 0; at < lines.size(); ++at) at = read_line(at);
  }

  std::vector<YamlCommand> commands() const {
    std::vector<YamlCommand> out;
    const auto urls = urls_by_owner();
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
      const auto& node = nodes_[i];
      bool item = node.key.empty() && node.parent >= 0 && runs(nodes_[static_cast<std::size_t>(node.parent)].key);
      if (node.value.empty() || !(item || runs(node.key))) continue;
      auto command = command_of(node);
      command.environment = environment_around(static_cast<int>(i), urls);
      out.push_back(std::move(command));
    }
    return out;
  }

 private:
  static bool is_block(const Node& node) { return node.value[0] == '|' || node.value[0] == '>'; }

  /// Returns the last line that it has read: a block scalar's lines are no entries.
  std::size_t read_line(std::size_t at) {
    auto indent = indentation(lines_[at]);
    auto text = text::trim(lines_[at]);
    if (text.empty() || text[0] == '#' || text.starts_with("---")) return at;
    for (int deep = 0; deep < most_items_on_a_line && text[0] == '-' && (text.size() == 1 || text[1] == ' '); ++deep) {
      auto rest = text::trim(text.substr(1));
      bool entry = rest.empty() || rest[0] == '-' || key_end(rest) != std::string::npos;
      add({-1, indent, at, "", entry ? "" : rest});
      indent += text.size() - rest.size();
      text = entry ? rest : "";
      if (text.empty()) return end_of(at);
    }
    auto colon = key_end(text);
    if (colon == std::string::npos) return at;
    add({-1, indent, at, unquoted(text.substr(0, colon)), text::trim(text.substr(colon + 1))});
    return end_of(at);
  }

  void add(Node node) {
    bool item = node.key.empty();
    auto closed = [&](const Node& open) {
      // A list's "- …" may stand right below its key.
      bool below = item && open.indent == node.indent && !open.key.empty();
      return open.indent >= node.indent && !below;
    };
    while (!open_.empty() && closed(nodes_[static_cast<std::size_t>(open_.back())])) open_.pop_back();
    node.parent = open_.empty() ? -1 : open_.back();
    open_.push_back(static_cast<int>(nodes_.size()));
    nodes_.push_back(std::move(node));
  }

  std::size_t end_of(std::size_t at) const {
    const auto& node = nodes_.back();
    if (node.value.empty() || !is_block(node)) return at;
    while (at + 1 < lines_.size() && (text::trim(lines_[at + 1]).empty() || indentation(lines_[at + 1]) > node.indent))
      ++at;
    return at;
  }

  YamlCommand command_of(const Node& node) const {
    if (!is_block(node)) return {static_cast<int>(node.line) + 1, {from_flow_list(unquoted(node.value))}, ""};
    YamlCommand command{static_cast<int>(node.line) + 2, {}, ""};
    std::size_t last = node.line, margin = std::string::npos;
    for (auto at = node.line + 1; at < lines_.size(); ++at) {
      bool blank = text::trim(lines_[at]).empty();
      if (!blank && indentation(lines_[at]) <= node.indent) break;
      last = at;
      if (!blank) margin = std::min(margin, indentation(lines_[at]));
    }
    for (auto at = node.line + 1; at <= last; ++at) {
      auto line = lines_[at].substr(std::min(margin, lines_[at].size()));
      if (node.value[0] == '>' && at < last && !line.empty()) line += " \\";  // folded into one line
      command.lines.push_back(std::move(line));
    }
    return command;
  }

  /// For each node, the innermost DATABASE_URL that an `env:` right below it sets; -1: of the document.
  std::map<int, const Node*> urls_by_owner() const {
    std::map<int, const Node*> out;
    for (const auto& node : nodes_) {
      if (node.key != "DATABASE_URL" || node.parent < 0) continue;
      const auto& holder = nodes_[static_cast<std::size_t>(node.parent)];
      if (!sets_variables(holder.key)) continue;
      auto& known = out[holder.parent];
      if (!known || holder_of(*known).indent <= holder.indent) known = &node;
    }
    return out;
  }

  const Node& holder_of(const Node& node) const { return nodes_[static_cast<std::size_t>(node.parent)]; }

  /// Of the nodes around the command, the one whose `env:` stands deepest has the say.
  std::string environment_around(int command, const std::map<int, const Node*>& urls) const {
    if (urls.empty()) return {};
    const Node* best = nullptr;
    for (int at = command;; at = nodes_[static_cast<std::size_t>(at)].parent) {
      auto found = urls.find(at);
      if (found != urls.end() && (!best || holder_of(*best).indent < holder_of(*found->second).indent))
        best = found->second;
      if (at < 0) break;
    }
    return best ? "export DATABASE_URL=" + text::script_word(unquoted(best->value)) + "; " : std::string();
  }

  const std::vector<std::string>& lines_;
  std::vector<Node> nodes_;
  std::vector<int> open_;
};

}  // namespace

std::vector<YamlCommand> yaml_commands(const std::vector<std::string>& lines) {
  return Document(lines).commands();
}

std::string from_flow_list(const std::string& text) {
  if (text.empty() || text[0] != '[') return text;
  auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return text;
  std::vector<std::string> words;
  for (const auto& word : list)
    if (word.is_string()) words.push_back(text::script_word(word.get<std::string>()));
  return text::join(words, " ");
}

}  // namespace tributary
