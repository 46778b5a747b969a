#include "prisma/env.hpp"

#include <doctest/doctest.h>

using tributary::prisma::expand;
using tributary::prisma::parse_env;
using Variables = std::map<std::string, std::string>;

TEST_CASE("lines of an .env file as dotenv reads them") {
  struct Case {
    const char *text, *value;
  };
  for (const auto& one : std::initializer_list<Case>{
           {"A=b", "b"},
           {"  A = b  ", "b"},
           {"export A=b", "b"},
           {"A: b", "b"},
           {"A=", ""},
           {"A=\nB=c", ""},
           {"A=b # comment", "b"},
           {"A=b#c", "b"},
           {"A='b # c'", "b # c"},
           {"A=\"b # c\" # d", "b # c"},
           {"A=`b 'c' \"d\"`", "b 'c' \"d\""},
           {"A=\"b\\nc\"", "b\nc"},
           {"A='b\\nc'", "b\\nc"},
           {"A=\"b\nc\"\nB=d", "b\nc"},
           {"A=\"b\r\nc\"", "b\nc"},
           {"A=\"not closed\nB=c", "\"not closed"},
           {"A=\"b\"c", "\"b\"c"},
           {"A='it\\'s'", "it\\'s"},
           {"A=b=c==", "b=c=="},
           {"A=b\nA=c", "c"},
           {"# A=x\nA=b", "b"},
           {"nonsense line\nA=b", "b"},
           {"\xEF\xBB\xBF"
            "A=b",
            "b"},
           {"A=b\r\nB=c\r\n", "b"},
           {"A=postgresql://u:p%23@h:5432/d?schema=s", "postgresql://u:p%23@h:5432/d?schema=s"},
       }) {
    CAPTURE(one.text);
    CHECK(parse_env(one.text)["A"] == one.value);
  }
}

TEST_CASE("what is no assignment sets nothing") {
  for (const char* text : {"", "A", "# A=b", "=b", "A b", "\n\n", "export", "'A'=b"}) {
    CAPTURE(text);
    CHECK(parse_env(text).count("A") == 0);
  }
}

TEST_CASE("names in braces are expanded, the exported environment first") {
  const Variables exported = {{"HOST", "live"}}, own = {{"HOST", "file"}, {"PORT", "5432"}, {"AT", "${HOST}:${PORT}"}};
  CHECK(expand("x://${HOST}/d", exported, own) == "x://live/d");
  CHECK(expand("x://${AT}/d", {}, own) == "x://file:5432/d");
  CHECK(expand("${NONE}", exported, own) == "");
  CHECK(expand("pa$HOST$", exported, own) == "pa$HOST$");
  CHECK(expand("\\${HOST}", exported, own) == "${HOST}");
  CHECK(expand("${HOST", exported, own) == "${HOST");
}

TEST_CASE("cycles and towers of names end") {
  CHECK(expand("a${A}", {}, {{"A", "b${A}"}}) == "ab");
  CHECK(expand("${A}", {}, {{"A", "${B}"}, {"B", "${A}"}}) == "");
  Variables tower;
  for (int i = 0; i < 60; ++i)
    tower["T" + std::to_string(i)] = "${T" + std::to_string(i + 1) + "}${T" + std::to_string(i + 1) + "}";
  CHECK(expand("${T0}", {}, tower) == "");
}

TEST_CASE("an expansion has a budget of steps and bytes for the whole file") {
  std::map<std::string, std::string> values = {{"X", std::string(1 << 20, 'A')}, {"Y", "${X}${X}${X}${X}${X}${X}"}};
  tributary::prisma::ExpansionBudget budget;
  CHECK(tributary::prisma::expand(values["Y"], {}, values, budget).empty());
  CHECK(budget.spent);
  tributary::prisma::ExpansionBudget plain;
  CHECK(tributary::prisma::expand("${X}!", {}, {{"X", "a"}}, plain) == "a!");
  CHECK_FALSE(plain.spent);
}
