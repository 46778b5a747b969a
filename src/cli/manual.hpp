#pragma once
// The command line as a value, and what is written of it: man pages, completions. --help comes from the same
// declarations.
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace tributary::cli {

struct OptionText {
  std::vector<std::string> names;    ///< "-C", "--repo"; of a word without an option: its placeholder alone
  std::string placeholder;           ///< "" = a flag
  std::vector<std::string> choices;  ///< empty: anything
  std::string help;
  bool word = false;  ///< an argument that is no option
};

struct CommandText {
  std::string name, summary;
  std::vector<OptionText> options;
  std::vector<CommandText> subcommands;
  std::vector<Example> examples;
};

/// `name` is "tributary": its options are those of every command, its subcommands the commands.
CommandText describe_commands(const std::vector<Command>& commands);

/// man(7) source. Without a command that of tributary itself. `version` stands in the footer.
std::string man_page(const CommandText& all, const CommandText* command, const std::string& version);

/// A script for the shell: "bash", "zsh" or "fish".
std::string completion(const CommandText& all, const std::string& shell);

}  // namespace tributary::cli
