#pragma once
// What a command line runs: cut into simple commands as a shell would, wrappers such as npx looked through.
#include <map>
#include <string>
#include <vector>

namespace tributary {

struct SimpleCommand {
  std::vector<std::string> words;                  ///< without quotes, redirections and assignments before it
  std::map<std::string, std::string> environment;  ///< assigned before it, by env, cross-env or an earlier export
  bool into_next = false;                          ///< its output is piped into the next one
};

/// Never fails: an unclosed quote ends with the text. What is quoted for `sh -c`, `eval`, `ssh` and the like is cut up
/// in turn.
std::vector<SimpleCommand> simple_commands(const std::string& line);

/// echo, printf, grep, git…: its words are text or file names, nothing that it runs.
bool only_speaks(const SimpleCommand& command);

/// The subcommand words ("db", "push") and options ("--force-reset") that `prisma` is called with; both empty: it is
/// not called.
struct PrismaCall {
  std::vector<std::string> words, options;
};
PrismaCall prisma_call(const SimpleCommand& command);

}  // namespace tributary
