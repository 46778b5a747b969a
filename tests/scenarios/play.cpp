#include "scenarios/play.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/files.hpp"
#include "base/process.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

namespace tributary::testing {
namespace {

const std::string root = repository_root() + "/test-repos/";

struct Answer {
  std::string kind;  // "answer", "answer-with-server", "not-yet"
  std::vector<std::string> command;
  int exit = 0;
  std::vector<std::string> lines;  // sorted
};

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

Answer answer_after(const std::string& kind, std::istream& in) {
  Answer answer;
  answer.kind = kind;
  std::string line;
  std::getline(in, line);
  answer.command = words(line);
  REQUIRE(answer.command.size() > 1);
  answer.command.erase(answer.command.begin());
  std::getline(in, line);
  REQUIRE(line.rfind("exit ", 0) == 0);
  answer.exit = std::stoi(line.substr(5));
  while (std::getline(in, line) && line != "```") answer.lines.push_back(line);
  std::sort(answer.lines.begin(), answer.lines.end());
  return answer;
}

std::vector<Answer> answers_of(const std::string& scenario) {
  std::istringstream in(file_text(root + scenario + "/README.md"));
  std::vector<Answer> answers;
  for (std::string line; std::getline(in, line);)
    if (line == "```answer" || line == "```answer-with-server" || line == "```not-yet")
      answers.push_back(answer_after(line.substr(3), in));
  return answers;
}

using Json = nlohmann::json;

const Json& list_in(const Json& object, const char* key) {
  static const Json none = Json::array();
  auto at = object.find(key);
  return at != object.end() && at->is_array() ? *at : none;
}

std::string text_in(const Json& object, const char* key) {
  auto at = object.find(key);
  return at != object.end() && at->is_string() && !at->get<std::string>().empty() ? at->get<std::string>() : "-";
}

void add_source_facts(const Json& answer, std::vector<std::string>& facts) {
  for (const auto& source : list_in(answer, "sources"))
    for (const auto& project : list_in(source, "projects")) {
      auto of = fmt::format("{} {}", text_in(source, "name"), text_in(project, "path"));
      facts.push_back(fmt::format("models {} {}", of, project.value("models", -1)));
      std::string own = "own " + of;
      for (const auto& name : list_in(project, "own")) own += " " + name.get<std::string>();
      facts.push_back(own);
    }
}

std::string owner_of(const Json& missing) {
  auto owner = missing.find("owner");
  return owner != missing.end() && owner->is_object() ? text_in(*owner, "source") : "nobody";
}

void add_ledger_facts(const Json& answer, std::vector<std::string>& facts) {
  facts.push_back(fmt::format("databases {}", list_in(answer, "databases").size()));
  for (const auto& database : list_in(answer, "databases"))
    for (const auto& ledger : list_in(database, "ledgers")) {
      auto of = fmt::format("{} {}", text_in(ledger, "source"), text_in(ledger, "project"));
      facts.push_back(fmt::format("state {} {}", of, text_in(ledger, "state")));
      for (const auto& row : list_in(ledger, "missing"))
        facts.push_back(fmt::format("missing {} {} {}", of, text_in(row, "migration"), owner_of(row)));
      for (auto kind : {"unapplied", "edited", "failed", "rolled_back"})
        for (const auto& name : list_in(ledger, kind))
          facts.push_back(fmt::format("{} {} {}", kind, of, name.get<std::string>()));
    }
}

void add_environment_facts(const Json& answer, std::vector<std::string>& facts) {
  for (const auto& environment : list_in(answer, "environments")) {
    auto name = text_in(environment, "name");
    for (const auto& [migration, cell] : environment["migrations"].items())
      facts.push_back(fmt::format("environment {} {} {}", name, migration, cell.get<std::string>()));
    const auto& deploy = environment["ledger"]["deploy"];
    facts.push_back(fmt::format("deploy {} {} {}", name, text_in(deploy, "outcome"), text_in(deploy, "sqlstate")));
  }
}

void add_rehearsal_facts(const Json& answer, std::vector<std::string>& facts) {
  for (const auto& run : list_in(answer, "runs")) {
    auto name = text_in(run, "name");
    std::replace(name.begin(), name.end(), ' ', '_');
    auto fact = fmt::format("run {} {}", name, run.value("ok", false) ? "ok" : "failed");
    for (const auto& step : list_in(run, "steps"))
      if (text_in(step, "outcome") == "failed")
        fact +=
            fmt::format(" {} {} line {}", text_in(step, "migration"), text_in(step, "sqlstate"), step.value("line", 0));
    facts.push_back(fact);
  }
  if (auto independent = answer.find("order_independent"); independent != answer.end())
    facts.push_back("order-independent " + independent->dump());
  for (const auto& blocked : list_in(answer, "blocked")) facts.push_back("blocked " + text_in(blocked, "source"));
  for (const auto& learned : list_in(answer, "learned"))
    facts.push_back("learned " + text_in(learned, "source") + " after " + text_in(learned, "needs"));
  if (auto proven = answer.find("proven"); proven != answer.end()) facts.push_back("proven " + proven->dump());
  for (const auto& difference : list_in(answer, "differences"))
    facts.push_back("difference " + text_in(difference, "object"));
}

std::vector<std::string> facts_of(const Json& answer) {
  std::vector<std::string> facts;
  for (const auto& finding : list_in(answer, "findings"))
    facts.push_back(
        fmt::format("{} {} {}", text_in(finding, "severity"), text_in(finding, "rule"), text_in(finding, "migration")));
  add_source_facts(answer, facts);
  add_ledger_facts(answer, facts);
  add_environment_facts(answer, facts);
  add_rehearsal_facts(answer, facts);
  std::string sequence = "sequence";
  for (const auto& step : list_in(answer, "sequence")) sequence += " " + text_in(step, "source");
  facts.push_back(sequence);
  return facts;
}

// "models main": what a line is about; two words, one for the kinds that have no source.
std::string subject(const std::string& line) {
  auto all = words(line);
  bool alone = all[0] == "sequence" || all[0] == "databases" || all[0] == "order-independent" || all[0] == "proven" ||
               all.size() < 2;
  return alone ? all[0] : all[0] + " " + all[1];
}

std::vector<std::string> asked_for(const std::vector<std::string>& facts, const Answer& answer) {
  std::vector<std::string> some;
  for (const auto& fact : facts) {
    auto kind = words(fact)[0];
    bool finding = kind == "error" || kind == "warning" || kind == "info";
    bool named = std::any_of(answer.lines.begin(), answer.lines.end(),
                             [&](const auto& line) { return subject(line) == subject(fact); });
    if (finding ? answer.command[0] == "check" : named) some.push_back(fact);
  }
  std::sort(some.begin(), some.end());
  return some;
}

void compare(const Answer& answer, const std::string& folder) {
  auto arguments = answer.command;
  arguments.insert(arguments.begin(), {"--format", "json"});
  if (answer.kind != "answer-with-server") arguments.insert(arguments.begin(), "--offline");
  auto run = run_tributary(arguments, folder);
  auto command = fmt::format("{}", fmt::join(answer.command, " "));
  CAPTURE(command);
  CAPTURE(run.out);
  CAPTURE(run.err);
  auto json = Json::parse(run.out, nullptr, false);
  REQUIRE_FALSE(json.is_discarded());
  auto said = fmt::format("exit {}\n{}", run.status, fmt::join(asked_for(facts_of(json), answer), "\n"));
  auto wanted = fmt::format("exit {}\n{}", answer.exit, fmt::join(answer.lines, "\n"));
  if (answer.kind == "not-yet")
    CHECK_MESSAGE(said != wanted, "this works now: turn the block into ```answer");
  else
    CHECK(said == wanted);
}

int play(const std::string& scenario, bool with_server, const std::vector<std::string>& server) {
  CAPTURE(scenario);
  TempFolder made;
  auto folder = made.path() + "/" + scenario;
  std::vector<std::string> make = {"bash", root + "make", scenario, folder};
  make.insert(make.end(), server.begin(), server.end());
  auto run = run_process(make);
  REQUIRE_MESSAGE(run.status == 0, run.err);
  auto worktrees = list_folder(folder);
  REQUIRE(worktrees);
  int compared = 0;
  for (const auto& answer : answers_of(scenario)) {
    if ((answer.kind == "answer-with-server") != with_server) continue;
    compare(answer, folder + "/" + worktrees->front());
    ++compared;
  }
  return compared;
}

}  // namespace

std::vector<std::string> all_scenarios() {
  auto list = run_process({"bash", root + "make", "--list"});
  REQUIRE(list.status == 0);
  return words(list.out);
}

bool asks_a_server(const std::string& scenario) {
  auto answers = answers_of(scenario);
  return std::any_of(answers.begin(), answers.end(),
                     [](const Answer& answer) { return answer.kind == "answer-with-server"; });
}

void play(const std::string& scenario) {
  play(scenario, false, {});
  CHECK_MESSAGE(!answers_of(scenario).empty(), scenario << "/README.md promises nothing");
}

int play(const std::string& scenario, int port, const std::string& socket_folder) {
  return play(scenario, true, {"--port", std::to_string(port), "--socket", socket_folder});
}

}  // namespace tributary::testing
