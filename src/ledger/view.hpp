#pragma once
// What all forecasts look at: a history, and which of its foreign rows a merge of the target would bring here.
#include "ledger/forecast.hpp"

namespace tributary::ledger {

inline constexpr int unseen = -1;  // the exit code hangs on data or structure that the ledger does not show

struct View {
  const Situation& situation;
  const History& history;
  const Owners& owners;
  bool is_target = false;
  std::vector<MissingRow> from_target;  ///< foreign rows whose folder the target has committed: a merge brings them
  std::vector<MissingRow> elsewhere;    ///< the other foreign rows
  bool target_uncommitted = false;      ///< a foreign row's folder lies in the target's worktree, not yet committed

  const Database& database() const { return situation.database; }
  bool shared() const { return situation.database.consumers.size() > 1 || !history.missing.empty(); }
};

View view_of(const Situation& situation, const History& history, const Owners& owners);

/// "4 rows of epic-3 and 1 row of epic-4 are not in this folder".
std::string foreign(const View& view);
/// "P1001" of "P1001: Can't reach…".
std::string code_of(const std::string& error);

/// How foreign rows' folders get here without losing anything: "merge main back…"; "" where a merge brings none.
std::string merge_advice(const View& view);
std::vector<std::string> merge_lines(const View& view);

/// Pending migrations whose script is applied under another name: renamed or restamped since. Deploy would run it
/// twice.
std::vector<std::string> applied_under_another_name(const View& view, std::string* old_name = nullptr);

/// What deploy does, as a sentence and in short.
struct DeployForecast {
  ForecastLine line;
  DeployOutcome outcome;
};
DeployForecast forecast_deploy(const View& view);
ForecastLine forecast_dev(const View& view);
/// "the schema app holds tables": of those that Prisma counts.
std::string where_tables_are(const View& view);
/// Tables without a ledger: every migration recorded as applied.
ForecastLine baseline(const View& view);

}  // namespace tributary::ledger
