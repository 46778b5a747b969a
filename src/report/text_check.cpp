#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "report/code_frame.hpp"
#include "report/count.hpp"
#include "report/environments.hpp"
#include "report/text.hpp"
#include "values/command_lines.hpp"

namespace tributary {
namespace {

constexpr int margin = 11;  // behind a finding's severity
constexpr std::size_t most_of_a_rule = 10, most_sources = 60, most_reasons = 12, most_related = 4, most_of_a_pair = 4,
                      most_subjects = 40;

std::string place_in_words(const Place& place) {
  auto words = place.file.empty() ? place.migration.empty() ? place.project : place.migration : place.file;
  if (words == ".") words.clear();
  if (!place.file.empty() && place.line) words += fmt::format(":{}", place.line);
  if (!place.file.empty() && place.line && place.column > 1) words += fmt::format(":{}", place.column);
  return words;
}

void write_related(Page& page, const Place& place) {
  auto words = place_in_words(place);
  if (!place.source.empty()) words = place.source + (words.empty() ? "" : ": " + words);
  if (!words.empty()) page.line({{"see  ", Ink::dim}, {words, Ink::dim}}, margin);
}

// Advice, and below it the statements that it names after ":", each line as it is to be copied.
void write_advice(Page& page, const std::string& help) {
  auto end = help.find(":\n");
  page.paragraph(help.substr(0, end == std::string::npos ? end : end + 1), margin, {"-> ", Ink::cyan});
  if (end == std::string::npos) return;
  for (const auto& line : text::lines(help.substr(end + 2))) page.line({{line, Ink::cyan}}, margin + 3);
}

void write_finding(Page& page, const Workspace& workspace, const Finding& finding, const Finding* before,
                   TextLines& lines) {
  page.line({{fmt::format("{:<9}", severity_name(finding.severity)), ink_of(finding.severity)},
             {finding.rule, Ink::bold},
             {finding.database.empty() ? "" : "  " + finding.database, Ink::dim}},
            2);
  if (auto place = place_in_words(finding.place); !place.empty()) page.line({{place, Ink::dim}}, margin);
  for (const auto& line : code_frame(workspace, finding.place, lines))
    page.line({{line, line[0] == '>' ? Ink::plain : Ink::dim}}, margin);
  page.paragraph(finding.message, margin);
  // A rule's reason and advice are said once where they would only be repeated.
  bool again = before && before->rule == finding.rule;
  if (!finding.why.empty() && !(again && before->why == finding.why)) page.paragraph(finding.why, margin, {}, Ink::dim);
  // A finding that many branches share names each of them; some are enough to go and look.
  const auto& related = finding.related;
  std::size_t shown = related.size() <= most_related + 1 ? related.size() : most_related;
  for (std::size_t i = 0; i < shown; ++i) write_related(page, related[i]);
  page.more(related.size() - shown, margin + 5);
  if (finding.help.empty() || (again && before->help == finding.help)) return;
  if (typed::is_command(finding.help))  // it must stay on its line to be copied
    page.line({{"-> ", Ink::cyan}, {finding.help, Ink::cyan}}, margin);
  else
    write_advice(page, finding.help);
}

std::string capped(const std::set<std::string>& names, std::size_t most) {
  std::vector<std::string> shown;
  for (const auto& name : names)
    if (shown.size() < most) shown.push_back(name);
  auto words = text::join(shown, ", ");
  if (names.size() > most) words += fmt::format(" and {} more", names.size() - most);
  return words;
}

// What two sources do to each other in one way: where both rewrite the same things it is one piece of news.
using Pair = std::pair<std::string, std::string>;  // rule, the other source

Pair pair_of(const Finding& finding) {
  bool clash = !finding.subject.empty() && !finding.related.empty();
  if (!clash || finding.related.front().source == finding.place.source) return {};
  return {finding.rule, finding.related.front().source};
}

// The first few of a pair are told as they are, the others by what they are about.
class Pairs {
 public:
  explicit Pairs(const std::vector<const Finding*>& findings) {
    for (const auto* finding : findings) ++all_[pair_of(*finding)];
  }

  bool takes(const Finding& finding) {
    auto pair = pair_of(finding);
    if (pair.first.empty() || all_[pair] <= most_of_a_pair + 1 || ++told_[pair] <= most_of_a_pair) return false;
    others_[pair].insert(finding.subject);
    ++count_[pair];
    return true;
  }

