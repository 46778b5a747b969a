#include "analyse/past.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace tributary {
namespace {

Spot spot_of(const Analysis& analysis, const PastLoss& loss) {
  for (const auto& spot : all_projects(analysis))
    if (spot.source->name == loss.source && spot.project->path == loss.project) return spot;
  return {};
}

}  // namespace

std::vector<PastMergeLoss> past_merge_losses(const Analysis& analysis, Lost what) {
  std::vector<PastMergeLoss> out;
  if (!analysis.past) return out;
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> known;
  for (const auto& loss : analysis.past->losses) {
    if (loss.migration.empty() != (what == Lost::declarations)) continue;
    auto [at, fresh] = known.try_emplace({loss.source, loss.project, loss.merge, loss.from}, out.size());
    if (fresh) {
      auto spot = spot_of(analysis, loss);
      if (!spot.source) {
        known.erase(at);
        continue;
      }
      out.push_back({spot, {}});
    }
    out[at->second].losses.push_back(&loss);
  }
  return out;
}

std::string merge_title(const PastLoss& loss) {
  return fmt::format("{} {} ({})", loss.squash ? "squash merge" : "merge", loss.merge.substr(0, 12), loss.subject);
}

Hit past_hit(const PastMergeLoss& loss) {
  Hit hit;
  const auto& project = *loss.spot.project;
  hit.place = place_of_file(loss.spot, project.schema.empty() ? std::string() : project.schema.front().path);
  hit.place.commit = loss.first().merge;
  hit.key = loss.first().merge + "/" + loss.first().from;
  return hit;
}

}  // namespace tributary
