#include <fmt/format.h>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

void write_renames(Page& page, const Answer& answer) {
  auto verb = answer.journal && !answer.dry_run ? "renamed" : "rename";
  for (const auto& rename : answer.restamp->renames) {
    page.line({{fmt::format("{:<8} ", verb), Ink::green}, {rename.from}}, 2);
    page.line({{fmt::format("{:>8} ", "to"), Ink::dim}, {rename.to, Ink::bold}}, 2);
    page.paragraph(rename.because, 11, {}, Ink::dim);
  }
}

void write_ledgers(Page& page, const std::vector<LedgerRename>& ledgers) {
  if (ledgers.empty()) return;
  page.heading("The owners' exception to never touching a ledger");
  page.paragraph(
      "tributary runs none of this. Each database's owner may, once the new names are in every worktree and deployment "
      "that uses the database; until then `prisma migrate deploy` would run the renamed migrations again.",
      2);
  for (const auto& ledger : ledgers) {
    page.blank();
    page.line({{ledger.database, Ink::bold}, {"  used by " + text::join(ledger.sources, ", "), Ink::dim}}, 2);
    if (!ledger.asked) page.paragraph("It could not be asked: without these rows the statement changes nothing.", 2);
    for (const auto& line : text::split(ledger.statement, '\n')) page.line({{line, Ink::cyan}}, 4);
  }
}

void write_outcome(Page& page, const Answer& answer) {
  const auto& plan = *answer.restamp;
  page.blank();
  auto what = counted(plan.renames.size(), "migration");
  if (!plan.refusals.empty())
    page.line({{"Nothing was renamed: ", Ink::red}, {counted(plan.refusals.size(), "reason") + " above"}});
  else if (plan.renames.empty())
    page.line({{"Nothing to restamp: ", Ink::green}, {"none is late, collides or is out of order"}});
  else if (answer.journal && !answer.dry_run)
    page.line({{"Restamped ", Ink::green}, {what + "; tributary undo takes it back"}});
  else
    page.line({{answer.dry_run ? "Would restamp " : "Not restamped: "}, {what}});
}

}  // namespace

void write_restamp(Page& page, const Answer& answer) {
  const auto& plan = *answer.restamp;
  if (!plan.renames.empty()) page.line({{"In "}, {plan.root, Ink::bold}});
  write_renames(page, answer);
  if (!plan.refusals.empty()) page.blank();
  for (const auto& refusal : plan.refusals) page.paragraph(refusal, 0, {"refused: ", Ink::red});
  write_ledgers(page, plan.ledgers);
  if (!plan.notes.empty()) page.blank();
  for (const auto& note : plan.notes) page.paragraph(note, 0, {"note: ", Ink::cyan});
  write_notes(page, answer);
  if (plan.refusals.empty()) write_next(page, plan.next);
  write_outcome(page, answer);
}

}  // namespace tributary
