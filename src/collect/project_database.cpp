// Where a project's database URL comes from, as Prisma of its version would find it. Nothing is connected to.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "collect/branch_word.hpp"
#include "collect/project_parts.hpp"
#include "prisma/env.hpp"
#include "prisma/url.hpp"
#include "prisma/version.hpp"

namespace tributary {
namespace {

using Variables = std::map<std::string, std::string>;

struct Found {
  std::string value, shown, from;  ///< shown: what the process' environment gave stays `${NAME}`
  bool from_environment = false;
  std::string file = {}, name = {};  ///< the .env file and the variable
  std::string overrides = {};        ///< the file that has another value for it; "" = none
};

/// The environment with names for values, so that an expanded text shows where it takes one.
Variables names_of(const Variables& exported) {
  Variables names;
  for (const auto& [name, value] : exported) names[name] = "\\${" + name + "}";
  return names;
}

/// The exported environment, and over it what .env files add; nothing is overwritten.
class Environment {
 public:
  Environment(const Tree& tree, const Variables& exported) : tree_(tree), exported_(exported) {}

  /// Links are followed wherever they lead: teams link one .env into every worktree.
  bool load(const std::string& file, bool expands) {
    if (!loaded_.insert(file).second) return true;
    auto read = read_file(join_path(tree_.root, file));
    if (!read.bytes) {
      if (kind_of(join_path(tree_.root, file)) != FileKind::absent)
        problem_ = file + " cannot be read: " + read.problem;
      return false;
    }
    const auto values = prisma::parse_env(*read.bytes);
    Variables known = exported_, shown = names_of(exported_);
    for (const auto& [name, found] : added_)
      known[name] = found.value, shown[name] = text::replace_all(found.shown, "${", "\\${");
    prisma::ExpansionBudget budget, second;
    for (const auto& [name, value] : values) {
      Found found{value, value, file + ": " + name, false, file, name};
      if (expands) found.value = prisma::expand(value, known, values, budget);
      if (auto exported = exported_.find(name); exported != exported_.end()) {
        if (exported->second != found.value) hidden_.emplace(name, file);
        continue;
      }
      if (expands) found.shown = prisma::expand(value, shown, values, second);
      added_.emplace(name, std::move(found));
    }
    if (budget.spent || second.spent) {
      for (const auto& entry : values) added_.erase(entry.first), hidden_.erase(entry.first);
      problem_ = file + " is too deep or too large once it is expanded, not read";
    }
    raw_[file] = values;
    return true;
  }

  std::optional<Found> find(const std::string& name) const {
    if (auto set = exported_.find(name); set != exported_.end()) {
      auto hidden = hidden_.find(name);
      return Found{set->second,
                   set->second,
                   "environment: " + name,
                   true,
                   {},
                   name,
                   hidden == hidden_.end() ? "" : hidden->second};
    }
    auto set = added_.find(name);
    return set == added_.end() ? std::nullopt : std::optional<Found>(set->second);
  }

  const Variables& of(const std::string& file) { return raw_[file]; }
  const std::string& problem() const { return problem_; }
  bool empty() const { return loaded_.empty(); }

 private:
  const Tree& tree_;
  const Variables& exported_;
  std::map<std::string, Found> added_;
  std::map<std::string, std::string> hidden_;  ///< exported variables that a file has another value for, and that file
  std::map<std::string, Variables> raw_;
  std::set<std::string> loaded_;
  std::string problem_;
};

DatabaseAddress address(const Found& found) {
  DatabaseAddress out;
  out.url = Secret(found.value);
  bool is_name = found.shown.starts_with("${") && found.shown.find('}') + 1 == found.shown.size();
  out.redacted = is_name ? found.shown : prisma::redacted(found.shown);
  out.from = found.from;
  out.from_environment = found.from_environment;
  out.variable = found.name;
  out.overrides = found.overrides;
  return out;
}

DatabaseAddress address(const std::string& url, const std::string& from) {
  return address(Found{url, url, from});
}

// What comes after an expansion of its own file alone is the branch's word as well.
std::optional<std::string> env_value(const std::string& text, const std::string& name) {
  const auto values = prisma::parse_env(text);
  auto found = values.find(name);
  if (found == values.end()) return std::nullopt;
  return prisma::expand(found->second, {}, values);
}

std::optional<std::string> datasource_value(const std::string& text, const std::string& key) {
  const auto outline = psl::outline(text);
  const auto* datasource = outline.datasource();
  if (!datasource || !datasource->properties.count(key)) return std::nullopt;
  return datasource->properties.at(key).text;
}

DatabaseAddress no_address(const std::string& from, const std::string& problem) {
  DatabaseAddress out;
  out.from = from;
  out.problem = problem;
  return out;
}

DatabaseAddress not_connected(const std::string& from, const std::string& what) {
  return no_address(from, what + " is what this branch's commit says, and the target's does not: it is not " +
                              "connected to without --connect");
}

DatabaseAddress judged(const Tree& tree, const ProjectSearch& search, const Found& found) {
  if (found.file.empty()) return address(found);
  auto file = read_file(join_path(tree.root, found.file));
  auto value = file.bytes ? env_value(*file.bytes, found.name) : std::nullopt;
  auto says_it = [&](const std::string& text) { return env_value(text, found.name) == value; };
  return only_a_branch_says(tree, search, found.file, says_it)
             ? not_connected(found.from, found.name + " of " + found.file)
             : address(found);
}

class DatabaseFinder {
 public:
  DatabaseFinder(const Tree& tree, const Layout& layout, const ProjectSearch& search, std::vector<Obstacle>& obstacles)
      : tree_(tree), layout_(layout), search_(search), environment_(tree, search.environment), obstacles_(obstacles) {}

