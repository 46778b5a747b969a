#include "report/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/drift.hpp"
#include "report/formats.hpp"
#include "report/step.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

std::string code_span(const std::string& safe) {
  std::size_t longest = 0, run = 0;
  for (char c : safe) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  std::string fence(longest + 1, '`');
  std::string pad = longest || safe.empty() ? " " : "";
  return fence + pad + safe + pad + fence;
}

bool word_character(const std::string& text, std::size_t at) {
  if (at >= text.size()) return false;
  auto c = static_cast<unsigned char>(text[at]);
  return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string codes(const std::vector<std::string>& names) {
  std::vector<std::string> out;
  for (const auto& name : names) out.push_back(markdown_code(name));
  return text::join(out, ", ");
}

std::string step_text(const Step& step) {
  auto out = fmt::format("{}. **{}** {}\n", step.number, markdown_text(step.source),
                         step.adds.empty() ? "brings no migration" : "adds " + counted(step.adds.size(), "migration"));
  for (const auto& one : step.adds) out += "   - " + markdown_code(one.migration) + "\n";
  for (const auto& reason : reasons_beside_list(step)) out += "   - " + markdown_text(reason) + "\n";
  for (const auto& need : step.needs)
    if (!reasons_say(step, need.because))
      out += fmt::format("   - After {}: {}\n", markdown_code(need.source), markdown_text(need.because));
  for (const auto& one : step.interleaves)
    if (!reasons_say(step, one.migration))
      out += fmt::format("   - {} of {} sorts between its migrations\n", markdown_code(one.migration),
                         markdown_code(one.source));
  for (const auto& one : step.applies)
    if (!reasons_say(step, one.database))
      out += fmt::format(
          "   - {}: {}\n", markdown_code(one.database),
          one.migrations.empty() ? "nothing left to run" : "`prisma migrate deploy` runs " + codes(one.migrations));
  return out;
}

std::string drift_row(const Answer& answer, const Drift& drift, const MissingRow& row, std::size_t number) {
  const auto& here = drift.history->consumer.source;
  auto owner = !row.owner ? std::string("nobody in this repository")
                          : markdown_code(row.owner->source.empty() ? row.owner->ref : row.owner->source);
  auto out = fmt::format("{}. {} ({})\n", number, markdown_code(row.migration), owner);
  if (!row.tables.empty()) out += "   - **Tables added:** " + codes(row.tables) + "\n";
  if (auto changes = changes_in_words(answer, row); !changes.empty())
    out += "   - **Changes:** " + markdown_text(changes) + "\n";
  if (row.owner && !row.owner->commit.empty())
    out += fmt::format("   - **Owner:** {}, commit {}\n", owner, markdown_code(row.owner->commit));
  else
    out += "   - **Owner:** " + owner + (row.owner ? ", not committed anywhere" : "") + "\n";
  out += "   - **Applied:** " + markdown_text(applied_in_words(drift, row)) + "\n";
  out += "   - **Evidence:** " + markdown_text(evidence_in_words(row)) + "\n";
  std::string status = !row.safe_to_ignore   ? "not known whether it is safe to ignore in "
                       : *row.safe_to_ignore ? "safe to ignore in "
                                             : "**not safe to ignore** in ";
  out += "   - **Status:** " + status + markdown_code(here);
  return out + (row.because.empty() ? "" : " (" + markdown_text(row.because) + ")") + "\n";
}

std::string impact(const std::vector<MissingRow>& rows) {
  std::size_t unknown = 0, unsafe = 0;
  for (const auto& row : rows) {
    unknown += !row.safe_to_ignore;
    unsafe += row.safe_to_ignore && !*row.safe_to_ignore;
  }
  if (unsafe) return fmt::format("{} of {} touch what this folder uses", unsafe, counted(rows.size(), "row"));
  if (unknown) return fmt::format("not known for {} of {}", unknown, counted(rows.size(), "row"));
  return "none, what they touch is independent";
}

std::string action(const Forecast& forecast) {
  std::string out;
  for (const auto* line : {&forecast.status, &forecast.deploy, &forecast.dev, &forecast.db_pull, &forecast.resolve}) {
    if (line->instead.empty()) continue;
    out += "- " + markdown_text(line->sentence) + "\n";
    for (const auto& command : line->instead) out += "  - " + markdown_code(command) + "\n";
  }
  return out.empty() ? "**Action required:** none, document only\n" : "**Action required:**\n\n" + out;
}

std::string newest_day(const std::vector<Drift>& all) {
  std::string newest;
  for (const auto& drift : all)
    if (drift.database)
      for (const auto& row : drift.database->rows) newest = std::max(newest, row.started_at);
  return newest.substr(0, 10);
}

}  // namespace

