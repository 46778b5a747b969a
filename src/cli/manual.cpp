#include "cli/manual.hpp"

#include <fmt/format.h>

#include "base/text.hpp"

namespace tributary::cli {
namespace {

/// A backslash, and a dot or an apostrophe at the beginning of a line, mean something to roff; a plain "-" prints as a
/// hyphen that nobody can paste.
std::string roff(const std::string& words) {
  auto out = text::replace_all(text::replace_all(words, "\\", "\\e"), "-", "\\-");
  return out.starts_with('.') || out.starts_with('\'') ? "\\&" + out : out;
}

std::string man_options(const std::vector<OptionText>& options) {
  std::string out;
  for (const auto& option : options) {
    std::vector<std::string> names;
    for (const auto& name : option.names) names.push_back((option.word ? "\\fI" : "\\fB") + roff(name) + "\\fR");
    auto value = option.word || option.placeholder.empty() ? "" : " \\fI" + roff(option.placeholder) + "\\fR";
    out += ".TP\n" + text::join(names, ", ") + value + "\n" + roff(option.help) + "\n";
  }
  return out;
}

std::string man_examples(const std::vector<Example>& examples) {
  std::string out = examples.empty() ? "" : ".SH EXAMPLES\n";
  for (const auto& example : examples) out += ".TP\n\\fB" + roff(example.line) + "\\fR\n" + roff(example.what) + "\n";
  return out;
}

std::string man_commands(const std::vector<CommandText>& commands, const std::string& before) {
  std::string out;
  for (const auto& command : commands) {
    out += ".TP\n\\fB" + roff(before + command.name) + "\\fR\n" + roff(command.summary) + "\n";
    if (!command.options.empty()) out += ".RS\n" + man_options(command.options) + ".RE\n";
  }
  return out;
}

std::vector<std::string> option_words(const std::vector<OptionText>& options) {
  std::vector<std::string> out;
  for (const auto& option : options)
    if (!option.word) out.insert(out.end(), option.names.begin(), option.names.end());
  return out;
}

std::vector<std::string> names_of(const std::vector<CommandText>& commands) {
  std::vector<std::string> out;
  for (const auto& command : commands) out.push_back(command.name);
  return out;
}

/// What may stand behind a command: its options and subcommands, and theirs.
std::vector<std::string> words_behind(const CommandText& command) {
  auto out = names_of(command.subcommands);
  for (auto& word : option_words(command.options)) out.push_back(word);
  for (const auto& sub : command.subcommands)
    for (auto& word : option_words(sub.options)) out.push_back(word);
  return out;
}

std::string bash_choices(const CommandText& all) {
  std::string out;
  auto add = [&](const std::vector<OptionText>& options) {
    for (const auto& option : options)
      if (!option.choices.empty() && !option.word)
        out += fmt::format("    {}) words=\"{}\" ;;\n", text::join(option.names, "|"), text::join(option.choices, " "));
  };
  add(all.options);
  return out;
}

/// The words between two @ replaced.
std::string filled(std::string script, const std::vector<std::pair<std::string, std::string>>& words) {
  for (const auto& [name, word] : words) script = text::replace_all(script, "@" + name + "@", word);
  return script;
}

constexpr const char* bash_script = R"sh(# bash completion for tributary
_tributary() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " @COMMANDS@ " in *" ${COMP_WORDS[i]} "*) command=${COMP_WORDS[i]}; break ;; esac
  done
  case $before in
@CHOICES@    --output|-o|--config|--baseline) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  [ -n "$words" ] || case $command in
    '') words="@COMMANDS@ @OPTIONS@" ;;
@CASES@  esac
  [ -z "$command" ] || case $word in -*) words="$words @OPTIONS@" ;; esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  case $word in -*) return ;; esac
  [ -z "$command" ] ||
    COMPREPLY+=($(compgen -W "$(git for-each-ref --format='%(refname:short)' refs/heads 2>/dev/null)" -- "$word"))
}
complete -F _tributary tributary
)sh";

std::string bash(const CommandText& all) {
  std::string cases;
  for (const auto& command : all.subcommands)
    cases += fmt::format("    {}) words=\"{}\" ;;\n", command.name, text::join(words_behind(command), " "));
  return filled(bash_script, {{"CHOICES", bash_choices(all)},
                              {"CASES", cases},
                              {"COMMANDS", text::join(names_of(all.subcommands), " ")},
                              {"OPTIONS", text::join(option_words(all.options), " ")}});
}

std::string single_quoted(const std::string& words) {
  return "'" + text::replace_all(words, "'", "'\"'\"'") + "'";
}