  void write(Page& page) const {
    for (const auto& [pair, subjects] : others_)
      page.paragraph(fmt::format("the same work is done in {}: {} more {} against it: {}", pair.second, count_.at(pair),
                                 pair.first, capped(subjects, most_subjects)),
                     2, {}, Ink::dim);
  }

 private:
  std::map<Pair, std::size_t> all_, told_, count_;
  std::map<Pair, std::set<std::string>> others_;
};

void write_source(Page& page, const Workspace& workspace, const std::string& source,
                  const std::vector<const Finding*>& findings, TextLines& lines) {
  page.heading(source.empty() ? "repository" : source);
  std::map<std::string, std::size_t> seen, hidden;
  Pairs pairs(findings);
  const Finding* before = nullptr;
  for (const auto* finding : findings) {
    if (pairs.takes(*finding)) continue;
    if (finding->severity != Severity::error && ++seen[finding->rule] > most_of_a_rule) {
      ++hidden[finding->rule];
      continue;
    }
    write_finding(page, workspace, *finding, before, lines);
    before = finding;
  }
  pairs.write(page);
  for (const auto& [rule, count] : hidden)
    page.line({{fmt::format("… and {} more {} (--format json has all)", count, rule), Ink::dim}}, 2);
}

struct Unknown {
  std::set<std::string> rules, sources;
};

// Many rules stop for one reason: no database, no history. The reason is the line, the rules stand behind it.
void write_not_checked(Page& page, const std::vector<NotChecked>& all) {
  if (all.empty() || page.style().quiet) return;
  std::vector<std::string> order;
  std::map<std::string, Unknown> by_reason;
  for (const auto& one : all) {
    if (!by_reason.count(one.because)) order.push_back(one.because);
    by_reason[one.because].rules.insert(one.rule);
    if (!one.source.empty()) by_reason[one.because].sources.insert(one.source);
  }
  page.heading("Not checked");
  std::size_t shown = order.size() <= most_reasons + 1 ? order.size() : most_reasons;
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& unknown = by_reason[order[i]];
    page.paragraph(order[i], 2, {"", Ink::plain});
    page.paragraph(capped(unknown.rules, 12), 4, {}, Ink::dim);
    if (!unknown.sources.empty()) page.paragraph("for " + capped(unknown.sources, 8), 4, {}, Ink::dim);
  }
  page.more(order.size() - shown, 2);
}

std::string not_checked_in_words(const std::vector<NotChecked>& all) {
  if (all.empty()) return "";
  std::set<std::string> rules;
  for (const auto& one : all) rules.insert(one.rule);
  return "; " + counted(rules.size(), "rule") + " not checked" + (rules.size() <= 3 ? ": " + capped(rules, 3) : "");
}

std::string what_was_judged(const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  if (answer.judged.empty() || answer.judged.size() > 3)
    return counted(answer.judged.empty() ? workspace.sources.size() : answer.judged.size(), "source") + " against " +
           workspace.target.name;
  return text::join(answer.judged, ", ") + " against " + workspace.target.name;
}

// A line for each rule: its first message, and how many more there are.
void write_warnings(Page& page, const Answer& answer) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Finding*>> by_rule;
  for (const auto& finding : answer.verdict.findings) {
    if (finding.severity != Severity::warning) continue;
    auto& group = by_rule[finding.rule];
    if (group.empty()) order.push_back(finding.rule);
    group.push_back(&finding);
  }
  if (!order.empty()) page.blank();
  for (const auto& rule : order) {
    const auto& first = *by_rule[rule].front();
    auto more = by_rule[rule].size() - 1;
    auto whose = answer.judged.size() == 1 || first.place.source.empty() ? "" : first.place.source + ": ";
    page.line({{"warning  ", Ink::yellow},
               {rule, Ink::bold},
               {fmt::format("{}  {}{}", more ? fmt::format(" ({})", more + 1) : "", whose, first.message)}});
  }
}

