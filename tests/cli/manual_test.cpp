#include "cli/manual.hpp"

#include <doctest/doctest.h>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/command_line.hpp"

using namespace tributary;
using namespace tributary::cli;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The words of an example as a shell would cut them: quotes, and what is redirected or piped left out.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> out(1);
  char quote = 0;
  for (char c : line) {
    if (c == quote)
      quote = 0;
    else if (!quote && c == '\'')
      quote = c;
    else if (!quote && (c == '>' || c == '|'))
      break;
    else if (!quote && c == ' ')
      out.emplace_back();
    else
      out.back() += c;
  }
  std::erase(out, "");
  return {out.begin() + 1, out.end()};
}

}  // namespace

TEST_CASE("each command, and each second word of one, shows two lines or more that it understands") {
  auto commands = all_commands();
  std::size_t second_words = 0;
  auto look = [&](const std::string& words) {
    CAPTURE(words);
    auto help = parse_command_line(words_of("tributary " + words + " --help"), commands).text;
    auto examples = examples_of(words);
    CHECK(examples.size() >= 2);
    for (const auto& example : examples) {
      CAPTURE(example.line);
      CHECK((example.line + " ").starts_with(words == "status" ? "tributary" : "tributary " + words + " "));
      CHECK(has(help, "\n  " + example.line + "\n      " + example.what + "\n"));
      auto invocation = parse_command_line(words_of(example.line), commands);
      REQUIRE(invocation.command);
      CHECK(words.starts_with(invocation.command->name));
    }
  };
  for (const auto& command : describe_commands(commands).subcommands) {
    look(command.name);
    for (const auto& second : command.subcommands) look(command.name + " " + second.name), ++second_words;
  }
  CHECK(second_words > 8);
  CHECK_THROWS(parse_command_line(words_of("tributary check --no-such-option"), commands));
}

TEST_CASE("a man page names each option as --help does, with hyphens that can be pasted") {
  auto all = describe_commands(all_commands());
  auto whole = man_page(all, nullptr, "1.2.3");
  CHECK(has(whole, ".TH tributary 1"));
  CHECK(has(whole, "\\fB\\-\\-offline\\fR"));
  for (const auto& command : all.subcommands) {
    auto page = man_page(all, &command, "1.2.3");
    CHECK(has(page, "tributary\\-" + text::replace_all(command.name, "-", "\\-")));
    for (const auto& option : command.options)
      for (const auto& name : option.names)
        if (!option.word) CHECK(has(page, "\\fB" + text::replace_all(name, "-", "\\-") + "\\fR"));
    for (const auto& line : text::split(page, '\n')) CHECK_FALSE(line.starts_with("'"));
  }
}

TEST_CASE("a completion knows commands, options and the words an option may have") {
  auto all = describe_commands(all_commands());
  for (const char* shell : {"bash", "zsh", "fish"}) {
    auto script = completion(all, shell);
    for (const char* word : {"restamp", "rehearse", "markdown", "offline", "uninstall"}) CHECK(has(script, word));
    CHECK_FALSE(has(script, "@COMMANDS@"));
  }
  CHECK(run_process({"bash", "-n", "-c", completion(all, "bash")}).status == 0);
}
