// The only file that includes yaml-cpp. It accepts duplicate keys, loads an alias that holds itself and converts
// loosely (0.7.0): keys, types and depth are checked here.
#include "cli/config.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <set>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "prisma/version.hpp"
#include "tributary/analyse.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

constexpr std::size_t largest_config = 1u << 20;

class Reader {
 public:
  explicit Reader(std::string from) : from_(std::move(from)) {}

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& what, const std::string& hint = {}) const {
    auto where = mark.is_null() ? from_ : fmt::format("{}:{}:{}", from_, mark.line + 1, mark.column + 1);
    throw Error(what, where, hint);
  }

  using Field = std::function<void(const YAML::Node&)>;

  /// Every key must be one of `fields`, once.
  void map(const YAML::Node& node, const std::string& what, const std::map<std::string, Field>& fields) const {
    if (!node.IsMap()) fail(node.Mark(), what + " must be a map of keys", "its keys are " + names(fields));
    std::set<std::string> seen;
    for (const auto& entry : node) {
      auto key = text(entry.first, "a key of " + what);
      if (!seen.insert(key).second) fail(entry.first.Mark(), "'" + key + "' is given twice in " + what);
      auto field = fields.find(key);
      if (field == fields.end()) fail(entry.first.Mark(), "unknown key '" + key + "' in " + what, meant(key, fields));
      field->second(entry.second);
    }
  }

  std::string text(const YAML::Node& node, const std::string& what) const {
    if (!node.IsScalar()) fail(node.Mark(), what + " must be a text");
    if (node.Scalar().find('\0') != std::string::npos) fail(node.Mark(), what + " must not hold a NUL character");
    return node.Scalar();
  }

  std::string word(const YAML::Node& node, const std::string& what) const {
    auto value = text(node, what);
    if (value.empty()) fail(node.Mark(), what + " must not be empty");
    return value;
  }

  bool boolean(const YAML::Node& node, const std::string& what) const {
    auto value = text(node, what);
    if (value != "true" && value != "false") fail(node.Mark(), what + " must be true or false");
    return value == "true";
  }

  int number(const YAML::Node& node, const std::string& what, int least, int most) const {
    auto value = text(node, what);
    int number = 0;
    auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc() || end != value.data() + value.size() || number < least || number > most)
      fail(node.Mark(), fmt::format("{} must be a whole number from {} to {}", what, least, most));
    return number;
  }

  std::vector<std::string> words(const YAML::Node& node, const std::string& what) const {
    std::vector<std::string> out;
    each(node, what, [&](const YAML::Node& item) { out.push_back(word(item, "an entry of " + what)); });
    return out;
  }

  void each(const YAML::Node& node, const std::string& what, const Field& item) const {
    if (!node.IsSequence()) fail(node.Mark(), what + " must be a list");
    for (const auto& entry : node) item(entry);
  }

  Severity severity(const YAML::Node& node, const std::string& what) const {
    auto value = text(node, what);
    for (auto known : {Severity::off, Severity::info, Severity::warning, Severity::error})
      if (value == severity_name(known)) return known;
    // YAML 1.1 readers take a bare `off` for false; yaml-cpp keeps the word, but people write false, too.
    if (value == "false") return Severity::off;
    fail(node.Mark(), what + " must be off, info, warning or error, not '" + value + "'");
  }

 private:
  static std::string names(const std::map<std::string, Field>& fields) {
    std::vector<std::string> keys;
    for (const auto& [key, field] : fields) keys.push_back(key);
    return text::join(keys, ", ");
  }

  static std::string meant(const std::string& key, const std::map<std::string, Field>& fields) {
    std::vector<std::string> keys;
    for (const auto& [known, field] : fields) keys.push_back(known);
    auto close = text::nearest(key, keys);
    return (close.empty() ? "" : "did you mean '" + close + "'? ") + "allowed: " + names(fields);
  }

  std::string from_;
};

