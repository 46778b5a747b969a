#include "cli/merge_judged.hpp"

#include "cli/gate.hpp"
#include "cli/merge_place.hpp"
#include "cli/settings.hpp"

namespace tributary::cli {

Answer judged_in(const Session& asked, const std::string& root, const Target& target, const Incoming& incoming,
                 const std::string& result, bool decided) {
  auto session = asked;
  auto config = gate_config(session);
  session.globals.repository = root;
  session.globals.target = target.branch;
  session.globals.offline = session.globals.offline || !config.hook_databases;
  session.globals.refs.clear(), session.globals.named.clear(), config.refs.clear();
  GateQuestion question;
  MergeInProgress merging;
  merging.target_commit = rev(root, "HEAD");
  merging.incoming = {incoming};
  merging.result = result;
  question.merging = merging;
  question.schema_conflict_decided = decided;
  question.schema_conflict_waits = result.empty();
  return judge(session, config, question);
}

}  // namespace tributary::cli
