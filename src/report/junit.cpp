#include <fmt/format.h>

#include <map>

#include "report/count.hpp"
#include "report/escape.hpp"
#include "report/formats.hpp"

namespace tributary {
namespace {

struct Suite {
  std::vector<const Finding*> findings;
  std::vector<const NotChecked*> not_checked;
};

std::string where(const Finding& finding) {
  auto place = finding.place.file.empty() ? finding.place.migration : finding.place.file;
  return finding.place.file.empty() || !finding.place.line ? place : fmt::format("{}:{}", place, finding.place.line);
}

std::string body(const Finding& finding) {
  std::string out = where(finding);
  for (const auto& part : {finding.why, finding.help.empty() ? "" : "-> " + finding.help})
    if (!part.empty()) out += (out.empty() ? "" : "\n") + part;
  return xml_safe(out);
}

std::string test_case(const Finding& finding, const std::string& source, Severity fail_on) {
  auto thing = finding.place.migration.empty() ? finding.place.file : finding.place.migration;
  auto head = fmt::format("    <testcase classname=\"{}\" name=\"{}\"", xml_safe(source),
                          xml_safe(finding.rule + (thing.empty() ? "" : " " + thing)));
  if (!finding.place.file.empty()) head += fmt::format(" file=\"{}\"", xml_safe(finding.place.file));
  if (finding.place.line) head += fmt::format(" line=\"{}\"", finding.place.line);
  if (finding.severity < fail_on)
    return fmt::format("{}>\n      <system-out>{}: {}&#10;{}</system-out>\n    </testcase>\n", head,
                       severity_name(finding.severity), xml_safe(finding.message), body(finding));
  return fmt::format("{}>\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n", head,
                     severity_name(finding.severity), xml_safe(finding.message), body(finding));
}

std::string skipped(const NotChecked& one, const std::string& source) {
  return fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                     xml_safe(source), xml_safe(one.rule), xml_safe(one.because));
}

std::string suite_text(const std::string& name, const Suite& suite, Severity fail_on) {
  std::size_t failures = 0;
  for (const auto* finding : suite.findings) failures += finding->severity >= fail_on;
  bool clean = suite.findings.empty();
  auto out = fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
                         xml_safe(name), suite.findings.size() + suite.not_checked.size() + clean, failures,
                         suite.not_checked.size());
  if (clean) out += fmt::format("    <testcase classname=\"{}\" name=\"tributary check\"/>\n", xml_safe(name));
  for (const auto* finding : suite.findings) out += test_case(*finding, name, fail_on);
  for (const auto* one : suite.not_checked) out += skipped(*one, name);
  return out + "  </testsuite>\n";
}

std::string suite_name(const std::string& source) {
  return source.empty() ? "repository" : source;
}

}  // namespace

std::string render_junit(const Answer& answer) {
  std::map<std::string, Suite> suites;
  for (const auto& source : answer.judged) suites[source];
  if (answer.judged.empty())
    for (const auto& source : answer.analysis.workspace.sources) suites[source.name];
  for (const auto& finding : answer.verdict.findings)
    suites[suite_name(finding.place.source)].findings.push_back(&finding);
  for (const auto& one : answer.verdict.not_checked) suites[suite_name(one.source)].not_checked.push_back(&one);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"tributary check\">\n";
  for (const auto& [name, suite] : suites) out += suite_text(name, suite, answer.fail_on);
  return out + "</testsuites>\n";
}

}  // namespace tributary
