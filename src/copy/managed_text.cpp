#include "copy/managed_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

constexpr const char* missing = "echo \"tributary: not found, so this merge is not checked\" >&2";
// A program that a project installs by npm is not in the PATH of every hook.
constexpr const char* path = "PATH=\"$PATH:node_modules/.bin\"";
constexpr const char* merges =
    "[ -f \"$(git rev-parse --git-path MERGE_HEAD)\" ] || [ -f \"$(git rev-parse --git-path SQUASH_MSG)\" ]";

std::string begin_of(const std::string& event) {
  return "# tributary guards merges: " + event + "\n";
}
std::string end_of(const std::string& event) {
  return "# end of tributary's lines in " + event + "\n";
}

std::string run(const std::string& before, const std::string& event, const std::string& arguments = {}) {
  return fmt::format("if command -v tributary >/dev/null; then {}tributary hook run {}{} || exit 1; else {}; fi",
                     before, event, arguments, missing);
}

}  // namespace

std::string guard_line(const std::string& event) {
  if (event == "pre-commit") return fmt::format("{}; if {}; then {}; fi", path, merges, run("", event));
  return fmt::format("{}; {}", path, run("", event));
}

std::string guard_lines(const std::string& event) {
  if (event == "pre-push")
    return fmt::format("{}\npushed=$(cat)\n{}\nexec <<END_OF_PUSHED\n$pushed\nEND_OF_PUSHED\n", path,
                       run("printf '%s\\n' \"$pushed\" | ", event));
  if (event == "reference-transaction")
    return fmt::format(
        "{}\ncase \"$1 $(set)\" in prepared*GITHEAD_*)\n  changed=$(cat)\n  case $changed in *ORIG_HEAD*)\n    {} ;;\n "
        " "
        "esac ;;\nesac\n",
        path, run("printf '%s\\n' \"$changed\" | ", event, " \"$@\""));
  return guard_line(event) + "\n";
}

std::string with_block(const std::string& script, const std::string& event) {
  auto block = begin_of(event) + guard_lines(event) + end_of(event);
  if (text::trim(script).empty()) return "#!/usr/bin/env sh\n" + block;
  // Behind the interpreter's line and husky's own: what stands there may end with exec or exit.
  std::size_t at = 0;
  while (at < script.size()) {
    auto end = script.find('\n', at);
    auto line = script.substr(at, end == script.npos ? end : end - at);
    bool opens = line.starts_with("#!") || line.find("husky.sh") != line.npos;
    if (!opens || end == script.npos) break;
    at = end + 1;
  }
  return script.substr(0, at) + block + script.substr(at);
}

std::string without_block(const std::string& script, const std::string& event) {
  auto from = script.find(begin_of(event));
  if (from == script.npos) return script;
  auto to = script.find(end_of(event), from);
  if (to == script.npos)
    throw Error("tributary's lines in the hook " + event + " have no end any more", {},
                "take them out by hand, then try again");
  return script.substr(0, from) + script.substr(to + end_of(event).size());
}

std::string lefthook_text(const std::vector<std::string>& events) {
  std::string out = "# Written by `tributary hook install`; lefthook's configuration extends it.\n";
  for (const auto& event : events) {
    out += event + ":\n  commands:\n    tributary:\n";
    if (event == "pre-push") out += "      use_stdin: true\n";
    out += "      run: |\n        " + guard_line(event) + "\n";
  }
  return out;
}

