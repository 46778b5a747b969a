#include "copy/managed_text.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::copy;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::vector<std::string> events = {"pre-merge-commit", "pre-commit", "pre-push"};

}  // namespace

TEST_CASE("our lines stand behind what opens a hook's script, before what may leave it, and come out again") {
  for (const std::string script : {"npx lint-staged\nexit 0\n", "#!/bin/sh\nnpm test\n",
                                   "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\nnpm test\n"}) {
    for (const auto& event : events) {
      auto with = with_block(script, event);
      CHECK(has(with, "tributary hook run " + event));
      CHECK(with.find("hook run") < with.rfind(script.substr(script.rfind('\n', script.size() - 2) + 1)));
      CHECK(with.starts_with(script.substr(0, script.starts_with("#!") ? script.find('\n') : 0)));
      CHECK(without_block(with, event) == script);
      CHECK(with_block(without_block(with, event), event) == with);
    }
  }
  CHECK(without_block(with_block("", "pre-push"), "pre-push") == "#!/usr/bin/env sh\n");
}

TEST_CASE("the lines run in a shell: without the program they warn and go on, and leave the input to others") {
  auto run = [](const std::string& event, const std::string& behind) {
    ProcessOptions options;
    options.input = "refs/heads/main a refs/heads/main b\n";
    options.clear_environment = true;
    options.set = {{"PATH", "/usr/bin:/bin"}};
    return run_process({"sh", "-e", "-c", guard_lines(event) + behind, "hook", "prepared"}, options);
  };
  for (const auto& event : {"pre-merge-commit", "pre-push"}) {
    auto result = run(event, "echo behind\n");
    CHECK(result.status == 0);
    CHECK(has(result.out, "behind"));
    CHECK(has(result.err, "tributary: not found"));
  }
  CHECK(run("pre-push", "cat\n").out == "refs/heads/main a refs/heads/main b\n");
  CHECK(run("reference-transaction", "cat\n").out == "refs/heads/main a refs/heads/main b\n");  // no merge: untouched
}

TEST_CASE("lefthook's configuration extends a file of ours, as a new list or in one that stands there") {
  const std::string file = "tributary.lefthook.yml";
  for (const std::string config : {"pre-commit:\n  jobs:\n    - run: x\n", "extends:\n- a.yml\npre-push:\n  jobs: []\n",
                                   "extends: [a.yml, b.yml]\n", "extends: []\n"}) {
    auto with = extended_by(config, file);
    CHECK(has(with, file));
    CHECK(extended_by(with, file) == with);
    CHECK(no_longer_extended_by(with, file) == config);
  }
  CHECK(has(lefthook_text(events), "pre-push:\n  commands:\n    tributary:\n      use_stdin: true\n"));
}

TEST_CASE("pre-commit gets a local repository and the hook types that its install installs") {
  for (const std::string config :
       {"repos:\n- repo: https://x\n  rev: v1\n  hooks: []\n", "repos:\n  - repo: local\n    hooks: []\n",
        "minimum_pre_commit_version: 3.0.0\nrepos:\n  # first\n  - repo: local\n"}) {
    auto with = with_pre_commit_block(config, events);
    CHECK(has(with, "default_install_hook_types: [pre-commit, pre-merge-commit, pre-push]"));
    CHECK(has(with, "stages: [merge-commit]"));
    CHECK(has(with, "- repo: local"));
    CHECK(has(with, "entry: >-\n"));  // a colon within would end a plain word of YAML
    CHECK(without_pre_commit_block(with) == config);
  }
  auto own = with_pre_commit_block("default_install_hook_types: [pre-commit, commit-msg]\nrepos: []\n", events);
  CHECK(has(own, "default_install_hook_types: [pre-commit, commit-msg, pre-merge-commit, pre-push]\n"));
  auto lines = with_pre_commit_block("default_install_hook_types:\n  - pre-push\nrepos:\n", events);
  CHECK(has(lines, "  - pre-commit\n  - pre-merge-commit\n  - pre-push\n"));
}

TEST_CASE("simple-git-hooks gets a key per event; a command that stands there runs behind ours") {
  const std::string package =
      "{\n  \"name\": \"app\",\n  \"devDependencies\": { \"simple-git-hooks\": \"^2.0.0\" },\n  \"simple-git-hooks\": "
      "{\n    "
      "\"pre-commit\": \"npx lint-staged\"\n  }\n}\n";
  CHECK(has_simple_hooks(package));
  CHECK_FALSE(has_simple_hooks("{\"devDependencies\": {\"simple-git-hooks\": \"^2\"}}"));
  auto with = package;
  for (const auto& event : events) with = with_simple_hook(with, event);
  auto hooks = nlohmann::json::parse(with).at("simple-git-hooks");
  CHECK(hooks.size() == 3);
  CHECK(hooks.at("pre-commit").get<std::string>().ends_with("; npx lint-staged"));
  for (const auto& event : events) CHECK(with_simple_hook(with, event) == with);
  for (const auto& event : events) with = without_simple_hook(with, event);
  CHECK(with == package);
}

TEST_CASE("braces, keys and quotes inside of a command end no object of simple-git-hooks") {
  const std::string package = R"({
  "scripts": { "pre-commit": "not a hook" },
  "simple-git-hooks": {
    "commit-msg": "echo \"{a}\" '\"pre-commit\": \"x\"' }",
    "pre-commit": "npx lint"
  }
}
)";
  auto with = with_simple_hook(package, "pre-commit");
  auto hooks = nlohmann::json::parse(with).at("simple-git-hooks");
  CHECK(hooks.size() == 2);
  CHECK(hooks.at("pre-commit").get<std::string>().ends_with("; npx lint"));
  CHECK(nlohmann::json::parse(with).at("scripts").at("pre-commit") == "not a hook");
  CHECK(without_simple_hook(with, "pre-commit") == package);
}

TEST_CASE("a hook of simple-git-hooks goes with the comma that is too many then") {
  for (const std::string& others : {std::string(), std::string("\"a\": \"x\", ")})
    for (const std::string& behind : {std::string(), std::string(", \"z\": \"y\"")}) {
      auto ours = nlohmann::json(guard_line("pre-push")).dump();
      auto left = without_simple_hook("{" + others + "\"pre-push\":" + ours + behind + "}", "pre-push");
      auto hooks = nlohmann::json::parse(left, nullptr, false);
      REQUIRE_MESSAGE(hooks.is_object(), left);
      CHECK(hooks.size() == (others.empty() ? 0u : 1u) + (behind.empty() ? 0u : 1u));
      CHECK_FALSE(hooks.contains("pre-push"));
    }
  CHECK_THROWS_AS(with_simple_hook("{\"pre-push\": 1}", "pre-push"), Error);
  CHECK_THROWS_AS(with_simple_hook("{\"a\": \"x\",}", "pre-push"), Error);
}