  std::optional<DatabaseAddress> find(const psl::Block* datasource, const std::string& file) {
    load_environment();
    const auto& settings = layout_.settings;
    if (!settings.database_url.empty()) return address(settings.database_url, "config: database");
    if (!settings.database_env.empty()) return of_settings(settings.database_env);
    if (auto configured = of_config(); configured) return configured;
    if (!datasource) return std::nullopt;
    return of_schema(*datasource, file);
  }

 private:
  bool follows_version_7() const { return layout_.version.version.major >= 7; }

  void load_environment() {
    if (layout_.config) {
      for (const auto& file : layout_.config->env_files)
        if (auto path = normal_path(layout_.root, file)) environment_.load(*path, false);
    } else if (!follows_version_7() || !layout_.version.exact) {
      load_two_files();
    }
  }

  // Prisma 5 and 6: beside the nearest package.json, and beside the schema.
  void load_two_files() {
    const auto package = package_folder(tree_, layout_.root);
    const auto beside_package = package.empty() ? std::string() : join_path(package, ".env");
    const auto beside_schema = schema_env_file();
    const bool first = !beside_package.empty() && environment_.load(beside_package, true);
    const bool second =
        !beside_schema.empty() && beside_schema != beside_package && environment_.load(beside_schema, true);
    if (first && second) report_conflict(beside_package, beside_schema);
  }

  std::string schema_env_file() const {
    std::vector<std::string> places;
    if (layout_.schema_by_flag && !layout_.schema.empty())
      places.push_back(join_path(parent_path(layout_.schema), ".env"));
    places.push_back(join_path(layout_.root, "prisma/.env"));
    places.push_back(join_path(layout_.root, ".env"));
    for (const auto& place : places)
      if (kind_behind(join_path(tree_.root, place)) == FileKind::file) return place;
    return {};
  }

  // Prisma compares wrongly and stops where the two files agree; where they differ it goes on.
  void report_conflict(const std::string& a, const std::string& b) {
    const auto& others = environment_.of(b);
    for (const auto& [name, value] : environment_.of(a)) {
      auto other = others.find(name);
      if (other == others.end() || other->second != value) continue;
      obstacles_.push_back({b, 0,
                            name + " stands with the same value in " + a + " and " + b +
                                ": Prisma stops with \"There is a conflict between env var in " + a + " and " + b +
                                "\"",
                            "remove it from one of them"});
    }
  }

  DatabaseAddress of_settings(const std::string& name) {
    if (!environment_.find(name)) {  // the team named it: look where it may be kept, whatever this Prisma reads
      environment_.load(join_path(layout_.root, ".env"), true);
      environment_.load(join_path(layout_.root, "prisma/.env"), true);
      environment_.load(".env", true);
    }
    return of_variable(name, "config: database");
  }

  DatabaseAddress of_variable(const std::string& name, const std::string& asked_by) {
    const auto found = environment_.find(name);
    if (found && !found->value.empty()) return judged(tree_, search_, *found);
    if (found) return no_address(found->from, name + " is empty");
    std::string problem = name + " is not set";
    const auto of_variable = [&](DatabaseAddress none) {
      none.variable = name;
      return none;
    };
    if (!environment_.problem().empty())
      problem += "; " + environment_.problem();
    else if (environment_.empty() && layout_.config)
      problem += "; " + layout_.config_path + " loads no .env file, and Prisma reads none by itself beside it";
    return of_variable(no_address(asked_by, problem));
  }

