#include "collect/commands.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "collect/yaml_commands.hpp"

namespace tributary {
namespace {

using Json = nlohmann::json;
using Lines = std::vector<CommandLine>;

bool names_prisma(std::string_view text) {
  return text::lower(text).find("prisma") != std::string::npos;
}

std::string single_quoted(const std::string& text) {
  return "'" + text::replace_all(text, "'", "'\\''") + "'";
}

/// Lines of the keys of a JSON text behind `from`, found in one walk; a key that comes again counts where it came
/// first.
class KeyLines {
 public:
  KeyLines(std::string_view text, std::size_t from) {
    if (from == text.npos) return;
    first_ = 1 + static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(from), '\n'));
    int line = first_;
    for (auto at = from; at < text.size(); ++at) {
      if (text[at] == '\n') ++line;
      if (text[at] != '"') continue;
      auto end = at + 1;
      while (end < text.size() && text[end] != '"' && text[end] != '\n') end += text[end] == '\\' ? 2 : 1;
      auto behind = std::min(text.find_first_not_of(" \t", end + 1), text.size());
      if (behind < text.size() && text[behind] == ':') lines_.emplace(text.substr(at, end + 1 - at), line);
      at = std::min(end, text.size() - 1);
      if (text[at] == '\n') ++line;
    }
  }

  int of(const std::string& key) const {
    auto found = lines_.find(Json(key).dump(-1, ' ', false, Json::error_handler_t::replace));
    return found == lines_.end() ? first_ : found->second;
  }

 private:
  std::map<std::string, int, std::less<>> lines_;
  int first_ = 1;
};

Lines in_package_json(const std::string& file, std::string_view text) {
  Lines out;
  auto root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return out;
  auto add = [&](const KeyLines& lines, const std::string& key, const Json& value) {
    if (value.is_string()) out.push_back({file, lines.of(key), value.get<std::string>()});
  };
  if (auto scripts = root.find("scripts"); scripts != root.end() && scripts->is_object()) {
    const KeyLines lines(text, text.find("\"scripts\""));
    for (const auto& script : scripts->items()) add(lines, script.key(), script.value());
  }
  if (auto prisma = root.find("prisma"); prisma != root.end() && prisma->is_object() && prisma->count("seed"))
    add(KeyLines(text, text.find("\"prisma\"")), "seed", prisma->at("seed"));
  return out;
}

