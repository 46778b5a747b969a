#include "collect/prisma_config.hpp"

#include <algorithm>
#include <list>

#include "collect/js_values.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

using Kind = JsValue::Kind;

class ConfigReader {
 public:
  explicit ConfigReader(std::string_view source)
      : tokens_(js_tokens(source)), constants_(js_constants(tokens_)), imports_(js_imports(tokens_)) {}

  PrismaConfig read() {
    find_env_files();
    JsValue exported = find_export();
    if (exported.kind != Kind::object) {
      obstacle(exported.line, "what it exports is not a literal object");
      return std::move(config_);
    }
    exported = expanded(std::move(exported));
    config_.schema = value_of(exported.member("schema"), "schema");
    config_.migrations = value_of(part(exported, "migrations", "path"), "migrations.path");
    config_.url = value_of(part(exported, "datasource", "url"), "datasource.url");
    config_.direct_url = value_of(part(exported, "datasource", "directUrl"), "datasource.directUrl");
    if (auto engine = exported.member("engine"))
      if (auto value = resolved(*engine); value.kind == Kind::text) config_.engine = value.text;
    return std::move(config_);
  }

 private:
  void obstacle(int line, const std::string& message) {
    config_.obstacles.push_back({"", line, message + "; the file is a program and is not executed",
                                 "say it in tributary.yaml: projects: with path, schema, migrations and database"});
  }

  // Names of top-level constants are followed a few steps.
  JsValue resolved(JsValue value) const {
    for (int steps = 0; steps < 8 && value.kind == Kind::name; ++steps) {
      auto constant = constants_.find(value.text);
      if (constant == constants_.end()) return value;
      value = constant->second;
    }
    return value;
  }

  // export default X, module.exports = X, export = X; defineConfig(X) is X.
  JsValue find_export() const {
    for (std::size_t at = 0; at + 3 < tokens_.size(); ++at) {
      std::size_t from = 0;
      if (tokens_[at].is("export") && tokens_[at + 1].is("default")) from = at + 2;
      if (tokens_[at].is("export") && tokens_[at + 1].is("=")) from = at + 2;
      if (tokens_[at].is("module") && tokens_[at + 2].is("exports") && tokens_[at + 3].is("=")) from = at + 4;
      if (tokens_[at].is("exports") && tokens_[at + 2].is("default") && tokens_[at + 3].is("=")) from = at + 4;
      if (from == 0) continue;
      JsValue value = resolved(js_value(tokens_, from));
      if (value.kind == Kind::call && is_define(value.text) && value.items.size() == 1)
        value = resolved(value.items[0]);
      return value;
    }
    return {};
  }

  bool is_define(const std::string& callee) const {
    auto imported = imports_.find(callee);
    return callee == "defineConfig" || callee.ends_with(".defineConfig") ||
           (imported != imports_.end() && imported->second.ends_with("#defineConfig"));
  }

  // The object with `...name` replaced by what a known constant holds.
  JsValue expanded(JsValue object) {
    JsValue out = object;
    out.members.clear();
    for (auto& [name, value] : object.members) {
      if (name != "...") {
        out.members.push_back({name, value});
        continue;
      }
      const JsValue spread = resolved(value);
      if (spread.kind == Kind::object)
        out.members.insert(out.members.end(), spread.members.begin(), spread.members.end());
      else
        obstacle(value.line, "the keys spread in with ... cannot be read");
    }
    return out;
  }

  const JsValue* part(const JsValue& object, const char* section, const char* key) {
    const auto* found = object.member(section);
    if (!found) return nullptr;
    const auto& inner = sections_.emplace_back(expanded(resolved(*found)));
    if (inner.kind == Kind::object) return inner.member(key);
    return &inner;
  }

  ConfigValue value_of(const JsValue* written, const std::string& key) {
    ConfigValue value;
    if (!written) return value;
    value.line = written->line;
    JsValue known = resolved(*written);
    if (known.kind == Kind::object) known = early_schema(known);
    terms_read_ = 0;
    if (add_terms(known, value.terms)) return value;
    value.terms.clear();
    value.unread = key + (terms_read_ > most_terms ? " is too deep or too large, not read"
                                                   : " is not written in a form that can be read without executing it");
    obstacle(value.line, value.unread);
    return value;
  }

