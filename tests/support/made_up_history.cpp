#include "support/made_up_history.hpp"

#include <cstdlib>

#include "base/files.hpp"

namespace tributary::testing {

std::set<std::string> migration_folders(const std::string& folder) {
  std::set<std::string> out;
  auto migrations = folder + "/prisma/migrations/";
  for (const auto& name : list_folder(migrations).value_or(std::vector<std::string>{}))
    if (kind_of(migrations + name + "/migration.sql") == FileKind::file) out.insert(name);
  return out;
}

unsigned histories(unsigned sample) {
  const char* wanted = std::getenv("TRIBUTARY_HISTORIES");
  return wanted && *wanted ? static_cast<unsigned>(std::atoi(wanted)) : sample;
}

MadeUpHistory::MadeUpHistory(unsigned seed, int steps) : random_(seed) {
  start_project();
  git({"branch", "epic"});
  for (int i = 0; i < steps; ++i) step();
  git({"checkout", "-q", "main"});
}

void MadeUpHistory::attempt(const std::vector<std::string>& command, const std::string& abort) const {
  if (try_git(command) == 0) return;
  try_git({abort, "--abort"});
  git({"reset", "-q", "--hard"});
}

std::string MadeUpHistory::any_folder() {
  auto all = migration_folders(path());
  all.erase("20240101000000_init");
  return all.empty() ? "" : *std::next(all.begin(), static_cast<std::ptrdiff_t>(roll(all.size())));
}

void MadeUpHistory::add() {
  auto number = std::to_string(100 + made_++);
  migration("20240201000" + number + "_m", "CREATE TABLE \"T" + number + "\" (\"c" + number + "\" TEXT);\n");
  commit("add " + number);
}

void MadeUpHistory::remove() {
  auto name = any_folder();
  if (name.empty()) return;
  git({"rm", "-rq", "prisma/migrations/" + name});
  commit("remove " + name);
}

void MadeUpHistory::restamp() {
  auto name = any_folder();
  if (name.empty()) return;
  auto to = "20240301000" + std::to_string(100 + made_++) + name.substr(14);
  git({"mv", "prisma/migrations/" + name, "prisma/migrations/" + to});
  commit("restamp " + name);
}

void MadeUpHistory::restore() {
  auto removed = git({"log", "--all", "--diff-filter=D", "--format=%H", "-1", "--", "prisma/migrations"});
  if (removed.size() < 40) return;
  try_git({"checkout", removed.substr(0, 40) + "^", "--", "prisma/migrations"});
  if (try_git({"diff", "--cached", "--quiet"}) != 0) commit("restore");
}

void MadeUpHistory::revert() {
  if (git({"log", "-1", "--format=%s"}) == "start\n") return;  // that would take the project itself away
  bool merge = git({"log", "-1", "--format=%P"}).size() > 42;
  merge ? attempt({"revert", "--no-edit", "-m", "1", "HEAD"}, "revert")
        : attempt({"revert", "--no-edit", "HEAD"}, "revert");
}

void MadeUpHistory::squash(const std::string& other) {
  if (try_git({"merge", "-q", "--squash", other}) != 0) return void(git({"reset", "-q", "--hard"}));
  if (try_git({"diff", "--cached", "--quiet"}) != 0) commit("squash " + other);
}

void MadeUpHistory::step() {
  git({"checkout", "-q", roll(2) ? "main" : "epic"});
  auto other = on() == "main" ? std::string("epic") : std::string("main");
  switch (roll(9)) {
    case 0:
    case 1:
      return add();
    case 2:
      return attempt({"merge", "-q", "--no-edit", other}, "merge");
    case 3:
      return revert();
    case 4:
      return remove();
    case 5:
      return roll(2) ? squash(other) : attempt({"cherry-pick", other}, "cherry-pick");
    case 6:
      return on() == "epic" ? attempt({"rebase", "-q", "main"}, "rebase") : add();
    case 7:
      return restamp();
    default:
      return restore();
  }
}

}  // namespace tributary::testing
