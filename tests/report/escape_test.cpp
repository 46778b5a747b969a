#include <doctest/doctest.h>

#include "base/text.hpp"
#include "report/demo.hpp"
#include "report/escape.hpp"

using namespace tributary;
using namespace tributary::testing;

TEST_CASE("names of any script stay as they are") {
  CHECK(printable("20251016_añadir_кур_课程_🎓") == "20251016_añadir_кур_课程_🎓");
}

TEST_CASE("control characters, bidi overrides and foreign bytes become visible escapes") {
  CHECK(printable("a\nb\tc\r") == "a\\nb\\tc\\r");
  CHECK(printable("\x1b[31mred\x7f") == "\\x1b[31mred\\x7f");
  CHECK(printable("\xc2\x9b") == "\\u009b");              // CSI in one character
  CHECK(printable("\xe2\x80\xaegnp") == "\\u202egnp");    // right-to-left override
  CHECK(printable("\xe2\x80\x8bzero") == "\\u200bzero");  // zero width space
  CHECK(printable("caf\xe9") == "caf\\xe9");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate is not UTF-8
}

TEST_CASE("a backslash stays one: a command that holds it is pasted as it is printed") {
  CHECK(printable("\\x1b") == "\\x1b");
  for (const std::string name : {"it's", "a\\b", "a\nb", "$HOME;`id`", "\x1b[31m", "caf\xe9"})
    CHECK(printable(text::shell_word(name)) == text::shell_word(name));
  CHECK(printable(std::string("\0", 1)) == "\\x00");
}

TEST_CASE("XML never holds a character that XML forbids") {
  CHECK(xml_safe("<a href='x'>&\"") == "&lt;a href=&apos;x&apos;&gt;&amp;&quot;");
  CHECK(xml_safe(std::string("\0\x01", 2) + "\xff\xef\xbf\xbf") == "\\x00\\x01\\xff\\uffff");
}

TEST_CASE("nothing a repository or server says reaches a terminal raw, in any command's text") {
  const std::string evil = "x\x1b]0;owned\x07\nFAKE\xe2\x80\xae\xff";
  for (auto command : {"status", "plan", "check", "drift", "merge", "undo"}) {
    auto answer = demo(command);
    answer.sequence = demo_sequence();
    auto& source = answer.analysis.workspace.sources[1];
    source.name = source.branch = source.path = evil;
    source.missing = source.locked = true;
    source.missing_because = source.locked_because = evil;
    source.obstacles = {{evil, 1, evil, evil}};
    source.projects[0].own = source.projects[0].stale = {evil};
    answer.analysis.databases->at(0).error = answer.analysis.databases->at(0).server_version = evil;
    for (auto& history : answer.analysis.histories) {
      history.missing[0].migration = history.missing[0].because = evil;
      history.missing[0].tables = {evil};
      history.forecast.dev = {evil, 1, {evil}};
    }
    auto& finding = answer.verdict.findings[0];
    finding.message = finding.why = finding.help = finding.place.source = finding.place.file = evil;
    answer.verdict.not_checked = {{evil, evil, evil}};
    answer.sequence->steps[0].source = answer.sequence->steps[0].reasons[0] = evil;
    answer.sequence->steps[0].adds = {{evil, evil}};
    answer.merge = MergePlan{};
    answer.merge->collisions = answer.merge->schema_notes = answer.merge->already_there = {evil};
    answer.journal = JournalEntry{};
    answer.journal->root = answer.journal->command = evil;
    answer.journal->edits = {{Edit::Kind::rename, evil, evil, ""}};
    answer.notes = answer.next = {evil};
    auto text = render(answer, Format::text, plain());
    CAPTURE(command);
    for (auto raw : {"\x1b", "\x07", "\xe2\x80\xae", "\xff", "\nFAKE"}) CHECK(text.find(raw) == std::string::npos);
    CHECK(text.find("x\\x1b]0;owned\\x07\\nFAKE\\u202e\\xff") != std::string::npos);
  }
}