  // Prisma 6.4 and 6.5 wrote schema: { kind: "multi", folderPath: "…" }.
  static JsValue early_schema(const JsValue& object) {
    for (const char* key : {"filePath", "folderPath", "filenamePath", "folder"})
      if (const auto* path = object.member(key)) return *path;
    return {};
  }

  // Constants may name themselves, or double with each step.
  static constexpr int most_terms = 200;

  bool add_terms(const JsValue& written, std::vector<ConfigTerm>& terms) {
    if (++terms_read_ > most_terms) return false;
    const JsValue value = resolved(written);
    if (value.kind == Kind::text) return add(terms, {ConfigTerm::Kind::text, value.text, false});
    if (value.kind == Kind::variable) return add(terms, {ConfigTerm::Kind::variable, value.text, false});
    if (value.kind == Kind::either) return add_alternatives(value, terms);
    if (value.kind == Kind::call && is_path_function(value.text)) return add_path(value, terms);
    const bool is_env = value.kind == Kind::call && is_env_function(value.text) && value.items.size() == 1;
    if (!is_env) return false;
    const auto name = resolved(value.items[0]);
    return name.kind == Kind::text && add(terms, {ConfigTerm::Kind::variable, name.text, true});
  }

  static bool add(std::vector<ConfigTerm>& terms, ConfigTerm term) {
    terms.push_back(std::move(term));
    return true;
  }

  bool add_alternatives(const JsValue& either, std::vector<ConfigTerm>& terms) {
    for (std::size_t i = 0; i < either.items.size(); ++i) {
      const auto before = terms.size();
      if (!add_terms(either.items[i], terms)) return false;
      const bool skips = i < either.operators.size() && either.operators[i] == "||";
      for (auto at = before; at < terms.size(); ++at) terms[at].skipped_if_empty |= skips;
    }
    return true;
  }

  std::string imported_as(const std::string& callee) const {
    auto found = imports_.find(callee.substr(0, callee.find('.')));
    if (found == imports_.end()) return {};
    auto dot = callee.find('.');
    return dot == callee.npos ? found->second : found->second + "#" + callee.substr(dot + 1);
  }

  bool is_env_function(const std::string& callee) const {
    return callee == "env" || imported_as(callee) == "prisma/config#env";
  }

  bool is_path_function(const std::string& callee) const {
    auto name = imported_as(callee);
    if (name.starts_with("node:")) name.erase(0, 5);
    for (const char* known : {"path#join", "path#resolve", "path#posix.join", "path#normalize"})
      if (name == known) return true;
    return callee == "path.join" || callee == "path.resolve";
  }

  // Paths are relative to the config file's folder, so that __dirname adds nothing.
  bool add_path(const JsValue& call, std::vector<ConfigTerm>& terms) {
    std::string path;
    for (std::size_t i = 0; i < call.items.size(); ++i) {
      const auto part = resolved(call.items[i]);
      const bool here = part.text == "__dirname" || part.text == "import.meta.dirname" || part.text == "process.cwd";
      if (i == 0 && here && part.kind != Kind::text) continue;
      if (part.kind != Kind::text) return false;
      path += (path.empty() ? "" : "/") + part.text;
    }
    return add(terms, {ConfigTerm::Kind::text, path.empty() ? "." : path, false});
  }

  // dotenv imports and calls, wherever they stand: in a condition or a try block they count as well.
  void find_env_files() {
    for (std::size_t at = 0; at + 2 < tokens_.size(); ++at) {
      const bool is_import = tokens_[at].is("import") || tokens_[at].is("require");
      if (is_import && loads_env_file(tokens_[at + (tokens_[at + 1].is("(") ? 2 : 1)])) add_env_file(".env");
      if (tokens_[at].kind == JsToken::Kind::word && !follows_dot(at) && may_load(at)) read_env_call(at);
    }
  }

