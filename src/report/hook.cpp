#include "report/json.hpp"
#include "tributary/hooks.hpp"

namespace tributary {

std::string render_hook(const HookAnswer& answer, const std::string& version) {
  return dump({{"tributary", version},
               {"format", 1},
               {"command", "hook"},
               {"exit", answer.exit},
               {"verb", answer.verb},
               {"done", answer.done},
               {"steps", json_names(answer.steps)},
               {"paste", json_or_null(answer.paste)}});
}

}  // namespace tributary
