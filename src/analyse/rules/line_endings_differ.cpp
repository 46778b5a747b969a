// The same script with CRLF here and LF there. Prisma recognises both by its three checksums, so nothing breaks; but
// git shows every line as changed, and a merge takes one form or conflicts. Usually core.autocrlf without a
// .gitattributes. One finding per source and project.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/since.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "prisma/script.hpp"

namespace tributary {
namespace {

struct Pair {
  Spot mine, other;
};

bool only_line_ends(const Migration& a, const Migration& b) {
  return a.script && b.script && prisma::differs_in_line_endings_only(*a.script, *b.script);
}

// Against the target, unless the source merely has what it got at the merge base.
void add_shared(const Spot& at, const Spot& target, ScriptEdits& changes, std::vector<Pair>& pairs) {
  for (const auto& change : changes.between(*target.project->folder, *at.project->folder)) {
    if (!change.after || !only_line_ends(*change.before, *change.after)) continue;
    const auto* base = at.project->base_folder ? at.project->base_folder->find(change.after->name) : nullptr;
    if (base && base->script && base->script->blob == change.after->script->blob) continue;
    pairs.push_back({{at.source, at.project, change.after}, {target.source, target.project, change.before}});
  }
}

Hit hit_for(const std::vector<Pair>& pairs) {
  std::vector<std::string> names;
  Hit hit;
  for (const auto& pair : pairs) {
    names.push_back(pair.mine.migration->name);
    hit.related.push_back(place_of(pair.other));
  }
  const auto& first = pairs.front();
  hit.place = place_of(first.mine);
  hit.message =
      fmt::format("{} from {} only in line ends: {}", plural(pairs.size(), "script differs", "scripts differ"),
                  first.other.source->name, list(names));
  hit.why = "To Prisma they are the same; git shows every line as changed and may conflict.";
  hit.help = "Add a line to .gitattributes: **/migration.sql text eol=lf  (then git add --renormalize .)";
  hit.key = text::join(names, ",");
  return hit;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::map<const Project*, std::vector<Pair>> found;
  ScriptEdits changes;
  for (const auto& at : all_projects(analysis)) {
    auto target = target_spot(analysis, *at.project);
    if (is_target(analysis, *at.source) || !target.project) continue;
    std::vector<Pair> pairs;
    add_shared(at, target, changes, pairs);
    if (!pairs.empty()) found[at.project] = pairs;
  }
  auto groups =
      grouped(analysis, [](const Spot& spot) { return spot.migration->script ? spot.migration->name : std::string(); });
  for (const auto& group : groups)
    for (const auto& spot : group.second)
      if (only_line_ends(*spot.migration, *group.second.front().migration))
        found[spot.project].push_back({spot, group.second.front()});
  std::vector<Hit> hits;
  for (const auto& entry : found) hits.push_back(hit_for(entry.second));
  return hits;
}

}  // namespace

namespace rule {
extern const Rule line_endings_differ = {"line-endings-differ",
                                         Severity::info,
                                         Needs::nothing,
                                         Group::sources,
                                         {},
                                         "A script differs from the other branch's only in its line ends",
                                         look};
}
}  // namespace tributary