/// vercel.json, railway.json and the like: every "…Command" is one.
Lines in_json(const std::string& file, std::string_view text) {
  Lines out;
  auto root = Json::parse(text, nullptr, false);
  if (!root.is_object()) return out;
  const KeyLines lines(text, 0);
  std::vector<const Json*> open = {&root};  // no recursion: it may be as deep as it is long
  while (!open.empty()) {
    const auto& node = *open.back();
    open.pop_back();
    for (const auto& entry : node.items()) {
      if (entry.value().is_string() && entry.key().ends_with("Command"))
        out.push_back({file, lines.of(entry.key()), entry.value().get<std::string>()});
      if (entry.value().is_object()) open.push_back(&entry.value());
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  return out;
}

/// The word behind <<, "" where the line opens no here document.
std::string here_document(const std::string& line) {
  auto at = line.find("<<");
  if (at == std::string::npos || line.compare(at, 3, "<<<") == 0) return "";
  auto word = text::trim(line.substr(at + 2));
  if (!word.empty() && word[0] == '-') word = text::trim(word.substr(1));
  auto end = word.find_first_of(" \t;|&>)");
  if (end != std::string::npos) word.resize(end);
  return text::replace_all(text::replace_all(word, "'", ""), "\"", "");
}

bool ends_in_backslash(const std::string& line) {
  auto kept = line.find_last_not_of('\\');
  return (line.size() - (kept == std::string::npos ? 0 : kept + 1)) % 2 == 1;
}

/// True where a quote that the line opens is not closed in it: its next line belongs to it.
bool open_quote(const std::string& line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    if (quote != '\'' && c == '\\') {
      ++i;
    } else if (quote) {
      if (c == quote) quote = 0;
    } else if (c == '#' && (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) {
      return false;
    } else if (c == '\'' || c == '"') {
      quote = c;
    }
  }
  return quote != 0;
}

constexpr std::size_t longest_command = 20'000;

/// Logical lines of a shell: joined at a backslash and inside quotes, here documents taken out unless psql reads them.
Lines in_shell(const std::string& file, const std::vector<std::string>& lines, int first_line) {
  Lines out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CommandLine command{file, first_line + static_cast<int>(i), lines[i]};
    auto& text = command.text;
    while (i + 1 < lines.size() && text.size() < longest_command) {
      if (ends_in_backslash(text))
        text.back() = ' ';
      else if (open_quote(text))
        text += '\n';
      else
        break;
      text += lines[++i];
    }
    if (auto word = here_document(text); !word.empty()) {
      std::string body;
      while (i + 1 < lines.size() && text::trim(lines[i + 1]) != word) body += lines[++i] + "\n";
      if (i + 1 < lines.size()) ++i;
      bool read = text.find("psql") != std::string::npos || text.find("execute") != std::string::npos;
      if (read && body.size() < longest_command) text += " " + single_quoted(body);
    }
    out.push_back(std::move(command));
  }
  return out;
}

/// A recipe's lines, with make's and just's prefixes taken off; everything that is not indented is none.
Lines in_recipes(const std::string& file, const std::vector<std::string>& lines) {
  std::vector<std::string> recipes;
  bool continued = false;
  for (const auto& line : lines) {
    bool indented = !line.empty() && (line[0] == '\t' || line[0] == ' ');
    auto text = indented || continued ? text::trim(line) : std::string();
    if (!continued) text.erase(0, std::min(text.find_first_not_of("@-+"), text.size()));
    continued = indented && ends_in_backslash(text);
    recipes.push_back(text::replace_all(text, "$$", "$"));
  }
  return in_shell(file, recipes, 1);
}

Lines in_dockerfile(const std::string& file, const std::vector<std::string>& lines) {
  std::vector<std::string> commands;
  bool continued = false;
  for (const auto& line : lines) {
    auto text = text::trim(line);
    if (!text.empty() && text[0] == '#') {
      commands.push_back(continued ? "\\" : "");
      continue;
    }
    bool was = continued;
    continued = ends_in_backslash(text);
    if (!was) {
      auto word = text::lower(text.substr(0, text.find(' ')));
      bool runs = word == "run" || word == "cmd" || word == "entrypoint" || word == "healthcheck";
      text = runs ? from_flow_list(text::trim(text.substr(word.size()))) : continued ? "\\" : "";
    }
    commands.push_back(text);
  }
  return in_shell(file, commands, 1);
}

Lines in_procfile(const std::string& file, const std::vector<std::string>& lines) {
  std::vector<std::string> commands;
  for (const auto& line : lines) {
    auto colon = line.find(':');
    commands.push_back(colon == std::string::npos || line[0] == '#' ? "" : line.substr(colon + 1));
  }
  return in_shell(file, commands, 1);
}

/// netlify.toml, fly.toml: command = "…", release_command = "…".
Lines in_toml(const std::string& file, const std::vector<std::string>& lines) {
  std::vector<std::string> commands;
  for (const auto& line : lines) {
    auto equals = line.find('=');
    auto key = text::trim(line.substr(0, equals));
    bool runs = equals != std::string::npos && (key.ends_with("command") || key.ends_with("Command") || key == "cmd");
    auto value = runs ? text::trim(line.substr(equals + 1)) : std::string();
    bool quoted = value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
    commands.push_back(quoted ? text::replace_all(value.substr(1, value.size() - 2), "\\\"", "\"") : "");
  }
  return in_shell(file, commands, 1);
}

/// sh '…', sh "…", sh """…""" of a Jenkinsfile.
Lines in_jenkinsfile(const std::string& file, const std::vector<std::string>& lines) {
  Lines out;
  std::string fence;
  std::vector<std::string> block;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    auto text = text::trim(lines[i]);
    if (!fence.empty()) {
      auto end = text.find(fence);
      block.push_back(text.substr(0, end));
      if (end == std::string::npos) continue;
      for (auto& line : in_shell(file, block, static_cast<int>(i + 2 - block.size()))) out.push_back(std::move(line));
      fence.clear(), block.clear();
      continue;
    }
    if (!text.starts_with("sh") && !text.starts_with("bat")) continue;
    auto quote = text.find_first_of("'\"");
    if (quote == std::string::npos) continue;
    std::string three(3, text[quote]);
    if (text.compare(quote, 3, three) == 0) {
      auto rest = text.substr(quote + 3);
      if (auto end = rest.find(three); end != std::string::npos)
        out.push_back({file, static_cast<int>(i) + 1, rest.substr(0, end)});
      else
        fence = three, block = {rest};
    } else if (auto end = text.rfind(text[quote]); end > quote) {
      out.push_back({file, static_cast<int>(i) + 1, text.substr(quote + 1, end - quote - 1)});
    }
  }
  return out;
}

bool any_of(const std::string& name, std::initializer_list<const char*> ends) {
  return std::any_of(ends.begin(), ends.end(), [&](const char* end) { return name.ends_with(end); });
}

