#pragma once
// Migrations of one verb each over one small base whose tables hold rows: few tables, columns and new names, so that
// two of them often meet. The same seed gives the same script everywhere.
#include <random>
#include <string>
#include <vector>

namespace tributary::testing {

/// The target's history: tables with rows, and one or two of each kind of object that migrations speak of. It wants the
/// role `reader` to exist.
const std::string& pair_base();

/// What a verb throws. Two verbs with the same focus prefer one table and one place in its columns.
class PairDice {
 public:
  PairDice(unsigned seed, unsigned focus) : dice_(seed), focus_(focus) {}

  std::size_t below(std::size_t n) { return dice_() % n; }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  template <typename T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  /// The one in focus more often than not.
  template <typename T>
  const T& met(const std::vector<T>& list) {
    return chance(60) ? list[focus_ % list.size()] : one_of(list);
  }

 private:
  std::mt19937 dice_;
  unsigned focus_;
};

struct PairVerb {
  const char* name;
  std::string (*write)(PairDice&);  ///< a script; not each of them runs on the base
};
const std::vector<PairVerb>& pair_verbs();

}  // namespace tributary::testing
