// Two sources each of which creates what the other one needs: whichever is merged alone, its scripts fail.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<std::string> reasons_in(const Analysis& analysis, const std::vector<std::string>& circle) {
  std::vector<std::string> out;
  for (const auto& need : analysis.relations.needs) {
    auto inside = [&](const std::string& name) {
      return std::find(circle.begin(), circle.end(), name) != circle.end();
    };
    if (inside(need.source) && inside(need.need.source)) out.push_back(need.source + ": " + need.need.because);
  }
  return out;
}

Hit hit_for(const Analysis& analysis, const std::string& name, const std::vector<std::string>& circle) {
  Hit hit;
  hit.place.source = name;
  std::string command = "tributary merge";
  std::vector<std::string> others;
  for (const auto& member : circle) {
    command += " " + text::shell_word(member);
    if (member != name) others.push_back(member);
  }
  for (const auto& unmet : analysis.relations.unmet) {
    bool inside = unmet.kind == Unmet::Kind::elsewhere && unmet.here.source == name && unmet.maker &&
                  std::find(circle.begin(), circle.end(), unmet.maker->source) != circle.end();
    if (!inside) continue;
    hit.place = unmet.here;
    hit.related = {*unmet.maker};
    break;
  }
  hit.message = fmt::format("{} and {} need each other: none of them can go first", name, list(others));
  hit.why = text::join(reasons_in(analysis, circle), "; ") + ".";
  hit.help = "Merge them together, stamped in the order of their needs: " + command;
  hit.key = text::join(circle, " ");
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& circle : analysis.sequence.together)
    for (const auto& name : circle) hits.push_back(hit_for(analysis, name, circle));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule needs_each_other = {"needs-each-other",
                                      Severity::error,
                                      Needs::sql,
                                      Group::sql,
                                      {Topic::company, Topic::turn, Topic::mutual},
                                      "Sources need objects of each other, so that none can go first",
                                      look};
}
}  // namespace tributary