Lines lines_of(const std::string& file, std::string_view text) {
  auto name = text::lower(file_name(file));
  auto lines = text::lines(text);
  if (name == "package.json") return in_package_json(file, text);
  if (name.ends_with(".json")) return in_json(file, text);
  if (any_of(name, {".yml", ".yaml"})) {
    Lines out;
    for (auto& block : yaml_commands(lines))
      for (auto& line : in_shell(file, block.lines, block.line)) {
        line.text.insert(0, block.environment);
        out.push_back(std::move(line));
      }
    return out;
  }
  if (any_of(name, {"makefile", ".mk", "justfile"})) return in_recipes(file, lines);
  if (name.starts_with("dockerfile") || name.ends_with(".dockerfile")) return in_dockerfile(file, lines);
  if (name.starts_with("procfile")) return in_procfile(file, lines);
  if (name.starts_with("jenkinsfile")) return in_jenkinsfile(file, lines);
  if (name.ends_with(".toml")) return in_toml(file, lines);
  return in_shell(file, lines, 1);
}

std::vector<std::string> tracked(const std::string& worktree) {
  std::vector<std::string> arguments{"ls-files", "-z", "--full-name", "--"};
  arguments.insert(arguments.end(), command_file_patterns().begin(), command_file_patterns().end());
  auto listed = run_git(worktree, arguments);
  auto files = text::split(listed.status == 0 ? listed.out : std::string(), '\0');
  std::erase_if(files, [](const std::string& file) { return file.empty(); });
  files.erase(std::unique(files.begin(), files.end()), files.end());  // a path in conflict is listed for each side
  return files;
}

}  // namespace

const std::vector<std::string>& command_file_patterns() {
  static const std::vector<std::string> patterns = [] {
    std::vector<std::string> out;
    for (const char* name : {"package.json",
                             "*.sh",
                             "*.bash",
                             "*.zsh",
                             "makefile",
                             "gnumakefile",
                             "*.mk",
                             "justfile",
                             ".justfile",
                             "taskfile*.yml",
                             "taskfile*.yaml",
                             "dockerfile*",
                             "*.dockerfile",
                             "docker-compose*.yml",
                             "docker-compose*.yaml",
                             "compose*.yml",
                             "compose*.yaml",
                             "procfile*",
                             "jenkinsfile*",
                             ".gitlab-ci*.yml",
                             "azure-pipelines*.yml",
                             "bitbucket-pipelines.yml",
                             ".travis.yml",
                             "lefthook.yml",
                             "render.yaml",
                             "cloudbuild*.yaml",
                             "vercel.json",
                             "railway.json",
                             "railway.toml",
                             "netlify.toml",
                             "fly*.toml"})
      out.push_back(std::string(":(glob,icase)**/") + name);
    for (const char* folder : {".github/workflows/*.yml", ".github/workflows/*.yaml", ".github/actions/**/*.yml",
                               ".github/actions/**/*.yaml", ".circleci/*.yml", ".husky/*", ".githooks/*",
                               ".woodpecker/*.yml", ".gitlab/**/*.yml"})
      out.push_back(std::string(":(glob)**/") + folder);
    out.push_back(":(exclude,glob)**/node_modules/**");
    return out;
  }();
  return patterns;
}

std::vector<CommandLine> command_lines(const std::string& file, std::string_view text) {
  if (!names_prisma(text) || text.find('\0') != std::string_view::npos) return {};
  auto out = lines_of(file, text);
  std::erase_if(out, [](const CommandLine& line) { return !names_prisma(line.text); });
  return out;
}

namespace {
constexpr std::size_t most_files = 5000, largest = 1u << 20;
}

std::vector<CommandLine> read_commands_at(const std::string& common_dir, const std::string& commit) {
  std::vector<std::string> arguments{"grep", "-l", "-z", "-i", "-I", "-e", "prisma", commit, "--"};
  arguments.insert(arguments.end(), command_file_patterns().begin(), command_file_patterns().end());
  auto listed = run_git(common_dir, arguments);
  std::vector<CommandLine> out;
  std::size_t read = 0;
  for (const auto& name : text::split(listed.status == 0 ? listed.out : std::string(), '\0')) {
    if (!name.starts_with(commit + ":") || ++read > 200) continue;  // each costs a process
    auto shown = run_git(common_dir, {"cat-file", "blob", name});
    if (shown.status != 0 || shown.out.size() > largest) continue;
    for (auto& line : command_lines(name.substr(commit.size() + 1), shown.out)) out.push_back(std::move(line));
  }
  return out;
}

std::vector<CommandLine> read_commands(const std::string& worktree) {
  std::vector<CommandLine> out;
  auto files = tracked(worktree);
  if (files.size() > most_files) files.resize(most_files);
  auto root = real_path(worktree);
  for (const auto& file : files) {
    auto path = join_path(worktree, file);
    // A file behind a linked folder is somebody else's.
    if (kind_of(path) != FileKind::file || real_path(path) != join_path(root, file)) continue;
    auto read = read_file(path);
    if (!read.bytes || read.bytes->size() > largest) continue;
    for (auto& line : command_lines(file, *read.bytes)) out.push_back(std::move(line));
  }
  return out;
}

}  // namespace tributary
