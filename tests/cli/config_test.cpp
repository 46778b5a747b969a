#include "cli/config.hpp"

#include <doctest/doctest.h>

#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::cli;

namespace {

std::string problem(const std::string& yaml) {
  try {
    parse_config(yaml, "tributary.yaml");
  } catch (const Error& error) {
    return error.where + ": " + error.what() + (error.hint.empty() ? "" : " (" + error.hint + ")");
  }
  return "accepted";
}

bool starts(const std::string& text, const std::string& with) {
  return text.rfind(with, 0) == 0;
}

}  // namespace

TEST_CASE("everything a configuration can say is read") {
  auto config = parse_config(
      "target: develop\n"
      "refs: ['origin/epic-*', v1]\n"
      "projects:\n"
      "  - path: apps/web\n"
      "    schema: apps/web/db/schema.prisma\n"
      "    migrations: ./apps/web/db/migrations/\n"
      "    migrations-folder-name: migration\n"
      "    prisma-version: 6.19.0\n"
      "    database: {url-env: WEB_URL}\n"
      "policy: {epic-words: [epic], vague-words: [stuff], future-hours: 2}\n"
      "fail-on: warning\n"
      "baseline: tributary-baseline.txt\n"
      "hook: {databases: true}\n"
      "timeouts: {connect: 2, statement: 3, lock: 4}\n",
      "tributary.yaml");
  CHECK(config.target == "develop");
  CHECK(config.refs == std::vector<std::string>{"origin/epic-*", "v1"});
  REQUIRE(config.projects.size() == 1);
  CHECK(config.projects[0].path == "apps/web");
  CHECK(config.projects[0].migrations == "apps/web/db/migrations");
  CHECK(config.projects[0].migrations_folder_name == "migration");
  CHECK(config.projects[0].database_env == "WEB_URL");
  CHECK(config.policy.epic_words == std::vector<std::string>{"epic"});
  CHECK(config.policy.future_hours == 2);
  CHECK(config.fail_on == Severity::warning);
  CHECK(config.baseline == "tributary-baseline.txt");
  CHECK(config.hook_databases);
  CHECK(config.timeouts.connect_timeout_s == 2);
  CHECK(config.timeouts.statement_timeout_ms == 3000);
}

TEST_CASE("an empty configuration, or one of comments, is the default") {
  CHECK(parse_config("", "x").policy == Policy{});
  CHECK(parse_config("# nothing yet\n", "x").target.empty());
}

TEST_CASE("an unknown key is an error with its place and the key that was meant") {
  CHECK(starts(problem("target: main\nfail_on: error\n"),
               "tributary.yaml:2:1: unknown key 'fail_on' in the configuration (did you mean 'fail-on'?"));
  CHECK(starts(problem("policy:\n  epic-word: [x]\n"), "tributary.yaml:2:3: unknown key 'epic-word' in policy"));
}

TEST_CASE("a key given twice is an error, though YAML would take the first") {
  CHECK(problem("target: a\ntarget: b\n") == "tributary.yaml:2:1: 'target' is given twice in the configuration");
}

TEST_CASE("wrong types are errors, not silently something else") {
  CHECK(problem("target: [main]\n") == "tributary.yaml:1:9: target must be a text");
  CHECK(problem("refs: origin/x\n") == "tributary.yaml:1:7: refs must be a list");
  CHECK(problem("hook: {databases: yes}\n") == "tributary.yaml:1:19: databases must be true or false");
  CHECK(starts(problem("policy: {future-hours: 1.5}\n"), "tributary.yaml:1:24: future-hours must be a whole number"));
  CHECK(starts(problem("fail-on: never\n"), "tributary.yaml:1:10: fail-on must be off, info, warning or error"));
  CHECK(starts(problem("- a\n- b\n"), "tributary.yaml:1:1: the configuration must be a map"));
  CHECK(starts(problem("just words\n"), "tributary.yaml:1:1: the configuration must be a map"));
}

TEST_CASE("an alias that holds itself and one that grows without bound are refused, not walked for ever") {
  CHECK(problem("refs: &x [*x]\n") != "accepted");
  std::string laughs = "a: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 12; ++i) {
    auto before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int n = 1; n < 10; ++n) laughs += "," + before;
    laughs += "]\n";
  }
  CHECK(starts(problem(laughs), "tributary.yaml"));
}

TEST_CASE("text that is no YAML or no text is an error with its place") {
  CHECK(starts(problem("target: [main\n"), "tributary.yaml:"));
  CHECK(starts(problem("\ttarget: x\n"), "tributary.yaml:"));
  CHECK(problem("target: \xff\n") == "tributary.yaml: the configuration is not UTF-8 text");
  CHECK(
      starts(problem("target: a\n---\ntarget: b\n"), "tributary.yaml: the configuration holds more than one document"));
}

TEST_CASE("paths stay inside the repository") {
  CHECK(starts(problem("baseline: ../x\n"), "tributary.yaml:1:11: baseline must be a path inside the repository"));
  CHECK(starts(problem("projects: [{path: /etc}]\n"), "tributary.yaml:1:19: path must be a path inside"));
}

TEST_CASE("a project needs a path, and one way to its database") {
  CHECK(starts(problem("projects: [{schema: x}]\n"), "tributary.yaml:1:12: a project needs its path"));
  CHECK(starts(problem("projects: [{path: x, database: {url: a, url-env: B}}]\n"),
               "tributary.yaml:1:32: database needs one of"));
}

TEST_CASE("a baseline is fingerprints, one a line, with comments") {
  auto baseline =
      parse_baseline("# written by tributary\n0123456789abcdef late-migration epic3\n\nfedcba9876543210\n", "b.txt");
  CHECK(baseline.fingerprints.size() == 2);
  CHECK_THROWS_AS(parse_baseline("not-a-fingerprint\n", "b.txt"), Error);
}

TEST_CASE("what a worktree's file says otherwise of what is connected to, run or trusted is named, and not followed") {
  auto trusted = parse_config(
      "projects: [{path: apps/web, database: {url-env: WEB_URL}}, {path: api, database: {url-env: API}}]\n", "main");
  auto said = with_reach_of(
      parse_config("target: epic\nprojects: [{path: apps/web, schema: s.prisma, database: {url-env: MINE}}]\n"
                   "messages: {command: 'rm -r x'}\n",
                   "tributary.yaml"),
      trusted);
  CHECK(said.not_followed == std::vector<std::string>{"messages: command", "projects: database of apps/web"});
  REQUIRE(said.projects.size() == 2);
  CHECK(said.projects[0].database_env == "WEB_URL");
  CHECK(said.projects[0].schema == "s.prisma");
  CHECK(said.projects[1].database_env == "API");  // which the worktree's file does not list
  CHECK(said.message_command == "");
  REQUIRE(said.trusted_target);
  CHECK(*said.trusted_target == "");
}

TEST_CASE("silent twin: where a worktree's file says the same nothing is named") {
  const std::string text =
      "target: develop\nprojects: [{path: api, database: {url-env: API}}]\nhook: {databases: true}\n";
  auto said = with_reach_of(parse_config(text, "tributary.yaml"), parse_config(text, "main"));
  CHECK(said.not_followed.empty());
  CHECK_FALSE(said.trusted_target);
}
