#include "report/json.hpp"
#include "tributary/runbook.hpp"

namespace tributary {

std::string render_rollback(const Rollback& rollback, const std::string& version) {
  return dump({{"tributary", version},
               {"format", 1},
               {"command", "runbook"},
               {"exit", 0},
               {"database", json_text(rollback.database)},
               {"source", json_text(rollback.source)},
               {"project", json_text(rollback.project)},
               {"to", json_text(rollback.to)},
               {"as_applied", rollback.as_applied},
               {"kept", json_names(rollback.kept)},
               {"undone", json_names(rollback.undone)},
               {"foreign", json_names(rollback.foreign)},
               {"script", json_text(rollback.script)},
               {"forward_fix", json_or_null(rollback.forward_fix)},
               {"message", json_text(rollback.message)},
               {"notes", json_names(rollback.notes)}});
}

}  // namespace tributary