// An alias that holds itself would be walked for ever; so would billions of them that hold each other.
void bound(const Reader& reader, const YAML::Node& node, int depth, std::size_t& nodes) {
  if (depth > 20 || ++nodes > 100'000)
    reader.fail(node.Mark(), "too deep or too large: does an alias (&, *) hold itself?");
  if (node.IsSequence())
    for (const auto& item : node) bound(reader, item, depth + 1, nodes);
  if (node.IsMap())
    for (const auto& entry : node)
      bound(reader, entry.first, depth + 1, nodes), bound(reader, entry.second, depth + 1, nodes);
}

std::string rule_id(const Reader& reader, const YAML::Node& node) {
  auto id = reader.word(node, "a rule");
  if (find_rule(id)) return id;
  std::vector<std::string> ids;
  for (const auto& rule : rules()) ids.push_back(rule.id);
  auto meant = text::nearest(id, ids);
  reader.fail(node.Mark(), "no rule '" + id + "' in this version",
              meant.empty() ? "tributary explain lists the rules" : "did you mean '" + meant + "'?");
}

std::string path_inside(const Reader& reader, const YAML::Node& node, const std::string& what) {
  auto path = reader.word(node, what);
  auto parts = text::split(path, '/');
  if (path[0] == '/' || std::count(parts.begin(), parts.end(), ".."))
    reader.fail(node.Mark(), what + " must be a path inside the repository, from its root", "such as apps/web/prisma");
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path.rfind("./", 0) == 0 ? path.substr(2) : path;
}

ProjectSettings project(const Reader& reader, const YAML::Node& node) {
  ProjectSettings out;
  auto path = [&](std::string& into, const char* what) {
    return [&reader, &into, what](const YAML::Node& value) { into = path_inside(reader, value, what); };
  };
  reader.map(node, "a project",
             {{"path", path(out.path, "path")},
              {"schema", path(out.schema, "schema")},
              {"migrations", path(out.migrations, "migrations")},
              {"migrations-folder-name",
               [&](const YAML::Node& value) {
                 out.migrations_folder_name = path_inside(reader, value, "migrations-folder-name");
               }},
              {"prisma-version",
               [&](const YAML::Node& value) {
                 out.prisma_version = reader.word(value, "prisma-version");
                 if (!prisma::parse_version(out.prisma_version, "config"))
                   reader.fail(value.Mark(), "prisma-version must be a version such as 6.19.0");
               }},
              {"database", [&](const YAML::Node& value) {
                 reader.map(
                     value, "database",
                     {{"url", [&](const YAML::Node& url) { out.database_url = reader.word(url, "url"); }},
                      {"url-env", [&](const YAML::Node& name) { out.database_env = reader.word(name, "url-env"); }}});
                 if (out.database_url.empty() == out.database_env.empty())
                   reader.fail(value.Mark(), "database needs one of url and url-env");
               }}});
  if (out.path.empty()) reader.fail(node.Mark(), "a project needs its path", "'.' is the repository's root");
  return out;
}

Allow allow(const Reader& reader, const YAML::Node& node) {
  Allow out;
  reader.map(node, "an entry of allow",
             {{"rule", [&](const YAML::Node& value) { out.rule = rule_id(reader, value); }},
              {"migration", [&](const YAML::Node& value) { out.migration = reader.word(value, "migration"); }},
              {"source", [&](const YAML::Node& value) { out.source = reader.word(value, "source"); }},
              {"because", [&](const YAML::Node& value) { out.because = reader.word(value, "because"); }}});
  if (out.rule.empty()) reader.fail(node.Mark(), "an entry of allow needs its rule");
  return out;
}

void rules_map(const Reader& reader, const YAML::Node& node, Policy& policy) {
  if (!node.IsMap()) reader.fail(node.Mark(), "rules must be a map of rule: severity");
  for (const auto& entry : node) {
    auto id = rule_id(reader, entry.first);
    if (!policy.severities.emplace(id, reader.severity(entry.second, id)).second)
      reader.fail(entry.first.Mark(), "'" + id + "' is given twice in rules");
  }
}

void policy_map(const Reader& reader, const YAML::Node& node, Policy& policy) {
  reader.map(
      node, "policy",
      {{"epic-words", [&](const YAML::Node& value) { policy.epic_words = reader.words(value, "epic-words"); }},
       {"vague-words", [&](const YAML::Node& value) { policy.vague_words = reader.words(value, "vague-words"); }},
       {"shared-database",
        [&](const YAML::Node& value) { policy.shared_database = reader.boolean(value, "shared-database"); }},
       {"future-hours",
        [&](const YAML::Node& value) { policy.future_hours = reader.number(value, "future-hours", 0, 24 * 366); }}});
}

void timeouts_map(const Reader& reader, const YAML::Node& node, InspectOptions& into) {
  auto seconds = [&](int& field, const char* name, int factor) {
    return [&reader, &field, name, factor](const YAML::Node& value) {
      field = reader.number(value, name, 1, 600) * factor;
    };
  };
  reader.map(node, "timeouts",
             {{"connect", seconds(into.connect_timeout_s, "connect", 1)},
              {"statement", seconds(into.statement_timeout_ms, "statement", 1000)},
              {"lock", seconds(into.lock_timeout_ms, "lock", 1000)}});
}

void scratch_map(const Reader& reader, const YAML::Node& node, ScratchSettings& into) {
  reader.map(
      node, "scratch",
      {{"url", [&](const YAML::Node& value) { into.url = Secret(reader.word(value, "url")); }},
       {"url-env", [&](const YAML::Node& value) { into.url_env = reader.word(value, "url-env"); }},
       {"bin",
        [&](const YAML::Node& value) {
          into.bin = reader.word(value, "bin");
          if (into.bin[0] != '/')
            reader.fail(value.Mark(), "bin must be an absolute path", "outside of every worktree");
        }},
       {"extensions", [&](const YAML::Node& value) { into.extensions = reader.words(value, "extensions"); }},
       {"deadline", [&](const YAML::Node& value) { into.deadline_s = reader.number(value, "deadline", 1, 86400); }},
       {"disk-mb", [&](const YAML::Node& value) { into.disk_mb = reader.number(value, "disk-mb", 50, 1 << 20); }}});
  if (!into.url.empty() && !into.url_env.empty()) reader.fail(node.Mark(), "scratch takes one of url and url-env");
}

TeamCommand team_command(const Reader& reader, const YAML::Node& node) {
  static const std::map<std::string, TeamCommand::When> times = {{"before", TeamCommand::When::before},
                                                                 {"after", TeamCommand::When::after},
                                                                 {"deployment", TeamCommand::When::deployment}};
  TeamCommand out;
  reader.map(node, "a command",
             {{"item", [&](const YAML::Node& value) { out.item = reader.word(value, "item"); }},
              {"run", [&](const YAML::Node& value) { out.run = reader.word(value, "run"); }},
              {"when", [&](const YAML::Node& value) {
                 auto at = times.find(reader.word(value, "when"));
                 if (at == times.end()) reader.fail(value.Mark(), "when must be before, after or deployment");
                 out.when = at->second;
               }}});
  if (out.item.empty() || out.run.empty()) reader.fail(node.Mark(), "a command needs item and run");
  return out;
}

TeamOwner team_owner(const Reader& reader, const YAML::Node& node) {
  TeamOwner out;
  reader.map(
      node, "an owner",
      {{"name", [&](const YAML::Node& value) { out.name = reader.word(value, "name"); }},
       {"colour", [&](const YAML::Node& value) { out.colour = reader.word(value, "colour"); }},
       {"contact", [&](const YAML::Node& value) { out.contact = reader.word(value, "contact"); }},
       {"branches", [&](const YAML::Node& value) { out.branches = reader.words(value, "branches"); }},
       {"epic", [&](const YAML::Node& value) { out.branches.push_back("*" + reader.word(value, "epic") + "*"); }}});
  if (out.name.empty() || out.branches.empty())
    reader.fail(node.Mark(), "an owner needs name, and branches or epic", "such as branches: [feature/epic-3*]");
  return out;
}

void checklist_map(const Reader& reader, const YAML::Node& node, Config& config) {
  reader.map(node, "checklist", {{"commands", [&](const YAML::Node& value) {
                                    reader.each(value, "commands", [&](const YAML::Node& item) {
                                      config.commands.push_back(team_command(reader, item));
                                    });
                                  }}});
}

EnvironmentSettings environment(const Reader& reader, const YAML::Node& node, int place) {
  EnvironmentSettings out;
  out.rank = place;
  reader.map(node, "an environment",
             {{"name", [&](const YAML::Node& value) { out.name = reader.word(value, "name"); }},
              {"url-env", [&](const YAML::Node& value) { out.url_env = reader.word(value, "url-env"); }},
              {"env-file", [&](const YAML::Node& value) { out.env_file = path_inside(reader, value, "env-file"); }},
              {"sources", [&](const YAML::Node& value) { out.sources = reader.words(value, "sources"); }},
              {"project", [&](const YAML::Node& value) { out.project = path_inside(reader, value, "project"); }},
              {"order", [&](const YAML::Node& value) { out.rank = reader.number(value, "order", 0, 1000); }},
              {"protected", [&](const YAML::Node& value) { out.is_protected = reader.boolean(value, "protected"); }}});
  if (out.name.empty()) reader.fail(node.Mark(), "an environment needs its name");
  if (out.name == "all") reader.fail(node.Mark(), "no environment can be named all", "--env all means every one");
  if (out.url_env.empty() == out.env_file.empty())
    reader.fail(node.Mark(), "an environment needs one of url-env and env-file",
                "the URL itself is a secret and does not belong here");
  return out;
}

void environments_list(const Reader& reader, const YAML::Node& node, std::vector<EnvironmentSettings>& into) {
  std::set<std::string> names;
  reader.each(node, "environments", [&](const YAML::Node& item) {
    into.push_back(environment(reader, item, static_cast<int>(into.size()) + 1));
    if (!names.insert(into.back().name).second)
      reader.fail(item.Mark(), "the environment '" + into.back().name + "' is given twice");
  });
}

Config read(const Reader& reader, const YAML::Node& root) {
  Config config;
  reader.map(root, "the configuration",
             {{"target", [&](const YAML::Node& node) { config.target = reader.word(node, "target"); }},
              {"refs", [&](const YAML::Node& node) { config.refs = reader.words(node, "refs"); }},
              {"projects",
               [&](const YAML::Node& node) {
                 reader.each(node, "projects",
                             [&](const YAML::Node& item) { config.projects.push_back(project(reader, item)); });
               }},
              {"rules", [&](const YAML::Node& node) { rules_map(reader, node, config.policy); }},
              {"allow",
               [&](const YAML::Node& node) {
                 reader.each(node, "allow",
                             [&](const YAML::Node& item) { config.policy.allow.push_back(allow(reader, item)); });
               }},
              {"policy", [&](const YAML::Node& node) { policy_map(reader, node, config.policy); }},
              {"fail-on",
               [&](const YAML::Node& node) {
                 config.fail_on = reader.severity(node, "fail-on");
                 if (*config.fail_on < Severity::warning) reader.fail(node.Mark(), "fail-on must be warning or error");
               }},
              {"environments", [&](const YAML::Node& node) { environments_list(reader, node, config.environments); }},
              {"baseline", [&](const YAML::Node& node) { config.baseline = path_inside(reader, node, "baseline"); }},
              {"drift-section",
               [&](const YAML::Node& node) { config.drift_section = path_inside(reader, node, "drift-section"); }},
              {"owners",
               [&](const YAML::Node& node) {
                 reader.each(node, "owners",
                             [&](const YAML::Node& item) { config.owners.push_back(team_owner(reader, item)); });
               }},
              {"messages",
               [&](const YAML::Node& node) {
                 reader.map(node, "messages", {{"command", [&](const YAML::Node& value) {
                                                  config.message_command = reader.word(value, "command");
                                                }}});
               }},
              {"checklist", [&](const YAML::Node& node) { checklist_map(reader, node, config); }},
              {"hook",
               [&](const YAML::Node& node) {
                 reader.map(node, "hook", {{"databases", [&](const YAML::Node& value) {
                                              config.hook_databases = reader.boolean(value, "databases");
                                            }}});
               }},
              {"scratch", [&](const YAML::Node& node) { scratch_map(reader, node, config.scratch); }},
              {"timeouts", [&](const YAML::Node& node) { timeouts_map(reader, node, config.timeouts); }}});
  return config;
}

}  // namespace

