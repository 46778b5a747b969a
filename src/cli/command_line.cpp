// The only file that includes CLI11 (7 seconds to compile without optimisation, 70 with sanitizers).
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/manual.hpp"
#include "cli/version.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

const std::vector<std::pair<std::string, Format>>& format_names() {
  static const std::vector<std::pair<std::string, Format>> names = {
      {"text", Format::text},   {"json", Format::json},      {"markdown", Format::markdown}, {"sarif", Format::sarif},
      {"junit", Format::junit}, {"github", Format::github},  {"gitlab", Format::gitlab},     {"html", Format::html},
      {"svg", Format::svg},     {"mermaid", Format::mermaid}};
  return names;
}

Format format_of(const std::string& name) {
  for (const auto& [known, format] : format_names())
    if (known == name) return format;
  return Format::text;
}

// "sarif:FILE" is one more output; any other word names the file of the one there is, the last one counts.
void take_outputs(const std::vector<std::string>& words, Globals& globals) {
  for (const auto& word : words) {
    bool known = false;
    for (const auto& [name, format] : format_names())
      if (!known && word.starts_with(name + ":") && word.size() > name.size() + 1) {
        globals.outputs.emplace_back(format, word.substr(name.size() + 1));
        known = true;
      }
    if (!known) globals.ui.output = word;
  }
}

std::string names_of(const Command& command) {
  std::string names = "text, json";
  for (const auto& [name, format] : format_names())
    if (std::count(command.formats.begin(), command.formats.end(), format)) names += ", " + name;
  return names;
}

// Both are words on the command line before they are values.
struct Words {
  std::string format, color = "auto";
  std::vector<std::string> outputs;
};

void declare_globals(CLI::App& app, Globals& globals, Words& words) {
  Options options(app);
  options.value("-C,--repo", globals.repository, "DIR", "any folder of the repository (default: the current one)");
  options.value("--target", globals.target, "BRANCH",
                "the branch merged into (default: origin/HEAD's, else main, master)");
  app.add_option("--refs", globals.refs, "also branches and tags without a worktree; without a GLOB all of them")
      ->type_name("[GLOB]")
      ->expected(0, 1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->default_str("*");
  options.list("--project", globals.projects, "DIR", "only these Prisma projects (paths from the repository's root)");
  options.value("--config", globals.config, "FILE", "instead of tributary.yaml at the root");
  options.flag("--discover", globals.discover,
               "look for projects everywhere in refs, not only where worktrees have them");
  options.flag("--offline", globals.offline, "connect to no database");
  options.flag("--connect", globals.connect, "also to databases that only a branch's committed files name");
  options.flag("--no-cache", globals.no_cache,
               "keep and use no cache: the private PostgreSQL of a rehearsal is set up anew");
  std::vector<std::string> formats;
  for (const auto& [name, format] : format_names()) formats.push_back(name);
  options.choice("--format", words.format, formats, "how the result is written (default: text; report: html)");
  options.list("-o,--output", words.outputs, "[FORMAT:]FILE",
               "write the result there instead of to standard output; FORMAT:FILE, several times, beside it");
  options.choice("--color", words.color, {"auto", "always", "never"},
                 "auto: only on a terminal, and not with NO_COLOR");
  options.flag("-q,--quiet", globals.ui.quiet, "no progress and no remarks");
  options.flag("-v,--verbose", globals.ui.verbose, "everything, where a command is short by default");
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string help_hint(const CLI::App& app, const CLI::App* chosen) {
  return "see " + app.get_name() + (chosen ? " " + chosen->get_name() : std::string()) + " --help";
}

const CLI::App* chosen_command(const CLI::App& app) {
  auto chosen = app.get_subcommands();
  return chosen.empty() ? nullptr : chosen.front();
}

[[noreturn]] void unexpected(const CLI::App& app, const std::vector<Command>& commands, std::vector<std::string> rest) {
  const auto* chosen = chosen_command(app);
  auto word = rest.empty() ? std::string() : rest.front();
  bool is_option = word.size() > 1 && word[0] == '-';
  if (is_option) {
    auto names = option_names(app);
    for (const auto* level = chosen; level; level = chosen_command(*level))
      for (auto& name : option_names(*level)) names.push_back(name);
    auto meant = text::nearest(word.substr(0, word.find('=')), names);
    throw Error("no such option: " + word, "", meant.empty() ? help_hint(app, chosen) : "did you mean " + meant + "?");
  }
  if (chosen) throw Error("unexpected argument: " + word, "", help_hint(app, chosen));
  std::vector<std::string> names;
  for (const auto& command : commands) names.push_back(command.name);
  auto meant = text::nearest(word, names);
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
  throw Error("no command '" + word + "' in this version", "",
              meant.empty() ? "the commands are " + all : "did you mean " + meant + "?");
}

void parse(CLI::App& app, const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
  // CLI11 takes them last first.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::Success&) {
    throw;
  } catch (const CLI::ExtrasError&) {
    unexpected(app, commands, app.remaining(true));
  } catch (const CLI::ParseError& error) {
    throw Error(error.what(), "", help_hint(app, chosen_command(app)));
  }
}

CLI::Validator one_of(const std::vector<std::string>& choices) {
  auto check = [choices](const std::string& word) {
    return std::count(choices.begin(), choices.end(), word)
               ? ""
               : "'" + word + "' is not one of " + text::join(choices, ", ");
  };
  return CLI::Validator(check, "");
}

std::vector<std::string> choices_in(const std::string& placeholder) {
  return placeholder.find('|') == std::string::npos ? std::vector<std::string>{} : text::split(placeholder, '|');
}

OptionText option_text(const CLI::Option& option) {
  OptionText out;
  out.word = option.get_positional();
  for (const auto& name : option.get_snames()) out.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) out.names.push_back("--" + name);
  if (out.word) out.names = {option.get_name(true)};
  if (option.get_expected_max() > 0) out.placeholder = option.get_type_name();
  out.choices = choices_in(out.placeholder);
  out.help = option.get_description();
  return out;
}