  static bool loads_env_file(const JsToken& module) {
    return module.kind == JsToken::Kind::text && (module.text == "dotenv/config" || module.text == "dotenv/config.js" ||
                                                  module.text == "@dotenvx/dotenvx/config");
  }

  bool follows_dot(std::size_t at) const { return at > 0 && (tokens_[at - 1].is(".") || tokens_[at - 1].is("?.")); }

  void read_env_call(std::size_t at) {
    auto end = at;
    const JsValue call = js_value(tokens_, end);
    if (call.kind != Kind::call) return;
    if (call.text == "process.loadEnvFile" || imported_as(call.text) == "process#loadEnvFile" ||
        imported_as(call.text) == "node:process#loadEnvFile")
      return add_env_paths(call.items.empty() ? nullptr : &call.items[0], call.line);
    if (!is_dotenv_call(call.text)) return;
    const JsValue options = call.items.empty() ? JsValue{} : resolved(call.items[0]);
    if (!call.items.empty() && options.kind != Kind::object) return add_env_paths(&options, call.line);
    add_env_paths(options.member("path"), call.line);
  }

  // Only calls that can load a file are parsed, and of those no more than anybody writes.
  bool may_load(std::size_t at) {
    const auto& word = tokens_[at].text;
    if (!tokens_[at + 1].is("(") && !tokens_[at + 1].is(".")) return false;
    auto imported = imports_.find(word);
    const bool known = imported != imports_.end() && (imported->second.find("dotenv") != std::string::npos ||
                                                      imported->second.find("process") != std::string::npos);
    const bool requires_it = word == "require" && tokens_[at + 2].text.find("dotenv") != std::string::npos;
    const bool loads =
        known || requires_it || word == "dotenv" || (word == "process" && tokens_[at + 2].is("loadEnvFile"));
    constexpr int most = 50;
    return loads && ++env_calls_ <= most;
  }

  bool is_dotenv_call(const std::string& callee) const {
    const auto name = imported_as(callee);
    return callee == "dotenv.config" || callee == "require:dotenv.config" || name == "dotenv#config" ||
           name == "dotenv#default.config" || name == "@dotenvx/dotenvx#config";
  }

  void add_env_paths(const JsValue* written, int line) {
    if (!written) return add_env_file(".env");
    const JsValue value = resolved(*written);
    std::vector<JsValue> paths = value.kind == Kind::list ? value.items : std::vector<JsValue>{value};
    for (const auto& path : paths) {
      std::vector<ConfigTerm> terms;
      terms_read_ = 0;
      if (add_terms(path, terms) && terms.size() == 1 && terms[0].kind == ConfigTerm::Kind::text)
        add_env_file(terms[0].text);
      else
        obstacle(line, "the path of the .env file that is loaded here is not a literal");
    }
  }

  void add_env_file(const std::string& path) {
    auto& files = config_.env_files;
    if (std::find(files.begin(), files.end(), path) == files.end()) files.push_back(path);
  }

  std::vector<JsToken> tokens_;
  std::map<std::string, JsValue> constants_;
  std::map<std::string, std::string> imports_;
  std::list<JsValue> sections_;  // keeps what part() points into
  int env_calls_ = 0;
  int terms_read_ = 0;
  PrismaConfig config_;
};

}  // namespace

std::vector<std::string> config_names(const PrismaVersion& version) {
  std::vector<std::string> stems;
  if (prisma::at_least(version, 7, 10)) stems = {"prisma7.config", ".config/prisma7"};
  for (const char* stem : {"prisma.config", ".config/prisma", ".config/prisma.config"}) stems.emplace_back(stem);
  std::vector<std::string> names;
  for (const auto& stem : stems)
    for (const char* extension : {".js", ".ts", ".mjs", ".cjs", ".mts", ".cts"}) names.push_back(stem + extension);
  for (const auto& stem : stems)
    for (const char* extension : {".js", ".ts", ".mjs", ".cjs", ".mts", ".cts"})
      names.push_back(stem + "/index" + extension);
  return names;
}

PrismaConfig read_prisma_config(std::string_view source) {
  return ConfigReader(source).read();
}

}  // namespace tributary
