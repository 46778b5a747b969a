#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/drift.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_rows = 30, most_ledgers = 20;

void write_row(Page& page, const Drift& drift, const MissingRow& row) {
  page.blank();
  page.line({{row.migration, row.owner ? Ink::bold : Ink::red}}, 2);
  page.line({{"applied   ", Ink::dim}, {applied_in_words(drift, row)}}, 4);
  page.line({{"owner     ", Ink::dim}, {owner_in_words(row.owner), row.owner ? Ink::plain : Ink::red}}, 4);
  if (!row.also_in.empty()) {
    std::vector<std::string> some(row.also_in.begin(), row.also_in.begin() + std::min<long>(row.also_in.size(), 6));
    auto more = row.also_in.size() > some.size() ? fmt::format(" and {} more", row.also_in.size() - some.size()) : "";
    page.paragraph(text::join(some, ", ") + more, 4, {"also in   ", Ink::dim});
  }
  page.paragraph(evidence_in_words(row), 4, {"evidence  ", row.content_matches || !row.owner ? Ink::dim : Ink::yellow});
  if (!row.tables.empty()) page.paragraph(text::join(row.tables, ", "), 4, {"tables    ", Ink::dim});
  page.paragraph(safety_in_words(row), 4, {"safe      ", row.safe_to_ignore.value_or(true) ? Ink::dim : Ink::red});
}

// Sources that share a database lack the same rows: what was said of a row above is not said again.
using Described = std::map<std::pair<std::string, std::string>, const MissingRow*>;

bool described(Described& before, const Drift& drift, const MissingRow& row) {
  auto [at, fresh] = before.emplace(std::make_pair(drift.history->database, row.migration), &row);
  return !fresh && *at->second == row;
}

void write_ledger(Page& page, const Drift& drift, Described& before, Said& said) {
  const auto& history = *drift.history;
  auto place = history.consumer.project == "." ? "" : " (" + history.consumer.project + ")";
  page.blank();
  page.line({{history.consumer.source, Ink::bold},
             {place},
             {fmt::format(" against {}: {} not in this folder", history.database,
                          counted(history.missing.size(), "row is", "rows are"))}});
  std::size_t shown = history.missing.size() <= most_rows + 1 ? history.missing.size() : most_rows;
  std::vector<std::string> again;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& row = history.missing[i];
    if (described(before, drift, row))
      again.push_back(row.migration + "  " + owner_in_words(row.owner));
    else
      write_row(page, drift, row);
  }
  if (!again.empty()) page.blank();
  if (!again.empty()) page.line({{"described above", Ink::dim}}, 2);
  page.list(again, 4, most_rows);
  page.more(history.missing.size() - shown, 2);
  if (page.style().quiet) return;
  page.blank();
  page.line({{"Prisma, here and now", Ink::dim}}, 2);
  write_forecast(page, history, 4, said);
}

}  // namespace

void write_drift(Page& page, const Answer& answer) {
  auto all = drifts(answer);
  Described before;
  Said said;
  std::size_t shown = all.size() <= most_ledgers + 1 ? all.size() : most_ledgers;
  for (std::size_t i = 0; i < shown; ++i) write_ledger(page, all[i], before, said);
  if (shown < all.size()) page.blank();
  page.more(all.size() - shown, 0);
  // Rows say which migrations ran; these, whether the database looks like it.
  std::vector<Finding> structures;
  for (const auto& finding : answer.verdict.findings)
    if (finding.about.is(Topic::structure)) structures.push_back(finding);
  write_findings(page, answer.analysis.workspace, structures);
  for (const auto& unknown : ledgers_not_known(answer))
    page.paragraph(unknown, 0, {"not known: ", Ink::yellow}, Ink::yellow);
  write_notes(page, answer);
  page.blank();
  auto looked = ledgers_looked_at(answer);
  auto counts = count_of(structures);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& history = *all[i].history;
    auto rows = fmt::format("{} lacks {}: ", history.consumer.source, counted(history.missing.size(), "row"));
    page.paragraph(rows + owners_in_words(history.missing));
  }
  if (all.empty() && looked)
    page.line({{"No foreign rows: ", Ink::green},
               {counted(looked, "ledger") + " held against their folders"},
               {structures.empty() ? "" : "; " + in_words(counts) + " about the structure", ink_of(Severity::error)}});
  else if (all.empty())
    page.line({{"No ledger could be read", Ink::yellow}, {": nothing is known of drift"}});
}

}  // namespace tributary
