#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/step.hpp"
#include "report/text.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

constexpr std::size_t most_adds = 12, most_interleaves = 6, most_steps = 40;

bool several_projects(const Sequence& sequence) {
  std::set<std::string> paths;
  for (const auto& step : sequence.steps)
    for (const auto& one : step.adds) paths.insert(one.project);
  return paths.size() > 1;
}

std::string with_project(const std::string& project, const std::string& migration, bool named) {
  return named ? project + ": " + migration : migration;
}

void write_applies(Page& page, const Applies& one) {
  std::string already = one.already.empty() ? "" : fmt::format(" ({} there already)", one.already.size());
  if (one.migrations.empty()) {
    page.paragraph(one.database + ": nothing left to run" + already, 4, {"- ", Ink::dim});
    return;
  }
  page.paragraph(
      fmt::format("{}: deploy runs {}{}", one.database, counted(one.migrations.size(), "migration"), already), 4,
      {"- ", Ink::dim});
  page.list(one.migrations, 6, most_adds);
}

std::vector<std::string> interleaved(const Step& step, bool named) {
  std::vector<std::string> out;
  for (const auto& one : step.interleaves)
    out.push_back(with_project(one.project, one.migration, named) + "  " + one.source);
  return out;
}

// Why merge refuses this step, and what mends it; the command that it would refuse is not printed.
void write_refused(Page& page, const Finding& finding) {
  page.paragraph(fmt::format("merge refuses it: {} ({})", finding.message, finding.rule), 4, {"- ", Ink::red},
                 Ink::red);
  if (!finding.help.empty()) page.paragraph(finding.help, 6, {"-> ", Ink::cyan});
}

void write_step(Page& page, const Answer& answer, const Step& step, bool named) {
  auto stuck = obstruction_of(answer, step.source);
  page.blank();
  page.line(
      {{fmt::format("{:>2}. ", step.number), Ink::dim},
       {step.source, Ink::bold},
       {step.adds.empty() ? "  brings no migration" : fmt::format("  adds {}", counted(step.adds.size(), "migration"))},
       {stuck ? "  cannot be merged as it is" + std::string(stuck.refused ? "" : ", see below") : "", Ink::red}});
  std::vector<std::string> adds;
  for (const auto& one : step.adds) adds.push_back(with_project(one.project, one.migration, named));
  page.list(adds, 4, most_adds);
  for (const auto& reason : reasons_beside_list(step)) page.paragraph(reason, 4, {"- ", Ink::dim});
  for (const auto& need : step.needs)
    if (!reasons_say(step, need.because))
      page.paragraph(need.source + " goes first: " + need.because, 4, {"- ", need.hard ? Ink::yellow : Ink::dim});
  if (!step.interleaves.empty() && !reasons_say(step, step.interleaves.front().migration)) {
    page.paragraph("between its migrations sort those of others:", 4, {"- ", Ink::dim});
    page.list(interleaved(step, named), 6, most_interleaves);
  }
  for (const auto& one : step.applies)
    if (!reasons_say(step, one.database)) write_applies(page, one);
  if (stuck.refused) write_refused(page, *stuck.refused);
  if (!stuck) page.command(merge_command(answer, {step.source}), 4);
}

std::string in_words(const Applies& one) {
  if (one.migrations.empty()) return "nothing left to run in " + one.database;
  return fmt::format("deploy runs {} in {}", one.migrations.size(), one.database);
}

// A line, and of the reasons what is no matter of course.
void write_step_short(Page& page, const Step& step, const Obstruction& stuck) {
  std::vector<std::string> databases;
  for (const auto& one : step.applies) databases.push_back(in_words(one));
  page.line({{fmt::format("{:>2}. ", step.number), Ink::dim},
             {step.source, Ink::bold},
             {"  " + counted(step.adds.size(), "migration")},
             {databases.empty() ? "" : "; " + text::join(databases, ", "), Ink::dim},
             {stuck ? "; cannot be merged as it is" : "", Ink::red}});
  for (const auto& reason : step.notable) page.paragraph(reason, 4, {"- ", Ink::dim});
  if (stuck.refused) write_refused(page, *stuck.refused);
}

bool is_asked(const Answer& answer, const std::string& source) {
  return std::count(answer.about.begin(), answer.about.end(), source) > 0;
}

// One command: the rest depends on how it went. A step that was asked for has its own already.
void write_next_step(Page& page, const Answer& answer, const std::vector<Step>& steps) {
  for (const auto& step : steps) {
    if (!answer.about.empty() || obstruction_of(answer, step.source)) continue;
    page.blank();
    page.command(merge_command(answer, {step.source}), 0);
    return;
  }
}

void write_silent_databases(Page& page, const Answer& answer) {
  if (!answer.analysis.databases) return;
  for (const auto& database : *answer.analysis.databases)
    if (database.state != Database::State::ok)
      page.paragraph(database.id + ": " + (database.error.empty() ? "it was not asked" : database.error), 0,
                     {"not known what is applied  ", Ink::yellow});
}

// Members refuse to go alone, which going together mends; anything else stops them all.
bool may_go_together(const Answer& answer, const std::vector<std::string>& group) {
  return std::none_of(group.begin(), group.end(), [&](const std::string& source) {
    auto stuck = obstruction_of(answer, source);
    return stuck.unworkable || (stuck.refused && !stuck.refused->about.is(Topic::mutual));
  });
}

