// The section about drift in a document: found, replaced, and everything else kept byte for byte.
#include "cli/drift_section.hpp"

#include <doctest/doctest.h>

#include "tributary/error.hpp"

using namespace tributary;
using namespace tributary::cli;

namespace {

std::string rewritten(const std::string& document, const std::string& source, const std::string& text) {
  auto section = find_drift_section(document, "x.md");
  REQUIRE(section.has_value());
  return with_drift_section(document, *section, source, text);
}

const std::string begin = "<!-- tributary:drift:begin -->", end = "<!-- tributary:drift:end -->";

}  // namespace

TEST_CASE("what stands between the markers is replaced, the rest is kept byte for byte") {
  CHECK(rewritten("# A\n" + begin + "\nold\n\nolder\n" + end + "\n\ttail without end", "", "## New\n") ==
        "# A\n" + begin + "\n## New\n" + end + "\n\ttail without end");
  CHECK(rewritten(begin + "\n" + end, "", "x") == begin + "\nx\n" + end);
  CHECK(rewritten("a\r\n" + begin + "\r\n" + end + "\r\nb\r\n", "", "x\ny\n") ==
        "a\r\n" + begin + "\r\nx\r\ny\r\n" + end + "\r\nb\r\n");
  CHECK(rewritten("\xFF\n" + begin + "\n" + end + "\n\xFE", "", "x\n") == "\xFF\n" + begin + "\nx\n" + end + "\n\xFE");
}

TEST_CASE("the first marker says which source the section is about") {
  const std::string about = "<!-- tributary:drift:begin epic/5 -->";
  auto section = find_drift_section(about + "\n" + end + "\n", "x.md");
  REQUIRE(section.has_value());
  CHECK(section->source == "epic/5");
  CHECK(rewritten(begin + "\n" + end + "\n", "epic/5", "x\n") == about + "\nx\n" + end + "\n");
}

TEST_CASE("a document without markers has no section; one that is broken is refused") {
  CHECK(!find_drift_section("", "x.md"));
  CHECK(!find_drift_section("text about `" + begin + "` in a line\n", "x.md"));
  CHECK(!find_drift_section("<!-- tributary:drift:beginner -->\n", "x.md"));
  for (const auto& broken :
       {begin + "\n", end + "\n", end + "\n" + begin + "\n", begin + "\n" + begin + "\n" + end + "\n",
        begin + "\n" + end + "\n" + begin + "\n" + end + "\n"})
    CHECK_THROWS_AS(find_drift_section(broken, "x.md"), Error);
}
