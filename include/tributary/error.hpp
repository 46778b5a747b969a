#pragma once
#include <stdexcept>
#include <string>

namespace tributary {

/// A reason we cannot work: no repository, a bad config, git missing. Never a problem in the user's migrations, schema
/// or ledger: those are findings. `main` catches it once, prints it and exits with 2.
/// Libraries' errors are translated into it in the library's own room, with secrets removed.
struct Error : std::runtime_error {
  std::string where;  ///< the file, repository, database or command it happened at; "" = nowhere in particular
  std::string hint;   ///< what the user can type or change; "" = nothing sensible

  explicit Error(const std::string& what, std::string where = {}, std::string hint = {})
      : std::runtime_error(what), where(std::move(where)), hint(std::move(hint)) {}
};

}  // namespace tributary