CommandText command_text(const CLI::App& app) {
  CommandText out{app.get_name(), app.get_description(), {}, {}, {}};
  for (const auto* option : app.get_options()) out.options.push_back(option_text(*option));
  for (const auto* sub : app.get_subcommands([](const CLI::App*) { return true; }))
    out.subcommands.push_back(command_text(*sub));
  return out;
}

std::string footer(const Command& command, const std::string& words) {
  std::string out = "Examples:\n";
  for (const auto& example : examples_of(words)) out += "  " + example.line + "\n      " + example.what + "\n";
  return out + "\nOptions of every command: tributary --help. Formats: " + names_of(command) + ".";
}

void declare_commands(CLI::App& app, const std::vector<Command>& commands) {
  for (const auto& command : commands) {
    auto* sub = app.add_subcommand(command.name, command.summary)->fallthrough();
    sub->footer(footer(command, command.name));
    Options options(*sub);
    command.declare(options);
    for (auto* second : sub->get_subcommands([](CLI::App*) { return true; }))
      second->footer(footer(command, command.name + " " + second->get_name()));
  }
}

constexpr const char* one_sentence =
    "From several worktrees to one chain of Prisma migrations, verified against the databases.";

const Command& command_named(const std::vector<Command>& commands, const std::string& name) {
  for (const auto& command : commands)
    if (command.name == name) return command;
  return commands.front();
}

}  // namespace

void Options::flag(const std::string& names, bool& into, const std::string& help) {
  app_.add_flag(names, into, help);
}

void Options::value(const std::string& names, std::string& into, const std::string& placeholder,
                    const std::string& help) {
  app_.add_option(names, into, help)->type_name(placeholder)->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void Options::choice(const std::string& names, std::string& into, const std::vector<std::string>& choices,
                     const std::string& help) {
  app_.add_option(names, into, help)
      ->type_name(text::join(choices, "|"))
      ->check(one_of(choices))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

void Options::list(const std::string& names, std::vector<std::string>& into, const std::string& placeholder,
                   const std::string& help, const std::vector<std::string>& choices) {
  auto* option = app_.add_option(names, into, help)->type_name(placeholder)->allow_extra_args(false);
  if (!choices.empty()) option->check(one_of(choices));
}

void Options::words(const std::string& placeholder, std::vector<std::string>& into, const std::string& help,
                    int at_least, int at_most) {
  auto* option = app_.add_option(placeholder, into, help)->type_name("");
  // CLI11 offers a word only to a positional that still expects one; being absent is another matter (required).
  if (at_most > 0) option->expected(std::max(1, at_least), at_most)->allow_extra_args(false);
  if (at_least > 0) option->required();
}

Options Options::subcommand(const std::string& name, std::string& chosen, const std::string& summary) {
  app_.require_subcommand(1);
  auto* sub = app_.add_subcommand(name, summary)->fallthrough();
  sub->callback([name, &chosen] { chosen = name; });
  return Options(*sub);
}

bool asks_for_json(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--") return false;
    if (arguments[i] == "--format=json") return true;
    if (arguments[i] == "--format" && i + 1 < arguments.size() && arguments[i + 1] == "json") return true;
  }
  return false;
}

CommandText describe_commands(const std::vector<Command>& commands) {
  Globals globals;
  Words words;
  CLI::App app(one_sentence, "tributary");
  declare_globals(app, globals, words);
  declare_commands(app, commands);
  auto out = command_text(app);
  out.examples = examples_of("");
  for (auto& command : out.subcommands) command.examples = examples_of(command.name);
  return out;
}

Invocation parse_command_line(const std::vector<std::string>& arguments, const std::vector<Command>& commands) {
  Invocation invocation;
  Words words;
  CLI::App app(one_sentence, "tributary");
  app.get_formatter()->column_width(34);
  app.set_version_flag("--version", version_text(), "print the version, the commit and the libraries");
  // At most one command: a branch that is called like a command is then an argument of the first.
  app.require_subcommand(0, 1);
  app.footer("Without a command: " + commands.front().name +
             ". Help on one: tributary COMMAND --help; on a rule or a message of "
             "Prisma's: tributary explain.");
  declare_globals(app, invocation.globals, words);
  declare_commands(app, commands);
  try {
    parse(app, commands, arguments);
  } catch (const CLI::CallForVersion& version) {
    invocation.text = std::string(version.what()) + "\n";
    return invocation;
  } catch (const CLI::Success&) {
    invocation.text = app.help();
    return invocation;
  }
  const auto* chosen = chosen_command(app);
  invocation.command = chosen ? &command_named(commands, chosen->get_name()) : &commands.front();
  invocation.globals.format = words.format.empty() ? invocation.command->usual : format_of(words.format);
  take_outputs(words.outputs, invocation.globals);
  invocation.globals.ui.color = words.color == "always"  ? UiOptions::Color::always
                                : words.color == "never" ? UiOptions::Color::never
                                                         : UiOptions::Color::automatic;
  return invocation;
}

}  // namespace tributary::cli
