#include "base/text.hpp"

#include <doctest/doctest.h>

#include "base/digest.hpp"
#include "base/process.hpp"

using namespace tributary;

TEST_CASE("ill-formed bytes become one U+FFFD per maximal subpart, as in a browser") {
  CHECK(text::to_utf8("a\xE2\x82") == "a\xEF\xBF\xBD");
  CHECK(text::to_utf8("\xF0\x9F\x92z") == "\xEF\xBF\xBDz");
  CHECK(text::to_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(text::to_utf8("caf\xC3\xA9") == "caf\xC3\xA9");
  CHECK(text::is_utf8("caf\xC3\xA9"));
  CHECK_FALSE(text::is_utf8("\xC0\xAF"));
}

TEST_CASE("a glob's star crosses folders, brackets hold a set, everything else is literal") {
  CHECK(text::glob("feature/*", "feature/epic-3/a"));
  CHECK(text::glob("*_init", "20240101000000_init"));
  CHECK(text::glob("a?c", "abc"));
  CHECK(text::glob("a[b]c", "abc"));
  CHECK_FALSE(text::glob("a[b]c", "axc"));
  CHECK_FALSE(text::glob("a.c", "abc"));
  CHECK_FALSE(text::glob("feature", "feature/x"));
}

TEST_CASE("a shell word is quoted only where it must be") {
  CHECK(text::shell_word("apps/web") == "apps/web");
  CHECK(text::shell_word("it's") == "'it'\"'\"'s'");
  CHECK(text::shell_word("") == "''");
}

TEST_CASE("digests are git's and Prisma's") {
  CHECK(git_blob_id("") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a process gets its input, gives both outputs and its status") {
  auto result = run_process({"sh", "-c", "cat; echo oops >&2; exit 3"}, {.input = "hello"});
  CHECK(result.status == 3);
  CHECK(result.out == "hello");
  CHECK(result.err == "oops\n");
  CHECK(run_process({"no-such-program-here"}).status == 127);
}

TEST_CASE("a process past its deadline is killed with its children") {
  auto result = run_process({"sh", "-c", "sleep 60 & sleep 60"}, {.deadline_ms = 100});
  CHECK(result.status == -1);
}
