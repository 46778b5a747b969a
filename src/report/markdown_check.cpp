// `check` as the comment on a pull request: the verdict, what must happen before the merge, a picture, and the rest
// folded.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "report/code_frame.hpp"
#include "report/count.hpp"
#include "report/formats.hpp"
#include "report/markdown.hpp"
#include "tributary/timeline.hpp"

namespace tributary {
namespace {

// A forge refuses a comment of more than 65,536 characters, and people stop reading long before.
constexpr std::size_t most_rows = 40, most_ticks = 20, most_bytes_of_details = 30'000;

std::string sentence(const std::string& words) {
  return words.empty() || std::string_view(".:!?").find(words.back()) != std::string_view::npos ? words : words + ".";
}

std::string place_code(const Place& place) {
  auto words = place.file.empty() ? place.migration : place.file;
  if (words.empty()) return "";
  return markdown_code(place.file.empty() || !place.line ? words : fmt::format("{}:{}", words, place.line));
}

// To the line at the commit, where the forge is known and the file is what that commit holds.
std::string place_link(const Answer& answer, const Place& place) {
  auto words = place_code(place);
  const auto* source = answer.analysis.workspace.find(place.source);
  bool committed = source && !source->dirty && !place.commit.empty() && place.commit == source->commit;
  if (words.empty() || answer.files_url.empty() || place.file.empty() || !committed) return words;
  auto line = place.line ? fmt::format("#L{}", place.line) : "";
  return fmt::format("[{}]({}{}/{}{})", words, answer.files_url, place.commit, uri_path(place.file), line);
}

// To its page, where this build knows one.
std::string rule_link(const Answer& answer, const std::string& rule) {
  auto words = markdown_code(rule);
  return answer.rules_url.starts_with("http") ? fmt::format("[{}]({}{}.md)", words, answer.rules_url, uri_path(rule))
                                              : words;
}

std::string fenced(const std::vector<std::string>& lines, const std::string& indent) {
  std::size_t longest = 2, run = 0;
  for (const auto& line : lines)
    for (char c : line + "\n") longest = std::max(longest, run = c == '`' ? run + 1 : 0);
  std::string fence(longest + 1, '`');
  auto out = indent + fence + "text\n";
  for (const auto& line : lines) out += indent + printable(line) + "\n";
  return out + indent + fence + "\n";
}

std::string details_of(const Answer& answer, const Finding& finding, TextLines& texts) {
  auto place = place_link(answer, finding.place);
  auto out = fmt::format("- **{}** {}{}: {}", severity_name(finding.severity), markdown_code(finding.rule),
                         place.empty() ? "" : " in " + place, markdown_text(sentence(finding.message)));
  if (!finding.why.empty()) out += " " + markdown_text(finding.why);
  out += "\n";
  if (auto frame = code_frame(answer.analysis.workspace, finding.place, texts); !frame.empty())
    out += fenced(frame, "  ");
  for (const auto& related : finding.related)
    if (auto words = place_link(answer, related); !words.empty())
      out += "  - See " + words + (related.source.empty() ? "" : " in " + markdown_code(related.source)) + "\n";
  if (!finding.help.empty()) out += "  - **Next:** " + markdown_text(finding.help) + "\n";
  return out;
}

std::string folded(const std::string& title, const std::string& inside) {
  return fmt::format("\n<details><summary>{}</summary>\n\n{}\n</details>\n", title, inside);
}

std::string more(std::size_t left_out, const std::string& what) {
  return left_out ? fmt::format("\n… and {} more {}; `tributary check -v` says all.\n", left_out, what) : "";
}

// In a cell a line break ends the table; what is long is told in full below.
std::string cell(const std::string& words) {
  return text::replace_all(words, "\n", " ");
}

std::string table(const Answer& answer) {
  const auto& findings = answer.verdict.findings;
  if (findings.empty()) return "";
  std::string out = "\n| | rule | where | what |\n|:--|:--|:--|:--|\n";
  std::size_t shown = std::min(findings.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& one = findings[i];
    auto severity = one.severity >= answer.fail_on ? fmt::format("**{}**", severity_name(one.severity))
                                                   : std::string(severity_name(one.severity));
    auto where = place_link(answer, one.place);
    if (answer.judged.size() != 1 && !one.place.source.empty())
      where = markdown_code(one.place.source) + (where.empty() ? "" : " " + where);
    // GitHub's tables take a pipe for a cell's end even inside a code span.
    out += fmt::format("| {} | {} | {} | {} |\n", severity, rule_link(answer, one.rule),
                       text::replace_all(where, "|", "\\|"), cell(markdown_text(sentence(one.message))));
  }
  return out + more(findings.size() - shown, "findings");
}

std::string before_the_merge(const Answer& answer) {
  std::string out;
  std::set<std::string> said;
  std::size_t left_out = 0;
  for (const auto& finding : answer.verdict.findings) {
    if (finding.severity < answer.fail_on) continue;
    auto words = finding.help.empty() ? finding.message : finding.help;
    if (!said.insert(words).second) continue;
    if (said.size() > most_ticks)
      ++left_out;
    else
      out += fmt::format("- [ ] {}: {}\n", markdown_code(finding.rule), cell(markdown_text(words)));
  }
  return out.empty() ? "" : "\n### Before the merge\n\n" + out + more(left_out, "steps");
}

std::string all_details(const Answer& answer) {
  std::string out;
  TextLines texts;
  std::size_t told = 0;
  const auto& findings = answer.verdict.findings;
  for (; told < findings.size() && out.size() < most_bytes_of_details; ++told)
    if (auto one = details_of(answer, findings[told], texts); one.size() < most_bytes_of_details) out += one;
  if (out.empty()) return "";
  return folded("Reasons and next steps", out + more(findings.size() - told, "findings"));
}

std::string not_checked(const std::vector<NotChecked>& all) {
  if (all.empty()) return "";
  std::map<std::string, std::set<std::string>> by_reason;
  std::set<std::string> rules;
  for (const auto& one : all) by_reason[one.because].insert(one.rule), rules.insert(one.rule);
  std::string out;
  std::size_t left_out = 0;
  for (const auto& [because, some] : by_reason) {
    std::vector<std::string> names;
    for (const auto& rule : some) names.push_back(markdown_code(rule));
    if (out.size() > most_bytes_of_details / 6)
      ++left_out;
    else
      out += fmt::format("- {}: {}\n", cell(markdown_text(because)), text::join(names, ", "));
  }
  return folded("Not checked: " + counted(rules.size(), "rule"), out + more(left_out, "reasons"));
}

std::string picture(const Answer& answer) {
  auto line = timeline(answer);
  bool something = std::any_of(line.lanes.begin(), line.lanes.end(), [](const TimelineLane& lane) {
    return lane.kind == TimelineLane::Kind::source && !lane.marks.empty();
  });
  // Names are letters and entities there: no fence can end inside.
  return something ? "\n```mermaid\n" + mermaid(line) + "```\n" : "";
}

std::string title(const Answer& answer) {
  const auto& target = answer.analysis.workspace.target.name;
  auto count = in_words(count_of(answer.verdict.findings));
  const auto* icon = answer.exit == 0 ? "✅" : "❌";
  if (answer.pending) return fmt::format("{} What the deploy would do: {}", icon, count);
  bool one = answer.judged.size() == 1 && answer.judged[0] != target;
  if (one)
    return fmt::format("{} {} {} be merged into {}: {}", icon, markdown_code(answer.judged[0]),
                       answer.exit == 0 ? "may" : "may not", markdown_code(target), count);
  auto sources = answer.judged.empty() ? answer.analysis.workspace.sources.size() : answer.judged.size();
  return fmt::format("{} {} against {}: {}", icon, counted(sources, "source"), markdown_code(target), count);
}

std::string limits(const Answer& answer) {
  std::string out;
  bool failing = std::any_of(answer.verdict.findings.begin(), answer.verdict.findings.end(),
                             [&](const Finding& finding) { return finding.severity >= answer.fail_on; });
  if (answer.exit != 0 && !failing) out += "\nWhat was required could not be looked at: see below.\n";
  std::set<std::string> rules;
  for (const auto& one : answer.verdict.not_checked) rules.insert(one.rule);
  if (answer.exit == 0 && !rules.empty())
    out += fmt::format("\nAs far as it was looked at: {} could not look.\n", counted(rules.size(), "rule"));
  if (!answer.verdict.allowed.empty())
    out += fmt::format("\n{} allowed by the configuration or the scripts.\n",
                       counted(answer.verdict.allowed.size(), "finding is", "findings are"));
  return out;
}

}  // namespace

std::string markdown_check(const Answer& answer) {
  return std::string(comment_marker) + "\n## " + title(answer) + "\n" + limits(answer) + before_the_merge(answer) +
         table(answer) + picture(answer) + all_details(answer) + not_checked(answer.verdict.not_checked);
}

}  // namespace tributary