namespace {

// Byte behind the line of a top-level key, and what stands on that line behind it; npos: it is not there.
std::size_t behind_key(const std::string& yaml, const std::string& key, std::string* rest) {
  for (std::size_t at = 0; at < yaml.size();) {
    auto end = std::min(yaml.find('\n', at), yaml.size());
    if (yaml.compare(at, key.size() + 1, key + ":") == 0) {
      *rest = text::trim(yaml.substr(at + key.size() + 1, end - at - key.size() - 1));
      return std::min(end + 1, yaml.size());
    }
    at = end + 1;
  }
  return yaml.npos;
}

std::string ended(const std::string& text) {
  return text.empty() || text.back() == '\n' ? text : text + "\n";
}

// Indentation of the first item of the list that begins at `at`.
std::string item_indent(const std::string& yaml, std::size_t at) {
  while (at < yaml.size()) {
    auto end = std::min(yaml.find('\n', at), yaml.size());
    auto line = yaml.substr(at, end - at);
    auto first = line.find_first_not_of(' ');
    if (first != line.npos && line[first] == '-') return line.substr(0, first);
    if (first != line.npos && line[first] != '#') break;
    at = end + 1;
  }
  return "  ";
}

}  // namespace

std::string extended_by(const std::string& config, const std::string& file) {
  if (config.find(file) != config.npos) return config;
  std::string rest;
  auto at = behind_key(config, "extends", &rest);
  if (at == config.npos) return ended(config) + "\nextends:\n  - " + file + "\n";
  if (rest.empty())
    return ended(config.substr(0, at)) + item_indent(config, at) + "- " + file + "\n" + config.substr(at);
  if (rest.front() != '[') throw Error("`extends` of lefthook's configuration is no list", {}, "make it one");
  auto bracket = config.rfind(']', at);
  if (bracket == config.npos || config.find("extends:") > bracket)
    throw Error("`extends` of lefthook's configuration spans lines", {}, "write it as a list of lines");
  return config.substr(0, bracket) + (rest == "[]" ? "" : ", ") + file + config.substr(bracket);
}

std::string no_longer_extended_by(const std::string& config, const std::string& file) {
  auto out = text::replace_all(config, "\nextends:\n  - " + file + "\n", "");
  for (const std::string& item : {", " + file, file + ", ", file})
    if (auto at = out.find('[' + item); at != out.npos || out.find(item + "]") != out.npos)
      return text::replace_all(out, item, "");
  std::string kept;
  for (const auto& line : text::lines(out))
    if (text::trim(line) != "- " + file) kept += line + "\n";
  return out.find(file) == out.npos ? out : kept;
}

namespace {

constexpr const char* pre_commit_begin = "# tributary guards merges here (`tributary hook install`)";
constexpr const char* pre_commit_end = "# end of tributary's hooks";
constexpr const char* pre_commit_types = "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]";

// Names that every version of pre-commit knows.
std::string stage_of(const std::string& event) {
  return event == "pre-merge-commit" ? "merge-commit" : event == "pre-push" ? "push" : "commit";
}

// pre-commit takes git's input for itself and hands it on in variables.
std::string pre_commit_entry(const std::string& event) {
  if (event != "pre-push") return guard_line(event);
  return fmt::format("{}; {}", path,
                     run("echo \"$PRE_COMMIT_LOCAL_BRANCH $PRE_COMMIT_TO_REF $PRE_COMMIT_REMOTE_BRANCH "
                         "$PRE_COMMIT_FROM_REF\" | ",
                         event));
}

// The words of a list, in brackets on its line (`rest`) or one a line from `at` on.
std::vector<std::string> words_of_list(const std::string& yaml, std::size_t at, const std::string& rest) {
  std::vector<std::string> words;
  if (rest.starts_with("[")) {
    for (const auto& word : text::split(rest.substr(1, rest.find(']') - 1), ',')) words.push_back(text::trim(word));
    return words;
  }
  for (const auto& line : text::lines(yaml.substr(at))) {
    auto entry = text::trim(line);
    if (!entry.starts_with("- ")) break;
    words.push_back(text::trim(entry.substr(2)));
  }
  return words;
}

// What `pre-commit install` installs: without the list that is the hook pre-commit alone.
std::string with_types(const std::string& config) {
  std::string rest;
  auto at = behind_key(config, "default_install_hook_types", &rest);
  if (at == config.npos) return std::string(pre_commit_types) + "  # tributary\n" + config;
  auto known = words_of_list(config, at, rest);
  std::vector<std::string> added;
  for (const char* type : {"pre-commit", "pre-merge-commit", "pre-push"})
    if (std::find(known.begin(), known.end(), type) == known.end()) added.push_back(type);
  if (added.empty()) return config;
  if (rest.starts_with("[")) {
    auto bracket = config.rfind(']', at);
    auto separator = known.empty() || known.front().empty() ? "" : ", ";
    return config.substr(0, bracket) + separator + text::join(added, ", ") + config.substr(bracket);
  }
  std::string items;
  for (const auto& type : added) items += item_indent(config, at) + "- " + type + "\n";
  return config.substr(0, at) + items + config.substr(at);
}

}  // namespace