std::string markdown_text(const std::string& text) {
  auto safe = printable(text);
  std::string out;
  for (std::size_t i = 0; i < safe.size(); ++i) {
    char c = safe[i];
    // Our own sentences put commands between backticks.
    if (auto end = c == '`' ? safe.find('`', i + 1) : std::string::npos; end != std::string::npos && end > i + 1) {
      out += code_span(safe.substr(i + 1, end - i - 1));
      i = end;
      continue;
    }
    bool inside_word = c == '_' && i > 0 && word_character(safe, i - 1) && word_character(safe, i + 1);
    if (c == '<')
      out += "&lt;";
    else if (c == '>' && !(i > 0 && safe[i - 1] == '-'))
      out += "&gt;";
    else if (c == '&')
      out += "&amp;";
    else if (c == '@')
      out += "&#64;";
    else if (std::string_view("\\`*_[]|#~").find(c) != std::string_view::npos && !inside_word)
      out += std::string("\\") + c;
    else
      out += c;
  }
  return out;
}

std::string markdown_code(const std::string& text) {
  return code_span(printable(text));
}

std::string markdown_plan(const Answer& answer) {
  static const Sequence none;
  const auto& sequence = answer.sequence ? *answer.sequence : none;
  auto out = "## Merge sequence into " + markdown_text(answer.analysis.workspace.target.name) + "\n\n";
  for (const auto& step : sequence.steps) {
    out += step_text(step);
    auto stuck = obstruction_of(answer, step.source);
    if (stuck.refused)
      out += fmt::format("   - **merge refuses it** ({}): {}\n", markdown_code(stuck.refused->rule),
                         markdown_text(stuck.refused->message));
    else if (stuck.unworkable)
      out += fmt::format("   - **cannot be merged as it is**: {}\n", markdown_text(stuck.unworkable->because));
  }
  if (sequence.steps.empty()) out += "Nothing to merge.\n";
  for (const auto& group : sequence.together) out += "\n**Together:** " + codes(group) + " need each other.\n";
  if (!sequence.nothing_to_merge.empty()) out += "\n**Nothing to merge:** " + codes(sequence.nothing_to_merge) + "\n";
  return out;
}

std::string markdown_drift(const Answer& answer) {
  auto all = drifts(answer);
  std::string out = "## Known Schema Drift\n";
  for (const auto& unknown : ledgers_not_known(answer)) out += "\n**Not known:** " + markdown_text(unknown) + "\n";
  if (all.empty())
    return out + (ledgers_looked_at(answer) ? "\nNo row is foreign to the folders that were looked at.\n"
                                            : "\nNo ledger could be read: nothing is known.\n");
  if (auto day = newest_day(all); !day.empty())
    out += "\n### As of " + markdown_text(day) + " (the ledger's newest row)\n";
  for (const auto& drift : all) {
    const auto& history = *drift.history;
    auto here = markdown_code(history.consumer.source);
    out += fmt::format("\n**Migrations in database {} but NOT in the folder of {}:**\n\n",
                       markdown_code(history.database), here);
    std::size_t number = 0;
    for (const auto& row : history.missing) out += drift_row(answer, drift, row, ++number);
    out += fmt::format("\n**Impact on {}:** {}\n\n{}", here, impact(history.missing), action(history.forecast));
  }
  return out;
}

std::string markdown_rehearse(const Answer& answer) {
  if (!answer.analysis.rehearsal) return {};
  const auto& rehearsal = *answer.analysis.rehearsal;
  auto out = fmt::format("## Rehearsal on PostgreSQL {}\n\n| order | outcome | migrations |\n|---|---|---|\n",
                         markdown_text(rehearsal.server_version));
  std::string failures;
  for (const auto& run : rehearsal.runs) {
    auto outcome = !run.not_checked_because.empty() ? "not checked: " + markdown_text(run.not_checked_because)
                   : run.ok                         ? "ok"
                                                    : "**fails**";
    out += fmt::format("| {} | {} | {} |\n", markdown_text(run.order.name), outcome, run.steps.size());
    for (const auto& step : run.steps)
      if (step.outcome == StepOutcome::Outcome::failed)
        failures += fmt::format("- {} in {}, line {}: {} {}\n", markdown_code(step.ref.migration),
                                markdown_text(run.order.name), step.line, step.sqlstate, markdown_text(step.message));
  }
  if (!failures.empty()) out += "\n" + failures;
  for (const auto& compared : rehearsal.compared)
    for (const auto& one : compared.differences)
      out += fmt::format("\n- {} differs between {} and {}\n", markdown_code(object_text(one.object)),
                         markdown_text(compared.left), markdown_text(compared.right));
  return out;
}

std::string render_markdown(const Answer& answer) {
  if (answer.command == "check") return markdown_check(answer);
  if (answer.command == "rehearse") return markdown_rehearse(answer);
  return answer.command == "plan" ? markdown_plan(answer) : markdown_drift(answer);
}

}  // namespace tributary
