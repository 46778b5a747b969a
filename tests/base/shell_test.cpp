// What is printed for pasting is read back by the shells people paste into.
#include <doctest/doctest.h>

#include "base/process.hpp"
#include "base/text.hpp"

using namespace tributary;

namespace {

const std::vector<std::string> names = {
    "plain",      "it's mine",    "a;touch x;'", "$HOME `id` $(id)", "a\\b",  "\\x41",
    "two\nlines", "tab\there",    "\x1b[31m",    "caf\xe9",          "-n",    "",
    "a$'b",       "\xe2\x80\xae", "*?[",         "\"quoted\"",       "end\\", "'"};

std::string read_by(const std::string& shell, const std::string& word) {
  return run_process({shell, "-c", "printf '<%s>' " + word}).out;
}

}  // namespace

TEST_CASE("a printed word is one argument again, byte for byte, and nothing of it is executed") {
  for (const auto& name : names) {
    auto word = text::shell_word(name);
    CHECK(read_by("bash", word) == "<" + name + ">");
    CHECK(run_process({"sh", "-n", "-c", "git mv " + word + " x"}).status == 0);
  }
}

TEST_CASE("a word of a script is read by the plainest shell") {
  for (const auto& name : names) CHECK(read_by("sh", text::script_word(name)) == "<" + name + ">");
}
