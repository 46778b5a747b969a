// The ledger keeps the checksum of the script that ran. Where the folder's script has another one in all three
// line-ending forms, the database and the folder tell different stories: `migrate dev` demands a reset ("was modified
// after it was applied"), `status` and `deploy` say nothing.
#include <fmt/format.h>

#include "analyse/consumers.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"
#include "prisma/script.hpp"

namespace tributary {
namespace {

// Another source's script of that name that is the one that ran.
Spot who_has(const Analysis& analysis, const LedgerRow& row) {
  for (const auto& at : all_projects(analysis)) {
    const auto* migration = at.project->folder->find(row.migration_name);
    if (migration && migration->script && prisma::checksum_matches(migration->script->checksums, row.checksum))
      return {at.source, at.project, migration};
  }
  return {};
}

Hit hit_for(const Analysis& analysis, const Consumer& consumer, const std::string& name) {
  const auto* row = row_of(*consumer.database, name);
  auto original = row ? who_has(analysis, *row) : Spot{};
  Hit hit;
  hit.place = place_in(consumer, name);
  hit.message = fmt::format("{} is not the script that {} has applied", name, consumer.database->id);
  hit.why = "`prisma migrate dev` demands a reset for it; `deploy` is silent, and what was edited in never runs there.";
  if (original.source) {
    hit.message += fmt::format(": that one is in {}", original.source->name);
    hit.related = {place_of(original)};
    auto from = original.source->branch.empty() ? original.source->commit : original.source->branch;
    hit.help = fmt::format("{} checkout {} -- {}  (and put the change into a new migration)",
                           git_in(*consumer.at.source), text::shell_word(from), text::shell_word(path_of(original)));
  } else {
    hit.help = fmt::format("Find the version that ran and restore it: {} log -p --all -- {}",
                           git_in(*consumer.at.source), text::shell_word(hit.place.file));
  }
  hit.database = consumer.database->id;
  hit.key = consumer.database->id;
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& consumer : consumers(analysis))
    for (const auto& name : consumer.history->edited) hits.push_back(hit_for(analysis, consumer, name));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule edited_after_applied = {"edited-after-applied",
                                          Severity::error,
                                          Needs::ledger,
                                          Group::ledger,
                                          {},
                                          "A script is not the one that the database has applied",
                                          look};
}
}  // namespace tributary
