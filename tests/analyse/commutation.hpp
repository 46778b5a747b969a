#pragma once
// Two migrations executed in both orders on one base, and what tributary says of them.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analyse/look.hpp"
#include "support/sql_session.hpp"

namespace tributary::testing {

/// SQL that makes a function on the server, probe.state(), which says a database's whole structure and all rows as one
/// text.
std::string probe();

struct State {
  std::string failure;  ///< the server's message; "" = all ran
  std::string text;
};

class Bench {
 public:
  /// `start` sets what is not rolled back.
  Bench(const std::string& database, std::string start);
  /// Runs the scripts one after the other and forgets them.
  State play(const std::vector<std::string>& scripts, bool look);

 private:
  std::string start_;
  SqlSession session_;
  int count_ = 0;
};

/// What `relate` says of two sources that have one own migration each.
class Teller {
 public:
  explicit Teller(const std::string& base) : base_(migration("20240101000001_init", base)) {}
  std::vector<std::string> tell(const std::string& a, const std::string& b);

 private:
  std::shared_ptr<const ScriptChanges> read(const Script& script);
  Migration base_;
  std::map<std::string, std::shared_ptr<const ScriptChanges>> read_;
};

/// Two scripts, in both orders.
struct Played {
  State ab, ba;
  bool alike() const { return ab.failure.empty() && ba.failure.empty() && ab.text == ba.text; }
};
std::string outcome(const Played& played);  ///< for a person

}  // namespace tributary::testing