  std::optional<DatabaseAddress> of_config() {
    if (!layout_.config) {
      if (follows_version_7() && layout_.version.exact)
        return no_address("prisma.config.ts",
                          "Prisma 7 takes the URL from datasource.url of prisma.config.ts, and there is no such file");
      return std::nullopt;
    }
    const auto& config = *layout_.config;
    if (!follows_version_7() && config.engine != "classic") return std::nullopt;
    const bool direct = !follows_version_7() && !config.direct_url.absent();
    const auto& value = direct ? config.direct_url : config.url;
    if (!value.absent()) return of_value(value);
    if (follows_version_7() && layout_.version.exact)
      return no_address(layout_.config_path, "it names no datasource.url, which Prisma 7 requires");
    return std::nullopt;
  }

  DatabaseAddress of_value(const ConfigValue& value) {
    if (!value.unread.empty()) return no_address(layout_.config_path, value.unread);
    std::string missing;
    for (const auto& term : value.terms) {
      if (term.kind == ConfigTerm::Kind::text && !(term.text.empty() && term.skipped_if_empty))
        return of_config_text(value, term.text);
      if (term.kind == ConfigTerm::Kind::text) continue;
      const auto found = environment_.find(term.text);
      if (found && !found->value.empty()) return judged(tree_, search_, *found);
      if (found && !term.skipped_if_empty) return no_address(found->from, term.text + " is empty");
      if (missing.empty()) missing = term.text;
    }
    return of_variable(missing, layout_.config_path);
  }

  DatabaseAddress of_config_text(const ConfigValue& value, const std::string& url) const {
    auto says_it = [&](const std::string& text) {
      auto config = read_prisma_config(text);
      return config.direct_url.terms == value.terms || config.url.terms == value.terms;
    };
    return only_a_branch_says(tree_, search_, layout_.config_path, says_it)
               ? not_connected(layout_.config_path, "the URL of " + layout_.config_path)
               : address(url, layout_.config_path);
  }

  DatabaseAddress of_schema_text(const std::string& file, const std::string& key, const std::string& url) const {
    auto says_it = [&](const std::string& text) { return datasource_value(text, key) == url; };
    return only_a_branch_says(tree_, search_, file, says_it) ? not_connected(file, key + " of " + file)
                                                             : address(url, file);
  }

  std::optional<DatabaseAddress> of_schema(const psl::Block& datasource, const std::string& file) {
    auto written = datasource.properties.find("directUrl");
    if (written == datasource.properties.end()) written = datasource.properties.find("url");
    if (written == datasource.properties.end()) {
      if (follows_version_7() && layout_.config) return no_address(layout_.config_path, "it names no datasource.url");
      return no_address(file, "the datasource has no url");
    }
    const auto& value = written->second;
    if (value.kind == psl::Value::Kind::string) return of_schema_text(file, written->first, value.text);
    if (value.kind == psl::Value::Kind::env) return of_variable(value.text, file);
    return no_address(file, written->first + " is neither a text nor env(\"NAME\")");
  }

  const Tree& tree_;
  const Layout& layout_;
  const ProjectSearch& search_;
  Environment environment_;
  std::vector<Obstacle>& obstacles_;
};

}  // namespace

std::optional<DatabaseAddress> find_database(const Tree& tree, const Layout& layout, const psl::Block* datasource,
                                             const std::string& datasource_file, const ProjectSearch& search,
                                             std::vector<Obstacle>& obstacles) {
  if (!tree.on_disk) return std::nullopt;
  return DatabaseFinder(tree, layout, search, obstacles).find(datasource, datasource_file);
}

DatabaseAddress database_of_file(const Tree& tree, const std::string& file, const std::string& variable,
                                 const ProjectSearch& search) {
  auto exported = search.environment;
  exported.erase(variable);  // it is the file that is asked
  Environment environment(tree, exported);
  environment.load(file, true);
  auto found = environment.find(variable);
  if (found && !found->value.empty()) return judged(tree, search, *found);
  if (found) return no_address(found->from, found->from + " is empty");
  return no_address(file, environment.problem().empty() ? file + " has no " + variable : environment.problem());
}

}  // namespace tributary
