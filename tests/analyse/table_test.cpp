// The table of rules, the files and the pages are one list: each has all of the others.
#include <doctest/doctest.h>

#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"
#include "tributary/analyse.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

std::set<std::string> names_in(const std::string& folder, const std::string& ending) {
  auto files = list_folder(repository_root() + "/" + folder);
  REQUIRE(files.has_value());
  std::set<std::string> names;
  for (const auto& file : *files)
    if (file.ends_with(ending)) names.insert(file.substr(0, file.size() - ending.size()));
  return names;
}

}  // namespace

TEST_CASE("every rule has its file and its page, and every file and page its rule") {
  std::set<std::string> ids, files;
  for (const auto& rule : rules()) {
    CHECK_MESSAGE(ids.insert(rule.id).second, "twice in the table: ", rule.id);
    files.insert(text::replace_all(rule.id, "-", "_"));
  }
  CHECK(names_in("src/analyse/rules", ".cpp") == files);
  CHECK(names_in("docs/rules", ".md") == ids);
}

TEST_CASE("what others ask rules for stands in some card, and a rule that holds sources against each other says so") {
  for (auto topic : {Topic::pending, Topic::refused, Topic::waits, Topic::mutual, Topic::merge_text, Topic::unreachable,
                     Topic::drift_notes, Topic::sharing})
    CHECK(rule_about(topic).topics.has(topic));
  for (const auto& rule : rules()) {
    CAPTURE(rule.id);
    CHECK(rule.group != Group::none);
    if (rule.topics.has(Topic::waits) || rule.topics.has(Topic::mutual)) CHECK(rule.topics.has(Topic::turn));
    if (rule.topics.has(Topic::row_loss)) CHECK(rule.group == Group::hazards);
  }
}

TEST_CASE("every page says its id, severity and summary as the card does, and has all its parts") {
  for (const auto& rule : rules()) {
    auto page = file_text(repository_root() + "/docs/rules/" + rule.id + ".md");
    CAPTURE(rule.id);
    CHECK(page.starts_with("# " + std::string(rule.id) + "\n\n" + rule.summary + ".\n\n*" + group_name(rule.group) +
                           " · default severity: " + severity_name(rule.severity) + "*\n"));
    for (std::string part : {"\n## Why\n", "\n## Example\n", "\n## What to do\n", "\n## When to allow it\n"})
      CHECK_MESSAGE(page.find(part) != std::string::npos, "no part ", part);
  }
}

TEST_CASE("every rule is covered by a test that names it") {
  std::string tests;
  for (const auto& file : names_in("tests/analyse/rules", "_test.cpp"))
    tests += file_text(repository_root() + "/tests/analyse/rules/" + file + "_test.cpp");
  for (const auto& rule : rules())
    CHECK_MESSAGE(tests.find("\"" + std::string(rule.id) + "\"") != std::string::npos, rule.id);
}
