// What must hold for any schema: printed back byte for byte, and the laws of the merge.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "psl/format.hpp"
#include "psl/generate.hpp"
#include "psl/inventory.hpp"
#include "psl/merge.hpp"
#include "psl/tree.hpp"

using namespace tributary::psl;
using namespace tributary::testing;

namespace {

Inventory everything(const std::string& text) {
  return Inventory({text});
}

std::string merged_or_nothing(const std::string& base, const std::string& ours, const std::string& theirs) {
  auto merged = merge(base, ours, theirs);
  return merged.conflicts.empty() ? merged.text : std::string();
}

}  // namespace

TEST_CASE("10,000 schemas, generated and damaged, print back byte for byte") {
  std::mt19937 random(20260101);
  for (int round = 0; round < 5'000; ++round) {
    auto text = any_schema(random);
    REQUIRE(SyntaxTree(text).print() == text);
    auto broken = damaged(text, random);
    REQUIRE(SyntaxTree(broken).print() == broken);
  }
}

TEST_CASE("the laws of the merge hold byte for byte for any three texts") {
  std::mt19937 random(4);
  for (int round = 0; round < 1'500; ++round) {
    auto base = any_schema(random), side = round % 2 ? any_schema(random) : damaged(base, random);
    REQUIRE(merge(base, side, base).text == side);
    REQUIRE(merge(base, base, side).text == side);
    REQUIRE(merge(base, side, side).text == side);
    merge(base, side, damaged(base, random));  // ends, whatever it says
  }
}

TEST_CASE("a clean merge holds all of both sides that neither deleted, the same whichever side is ours") {
  std::mt19937 random(5);
  int clean = 0;
  for (int round = 0; round < 2'000; ++round) {
    auto start = some_schema(random);
    auto base = start.text(), a = branch_of(start, "A", true, random).text(),
         b = branch_of(start, "B", true, random).text();
    auto ab = merged_or_nothing(base, a, b), ba = merged_or_nothing(base, b, a);
    CHECK(ab.empty() == ba.empty());
    if (ab.empty()) continue;
    ++clean;
    REQUIRE(lost_declarations({base}, {a}, {b}, {ab}).empty());
    REQUIRE(everything(ab).entries == everything(ba).entries);
  }
  CHECK(clean > 500);
}

TEST_CASE("of three texts that prisma format leaves alone a clean merge is one, too") {
  std::mt19937 random(7);
  auto formatted_text = [](const std::string& text) {
    return formatted({{"schema.prisma", text}}, PrismaMajor::six).at(0).text;
  };
  int clean = 0, both_changed = 0;
  for (int round = 0; round < 1'000; ++round) {
    auto start = some_schema(random);
    auto base = formatted_text(start.text()), a = formatted_text(branch_of(start, "A", round % 2, random).text()),
         b = formatted_text(branch_of(start, "Bé", round % 2, random).text());
    auto ab = merged_or_nothing(base, a, b);
    if (ab.empty()) continue;
    ++clean;
    both_changed += ab != a && ab != b;
    REQUIRE(ab == formatted_text(ab));
  }
  CHECK(clean > 300);
  CHECK(both_changed > 200);
}

TEST_CASE("three sources merge into the same declarations in any order") {
  std::mt19937 random(6);
  int clean = 0;
  for (int round = 0; round < 400; ++round) {
    auto start = some_schema(random);
    auto base = start.text();
    std::vector<std::string> sources;
    for (const char* branch : {"A", "B", "C"}) sources.push_back(branch_of(start, branch, round % 2, random).text());
    std::vector<int> order = {0, 1, 2};
    std::vector<Inventory> results;
    do {
      auto text = base;
      for (int i : order)
        if (!text.empty()) text = merged_or_nothing(base, text, sources[static_cast<std::size_t>(i)]);
      if (!text.empty()) results.push_back(everything(text));
    } while (std::next_permutation(order.begin(), order.end()));
    if (results.size() == 6) ++clean;
    for (const auto& result : results) REQUIRE(result.entries == results[0].entries);
  }
  CHECK(clean > 150);
}

TEST_CASE("time follows the size: four times the models, not sixteen times the time") {
  auto seconds = [](int models) {
    auto base = large_schema(models);
    std::string ours = base, theirs = base;
    auto add = [&](std::string& text, const std::string& prefix) {
      for (int i = models - 1; i >= 0; i -= 2) {
        auto at = text.find("\nmodel Model" + std::to_string(i) + " {");
        text.insert(at, "\nmodel " + prefix + std::to_string(i) + " {\n  id Int @id\n}\n");
      }
    };
    add(ours, "Ours"), add(theirs, "Theirs");
    auto began = std::chrono::steady_clock::now();
    auto merged = merge(base, ours, theirs);
    REQUIRE(merged.conflicts.empty());
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  auto best = [&](int models) { return std::min(seconds(models), seconds(models)); };
  CHECK(best(1600) < 10 * best(400));  // four times the size; sixteen would be quadratic
}