void write_infos(Page& page, const Verdict& verdict) {
  std::map<std::string, std::size_t> by_rule;
  std::size_t all = 0;
  for (const auto& finding : verdict.findings)
    if (finding.severity == Severity::info) ++by_rule[finding.rule], ++all;
  if (!all) return;
  std::vector<std::string> parts;
  for (const auto& [rule, count] : by_rule) parts.push_back(count == 1 ? rule : fmt::format("{} ({})", rule, count));
  page.blank();
  page.line({{counted(all, "info") + "  ", Ink::cyan}, {text::join(parts, ", "), Ink::dim}});
}

void write_not_checked_short(Page& page, const std::vector<NotChecked>& all) {
  if (all.empty() || page.style().quiet) return;
  std::map<std::string, std::set<std::string>> by_reason;
  std::set<std::string> rules;
  for (const auto& one : all) by_reason[one.because].insert(one.rule), rules.insert(one.rule);
  std::vector<std::string> parts;
  for (const auto& [because, some] : by_reason)
    if (parts.size() < 4)
      parts.push_back(because + (some.size() < rules.size() ? fmt::format(" ({})", some.size()) : ""));
  if (by_reason.size() > parts.size()) parts.push_back(fmt::format("{} more reasons", by_reason.size() - parts.size()));
  page.blank();
  page.line({{"not checked  ", Ink::yellow},
             {counted(rules.size(), "rule") + ": ", Ink::plain},
             {text::join(parts, "; "), Ink::dim}});
}

void write_short(Page& page, const Answer& answer) {
  std::vector<Finding> errors;
  for (const auto& finding : answer.verdict.findings)
    if (finding.severity == Severity::error) errors.push_back(finding);
  write_findings(page, answer.analysis.workspace, errors);
  write_warnings(page, answer);
  write_infos(page, answer.verdict);
  write_not_checked_short(page, answer.verdict.not_checked);
}

bool hides_something(const Page& page, const Verdict& verdict) {
  return !page.style().verbose &&
         (!verdict.not_checked.empty() ||
          std::any_of(verdict.findings.begin(), verdict.findings.end(),
                      [](const Finding& finding) { return finding.severity != Severity::error; }));
}

}  // namespace

void write_findings(Page& page, const Workspace& workspace, const std::vector<Finding>& findings) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Finding*>> by_source;
  for (const auto& finding : findings) {
    auto& group = by_source[finding.place.source];
    if (group.empty()) order.push_back(finding.place.source);
    group.push_back(&finding);
  }
  std::size_t shown = order.size() <= most_sources + 1 ? order.size() : most_sources;
  TextLines lines;
  for (std::size_t i = 0; i < shown; ++i) write_source(page, workspace, order[i], by_source[order[i]], lines);
  if (shown < order.size()) page.blank();
  if (shown < order.size())
    page.line(
        {{fmt::format("… and {} more sources with findings (--format json has all)", order.size() - shown), Ink::dim}});
}

void write_check(Page& page, const Answer& answer) {
  const auto& verdict = answer.verdict;
  if (answer.pending) return write_pending(page, answer);
  if (page.style().verbose) {
    write_findings(page, answer.analysis.workspace, verdict.findings);
    write_environments(page, answer);
    write_not_checked(page, verdict.not_checked);
  } else {
    write_short(page, answer);
    write_environments(page, answer);
  }
  write_notes(page, answer);
  page.blank();
  auto count = count_of(verdict.findings);
  auto rest = not_checked_in_words(verdict.not_checked);
  if (!verdict.allowed.empty()) rest += "; " + std::to_string(verdict.allowed.size()) + " allowed";
  // What was not looked at is not clean.
  bool clean = answer.exit == 0 && verdict.not_checked.empty();
  auto hidden = hides_something(page, verdict) ? "; -v says more" : "";
  if (verdict.findings.empty())
    page.line({{clean ? "Clean" : "No findings", clean              ? Ink::green
                                                 : answer.exit == 0 ? Ink::yellow
                                                                    : Ink::red},
               {": " + what_was_judged(answer)},
               {rest + hidden, Ink::dim}});
  else
    page.line({{in_words(count), count.errors     ? Ink::red
                                 : count.warnings ? Ink::yellow
                                                  : Ink::cyan},
               {": " + what_was_judged(answer)},
               {rest, Ink::dim},
               {answer.exit == 1 ? "; the gate is shut (exit 1)" : "", Ink::red},
               {hidden, Ink::dim}});
}

}  // namespace tributary
