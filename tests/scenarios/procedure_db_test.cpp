// docs/guides/from-a-procedure-by-hand.md promises a command for each item of a policy: every line is typed here.
#include <doctest/doctest.h>

#include "base/process.hpp"
#include "base/text.hpp"
#include "support/places.hpp"
#include "support/temp_repo.hpp"
#include "support/temp_server.hpp"

namespace tributary::testing {
namespace {

struct Promise {
  std::string item, command, says;
};

// What stands between backticks; a word of code may hold backticks of its own.
std::string code(const std::string& cell) {
  auto bare = text::trim(cell);
  return bare.size() > 2 && bare.front() == '`' && bare.back() == '`' ? bare.substr(1, bare.size() - 2) : "";
}

std::vector<Promise> promises() {
  std::vector<Promise> out;
  bool listed = false;
  for (const auto& line : text::lines(file_text(repository_root() + "/docs/guides/from-a-procedure-by-hand.md"))) {
    if (line.starts_with("## ")) listed = line == "## Item by item";
    auto cells = text::split(line, '|');
    if (!listed || cells.size() != 5 || !code(cells[2]).starts_with("tributary ")) continue;
    out.push_back({text::trim(cells[1]), code(cells[2]), code(cells[3])});
  }
  return out;
}

/// The team of three epics with its database.
struct Demo {
  TempServer server;  // each its own: the demo's role and database have one name
  TempFolder made;
  std::string folder = made.path() + "/repo";
  Demo() {
    auto run = run_process({"bash", repository_root() + "/test-repos/make", "americano", folder, "--port",
                            std::to_string(server.port()), "--socket", server.socket_folder()});
    REQUIRE_MESSAGE(run.status == 0, run.err);
  }
  RunResult type(const std::string& command) const {
    auto words = text::split(command, ' ');
    words.erase(words.begin());
    return run_tributary(words, folder + "/americano");
  }
};

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("each item of the policy is answered by the command that the guide names") {
    Demo demo;
    auto all = promises();
    CHECK(all.size() > 40);
    for (const auto& promise : all) {
      auto ran = demo.type(promise.command);
      INFO(promise.item << "\n" << promise.command << "\n" << ran.out << ran.err);
      CHECK(ran.status != 2);
      CHECK(!promise.says.empty());
      CHECK_MESSAGE(ran.out.find(promise.says) != std::string::npos, promise.says);
    }
  }

  TEST_CASE("the answers on the demo are short: a screen for status, less for a gate and a plan") {
    Demo demo;
    CHECK(text::lines(demo.type("tributary").out).size() <= 30);
    CHECK(text::lines(demo.type("tributary check feature/epic-3").out).size() <= 15);
    CHECK(text::lines(demo.type("tributary plan").out).size() <= 20);
  }

  TEST_CASE("in no state of the demo is a sentence said that does not hold there") {
    Demo demo;
    auto never = [](const RunResult& ran, const std::string& words) {
      CHECK_MESSAGE(ran.out.find(words) == std::string::npos, words << " in\n" << ran.out);
    };
    auto look = [&] {
      for (auto command : {"tributary -v", "tributary drift", "tributary check", "tributary doctor"}) {
        auto ran = demo.type(command);
        never(ran, "not committed anywhere");
        never(ran, "0 migrations are in the target already");
        if (ran.out.find("not checked") != std::string::npos) never(ran, "\nClean");
        if (ran.out.find("remark") != std::string::npos) never(ran, "nothing is missing");
      }
    };
    look();
    CHECK(demo.type("tributary merge feature/epic-3 feature/epic-4 feature/epic-5 --yes").status == 0);
    look();
    never(demo.type("tributary merge feature/epic-3 --yes"), "0 migrations");
    auto rehearsed = demo.type("tributary rehearse");
    if (rehearsed.out.find("not checked") != std::string::npos) never(rehearsed, "Every order");
    auto doctor = demo.type("tributary doctor");
    if (doctor.out.find("do: ") != std::string::npos) never(doctor, "nothing is missing");
  }
}

}  // namespace tributary::testing
