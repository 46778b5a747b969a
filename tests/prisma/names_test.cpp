#include "prisma/names.hpp"

#include <doctest/doctest.h>

#include "prisma/script.hpp"
#include "prisma/version.hpp"

using namespace tributary;
using namespace tributary::prisma;

TEST_CASE("a stamp is parsed strictly: 14 digits that are a moment, an underscore, a description") {
  auto parts = take_apart("20251016164000_add_search");
  CHECK(parts.well_formed);
  CHECK(parts.description == "add_search");
  CHECK(stamp_text(*parts.at) == "20251016164000");
  CHECK_FALSE(take_apart("20251016_add").well_formed);
  CHECK_FALSE(take_apart("20251016164000").well_formed);
  CHECK_FALSE(take_apart("20251016164061_a").at.has_value());
  CHECK_FALSE(take_apart("20251016280000_a").at.has_value());
  CHECK_FALSE(take_apart("20250229000000_a").at.has_value());
  CHECK(take_apart("init").description == "init");
}

TEST_CASE("the two orders of Prisma disagree where a prefix ends, on signs and on case") {
  CHECK(locale_less("20260317_init", "20260317120000_x"));
  CHECK_FALSE(byte_less("20260317_init", "20260317120000_x"));
  CHECK(locale_less("1_a", "10_b"));
  CHECK(byte_less("10_b", "1_a"));
  CHECK(locale_less("1_a", "1_B"));
  CHECK(byte_less("1_B", "1_a"));
  CHECK(locale_less("1_x", "1-x"));
  CHECK(locale_less("a", "A"));
  CHECK(locale_less("A", "b"));
  CHECK_FALSE(locale_less("a", "a"));
}

TEST_CASE("a well-formed pair is ordered alike by both") {
  CHECK(locale_less("20251016164000_b", "20251016235900_a"));
  CHECK(byte_less("20251016164000_b", "20251016235900_a"));
}

TEST_CASE("a range names the lowest version it allows") {
  CHECK(parse_version("^6.6", "x")->minor == 6);
  CHECK(parse_version("v7.9.1-dev.2", "x")->patch == 1);
  CHECK_FALSE(parse_version("latest", "x").has_value());
}

TEST_CASE("a script is recognised in three line-ending forms and unpadded") {
  auto lf = read_script("SELECT 1;\nSELECT 2;\n", 100);
  auto crlf = read_script("SELECT 1;\r\nSELECT 2;\r\n", 100);
  CHECK(checksum_matches(lf.checksums, crlf.checksums.as_is));
  CHECK(checksum_matches(crlf.checksums, lf.checksums.as_is));
  CHECK(differs_in_line_endings_only(lf, crlf));
  CHECK_FALSE(differs_in_line_endings_only(lf, lf));
  CHECK_FALSE(checksum_matches(lf.checksums, ""));
  CHECK_FALSE(checksum_matches(lf.checksums, read_script("SELECT 3;\n", 100).checksums.as_is));
}

TEST_CASE("the lock file's provider is cut out as Prisma cuts it, not parsed as TOML") {
  CHECK(*locked_provider("# c\nprovider = \"postgresql\"\r\n") == "postgresql");
  CHECK(*locked_provider("provider=\"postgresql\"\n") == "provider=\"postgresql");
  CHECK(*locked_provider("provider = 'postgresql'") == "'postgresql'");
  CHECK(*locked_provider("") == "<PROVIDER NOT FOUND>");
  CHECK_FALSE(locked_provider(std::nullopt).has_value());
}
