// The two code hosts' own formats. GitHub: docs.github.com, "Workflow commands for GitHub Actions"; GitLab:
// docs.gitlab.com, "Code Quality report format".
#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/formats.hpp"
#include "report/json.hpp"

namespace tributary {
namespace {

// printable() leaves no line end, so only `%` of the message and the separators of properties remain to be escaped.
std::string github_data(const std::string& text) {
  return text::replace_all(printable(text), "%", "%25");
}

std::string github_property(const std::string& text) {
  return text::replace_all(text::replace_all(github_data(text), ":", "%3A"), ",", "%2C");
}

const char* github_command(Severity severity) {
  if (severity == Severity::error) return "error";
  return severity == Severity::warning ? "warning" : "notice";
}

std::string annotation(const Finding& finding) {
  std::string properties;
  if (!finding.place.file.empty()) properties += "file=" + github_property(finding.place.file) + ",";
  if (!finding.place.file.empty() && finding.place.line) properties += fmt::format("line={},", finding.place.line);
  if (!finding.place.file.empty() && finding.place.line && finding.place.column)
    properties += fmt::format("col={},", finding.place.column);
  auto source = finding.place.source.empty() ? "" : " (" + finding.place.source + ")";
  auto words = github_data(finding.message);
  if (!finding.why.empty()) words += "%0A" + github_data(finding.why);
  if (!finding.help.empty()) words += "%0A-> " + github_data(finding.help);
  return fmt::format("::{} {}title={}::{}\n", github_command(finding.severity), properties,
                     github_property(finding.rule + source), words);
}

const char* gitlab_severity(Severity severity) {
  if (severity == Severity::error) return "critical";
  return severity == Severity::warning ? "minor" : "info";
}

}  // namespace

std::string render_github(const Answer& answer) {
  std::string out;
  for (const auto& finding : answer.verdict.findings) out += annotation(finding);
  std::map<std::string, std::vector<std::string>> unknown;
  for (const auto& one : answer.verdict.not_checked)
    unknown[one.because].push_back(one.rule + (one.source.empty() ? "" : " for " + one.source));
  for (const auto& [because, rules] : unknown)
    out += fmt::format("::notice title=not checked::{}%0A{}\n", github_data(because),
                       github_data(text::join(rules, ", ")));
  return out + "tributary check: " + in_words(count_of(answer.verdict.findings)) + "\n";
}

std::string render_gitlab(const Answer& answer) {
  Json out = Json::array();
  std::map<std::string, int> seen;  // GitLab drops issues whose fingerprint it has seen: one migration in two sources
  for (const auto& finding : answer.verdict.findings) {
    auto again = ++seen[finding.fingerprint];
    auto words = (finding.place.source.empty() ? "" : finding.place.source + ": ") + finding.message;
    if (!finding.help.empty()) words += " -> " + finding.help;
    auto path = finding.place.file.empty() ? finding.place.project : finding.place.file;
    out.push_back({{"description", json_text(words)},
                   {"check_name", json_text(finding.rule)},
                   {"fingerprint",
                    json_text(again == 1 ? finding.fingerprint : fmt::format("{}-{}", finding.fingerprint, again))},
                   {"severity", gitlab_severity(finding.severity)},
                   {"location",
                    {{"path", json_text(path.empty() ? "." : path)},
                     {"lines", {{"begin", finding.place.line ? finding.place.line : 1}}}}}});
  }
  return dump(out);
}

}  // namespace tributary
