#include "analyse/sql_hits.hpp"

#include <fmt/format.h>

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

std::vector<Hit> clash_hits(const Analysis& analysis, const std::set<Clash::Kind>& kinds, const std::string& why,
                            const std::string& help) {
  std::vector<Hit> hits;
  for (const auto& clash : analysis.relations.clashes) {
    if (!kinds.count(clash.kind)) continue;
    Hit hit;
    hit.place = clash.here;
    hit.related = {clash.there};
    hit.subject = object_text(clash.object);
    hit.message = fmt::format("{}: {} {}; {} of {} {}", hit.subject, clash.here.migration, deed_text(clash.mine),
                              clash.there.migration, clash.there.source, deed_text(clash.theirs));
    hit.why = why;
    hit.help = help;
    hit.key = object_key(clash.object);
    hit.counts_for_earlier_as_warning = true;
    hit.at_most = clash.at_most;
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace tributary