/// zsh takes "[", "]" and ":" of a description for its own.
std::string zsh_text(const std::string& words) {
  std::string out;
  for (char c : words) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string zsh_options(const std::vector<OptionText>& options) {
  std::string out;
  for (const auto& option : options) {
    if (option.word) continue;
    for (const auto& name : option.names) {
      auto value = option.placeholder.empty() ? "" : ":" + zsh_text(option.placeholder) + ":";
      if (!option.choices.empty())
        value += "(" + text::join(option.choices, " ") + ")";
      else if (!option.placeholder.empty())
        value += "_files";
      out += " \\\n        " + single_quoted("*" + name + "[" + zsh_text(option.help) + "]" + value);
    }
  }
  return out;
}

constexpr const char* zsh_script = R"sh(#compdef tributary
_tributary_sources() {
  local -a branches
  branches=(${(f)"$(git for-each-ref --format='%(refname:short)' refs/heads 2>/dev/null)"})
  compadd -a branches
  _files
}
_tributary() {
  local curcontext=$curcontext state line
  local -a commands
  commands=(
@COMMANDS@  )
  _arguments -C@OPTIONS@ \
        '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument) case $line[1] in
@CASES@    esac ;;
  esac
}
_tributary "$@"
)sh";

std::string zsh(const CommandText& all) {
  std::string commands, cases;
  for (const auto& command : all.subcommands) {
    commands += "    " + single_quoted(zsh_text(command.name) + ":" + command.summary) + "\n";
    auto options = command.options;
    for (const auto& sub : command.subcommands) options.insert(options.end(), sub.options.begin(), sub.options.end());
    std::string first = "'*::source:_tributary_sources'";
    if (!command.subcommands.empty())
      first = single_quoted("1:what:(" + text::join(names_of(command.subcommands), " ") + ")") + " " + first;
    cases += fmt::format("    {})\n      _arguments{} \\\n        {} ;;\n", command.name, zsh_options(options), first);
  }
  return filled(zsh_script, {{"COMMANDS", commands}, {"OPTIONS", zsh_options(all.options)}, {"CASES", cases}});
}

std::string fish_options(const std::vector<OptionText>& options, const std::string& condition) {
  std::string out;
  for (const auto& option : options) {
    if (option.word) continue;
    out += "complete -c tributary" + condition;
    for (const auto& name : option.names)
      out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (!option.choices.empty())
      out += " -x -a " + single_quoted(text::join(option.choices, " "));
    else if (!option.placeholder.empty())
      out += " -r";
    out += " -d " + single_quoted(option.help) + "\n";
  }
  return out;
}

std::string fish(const CommandText& all) {
  std::string out = "# fish completion for tributary\n" + fish_options(all.options, "");
  auto known = text::join(names_of(all.subcommands), " ");
  for (const auto& command : all.subcommands) {
    out += "complete -c tributary -f -n 'not __fish_seen_subcommand_from " + known + "' -a " + command.name + " -d " +
           single_quoted(command.summary) + "\n";
    auto behind = " -n '__fish_seen_subcommand_from " + command.name + "'";
    for (const auto& sub : command.subcommands) {
      out += "complete -c tributary -f" + behind + " -a " + sub.name + " -d " + single_quoted(sub.summary) + "\n";
      out += fish_options(sub.options, behind);
    }
    out += fish_options(command.options, behind);
  }
  return out;
}

}  // namespace

std::string man_page(const CommandText& all, const CommandText* command, const std::string& version) {
  const auto& shown = command ? *command : all;
  auto name = command ? "tributary-" + command->name : all.name;
  std::string words;
  for (const auto& option : shown.options)
    if (option.word) words += " [\\fI" + roff(option.names.front()) + "\\fR]";
  auto out = ".TH " + text::replace_all(name, "-", "\\-") + " 1 \"\" \"tributary " + version + "\"\n.SH NAME\n" +
             roff(name) + " \\- " + roff(shown.summary) + "\n.SH SYNOPSIS\n.B " +
             roff(command ? "tributary " + command->name : all.name) + "\n[\\fIOPTIONS\\fR]" +
             (command ? words : " [\\fICOMMAND\\fR]") + "\n";
  if (!shown.options.empty()) out += ".SH OPTIONS\n" + man_options(shown.options);
  auto before = command ? command->name + " " : std::string();
  if (!shown.subcommands.empty()) {
    out += ".SH COMMANDS\n";
    if (command) {
      out += man_commands(shown.subcommands, before);
    } else {
      for (const auto& each : shown.subcommands)
        out += ".TP\n\\fB" + roff(each.name) + "\\fR\n" + roff(each.summary) + "\n";
    }
  }
  out += man_examples(shown.examples);
  out +=
      ".SH EXIT STATUS\n.TP\n0\nclean\n.TP\n1\nfindings at or above the threshold, a conflict, or a failed rehearsal\n"
      ".TP\n2\nit could not run; standard error says what, where, and a hint\n";
  return out + ".SH SEE ALSO\n.BR git (1)" + (command ? ",\n.BR tributary (1)\n" : "\n");
}

std::string completion(const CommandText& all, const std::string& shell) {
  return shell == "zsh" ? zsh(all) : shell == "fish" ? fish(all) : bash(all);
}

}  // namespace tributary::cli
