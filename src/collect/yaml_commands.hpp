#pragma once
// The commands in a CI's or container's YAML, read by lines and indentation: enough for what such files look like.
#include <string>
#include <vector>

namespace tributary {

struct YamlCommand {
  int line = 0;                    ///< 1-based, of the first of `lines`
  std::vector<std::string> lines;  ///< of a block scalar, without its indentation; else one
  std::string environment;         ///< "DATABASE_URL=… ", as the file's `env:` around it says; "" = it says nothing
  bool operator==(const YamlCommand&) const = default;
};

/// What stands under keys that run something (run, script, command…); names and descriptions are left out. Pure.
std::vector<YamlCommand> yaml_commands(const std::vector<std::string>& lines);

/// ["npx", "prisma"] as words of a shell; any other text as it is.
std::string from_flow_list(const std::string& text);

}  // namespace tributary
