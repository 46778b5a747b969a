#include <signal.h>
#include <stdlib.h>

#include <cstdlib>
#include <ctime>
#include <new>
#include <set>

#include "cli/command_line.hpp"
#include "cli/deadline.hpp"
#include "cli/embedded.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"

extern char** environ;

namespace {

using namespace tributary;
using namespace tributary::cli;

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry; ++entry) {
    std::string text = *entry;
    if (auto equals = text.find('='); equals != text.npos)
      variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::int64_t now(const std::map<std::string, std::string>& variables) {
  auto fixed = variables.find("TRIBUTARY_NOW");
  return fixed != variables.end() ? std::atoll(fixed->second.c_str()) : static_cast<std::int64_t>(std::time(nullptr));
}

void require_format(const Command& command, Format format) {
  if (format == Format::text || format == Format::json) return;
  for (auto known : command.formats)
    if (known == format) return;
  throw Error(command.name + " has no such format", "--format",
              "tributary " + command.name + " --help lists its formats");
}

void require_outputs(const Command& command, const Globals& globals) {
  static const std::set<std::string> several = {"status",    "plan",  "check", "drift",  "rehearse",
                                                "checklist", "merge", "undo",  "restamp"};
  if (!globals.outputs.empty() && !several.count(command.name))
    throw Error(command.name + " writes one result", "--output FORMAT:FILE", "use --format FORMAT --output FILE");
  for (const auto& output : globals.outputs) require_format(command, output.first);
}

// Where --output itself is what failed, the error object goes to standard output; where that is full, too, stderr has
// it.
int fail(const Error& error, const Ui& ui, Format format) {
  ui.error(render_error(error, Format::text, ui.error_style()));
  if (format != Format::json) return 2;
  for (const auto& way : {ui, Ui(UiOptions{})}) try {
      way.print(render_error(error, Format::json, {}));
      break;
    } catch (const Error&) {
    }
  return 2;
}

int run(const std::vector<std::string>& arguments, Format& format, UiOptions& ui_options) {
  auto commands = all_commands();
  auto invocation = parse_command_line(arguments, commands);
  format = invocation.globals.format;
  ui_options = invocation.globals.ui;
  Ui ui(ui_options);
  if (!invocation.command) return ui.print(invocation.text), 0;
  require_format(*invocation.command, format);
  require_outputs(*invocation.command, invocation.globals);
  refuse_embedded_repository(invocation.globals.repository);
  auto variables = environment();
  auto moment = now(variables);
  end_in_time(invocation.command->name, format == Format::json, variables);
  return invocation.command->run({invocation.globals, ui, std::move(variables), moment});
}

}  // namespace

int main(int argc, char** argv) {
  ::signal(SIGPIPE, SIG_IGN);  // a reader that went away must not kill a merge half-way
  std::vector<std::string> arguments(argv + (argc > 0), argv + argc);
  Format format = asks_for_json(arguments) ? Format::json : Format::text;
  UiOptions ui;
  try {
    return run(arguments, format, ui);
  } catch (const Error& error) {
    return fail(error, Ui(ui), format);
  } catch (const std::bad_alloc&) {
    return fail(Error("out of memory"), Ui(ui), format);
  } catch (const std::exception& error) {
    return fail(Error("internal error: " + prisma::without_secrets(error.what()), "",
                      "please report this with the command line"),
                Ui(ui), format);
  }
}
