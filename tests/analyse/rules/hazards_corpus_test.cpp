// The corpus of tests/conformance/hazards: what the rules say of each of its scripts. said.txt is written anew with
// TRIBUTARY_WRITE_DOCS=1.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "analyse/look.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"

using namespace tributary;
using namespace tributary::testing;
using Lines = std::vector<std::string>;

namespace {

const std::string folder = repository_root() + "/tests/conformance/hazards/";

/// A script may hold several migrations.
Lines migrations_in(const std::string& text) {
  return text::split(text::replace_all(text, "-- next migration\n", "\x1f"), '\x1f');
}

std::string said_of(const std::string& script) {
  std::vector<Migration> all{migration("20240101000000_init", file_text(folder + "base.sql"))};
  int number = 0;
  for (const auto& sql : migrations_in(file_text(folder + script)))
    all.push_back(migration("2024020" + std::to_string(++number) + "000000_own_step", sql));
  auto built = workspace().target("main", {all.front()}).source("a", all).build();
  for (auto& source : built.sources)
    for (auto& project : source.projects) project.prisma = {6, 19, 0, "test"};  // which sends a script as a whole
  Lines said;
  for (const auto& finding : analyse(with_sql(analysis_of(built, {"a"}))).findings)
    if (finding.about.group == Group::hazards) said.push_back(finding.rule + " " + severity_name(finding.severity));
  std::sort(said.begin(), said.end());
  return text::join(said, ", ");
}

std::string said_of_all() {
  std::string out;
  auto hazards = list_folder(folder).value();
  std::sort(hazards.begin(), hazards.end());
  for (const auto& hazard : hazards) {
    auto scripts = list_folder(folder + hazard);
    if (!scripts) continue;
    std::sort(scripts->begin(), scripts->end());
    for (const auto& script : *scripts) {
      auto said = said_of(hazard + "/" + script);
      out += hazard + "/" + script + ":" + (said.empty() ? "" : " " + said) + "\n";
    }
  }
  return out;
}

}  // namespace

TEST_CASE("the corpus: what is said of each script stands in said.txt") {
  auto said = said_of_all();
  CHECK(std::count(said.begin(), said.end(), '\n') >= 150);
  if (std::getenv("TRIBUTARY_WRITE_DOCS")) std::ofstream(folder + "said.txt") << said;
  CHECK(said == file_text(folder + "said.txt"));
}
