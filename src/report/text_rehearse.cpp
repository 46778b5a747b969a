#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/text.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using Outcome = StepOutcome::Outcome;

constexpr std::size_t most_differences = 20;

double ms_of(const Run& run) {
  double ms = 0;
  for (const auto& step : run.steps) ms += step.ms;
  return ms;
}

Span state_of(const Run& run) {
  if (!run.not_checked_because.empty()) return {"not checked", Ink::yellow};
  return run.ok ? Span{"ok", Ink::green} : Span{"fails", Ink::red};
}

void write_runs(Page& page, const Rehearsal& rehearsal) {
  Table table{{{"order", false, 20}, {"outcome"}, {"migrations", true}, {"time", true}}, {}};
  for (const auto& run : rehearsal.runs)
    table.rows.push_back({{run.order.name},
                          state_of(run),
                          {std::to_string(run.order.migrations.size())},
                          {fmt::format("{:.0f} ms", ms_of(run)), Ink::dim}});
  page.table(table);
}

void write_step(Page& page, const StepOutcome& step, const std::string& orders) {
  page.blank();
  page.line({{step.ref.migration, Ink::bold}, {step.source.empty() ? "" : "  " + step.source, Ink::cyan}});
  page.paragraph(orders, 2, {"fails in  ", Ink::red});
  auto place = step.line ? fmt::format("line {}, column {}: ", step.line, step.column) : std::string();
  page.paragraph(place + (step.sqlstate.empty() ? "" : step.sqlstate + " ") + step.message, 2);
  auto lines = text::lines(step.statement);
  for (std::size_t i = 0; i < lines.size() && i < 4; ++i) page.line({{lines[i], Ink::dim}}, 4);
  if (!step.hint.empty()) page.paragraph(step.hint, 2, {"hint: ", Ink::cyan});
}

// One script that fails the same way in several orders is told once.
void write_failures(Page& page, const Rehearsal& rehearsal) {
  std::vector<const StepOutcome*> failures;
  std::map<std::pair<MigrationRef, std::string>, std::vector<std::string>> orders;
  for (const auto& run : rehearsal.runs) {
    if (!run.not_checked_because.empty()) continue;
    for (const auto& step : run.steps) {
      if (step.outcome != Outcome::failed) continue;
      auto& names = orders[{step.ref, step.message}];
      if (names.empty()) failures.push_back(&step);
      names.push_back(run.order.name);
    }
  }
  for (const auto* step : failures) write_step(page, *step, text::join(orders[{step->ref, step->message}], ", "));
}

void write_not_checked(Page& page, const Rehearsal& rehearsal) {
  std::map<std::string, std::vector<std::string>> orders;
  for (const auto& run : rehearsal.runs)
    if (!run.not_checked_because.empty()) orders[run.not_checked_because].push_back(run.order.name);
  for (const auto& [because, names] : orders) {
    page.blank();
    page.paragraph(text::join(names, ", ") + ": " + because, 0, {"not checked  ", Ink::yellow});
  }
  for (const auto& one : rehearsal.left_out) {
    page.blank();
    page.paragraph(one.source + ": " + one.because, 0, {"not executed  ", Ink::yellow});
  }
  for (const auto& sentence : rehearsal.contested) {
    page.blank();
    page.paragraph(sentence, 0, {"not proven  ", Ink::red});
  }
  for (const auto& one : rehearsal.not_checked) {
    page.blank();
    page.paragraph(one.because, 0, {"not checked  ", Ink::yellow});
  }
}

std::string side(const std::optional<std::string>& text) {
  if (!text) return "absent";
  return text->empty() ? "there" : text::replace_all(*text, "\n", ", ");
}

void write_differences(Page& page, const Rehearsal& rehearsal) {
  for (const auto& compared : rehearsal.compared) {
    if (compared.differences.empty()) continue;
    page.blank();
    page.line({{compared.left, Ink::bold}, {" and "}, {compared.right, Ink::bold}, {" give two structures"}});
    std::size_t shown = 0;
    for (const auto& one : compared.differences) {
      if (!one.incomparable_because.empty() || ++shown > most_differences) continue;
      auto what = object_text(one.object) + (one.fact.empty() ? "" : ", " + one.fact);
      page.paragraph(what + ": " + side(one.left) + " | " + side(one.right), 2, {"- ", Ink::dim});
    }
    page.more(shown > most_differences ? shown - most_differences : 0, 2);
  }
}

