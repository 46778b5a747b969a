#pragma once
// One deadline over a whole command: whatever its input, a gate that only looks ends, and not as "clean".
#include <map>
#include <string>

namespace tributary::cli {

/// From now on the program ends by itself, with 2 and "not checked", where a command that only looks is not done in ten
/// minutes (TRIBUTARY_DEADLINE, in seconds). Commands that write are left alone.
void end_in_time(const std::string& command, bool json, const std::map<std::string, std::string>& environment);

/// As long as it lives that clock stands: what is executed has a deadline of its own.
class Unhurried {
 public:
  Unhurried();
  ~Unhurried();
  Unhurried(const Unhurried&) = delete;
  Unhurried& operator=(const Unhurried&) = delete;

 private:
  unsigned left_;
};

}  // namespace tributary::cli
