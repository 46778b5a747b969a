#include "base/hidden_variables.hpp"

#include <unistd.h>

#include <cstdlib>

extern char** environ;

namespace tributary {

HiddenVariables::HiddenVariables(const std::string& prefix) {
  for (char** variable = environ; variable && *variable; ++variable) {
    std::string entry = *variable;
    auto equals = entry.find('=');
    if (entry.starts_with(prefix) && equals != entry.npos) removed_[entry.substr(0, equals)] = entry.substr(equals + 1);
  }
  for (const auto& [name, value] : removed_) ::unsetenv(name.c_str());
}

HiddenVariables::~HiddenVariables() {
  for (const auto& [name, value] : removed_) ::setenv(name.c_str(), value.c_str(), 1);
}

}  // namespace tributary