void write_learned(Page& page, const Rehearsal& rehearsal) {
  for (const auto& one : rehearsal.learned) {
    page.blank();
    page.paragraph(fmt::format("{} goes after {}: {}", one.source, one.need.source, one.need.because), 0,
                   {"learned  ", Ink::cyan});
  }
  for (const auto& one : rehearsal.blocked) {
    page.blank();
    page.paragraph(one.source + ": " + one.because, 0, {"cannot be merged  ", Ink::red});
    if (!one.help.empty()) page.paragraph(one.help, 2, {"hint: ", Ink::cyan});
  }
}

Span verdict_of(const Rehearsal& rehearsal) {
  if (rehearsal.runs.empty()) return {"Nothing to rehearse", Ink::green};
  if (rehearsal.order_independent == false) return {"The order matters", Ink::red};
  bool failed = std::any_of(rehearsal.runs.begin(), rehearsal.runs.end(),
                            [](const Run& run) { return !run.ok && run.not_checked_because.empty(); });
  if (failed) return {"The rehearsal failed", Ink::red};
  if (!rehearsal.blocked.empty()) return {counted(rehearsal.blocked.size(), "source") + " cannot be merged", Ink::red};
  if (!rehearsal.contested.empty())
    return {"Not proven: " + counted(rehearsal.contested.size(), "folder") + " with several contents", Ink::red};
  bool all = std::all_of(rehearsal.runs.begin(), rehearsal.runs.end(),
                         [](const Run& run) { return run.not_checked_because.empty(); });
  if (rehearsal.order_independent == true)
    return {all ? "Every order gives the same structure" : "The orders that could be executed give the same structure",
            all ? Ink::green : Ink::yellow};
  return {"What could be executed went through", Ink::green};
}

// What --keep has left, and how to look at it; else nothing.
void write_kept(Page& page, const Rehearsal& rehearsal) {
  std::map<std::string, std::vector<std::string>> orders;  // by database
  for (const auto& run : rehearsal.runs)
    if (!run.kept.empty()) orders[run.kept].push_back(run.order.name);
  if (orders.empty()) return;
  page.heading("Kept");
  for (const auto& [database, names] : orders) {
    page.line({{text::join(names, ", ")}}, 2);
    if (rehearsal.look.empty())
      page.line({{"database " + database + " of the scratch server; the next rehearsal drops it", Ink::dim}}, 4);
    else
      page.command(rehearsal.look + " " + database, 4);
  }
  if (!rehearsal.end.empty()) page.line({{"and when you are done"}}, 2);
  if (!rehearsal.end.empty()) page.command(rehearsal.end, 4);
}

// That each script goes through is no proof where the orders leave different structures.
std::string proof_of(const Rehearsal& rehearsal) {
  if (rehearsal.order_independent == false || !rehearsal.contested.empty()) return "";
  const char* proven = rehearsal.proven ? "proven" : "best found";
  auto tried = counted(rehearsal.sequences_tried, "sequence");
  if (!rehearsal.blocked.empty()) return fmt::format("; the rest is {} after {}", proven, tried);
  if (rehearsal.sequences_tried > 1) return fmt::format("; {} after {}", proven, tried);
  return rehearsal.proven ? "; the plan is proven" : "";
}

}  // namespace

void write_rehearsal(Page& page, const Answer& answer) {
  if (!answer.analysis.rehearsal) return;
  const auto& rehearsal = *answer.analysis.rehearsal;
  if (!rehearsal.runs.empty()) write_runs(page, rehearsal);
  write_failures(page, rehearsal);
  write_not_checked(page, rehearsal);
  write_differences(page, rehearsal);
  write_learned(page, rehearsal);
  write_kept(page, rehearsal);
  page.blank();
  page.line({verdict_of(rehearsal),
             {fmt::format("{} (PostgreSQL {}{}; {} scripts executed for {} in {})", proof_of(rehearsal),
                          rehearsal.server_version, rehearsal.private_server ? ", private" : "", rehearsal.executed,
                          rehearsal.listed, counted(rehearsal.runs.size(), "order"))}});
}

void write_rehearse(Page& page, const Answer& answer) {
  std::vector<Finding> others;  // what the rehearsal itself shows is said below
  for (const auto& finding : answer.verdict.findings)
    if (!finding.about.is(Topic::execution)) others.push_back(finding);
  write_findings(page, answer.analysis.workspace, others);
  if (!others.empty()) page.blank();
  write_rehearsal(page, answer);
  if (!others.empty())
    page.line({{in_words(count_of(others)), ink_of(Severity::error)},
               {" above, where database, migrations and schema.prisma do not agree"}});
  write_notes(page, answer);
}

}  // namespace tributary
