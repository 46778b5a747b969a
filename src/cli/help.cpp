#include <memory>

#include "base/nearest.hpp"
#include "cli/command_line.hpp"
#include "cli/manual.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct HelpArgs {
  std::vector<std::string> command;
  bool man = false;
};

const CommandText* named(const CommandText& all, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& command : all.subcommands) {
    if (command.name == name) return &command;
    names.push_back(command.name);
  }
  auto meant = text::nearest(name, names);
  throw Error("no command '" + name + "'", "",
              meant.empty() ? "tributary --help lists them" : "did you mean " + meant + "?");
}

int help(const Session& session, const HelpArgs& args) {
  auto commands = all_commands();
  auto all = describe_commands(commands);
  const auto* command = args.command.empty() ? nullptr : named(all, args.command.front());
  if (args.man) return session.ui.print(man_page(all, command, TRIBUTARY_VERSION)), 0;
  std::vector<std::string> line;
  if (command) line.push_back(command->name);
  line.push_back("--help");
  return session.ui.print(parse_command_line(line, commands).text), 0;
}

}  // namespace

Command help_command() {
  auto args = std::make_shared<HelpArgs>();
  return {"help",
          "what a command does and which options it takes",
          {},
          [args](Options& options) {
            options.words("[COMMAND]", args->command, "the command; without one all of them are listed", 0, 1);
            options.flag("--man", args->man, "as the source of a man page");
          },
          [args](const Session& session) { return help(session, *args); }};
}

Command completion_command() {
  auto shell = std::make_shared<std::vector<std::string>>();
  return {"completion",
          "a script that completes commands, options and branches in a shell",
          {},
          [shell](Options& options) { options.words("SHELL", *shell, "bash, zsh or fish", 1, 1); },
          [shell](const Session& session) {
            const auto& name = shell->front();
            if (name != "bash" && name != "zsh" && name != "fish")
              throw Error("no completion for '" + name + "'", "", "one of bash, zsh, fish");
            return session.ui.print(completion(describe_commands(all_commands()), name)), 0;
          }};
}

}  // namespace tributary::cli
