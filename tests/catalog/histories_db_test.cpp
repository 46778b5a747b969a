// Folded histories beside a real server: what a script leaves, told from its text and from the catalogs.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/files.hpp"
#include "base/text.hpp"
#include "support/histories.hpp"
#include "support/places.hpp"
#include "support/sql_session.hpp"
#include "support/temp_server.hpp"
#include "tributary/catalog.hpp"

using namespace tributary;
using namespace tributary::testing;
namespace fs = std::filesystem;

namespace {

struct Outcome {
  std::size_t ran = 0, objects = 0, opaque = 0;
  std::string failure;  ///< of the first script that the server refused; what came before counts
  std::vector<Difference> differences;
  Catalog structure;  ///< as the server has it
};

std::string text_of(const std::vector<Difference>& differences) {
  std::string out;
  for (const auto& each : differences)
    out += fmt::format("  {} {}: {} -> {}\n", object_text(each.object), each.fact, each.left.value_or("-"),
                       each.right.value_or("-"));
  return out;
}

/// Runs the scripts as long as the server takes them, then reads what they left. `begin` and `back` stand around each.
Outcome compared(SqlSession& session, const std::vector<std::string>& scripts, const std::string& begin = "",
                 const std::string& back = "") {
  Outcome out;
  std::vector<ScriptChanges> read;
  for (const auto& script : scripts) {
    session.run(begin);
    out.failure = session.try_run(script);
    if (!out.failure.empty()) {
      session.run(back);
      break;
    }
    read.push_back(read_changes(script));
    ++out.ran;
  }
  session.run("RESET ALL; BEGIN");  // a second BEGIN is a warning
  auto real = read_catalog([&](const std::string& sql) { return session.run(sql); });
  std::vector<const ScriptChanges*> ran;
  for (const auto& each : read) ran.push_back(&each);
  auto folded = fold(ran);
  out.objects = folded.objects.size(), out.opaque = folded.opaque.size();
  out.differences = compare(folded, real);
  out.structure = std::move(real);
  return out;
}

/// A database of its own for each history: its scripts may hold their own transactions.
class Bench {
 public:
  Bench() : server_(TempServer::shared()), control_(server_.url("postgres")) {}

  Outcome play(const std::vector<std::string>& scripts) {
    auto name = "history_" + std::to_string(++count_);
    control_.run("CREATE DATABASE " + name + " TEMPLATE template0");
    Outcome out;
    {
      SqlSession session(server_.url(name));
      out = compared(session, scripts);
    }
    control_.run("DROP DATABASE " + name);
    return out;
  }

 private:
  TempServer& server_;
  SqlSession control_;
  int count_ = 0;
};

/// One database for all histories, each in a transaction that is rolled back: making and dropping a database costs more
/// than all else together. For scripts without transactions of their own.
class UndoneBench {
 public:
  UndoneBench() : session_(TempServer::shared().url(TempServer::shared().new_database("undone"))) {}

  Outcome play(const std::vector<std::string>& scripts) {
    if (count_++ % 25 == 0) session_.run("VACUUM");  // else the catalogs fill with what was rolled back
    session_.run("BEGIN");
    auto out = compared(session_, scripts, "SAVEPOINT script", "ROLLBACK TO script");
    session_.run("ROLLBACK");
    return out;
  }

 private:
  SqlSession session_;
  int count_ = 0;
};

/// Whether a transaction around the scripts would change what they do: an enum's new value cannot be used in it.
bool need_a_database(const std::vector<std::string>& scripts) {
  for (const auto& script : scripts)
    for (const char* word : {"begin", "commit", "rollback", "concurrently", "vacuum", "add value", "start transaction"})
      if (text::lower(script).find(word) != std::string::npos) return true;
  return false;
}

std::vector<std::string> scripts_in(const fs::path& folder) {
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::is_regular_file(entry.path() / "migration.sql")) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  std::vector<std::string> out;
  for (const auto& name : names) out.push_back(read_file((name / "migration.sql").string()).bytes.value_or(""));
  return out;
}

/// Every folder named migrations of the scenarios.
std::vector<fs::path> folders() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(repository_root() + "/test-repos"))
    if (entry.is_directory() && entry.path().filename() == "migrations") out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_SUITE("db") {
  TEST_CASE("every history of the test repositories folds into what a server has after it") {
    Bench apart;
    UndoneBench together;
    auto play = [&](const std::vector<std::string>& scripts) {
      return need_a_database(scripts) ? apart.play(scripts) : together.play(scripts);
    };
    auto root = repository_root() + "/test-repos/";
    auto blog = scripts_in(root + "blog/main/prisma/migrations");
    auto americano = scripts_in(root + "americano/main/apps/web/prisma/migrations");
    std::size_t scripts = 0, objects = 0, refused = 0, histories = 0;
    for (const auto& folder : folders()) {
      auto own = scripts_in(folder);
      auto best = play(own);
      for (const auto* base : {&blog, &americano}) {  // a branch's folder holds what it adds to a main
        if (best.failure.empty()) break;
        auto all = *base;
        all.insert(all.end(), own.begin(), own.end());
        if (auto other = play(all); other.ran > best.ran) best = other;
      }
      ++histories, scripts += best.ran, objects += best.objects, refused += !best.failure.empty();
      CHECK_MESSAGE(best.differences.empty(), folder.string() << "\n" << text_of(best.differences));
    }
    MESSAGE(histories << " histories, " << scripts << " scripts, " << objects << " objects; " << refused
                      << " histories end in a script that the server refuses");
    CHECK(scripts > 50);
  }

  TEST_CASE("300 generated histories fold into what a server has after them, and leave the same in a second database") {
    UndoneBench bench, second;
    std::map<std::string, int> verbs;
    std::size_t scripts = 0, objects = 0, failures = 0, different = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
      auto history = write_history(seed);
      auto outcome = bench.play(history.migrations);
      for (const auto& verb : history.verbs) ++verbs[verb];
      scripts += outcome.ran, objects += outcome.objects, failures += !outcome.failure.empty();
      different += !outcome.differences.empty();
      INFO("seed " << seed);
      CHECK_MESSAGE(outcome.failure.empty(), outcome.failure << "\n" << history.migrations[outcome.ran]);
      CHECK_MESSAGE(outcome.differences.empty(), text_of(outcome.differences));
      auto again = text_of(compare(outcome.structure, second.play(history.migrations).structure));
      CHECK_MESSAGE(again.empty(), again);
      CHECK(outcome.opaque == 0);
    }
    std::string counts;
    for (const auto& verb : history_verbs()) {
      counts += fmt::format("{} {}, ", verb.name, verbs[verb.name]);
      CHECK_MESSAGE(verbs[verb.name] >= 5, std::string(verb.name));
    }
    MESSAGE("300 histories, " << scripts << " scripts, " << objects << " objects; " << different << " differ\n"
                              << counts);
  }
}