void write_together(Page& page, const Answer& answer, const Sequence& sequence) {
  for (const auto& group : sequence.together) {
    page.blank();
    page.paragraph(text::join(group, ", ") + " need each other: merge them in one go", 0, {"together  ", Ink::yellow});
    if (may_go_together(answer, group)) page.command(merge_command(answer, group), 10);
  }
}

void write_chronology(Page& page, const Answer& answer, bool named) {
  if (!answer.with_chronology) return;
  const auto& all = answer.sequence->chronology;
  page.heading("In Prisma's order");
  for (const auto& entry : all)
    page.line({{with_project(entry.project, entry.migration, named), entry.own_of.empty() ? Ink::dim : Ink::plain},
               {entry.own_of.empty() ? "" : "  " + text::join(entry.own_of, ", "), Ink::cyan}},
              2);
}

// What brings nothing may take something out.
void write_refused_beside(Page& page, const Answer& answer, const Sequence& sequence) {
  for (const auto& name : sequence.nothing_to_merge) {
    auto refused = answer.refused.find(name);
    if (refused == answer.refused.end() || name == answer.analysis.workspace.target.name) continue;
    if (!answer.about.empty() && !is_asked(answer, name)) continue;
    page.blank();
    page.line({{name, Ink::bold}, {"  cannot be merged as it is", Ink::red}});
    write_refused(page, refused->second);
  }
}

void write_nothing_to_merge(Page& page, const Answer& answer, const Sequence& sequence) {
  const auto& target = answer.analysis.workspace.target.name;
  std::vector<std::string> names;
  for (const auto& name : sequence.nothing_to_merge)
    if (name != target && !answer.refused.count(name)) names.push_back(name);
  if (names.empty()) return;
  std::size_t shown = std::min<std::size_t>(names.size(), 12);
  auto words = text::join({names.begin(), names.begin() + static_cast<long>(shown)}, ", ");
  if (names.size() > shown) words += fmt::format(" and {} more", names.size() - shown);
  page.blank();
  page.paragraph(words, 0, {"nothing to merge  ", Ink::dim});
}

// Sources were asked for, and none of them has a step: the others' steps are no answer.
bool asked_for_nothing(const Answer& answer, const Sequence& sequence) {
  return !answer.about.empty() && std::none_of(sequence.steps.begin(), sequence.steps.end(),
                                               [&](const Step& step) { return is_asked(answer, step.source); });
}

void write_steps(Page& page, const Answer& answer, const Sequence& sequence) {
  const auto& target = answer.analysis.workspace.target.name;
  bool named = several_projects(sequence), all = page.style().verbose;
  if (!sequence.steps.empty()) page.line({{"Merge into "}, {target, Ink::bold}, {" in this order"}});
  if (!all) page.blank();
  std::size_t shown = sequence.steps.size() <= most_steps + 1 ? sequence.steps.size() : most_steps;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& step = sequence.steps[i];
    if (all || is_asked(answer, step.source))
      write_step(page, answer, step, named);
    else
      write_step_short(page, step, obstruction_of(answer, step.source));
  }
  page.more(sequence.steps.size() - shown, 0);
  if (!all) write_silent_databases(page, answer);
  if (!all) write_next_step(page, answer, sequence.steps);
  write_together(page, answer, sequence);
  write_chronology(page, answer, named);
  write_nothing_to_merge(page, answer, sequence);
}

void write_plan_summary(Page& page, const Answer& answer, const Sequence& sequence) {
  const auto& target = answer.analysis.workspace.target.name;
  std::size_t adds = 0;
  for (const auto& step : sequence.steps) adds += step.adds.size();
  auto count = count_of(answer.verdict.findings);
  if (asked_for_nothing(answer, sequence))
    page.line({{"Nothing to merge: ", Ink::green},
               {fmt::format("{} {} nothing that {} lacks", text::join(answer.about, ", "),
                            answer.about.size() == 1 ? "has" : "have", target)}});
  else if (sequence.steps.empty())
    page.line({{"Nothing to merge: no source has a migration that " + target + " lacks", Ink::green}});
  else
    page.line(
        {{fmt::format("{}, {} into {}", counted(sequence.steps.size(), "step"), counted(adds, "migration"), target)},
         {count.errors || count.warnings ? "; " + in_words(count) : "", count.errors ? Ink::red : Ink::yellow},
         {count.errors || count.warnings ? ": tributary check" : "", Ink::dim},
         {page.style().verbose || !answer.about.empty() ? "" : "; details: tributary plan SOURCE, or -v", Ink::dim}});
}

}  // namespace

void write_plan(Page& page, const Answer& answer) {
  static const Sequence none;
  const auto& sequence = answer.sequence ? *answer.sequence : none;
  if (!asked_for_nothing(answer, sequence)) write_steps(page, answer, sequence);
  write_refused_beside(page, answer, sequence);
  if (answer.analysis.rehearsal) page.heading("Executed");
  write_rehearsal(page, answer);
  write_notes(page, answer);
  page.blank();
  write_plan_summary(page, answer, sequence);
}

}  // namespace tributary
