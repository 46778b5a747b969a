#include "cli/ask.hpp"

#include "tributary/error.hpp"

namespace tributary::cli {

bool may_go_on(const Session& session, bool yes, const std::string& question) {
  if (yes) return true;
  session.ui.progress("");
  if (!session.ui.can_ask())
    throw Error("nothing was done: there is no terminal to ask at", "",
                "add --yes to do it, or --dry-run to see what would be done");
  return session.ui.confirm(question);
}

}  // namespace tributary::cli
