#include "base/text.hpp"
#include "report/count.hpp"
#include "report/text.hpp"

namespace tributary {

void write_new(Page& page, const Answer& answer) {
  static const JournalEntry none;
  const auto& entry = answer.journal ? *answer.journal : none;
  for (const auto& edit : entry.edits) {
    page.line({{edit.to, Ink::bold}});
    page.blank();
    for (const auto& line : text::lines(edit.content.value_or(""))) page.line({{line, Ink::cyan}}, 2);
  }
  write_findings(page, answer.analysis.workspace, answer.verdict.findings);
  write_notes(page, answer);
  write_next(page, answer.next);
  page.blank();
  if (entry.edits.empty()) return;
  page.line({{answer.dry_run ? "Would write it into " : "Written into ", Ink::green}, {entry.root}});
}

}  // namespace tributary