std::string pre_commit_text(const std::vector<std::string>& events, const std::string& indent) {
  std::string out = indent + pre_commit_begin + "\n" + indent + "- repo: local\n" + indent + "  hooks:\n";
  for (const auto& event : events) {
    auto in = indent + "      ";
    out += indent + "    - id: tributary-" + event + "\n" + in + "name: tributary (" + event + ")\n";
    out += in + "language: system\n" + in + "entry: >-\n" + in + "  sh -c '" + pre_commit_entry(event) + "'\n";
    out += in + "stages: [" + stage_of(event) + "]\n";
    out += in + "always_run: true\n" + in + "pass_filenames: false\n" + in + "verbose: true\n";
  }
  return out + indent + pre_commit_end + "\n";
}

std::string with_pre_commit_block(const std::string& config, const std::vector<std::string>& events) {
  std::string rest;
  auto at = behind_key(config, "repos", &rest);
  if (at == config.npos) return with_types(ended(config) + "repos:\n" + pre_commit_text(events, "  "));
  if (rest == "[]") {
    auto line = config.rfind('\n', at - 2);
    auto from = line == config.npos ? 0 : line + 1;
    return with_types(config.substr(0, from) + "repos:\n" + pre_commit_text(events, "  ") + config.substr(at));
  }
  if (!rest.empty() && rest.front() != '#')
    throw Error("`repos` of .pre-commit-config.yaml is not a list of lines", {}, "write it as one");
  auto head = ended(config.substr(0, at));
  return with_types(head + pre_commit_text(events, item_indent(config, at)) + config.substr(at));
}

std::string without_pre_commit_block(const std::string& config) {
  std::string out;
  bool ours = false;
  for (const auto& line : text::lines(config)) {
    if (text::trim(line) == pre_commit_begin) ours = true;
    if (!ours && line != std::string(pre_commit_types) + "  # tributary") out += line + "\n";
    if (text::trim(line) == pre_commit_end) ours = false;
  }
  return config.find(pre_commit_begin) == config.npos ? config : out;
}

namespace {

constexpr const char* blanks = " \t\r\n";

struct Member {
  std::string key;
  std::size_t begin = 0, value = 0, end = 0;  // of the key, of its value, behind that
};

std::size_t behind_string(const std::string& json, std::size_t quote) {
  auto at = quote + 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return at + 1;
}

std::size_t behind_value(const std::string& json, std::size_t at) {
  for (int depth = 0; at < json.size(); ++at) {
    if (json[at] == '"') {
      at = behind_string(json, at) - 1;
    } else if (json[at] == '{' || json[at] == '[') {
      ++depth;
    } else if (json[at] == '}' || json[at] == ']') {
      if (--depth < 0) return at;
    } else if (depth == 0 && (json[at] == ',' || std::strchr(blanks, json[at]))) {
      return at;
    }
    if (depth == 0 && (json[at] == '"' || json[at] == '}' || json[at] == ']')) return at + 1;
  }
  return at;
}

// Of the object whose first byte behind the brace is `at`. The whole must be JSON.
std::vector<Member> members_of(const std::string& json, std::size_t at) {
  std::vector<Member> members;
  while ((at = json.find_first_not_of(blanks, at)) != json.npos && json[at] == '"') {
    Member one;
    one.begin = at;
    auto behind = behind_string(json, at);
    one.key = nlohmann::json::parse(json.substr(at, behind - at)).get<std::string>();
    one.value = json.find_first_not_of(blanks, json.find(':', behind) + 1);
    one.end = behind_value(json, one.value);
    members.push_back(one);
    at = json.find_first_not_of(blanks, one.end);
    if (at == json.npos || json[at] != ',') break;
    ++at;
  }
  return members;
}

// Byte behind the brace of the object; npos: there is none. In a file of its own that is the whole file.
std::size_t simple_object(const std::string& json) {
  auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) return json.npos;
  auto brace = json.find('{') + 1;
  for (const auto& member : members_of(json, brace))
    if (member.key == "simple-git-hooks") return json[member.value] == '{' ? member.value + 1 : json.npos;
  bool package = parsed.contains("name") || parsed.contains("dependencies") || parsed.contains("devDependencies") ||
                 parsed.contains("scripts");
  return package ? json.npos : brace;
}

