// Two lines or more for each command, printed by its --help and its man page. A test types each.
#include <map>

#include "cli/command.hpp"

namespace tributary::cli {

std::vector<Example> examples_of(const std::string& command) {
  static const std::map<std::string, std::vector<Example>> all{
      {"",
       {{"tributary", "where every worktree stands against its database"},
        {"tributary check feature/epic-5", "whether that branch may be merged"}}},
      {"status",
       {{"tributary", "every worktree"},
        {"tributary status --refs 'origin/epic-*' --offline", "remote branches too, and no database is asked"}}},
      {"plan",
       {{"tributary plan", "the sequence of merges, with reasons"},
        {"tributary plan --format markdown -o plan.md", "the same to paste into an issue"}}},
      {"check",
       {{"tributary check feature/epic-5", "the gate before a merge"},
        {"tributary check HEAD --refs HEAD --offline --format sarif -o findings.sarif", "in CI, without a database"}}},
      {"drift",
       {{"tributary drift feature/epic-5", "rows of the ledger that this branch has no folder for"},
        {"tributary drift --format markdown", "the same for every source, to paste"}}},
      {"rehearse",
       {{"tributary rehearse", "every order, executed in scratch databases"},
        {"tributary rehearse --keep", "and what was made there is left to look at"}}},
      {"checklist",
       {{"tributary checklist feature/epic-3", "what must be so before it is merged, ticked by evidence"},
        {"tributary checklist feature/epic-3 --tick team-told --by Ann", "what only a person knows"}}},
      {"report",
       {{"tributary report -o page.html", "one page to look at in a browser, without a network"},
        {"tributary report --format mermaid", "the timeline to paste into Markdown"}}},
      {"merge",
       {{"tributary merge feature/epic-3 --dry-run", "what would be copied and merged"},
        {"tributary merge feature/epic-3 feature/epic-4 --yes", "both, without a question"}}},
      {"undo",
       {{"tributary undo", "takes the last merge or restamp back"},
        {"tributary undo --dry-run", "which files that would touch"}}},
      {"restamp",
       {{"tributary restamp feature/epic-3 --dry-run", "which names its late migrations would get"},
        {"tributary restamp feature/epic-3", "gives them those names"}}},
      {"backup",
       {{"tributary backup", "dumps of the databases, folders and schemas"},
        {"tributary backup --dry-run", "what would be saved, and where"}}},
      {"runbook",
       {{"tributary runbook rollback --to 20251016223131_add_validation", "the way back to that migration"},
        {"tributary runbook rollback --to '2025-10-16 22:00'", "the way back to that time"}}},
      {"hook",
       {{"tributary hook install --dry-run", "which hooks would be written"},
        {"tributary hook install --yes", "guards merges into the target from now on"}}},
      {"schema",
       {{"tributary schema check prisma/schema.prisma", "what prisma validate would refuse"},
        {"tributary schema format prisma/schema.prisma", "as prisma format would write it"}}},
      {"explain",
       {{"tributary explain late-migration", "a rule's page"}, {"tributary explain P3009", "one of Prisma's codes"}}},
      {"doctor",
       {{"tributary doctor", "what is missing on this machine"},
        {"tributary doctor --format json", "the same for a script"}}},
      {"init",
       {{"tributary init --dry-run", "the commented configuration that would be written"},
        {"tributary init --yes", "writes it"}}},
      {"help",
       {{"tributary help merge", "what merge does and takes"},
        {"tributary help check --man | man -l -", "as a man page"}}},
      {"completion",
       {{"tributary completion bash > /etc/bash_completion.d/tributary", "for every user of bash"},
        {"tributary completion fish > ~/.config/fish/completions/tributary.fish", "for fish"}}},
  };
  auto found = all.find(command);
  return found == all.end() ? std::vector<Example>{} : found->second;
}

}  // namespace tributary::cli
