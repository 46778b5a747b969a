#include "analyse/sql_hits.hpp"

#include <fmt/format.h>

#include <utility>

#include "analyse/objects.hpp"

namespace tributary {

std::string deed_text(const Change& change) {
  auto object = object_text(change.object);
  auto aspect = change.aspect == Aspect::none ? "" : fmt::format(" ({})", aspect_text(change.aspect));
  switch (change.verb) {
    case Verb::create:
      return (change.object.kind == ObjectKind::column || change.object.kind == ObjectKind::enum_value ? "adds "
                                                                                                       : "creates ") +
             object;
    case Verb::drop:
      return "drops " + object;
    case Verb::rename:
      return fmt::format("renames {} to {}", object, change.to ? object_text(*change.to) : "another name");
    case Verb::alter:
      return "changes " + object + aspect;
    case Verb::write:
      return "writes rows of " + object + aspect;
    case Verb::comment:
      return "comments on " + object;
    case Verb::grant:
      return "grants on " + object;
    default:
      return "reads rows";
  }
}

namespace {

/// Of one script the lines say which is which.
std::string sentence(const Clash& clash) {
  const auto &here = clash.here, &there = clash.there;
  auto object = object_text(clash.object), mine = deed_text(clash.mine), theirs = deed_text(clash.theirs);
  if (here.source == there.source && here.migration == there.migration)
    return fmt::format("{}: {} {} in line {}, where it {} in line {} already", object, here.migration, mine, here.line,
                       theirs, there.line);
  return fmt::format("{}: {} {}; {} of {} {}", object, here.migration, mine, there.migration, there.source, theirs);
}

}  // namespace

std::vector<Hit> clash_hits(const Analysis& analysis, const std::set<Clash::Kind>& kinds,
                            const std::function<ClashAdvice(const Clash&)>& advice) {
  std::vector<Hit> hits;
  for (const auto& clash : analysis.relations.clashes) {
    if (!kinds.count(clash.kind)) continue;
    Hit hit;
    hit.place = clash.here;
    hit.related = {clash.there};
    hit.subject = object_text(clash.object);
    hit.message = sentence(clash);
    auto words = advice(clash);
    hit.why = std::move(words.why), hit.help = std::move(words.help);
    hit.key = object_key(clash.object);
    hit.counts_for_earlier_as_warning = true;
    hit.at_most = clash.at_most;
    hits.push_back(std::move(hit));
  }
  return hits;
}

std::vector<Hit> clash_hits(const Analysis& analysis, const std::set<Clash::Kind>& kinds, const std::string& why,
                            const std::string& help) {
  return clash_hits(analysis, kinds, [&](const Clash&) { return ClashAdvice{why, help}; });
}

}  // namespace tributary
