#include "cli/command.hpp"

namespace tributary::cli {

// The first is what runs without a command.
std::vector<Command> all_commands() {
  return {explain_command(), schema_command()};
}

}  // namespace tributary::cli
