#pragma once
// argv to a command and its options.
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace tributary::cli {

struct Invocation {
  Globals globals;
  const Command* command = nullptr;  ///< null: `text` (help or version) is all there is to say
  std::string text;
};

/// Options fall through to every command; without a command the first one of `commands` runs.
/// Throws Error for anything that cannot be understood, with the nearest known command or option as hint.
Invocation parse_command_line(const std::vector<std::string>& arguments, const std::vector<Command>& commands);

/// Whether a command line that may not parse asks for JSON: then its error is JSON, too.
bool asks_for_json(const std::vector<std::string>& arguments);

}  // namespace tributary::cli
