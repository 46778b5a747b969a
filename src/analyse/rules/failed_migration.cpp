// A row without finished_at and rolled_back_at: the script failed, or its run was killed. `migrate deploy` stops with
// P3009 for every migration after it, also for other branches on the same database, until somebody says what became of
// it.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

// The first line of the server's message; the log below it repeats the script.
std::string first_log_line(const LedgerRow& row) {
  if (!row.logs) return "";
  for (const auto& line : text::lines(*row.logs))
    if (line.starts_with("ERROR:") || line.starts_with("Database error: ")) return text::trim(line);
  for (const auto& line : text::lines(*row.logs))
    if (!text::trim(line).empty()) return text::trim(line);
  return "";
}

const LedgerRow* failed_row(const Database& database, const std::string& name) {
  const LedgerRow* newest = nullptr;
  for (const auto& row : database.rows)
    if (row.migration_name == name && row.failed()) newest = &row;
  return newest;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis)) {
    for (const auto& name : consumer.history->failed) {
      const auto* row = failed_row(*consumer.database, name);
      auto log = row ? first_log_line(*row) : "";
      Hit hit;
      hit.place = place_in(consumer, name);
      hit.message = fmt::format("{} failed in {}", name, consumer.database->id);
      if (row && !row->started_at.empty()) hit.message += fmt::format(" at {}", shown_time(row->started_at));
      if (!log.empty()) hit.message += ": " + log;
      hit.why = "`prisma migrate deploy` stops with P3009 on this database, for every branch, until it is resolved.";
      auto usual = fmt::format("npx prisma migrate resolve --rolled-back {}", text::shell_word(name));
      hit.help = command_for(consumer, consumer.history->forecast.resolve, usual);
      hit.database = consumer.database->id;
      hit.key = consumer.database->id;
      hits.push_back(hit);
    }
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule failed_migration = {"failed-migration",
                                      Severity::error,
                                      Needs::ledger,
                                      "ledger",
                                      "A migration failed in a database and blocks every deploy",
                                      look};
}
}  // namespace tributary
