#pragma once
// Histories made up at random of what teams do to migrations, in real git: main and one branch.
#include <random>
#include <set>
#include <string>
#include <vector>

#include "support/temp_repo.hpp"

namespace tributary::testing {

/// The names of the folders below prisma/migrations of `folder` that hold a script.
std::set<std::string> migration_folders(const std::string& folder);

/// The same seed makes the same history. What stops at a conflict is given up.
class MadeUpHistory : public TempRepo {
 public:
  explicit MadeUpHistory(unsigned seed, int steps = 9);  ///< main is checked out behind it; the branch is `epic`

 private:
  unsigned roll(std::size_t sides) { return random_() % static_cast<unsigned>(sides); }
  std::string on() const { return git({"symbolic-ref", "--short", "HEAD"}).substr(0, 4); }
  void attempt(const std::vector<std::string>& command, const std::string& abort) const;
  std::string any_folder();
  void step();
  void add();
  void remove();
  void restamp();
  void restore();
  void revert();
  void squash(const std::string& other);

  std::mt19937 random_;
  int made_ = 0;
};

/// How many histories a property test makes: TRIBUTARY_HISTORIES, else `sample`.
unsigned histories(unsigned sample);

}  // namespace tributary::testing
