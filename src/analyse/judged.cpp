// What of a verdict a gate or a reader is told.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_set>

#include "analyse/before.hpp"
#include "tributary/analyse.hpp"

namespace tributary {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The other half of a conflict: the same finding for the other source.
using Half =
    std::tuple<std::string, std::string, std::string, std::string>;  // rule, fingerprint, this source, other source
Half half(const Finding& finding) {
  return {finding.rule, finding.fingerprint, finding.place.source, finding.related.front().source};
}
Half other_half(const Finding& finding) {
  return {finding.rule, finding.fingerprint, finding.related.front().source, finding.place.source};
}

// Where every source is told of, a conflict is told once, for the source that comes later.
void drop_earlier_halves(std::vector<Finding>& findings, const Sequence& sequence) {
  std::map<std::string, int> positions;
  for (const auto& step : sequence.steps) positions[step.source] = step.number;
  auto position = [&](const std::string& source) {
    auto at = positions.find(source);
    return at == positions.end() ? 1 << 30 : at->second;
  };
  std::map<Half, Severity> halves;
  for (const auto& finding : findings)
    if (!finding.related.empty()) halves[half(finding)] = finding.severity;
  std::erase_if(findings, [&](const Finding& finding) {
    if (finding.related.empty() || finding.related.front().source == finding.place.source) return false;
    auto other = halves.find(other_half(finding));
    if (other == halves.end()) return false;
    if (other->second != finding.severity) return other->second > finding.severity;
    const auto &here = finding.place.source, &there = finding.related.front().source;
    return std::pair(position(here), here) < std::pair(position(there), there);
  });
}

// Sources merged together come in the sequence's order, whatever the order they were named in.
bool waits_only_for(const Finding& finding, const std::vector<std::string>& judged, const Sequence& sequence) {
  int position = sequence.position(finding.place.source);
  if (!finding.about.is(Topic::waits) || position == 0) return false;
  auto before = Before(sequence).of(sequence.steps[static_cast<std::size_t>(position) - 1]);
  return std::all_of(before.begin(), before.end(), [&](const std::string* name) { return contains(judged, *name); });
}

}  // namespace

Verdict judged(const Verdict& verdict, const std::vector<std::string>& judged, const Sequence& sequence) {
  Verdict out = verdict;
  if (judged.empty()) {
    drop_earlier_halves(out.findings, sequence);
    return out;
  }
  auto elsewhere = [&](const Finding& f) {
    return !contains(judged, f.place.source) || waits_only_for(f, judged, sequence);
  };
  std::erase_if(out.findings, elsewhere);
  std::erase_if(out.allowed, elsewhere);
  std::erase_if(out.not_checked, [&](const NotChecked& n) { return !n.source.empty() && !contains(judged, n.source); });
  return out;
}

Verdict without_baseline(const Verdict& verdict, const Baseline& baseline, std::vector<std::string>* unused) {
  Verdict out = verdict;
  std::set<std::string> used;
  std::erase_if(out.findings, [&](const Finding& finding) {
    bool known = baseline.fingerprints.count(finding.fingerprint) > 0;
    if (known) used.insert(finding.fingerprint);
    return known;
  });
  if (unused) {
    unused->clear();
    std::set_difference(baseline.fingerprints.begin(), baseline.fingerprints.end(), used.begin(), used.end(),
                        std::back_inserter(*unused));
  }
  return out;
}

namespace {

std::string identity(const Place& place) {
  std::string all;
  for (const auto* part : {&place.source, &place.project, &place.migration, &place.file, &place.commit})
    all += *part, all += '\0';
  return all + std::to_string(place.line) + ':' + std::to_string(place.column);
}

// The findings folded into one; its places are known by name, as thousands of refs may have the same to say.
struct Fold {
  std::size_t index = 0;                        // of the finding that stands for all
  std::unordered_set<std::string> places = {};  // filled when a second one comes
};

void fold_in(Finding& first, const Finding& more, Fold& fold) {
  if (fold.places.empty()) {
    fold.places.insert(identity(first.place));
    for (const auto& place : first.related) fold.places.insert(identity(place));
  }
  if (more.place != first.place) {
    first.related.push_back(more.place);
    fold.places.insert(identity(more.place));
  }
  for (const auto& place : more.related)
    if (fold.places.insert(identity(place)).second) first.related.push_back(place);
}

std::vector<Finding> folded_findings(const std::vector<Finding>& findings) {
  std::vector<Finding> out;
  std::map<std::tuple<std::string, std::string, Severity, std::string>, Fold> seen;
  for (const auto& finding : findings) {
    auto [at, fresh] = seen.emplace(std::tuple(finding.rule, finding.fingerprint, finding.severity, finding.message),
                                    Fold{out.size()});
    if (fresh)
      out.push_back(finding);
    else
      fold_in(out[at->second.index], finding, at->second);
  }
  return out;
}

std::vector<NotChecked> folded_not_checked(const std::vector<NotChecked>& entries) {
  constexpr std::size_t few = 3;
  auto without_source = [](NotChecked entry) { return entry.source.clear(), entry; };
  std::map<NotChecked, std::size_t> counts;
  for (const auto& entry : entries) ++counts[without_source(entry)];
  std::vector<NotChecked> out;
  for (const auto& entry : entries)
    if (counts[without_source(entry)] <= few) out.push_back(entry);
  for (const auto& [entry, count] : counts) {
    if (count <= few) continue;
    out.push_back(entry);
    out.back().because += " (" + std::to_string(count) + " sources)";
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

Verdict folded(const Verdict& verdict) {
  return {folded_findings(verdict.findings), folded_not_checked(verdict.not_checked), folded_findings(verdict.allowed)};
}

}  // namespace tributary
