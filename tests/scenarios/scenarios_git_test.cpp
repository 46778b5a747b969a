// Each folder of test-repos has a README.md with blocks that say what tributary must answer there:
//
//   ```answer
//   tributary check feature/comments       run in the scenario's first worktree, with --format json
//   exit 0
//   warning late-migration 2024…           every finding: severity, rule, migration (or -)
//   models main . 2                        a fact: the rest is the source, the project, a number
//   own feature/comments . 2024…           a fact: own migrations in order
//   sequence feature/a feature/b           a fact: the plan
//   ```
//
// A block that opens with ```not-yet is a known failure: it is an error here as soon as the answer is right.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.hpp"
#include "base/process.hpp"
#include "support/temp_repo.hpp"

namespace tributary::testing {
namespace {

struct Answer {
  std::vector<std::string> command;
  int exit = 0;
  std::vector<std::string> lines;  // sorted
  bool not_yet = false;
};

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

std::vector<Answer> answers_in(const std::string& readme) {
  std::istringstream in(file_text(readme));
  std::vector<Answer> answers;
  for (std::string line; std::getline(in, line);) {
    if (line != "```answer" && line != "```not-yet") continue;
    Answer answer;
    answer.not_yet = line == "```not-yet";
    std::getline(in, line);
    answer.command = words(line);
    REQUIRE(answer.command.size() > 1);
    answer.command.erase(answer.command.begin());
    std::getline(in, line);
    REQUIRE(line.rfind("exit ", 0) == 0);
    answer.exit = std::stoi(line.substr(5));
    while (std::getline(in, line) && line != "```") answer.lines.push_back(line);
    std::sort(answer.lines.begin(), answer.lines.end());
    answers.push_back(answer);
  }
  return answers;
}

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  auto at = object.find(key);
  return at != object.end() && at->is_string() && !at->get<std::string>().empty() ? at->get<std::string>() : "-";
}

std::vector<std::string> facts_of(const Json& answer) {
  std::vector<std::string> facts;
  for (const auto& finding : answer.value("findings", Json::array()))
    facts.push_back(
        fmt::format("{} {} {}", text_of(finding, "severity"), text_of(finding, "rule"), text_of(finding, "migration")));
  for (const auto& source : answer.value("sources", Json::array()))
    for (const auto& project : source.value("projects", Json::array())) {
      auto of = fmt::format("{} {}", text_of(source, "name"), text_of(project, "path"));
      facts.push_back(fmt::format("models {} {}", of, project.value("models", -1)));
      std::string own = "own " + of;
      for (const auto& name : project.value("own", Json::array())) own += " " + name.get<std::string>();
      facts.push_back(own);
    }
  std::string sequence = "sequence";
  for (const auto& step : answer.value("sequence", Json::array())) sequence += " " + text_of(step, "source");
  facts.push_back(sequence);
  return facts;
}

bool is_finding(const std::string& line) {
  return line.rfind("error ", 0) == 0 || line.rfind("warning ", 0) == 0 || line.rfind("info ", 0) == 0;
}

// What `check` finds is compared whole; other facts only where the block asks for them.
std::vector<std::string> asked_for(const std::vector<std::string>& facts, const Answer& answer) {
  std::vector<std::string> some;
  for (const auto& fact : facts) {
    bool named = std::find(answer.lines.begin(), answer.lines.end(), fact) != answer.lines.end();
    if (is_finding(fact) ? answer.command[0] == "check" : named) some.push_back(fact);
  }
  std::sort(some.begin(), some.end());
  return some;
}

void compare(const Answer& answer, const std::string& folder) {
  auto arguments = answer.command;
  arguments.insert(arguments.begin(), {"--format", "json", "--offline"});
  auto run = tributary(arguments, folder);
  CAPTURE(fmt::format("{}", fmt::join(answer.command, " ")));
  CAPTURE(run.out);
  CAPTURE(run.err);
  auto json = Json::parse(run.out, nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  auto said = fmt::format("exit {}\n{}", run.status, fmt::join(asked_for(facts_of(json), answer), "\n"));
  auto wanted = fmt::format("exit {}\n{}", answer.exit, fmt::join(answer.lines, "\n"));
  if (answer.not_yet)
    CHECK_MESSAGE(said != wanted, "this works now: turn the block into ```answer");
  else
    CHECK(said == wanted);
}

void play(const std::string& scenario) {
  CAPTURE(scenario);
  const std::string root = TRIBUTARY_SOURCE_DIR "/test-repos/";
  TempFolder made;
  auto make = run_process({"bash", root + "make", scenario, made.path() + "/" + scenario});
  REQUIRE_MESSAGE(make.status == 0, make.err);
  auto folder = made.path() + "/" + scenario;
  auto worktrees = list_folder(folder);
  REQUIRE(worktrees);
  auto answers = answers_in(root + scenario + "/README.md");
  CHECK_FALSE(answers.empty());
  for (const auto& answer : answers) compare(answer, folder + "/" + worktrees->front());
}

}  // namespace

TEST_SUITE("git") {
  TEST_CASE("each scenario of test-repos gets the answer its readme promises") {
    auto list = run_process({"bash", TRIBUTARY_SOURCE_DIR "/test-repos/make", "--list"});
    REQUIRE(list.status == 0);
    for (const auto& scenario : words(list.out)) play(scenario);
  }
}

}  // namespace tributary::testing
