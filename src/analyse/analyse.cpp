// Findings out of rules: severity, allow-list, fingerprint, order.
#include "tributary/analyse.hpp"

#include <algorithm>
#include <tuple>

#include "analyse/not_checked.hpp"
#include "analyse/once.hpp"
#include "analyse/suppressions.hpp"
#include "analyse/walk.hpp"
#include "base/digest.hpp"

namespace tributary {
namespace {

Severity severity_of(const Rule& rule, const Policy& policy) {
  auto set = policy.severities.find(rule.id);
  return set == policy.severities.end() ? rule.severity : set->second;
}

bool against_a_later_source(const Hit& hit, const Ranks& ranks, const Workspace& workspace) {
  if (!hit.counts_for_earlier_as_warning || hit.related.empty()) return false;
  const auto *mine = workspace.find(hit.place.source), *other = workspace.find(hit.related.front().source);
  return mine && other && mine != other && ranks.of(*mine) < ranks.of(*other);
}

// A conflict keeps its fingerprint whichever of the two sources it is reported for.
std::string migration_in_fingerprint(const Hit& hit) {
  if (!hit.counts_for_earlier_as_warning || hit.related.empty()) return hit.place.migration;
  const auto& other = hit.related.front().migration;
  return std::min(hit.place.migration, other) + '/' + std::max(hit.place.migration, other);
}

std::string fingerprint(const Rule& rule, const Hit& hit) {
  std::string what = rule.id;
  for (const auto& part : {hit.place.project, migration_in_fingerprint(hit), hit.key}) what += '\0' + part;
  return sha256_hex(what).substr(0, 16);
}

Finding finding_of(const Rule& rule, const Hit& hit, Severity severity) {
  Finding finding;
  finding.rule = rule.id;
  finding.about = {rule.group, rule.topics};
  finding.severity = std::min(std::max(severity, hit.at_least), hit.at_most);
  finding.message = hit.message;
  finding.why = hit.why;
  finding.help = hit.help;
  finding.place = hit.place;
  finding.related = hit.related;
  finding.database = hit.database;
  finding.subject = hit.subject;
  finding.fingerprint = fingerprint(rule, hit);
  return finding;
}

void put_in_order(std::vector<Finding>& findings) {
  auto key = [](const Finding& f) {
    return std::tie(f.place.source, f.place.migration, f.rule, f.place.project, f.place.file, f.place.line, f.database,
                    f.fingerprint, f.message);
  };
  std::sort(findings.begin(), findings.end(), [&](const Finding& a, const Finding& b) {
    return a.severity != b.severity ? a.severity > b.severity : key(a) < key(b);
  });
}

class Looking {
 public:
  explicit Looking(const Analysis& analysis)
      : analysis_(analysis), ranks_(analysis), unseen_(analysis), suppressions_(analysis) {}

  void look_with(const Rule& rule) {
    auto severity = severity_of(rule, analysis_.policy);
    bool over_sql = rule.needs == Needs::sql || rule.needs == Needs::own_sql;
    if (over_sql && analysis_.changes.empty()) return;
    bool turned_off = severity == Severity::off && rule.severity != Severity::off;
    if (!turned_off) unseen_.add(rule, verdict_.not_checked);
    if (severity == Severity::off) return;
    for (auto& hit : rule.look ? rule.look(analysis_) : look_last(rule)) add(rule, hit, severity);
  }

  Verdict verdict() {
    put_in_order(verdict_.findings);
    put_in_order(verdict_.allowed);
    std::sort(verdict_.not_checked.begin(), verdict_.not_checked.end());
    return std::move(verdict_);
  }

 private:
  std::vector<Hit> look_last(const Rule& rule) {
    return rule.look_last(analysis_, suppressions_.used(verdict_.not_checked));
  }

  void add(const Rule& rule, Hit& hit, Severity severity) {
    if (against_a_later_source(hit, ranks_, analysis_.workspace))
      hit.at_most = std::min(hit.at_most, Severity::warning);
    auto finding = finding_of(rule, hit, severity);
    bool allowed = suppressions_.take(rule, hit, finding.severity);
    (allowed ? verdict_.allowed : verdict_.findings).push_back(std::move(finding));
  }

  const Analysis& analysis_;
  Ranks ranks_;
  Unseen unseen_;
  Suppressions suppressions_;
  Verdict verdict_;
};

}  // namespace

Verdict analyse(const Analysis& analysis) {
  Once once(analysis);
  Looking looking(analysis);
  for (const auto& rule : rules())
    if (rule.look) looking.look_with(rule);
  for (const auto& rule : rules())
    if (!rule.look) looking.look_with(rule);
  return looking.verdict();
}

const Rule* find_rule(const std::string& id) {
  for (const auto& rule : rules())
    if (rule.id == id) return &rule;
  return nullptr;
}

}  // namespace tributary