const std::vector<std::string>& config_names() {
  static const std::vector<std::string> names = {"tributary.yaml", ".tributary.yaml"};
  return names;
}

Config parse_config(const std::string& text, const std::string& from) {
  Reader reader(from);
  if (text.size() > largest_config) throw Error("the configuration is larger than 1 MB", from);
  if (!text::is_utf8(text) || text.find('\0') != text.npos) throw Error("the configuration is not UTF-8 text", from);
  try {
    auto documents = YAML::LoadAll(text);
    if (documents.size() > 1) throw Error("the configuration holds more than one document (---)", from);
    Config config;
    if (!documents.empty() && !documents[0].IsNull()) {
      std::size_t nodes = 0;
      bound(reader, documents[0], 0, nodes);
      config = read(reader, documents[0]);
    }
    config.from = from;
    return config;
  } catch (const YAML::Exception& error) {
    reader.fail(error.mark, "not valid YAML: " + error.msg);
  }
}

Config with_reach_of(Config said, const Config& trusted) {
  auto take = [&](auto& field, const auto& other, const char* key) {
    auto& left = said.not_followed;
    if (!(field == other) && !std::count(left.begin(), left.end(), key)) left.push_back(key);
    field = other;
  };
  take(said.scratch, trusted.scratch, "scratch");
  take(said.timeouts, trusted.timeouts, "timeouts");
  take(said.environments, trusted.environments, "environments");
  take(said.hook_databases, trusted.hook_databases, "hook");
  take(said.commands, trusted.commands, "checklist: commands");
  take(said.message_command, trusted.message_command, "messages: command");
  for (auto& project : said.projects) {
    auto same = std::find_if(trusted.projects.begin(), trusted.projects.end(),
                             [&](const ProjectSettings& other) { return other.path == project.path; });
    auto known = same == trusted.projects.end() ? ProjectSettings{} : *same;
    auto key = "projects: database of " + project.path;
    take(project.database_url, known.database_url, key.c_str());
    take(project.database_env, known.database_env, key.c_str());
  }
  for (const auto& known : trusted.projects) {
    bool listed = std::any_of(said.projects.begin(), said.projects.end(),
                              [&](const ProjectSettings& one) { return one.path == known.path; });
    if (listed || (known.database_url.empty() && known.database_env.empty())) continue;
    ProjectSettings only_reach;
    only_reach.path = known.path, only_reach.database_url = known.database_url;
    only_reach.database_env = known.database_env;
    said.projects.push_back(std::move(only_reach));
  }
  if (!said.target.empty() && said.target != trusted.target) said.trusted_target = trusted.target;
  said.reach = trusted.reach;
  return said;
}

Baseline parse_baseline(const std::string& text, const std::string& from) {
  Baseline baseline;
  int number = 0;
  for (const auto& line : text::lines(text)) {
    ++number;
    auto words = text::split(text::trim(line), ' ');
    const auto& fingerprint = words.front();
    if (fingerprint.empty() || fingerprint[0] == '#') continue;
    auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (fingerprint.size() != 16 || !std::all_of(fingerprint.begin(), fingerprint.end(), is_hex))
      throw Error("not a fingerprint (16 hexadecimal digits)", fmt::format("{}:{}", from, number),
                  "write the file with tributary check --write-baseline");
    baseline.fingerprints.insert(fingerprint);
  }
  return baseline;
}

}  // namespace tributary::cli
