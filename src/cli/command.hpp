#pragma once
// What a command is to the command line: a name, its own options, and the function that reads as its pipeline.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/ui.hpp"
#include "tributary/report.hpp"

namespace CLI {
class App;
}

namespace tributary::cli {

/// Options that every command takes, before or after its name.
struct Globals {
  std::string repository = ".";
  std::string target, config;
  std::vector<std::string> refs, projects;
  std::vector<std::string> named;  ///< refs (full names) that SOURCE words name: looked at beside `refs`
  bool offline = false, connect = false, no_cache = false, discover = false;
  Format format = Format::text;
  std::vector<std::pair<Format, std::string>> outputs;  ///< --output FORMAT:FILE, beside the result
  UiOptions ui;
};

/// What a command works with: nothing below reads the environment, the clock or the terminal by itself.
struct Session {
  Globals globals;
  Ui& ui;
  std::map<std::string, std::string> environment;
  std::int64_t now = 0;  ///< seconds since the epoch; TRIBUTARY_NOW fixes it for tests
};

/// The options one command declares. CLI11 stands behind it, in command_line.cpp alone: its header costs more to
/// compile than all commands together.
class Options {
 public:
  explicit Options(CLI::App& app) : app_(app) {}
  void flag(const std::string& names, bool& into, const std::string& help);
  void value(const std::string& names, std::string& into, const std::string& placeholder, const std::string& help);
  void choice(const std::string& names, std::string& into, const std::vector<std::string>& choices,
              const std::string& help);
  /// May be given several times; `choices` empty = any word.
  void list(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
            const std::string& help, const std::vector<std::string>& choices = {});
  /// `at_most` 0 = any number.
  void words(const std::string& placeholder, std::vector<std::string>& into, const std::string& help, int at_least = 0,
             int at_most = 0);
  /// A second word such as `hook install`; one of a command's subcommands must be given. `chosen` becomes its name.
  Options subcommand(const std::string& name, std::string& chosen, const std::string& summary);

 private:
  CLI::App& app_;
};

/// A line as it is typed, and what it is for.
struct Example {
  std::string line, what;
};

struct Command {
  std::string name, summary;
  std::vector<Format> formats;  ///< beside text and json
  std::function<void(Options&)> declare;
  std::function<int(const Session&)> run;  ///< returns the exit code; throws Error where it could not run
  Format usual = Format::text;             ///< without --format
};

std::vector<Command> all_commands();
/// At least two of each command; empty: there is no such command.
std::vector<Example> examples_of(const std::string& command);

Command status_command();
Command plan_command();
Command check_command();
Command message_command();
Command merge_command();
Command undo_command();
Command restamp_command();
Command backup_command();
Command runbook_command();
Command drift_command();
Command ledger_command();
Command new_command();
Command rehearse_command();
Command checklist_command();
Command report_command();
Command explain_command();
Command schema_command();
Command hook_command();
Command doctor_command();
Command help_command();
Command completion_command();
Command init_command();

}  // namespace tributary::cli
