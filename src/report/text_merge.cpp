#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_edits = 40;

struct Verb {
  const char *done, *planned;
};
Verb verb_of(Edit::Kind kind) {
  switch (kind) {
    case Edit::Kind::copy:
      return {"copied", "copy"};
    case Edit::Kind::write:
      return {"wrote", "write"};
    case Edit::Kind::rename:
      return {"renamed", "rename"};
    case Edit::Kind::remove:
      return {"removed", "remove"};
  }
  return {"copied", "copy"};
}

// Taking an edit back does the opposite.
Verb reverse_of(const Edit& edit) {
  if (edit.kind == Edit::Kind::rename) return {"renamed back", "rename back"};
  bool was_new = edit.kind == Edit::Kind::copy || (edit.kind == Edit::Kind::write && edit.replaces.empty());
  if (was_new) return {"removed", "remove"};
  return {"restored", "restore"};
}

Span label(const Answer& answer, const Edit& edit) {
  auto verb = answer.command == "undo" ? reverse_of(edit) : verb_of(edit.kind);
  if (answer.command == "merge" && edit.kind == Edit::Kind::write) verb = {"merged", "merge"};
  return {fmt::format("{:<8}  ", answer.journal && !answer.dry_run ? verb.done : verb.planned), Ink::green};
}

void write_edit_list(Page& page, const Answer& answer, const std::vector<Edit>& edits) {
  std::size_t shown = edits.size() <= most_edits + 1 || answer.dry_run ? edits.size() : most_edits;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& edit = edits[i];
    page.line({label(answer, edit),
               {edit.kind == Edit::Kind::rename ? edit.from + " -> " + edit.to : edit.to},
               {edit.what.empty() ? "" : "  " + edit.what, Ink::dim}},
              2);
  }
  page.more(edits.size() - shown, 2);
}

void write_refusals(Page& page, const MergePlan& merge) {
  for (const auto& collision : merge.collisions) page.paragraph(collision, 0, {"in the way: ", Ink::red});
  for (const auto& conflict : merge.schema_conflicts) page.paragraph(conflict, 0, {"conflict: ", Ink::red});
}

void write_after_merge(Page& page, const Answer& answer) {
  if (answer.after_merge.empty()) return;
  page.heading("The merged folder against each database");
  Said said;
  for (const auto& history : answer.after_merge) {
    page.line({{history.database, Ink::bold}, {"  "}, {in_words(history), ink_of(history)}}, 2);
    page.list(history.unapplied, 4, 12);
    for (const auto& row : history.missing)
      page.line({{"lacks ", Ink::dim}, {row.migration + "  " + owner_in_words(row.owner)}}, 4);
    write_forecast(page, history, 4, said);
  }
}

std::size_t folders_in(const std::vector<Edit>& edits) {
  std::map<std::string, int> folders;
  for (const auto& edit : edits)
    if (auto slash = edit.to.rfind('/'); slash != std::string::npos && edit.to.substr(slash + 1) == "migration.sql")
      ++folders[edit.to.substr(0, slash)];
  return folders.size();
}

void write_commits(Page& page, const Answer& answer) {
  for (const auto& commit : *answer.commits)
    page.paragraph(commit, 0, {answer.dry_run ? "would merge " : "merged ", Ink::green});
  write_findings(page, answer.analysis.workspace, answer.verdict.findings);
  write_notes(page, answer);
  write_next(page, answer.next);
}

void write_summary(Page& page, const Answer& answer, const MergePlan& merge) {
  const auto& edits = answer.journal ? answer.journal->edits : merge.edits;
  bool schema =
      std::any_of(edits.begin(), edits.end(), [](const Edit& edit) { return edit.kind == Edit::Kind::write; });
  auto what = fmt::format("{}{} of {}", counted(folders_in(edits), "migration"), schema ? " and the schema" : "",
                          text::join(merge.sources, ", "));
  page.blank();
  if (!merge.collisions.empty())
    page.line({{"Nothing was done: ", Ink::red},
               {counted(merge.collisions.size(), "thing stands", "things stand") + " in the way"}});
  else if (edits.empty())
    page.line(
        {{"Nothing to copy: ", Ink::green},
         {merge.already_there.empty()
              ? text::join(merge.sources, ", ") + (merge.sources.size() == 1 ? " has" : " have") +
                    " no migration that the target lacks"
              : counted(merge.already_there.size(), "migration is", "migrations are") + " in the target already"}});
  else if (answer.journal && !answer.dry_run)
    page.line({{"Merged ", Ink::green}, {what + "; tributary undo takes it back"}});
  else
    page.line({{answer.dry_run && answer.exit == 0 ? "Would merge " : "Not merged: "}, {what}});
}

}  // namespace

void write_merge(Page& page, const Answer& answer) {
  static const MergePlan none;
  if (answer.commits) return write_commits(page, answer);
  const auto& merge = answer.merge ? *answer.merge : none;
  const auto& edits = answer.journal ? answer.journal->edits : merge.edits;
  if (!edits.empty())
    page.line({{"Into "}, {merge.root.empty() && answer.journal ? answer.journal->root : merge.root, Ink::bold}});
  write_edit_list(page, answer, edits);
  if (!merge.already_there.empty()) {
    page.heading("Already there, byte for byte");
    page.list(merge.already_there, 2, 12);
  }
  if (!merge.collisions.empty() || !merge.schema_conflicts.empty()) page.blank();
  write_refusals(page, merge);
  if (!merge.schema_notes.empty()) page.heading("schema.prisma");
  for (const auto& note : merge.schema_notes) page.paragraph(note, 2);
  for (const auto& note : merge.notes) page.paragraph(note, 0, {"note: ", Ink::cyan});
  write_after_merge(page, answer);
  write_notes(page, answer);
  auto next = merge.next;
  next.insert(next.end(), answer.next.begin(), answer.next.end());
  if (merge.collisions.empty()) write_next(page, next);
  write_summary(page, answer, merge);
}

void write_edits(Page& page, const Answer& answer) {
  static const std::vector<Edit> none;
  const auto& edits = answer.journal ? answer.journal->edits : answer.merge ? answer.merge->edits : none;
  if (answer.journal && !edits.empty()) page.line({{"In "}, {answer.journal->root, Ink::bold}});
  write_edit_list(page, answer, edits);
  write_notes(page, answer);
  auto next = answer.merge ? answer.merge->next : std::vector<std::string>{};
  next.insert(next.end(), answer.next.begin(), answer.next.end());
  write_next(page, next);
  page.blank();
  auto what = counted(edits.size(), "file");
  auto entry = answer.journal ? answer.journal->command : "";
  if (answer.command == "undo")  // what git has made is no list of files
    page.line({{answer.dry_run ? "Would take back " : "Took back ", Ink::green},
               {entry + (edits.empty() ? "" : ": " + what)}});
  else if (!edits.empty())
    page.line({{answer.dry_run ? "Would change " : "Changed ", Ink::green}, {what}});
}

}  // namespace tributary
