#include "base/digest.hpp"

#include <doctest/doctest.h>

#include "base/text.hpp"

using namespace tributary;

TEST_CASE("a digest of replaced text is the digest of the text with everything replaced") {
  const std::string long_line(200'000, 'x');
  for (const std::string& text :
       {std::string(), std::string("\n"), std::string("a"), std::string("a\nb"), std::string("a\r\nb\n\r"),
        std::string("\r\r\n\n"), long_line, long_line + "\r\n" + long_line + "\r\n",
        text::replace_all(std::string(40'000, '\n'), "\n", "12345\r\n")}) {
    CAPTURE(text.size());
    CHECK(sha256_hex_replacing(text, "\r\n", "\n") == sha256_hex(text::replace_all(text, "\r\n", "\n")));
    CHECK(sha256_hex_replacing(text, "\n", "\r\n") == sha256_hex(text::replace_all(text, "\n", "\r\n")));
  }
}

TEST_CASE("digests known from elsewhere") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex_replacing("a\n", "\n", "\r\n") == sha256_hex("a\r\n"));
  CHECK(git_blob_id("hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a");
}
