#pragma once
#include <map>
#include <string>

namespace tributary {

/// Removes every environment variable whose name begins with `prefix` while it lives and puts them back: libpq reads
/// some (PGSERVICE, PGTZ, PGOPTIONS) that no connection string overrides. Lives in the thread that starts and joins all
/// others.
class HiddenVariables {
 public:
  explicit HiddenVariables(const std::string& prefix);
  ~HiddenVariables();
  HiddenVariables(const HiddenVariables&) = delete;
  HiddenVariables& operator=(const HiddenVariables&) = delete;

 private:
  std::map<std::string, std::string> removed_;
};

}  // namespace tributary