std::string json_quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string still_json(std::string json) {
  if (!nlohmann::json::accept(json))
    throw Error("the hooks of simple-git-hooks would be no JSON any more", {}, "write them by hand");
  return json;
}

std::string string_of(const std::string& json, const Member& member) {
  auto value = nlohmann::json::parse(json.substr(member.value, member.end - member.value), nullptr, false);
  if (!value.is_string()) throw Error("simple-git-hooks: " + member.key + " is no command", {}, "make it one");
  return value.get<std::string>();
}

// With the comma that is too many then: the one before it, or behind the first.
std::string without_member(const std::string& json, std::size_t object, const std::vector<Member>& members,
                           std::size_t index) {
  auto from = index == 0 ? object : members[index - 1].end, to = members[index].end;
  if (index == 0 && members.size() > 1) to = json.find(',', to) + 1;
  return json.substr(0, from) + json.substr(to);
}

}  // namespace

bool has_simple_hooks(const std::string& json) {
  auto at = json.find("\"simple-git-hooks\"");
  if (at == json.npos || !nlohmann::json::accept(json)) return false;
  auto parsed = nlohmann::json::parse(json, nullptr, false);
  auto found = parsed.find("simple-git-hooks");
  return found != parsed.end() && found->is_object();
}

std::string with_simple_hook(const std::string& json, const std::string& event) {
  auto at = simple_object(json);
  if (at == json.npos)
    throw Error("simple-git-hooks has no object of hooks here", {}, "add one: {\"pre-commit\": \"…\"}");
  auto ours = guard_line(event);
  for (const auto& member : members_of(json, at))
    if (member.key == event) {
      auto text = string_of(json, member);
      if (text.starts_with(ours)) return json;
      return still_json(json.substr(0, member.value) + json_quoted(ours + "; " + text) + json.substr(member.end));
    }
  auto next = json.find_first_not_of(blanks, at);
  bool empty = next != json.npos && json[next] == '}';
  auto indent = next == json.npos || json.find('\n', at) > next ? std::string(" ") : json.substr(at, next - at);
  if (empty) indent = " ";
  return still_json(json.substr(0, at) + indent + json_quoted(event) + ": " + json_quoted(ours) + (empty ? "" : ",") +
                    json.substr(at));
}

std::string without_simple_hook(const std::string& json, const std::string& event) {
  auto at = simple_object(json);
  if (at == json.npos) return json;
  auto ours = guard_line(event);
  auto members = members_of(json, at);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto& member = members[i];
    if (member.key != event || json[member.value] != '"') continue;
    auto text = string_of(json, member);
    if (text == ours) return still_json(without_member(json, at, members, i));
    if (text.starts_with(ours + "; "))
      return still_json(json.substr(0, member.value) + json_quoted(text.substr(ours.size() + 2)) +
                        json.substr(member.end));
  }
  return json;
}

}  // namespace tributary::copy
