#pragma once
// What prisma.config.* says in literal forms. The file is a program; it is read, never executed. Pure.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/workspace.hpp"

namespace tributary {

/// One alternative of `a ?? b || c`.
struct ConfigTerm {
  enum class Kind { text, variable } kind = Kind::text;
  std::string text;               ///< the literal, or the environment variable's name
  bool skipped_if_empty = false;  ///< followed by `||`, or Prisma's env(), which refuses the empty text
  bool operator==(const ConfigTerm&) const = default;
};

/// A key of the configuration.
struct ConfigValue {
  std::vector<ConfigTerm> terms;  ///< tried in order; empty = absent, or not read where `unread` says why
  std::string unread;
  int line = 0;
  bool operator==(const ConfigValue&) const = default;

  bool absent() const { return terms.empty() && unread.empty(); }
};

struct PrismaConfig {
  ConfigValue schema, migrations, url,
      direct_url;                      ///< `schema`, `migrations.path`, `datasource.url`, `datasource.directUrl`
  std::string engine;                  ///< "classic" decides in Prisma 6 whether `datasource` counts
  std::vector<std::string> env_files;  ///< in loading order, relative to the folder where Prisma runs
  std::vector<Obstacle> obstacles;     ///< what could not be read; `file` is left empty
  bool operator==(const PrismaConfig&) const = default;
};

/// Names of config files relative to the project, in Prisma's order for that version.
std::vector<std::string> config_names(const PrismaVersion& version);

PrismaConfig read_prisma_config(std::string_view source);

}  // namespace tributary
