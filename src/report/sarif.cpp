#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/code_frame.hpp"
#include "report/formats.hpp"
#include "report/json.hpp"

namespace tributary {
namespace {

const char* level(Severity severity) {
  if (severity == Severity::error) return "error";
  if (severity == Severity::warning) return "warning";
  return severity == Severity::info ? "note" : "none";
}

struct Texts {
  const Workspace& workspace;
  TextLines lines = {};
};

// The code that it is about, for viewers that have no checkout beside them.
void add_code(Json& physical, Texts& texts, const Place& place) {
  auto [first, lines] = excerpt(texts.workspace, place, texts.lines);
  if (lines.empty()) return;
  physical["region"]["snippet"]["text"] = json_text(lines[place.line - first]);
  physical["contextRegion"] = {{"startLine", first},
                               {"endLine", first + static_cast<int>(lines.size()) - 1},
                               {"snippet", {{"text", json_text(text::join(lines, "\n"))}}}};
}

Json location(Texts& texts, const Place& place) {
  Json out = Json::object();
  if (!place.file.empty()) {
    auto& physical = out["physicalLocation"];
    physical["artifactLocation"] = {{"uri", uri_path(place.file)}, {"uriBaseId", "%SRCROOT%"}};
    if (place.line) physical["region"]["startLine"] = place.line;
    if (place.line && place.column) physical["region"]["startColumn"] = place.column;
    add_code(physical, texts, place);
  }
  std::string name = place.source;
  for (const auto& part : {place.project, place.migration})
    if (!part.empty()) name += (name.empty() ? "" : "/") + part;
  if (!name.empty()) out["logicalLocations"] = Json::array({{{"fullyQualifiedName", json_text(name)}}});
  return out;
}

// The rules' own list first; a finding of a rule that is not on it still gets its descriptor.
std::vector<RuleInfo> rules_of(const Answer& answer) {
  auto rules = answer.rules;
  for (const auto* findings : {&answer.verdict.findings, &answer.verdict.allowed})
    for (const auto& finding : *findings)
      if (std::none_of(rules.begin(), rules.end(), [&](const auto& rule) { return rule.id == finding.rule; }))
        rules.push_back({finding.rule, "", finding.rule, finding.severity});
  return rules;
}

Json descriptor(const Answer& answer, const RuleInfo& rule) {
  auto page = answer.rules_url + rule.id + ".md";
  Json out = {{"id", json_text(rule.id)},
              {"shortDescription", {{"text", json_text(rule.summary)}}},
              {"help", {{"text", json_text(rule.summary + "\nSee " + page)}}},
              {"defaultConfiguration", {{"level", level(rule.severity)}}}};
  if (rule.severity == Severity::off) out["defaultConfiguration"]["enabled"] = false;
  if (page.rfind("http", 0) == 0) out["helpUri"] = json_text(page);
  if (!rule.group.empty()) out["properties"]["tags"] = Json::array({json_text(rule.group)});
  return out;
}

Json result(Texts& texts, const Finding& finding, const std::vector<RuleInfo>& rules, bool allowed) {
  auto at = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.id == finding.rule; });
  auto words = finding.message;
  if (!finding.why.empty()) words += "\n" + finding.why;
  if (!finding.help.empty()) words += "\n-> " + finding.help;
  Json out = {{"ruleId", json_text(finding.rule)},
              {"ruleIndex", at - rules.begin()},
              {"level", level(finding.severity)},
              {"message", {{"text", json_text(words)}}},
              {"locations", Json::array({location(texts, finding.place)})}};
  Json related = Json::array();
  for (const auto& place : finding.related) {
    auto one = location(texts, place);
    one["id"] = related.size() + 1;
    if (!place.source.empty()) one["message"]["text"] = json_text("in " + place.source);
    related.push_back(one);
  }
  if (!related.empty()) out["relatedLocations"] = related;
  out["partialFingerprints"] = {{"tributary/v1", json_text(finding.fingerprint)}};
  if (allowed) out["suppressions"] = Json::array({{{"kind", "external"}}});
  return out;
}

Json notifications(const std::vector<NotChecked>& all) {
  Json out = Json::array();
  for (const auto& one : all) {
    auto words = one.rule + " was not checked" + (one.source.empty() ? "" : " for " + one.source) + ": " + one.because;
    out.push_back({{"level", "note"},
                   {"message", {{"text", json_text(words)}}},
                   {"associatedRule", {{"id", json_text(one.rule)}}}});
  }
  return out;
}

}  // namespace

std::string uri_path(const std::string& path) {
  constexpr std::string_view bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  std::string out;
  for (char c : path)
    out += bare.find(c) != bare.npos ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  return out;
}

std::string render_sarif(const Answer& answer) {
  auto rules = rules_of(answer);
  Texts texts{answer.analysis.workspace};
  Json descriptors = Json::array(), results = Json::array();
  for (const auto& rule : rules) descriptors.push_back(descriptor(answer, rule));
  for (const auto& finding : answer.verdict.findings) results.push_back(result(texts, finding, rules, false));
  for (const auto& finding : answer.verdict.allowed) results.push_back(result(texts, finding, rules, true));
  Json driver = {{"name", "tributary"}, {"version", json_text(answer.version)}, {"rules", descriptors}};
  Json invocation = {{"executionSuccessful", true}, {"exitCode", answer.exit}};
  if (!answer.verdict.not_checked.empty())
    invocation["toolExecutionNotifications"] = notifications(answer.verdict.not_checked);
  Json run = {{"tool", {{"driver", driver}}},
              {"columnKind", "unicodeCodePoints"},
              {"invocations", Json::array({invocation})},
              {"results", results}};
  return dump({{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
               {"version", "2.1.0"},
               {"runs", Json::array({run})}});
}

}  // namespace tributary
