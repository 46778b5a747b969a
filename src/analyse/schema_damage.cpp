#include "analyse/schema_damage.hpp"

#include <algorithm>

#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "psl/tree.hpp"

namespace tributary {
namespace {

std::string whole(const std::vector<SchemaFile>& files) {
  std::string text;
  for (const auto& file : files)
    if (file.text) text += *file.text + "\n";
  return text;
}

// The last declaration of that name is the one that came second.
Place place_in(const Spot& spot, const psl::Wrong& wrong) {
  Place place = place_of_file(spot, spot.project->schema.empty() ? "" : spot.project->schema[0].path);
  for (const auto& file : spot.project->schema) {
    if (!file.text) continue;
    psl::SyntaxTree tree(*file.text);
    for (const auto& item : tree.items())
      if (item.kind == psl::Item::Kind::block && item.keyword + " " + item.name == wrong.declaration)
        place = place_of_file(spot, file.path, tree.position(item.name_range.begin).line);
  }
  return place;
}

void look_at(const Analysis& analysis, const Spot& spot, psl::Wrong::Kind kind, const std::string& why,
             const std::string& help, std::vector<Hit>& hits) {
  const auto& project = *spot.project;
  if (is_target(analysis, *spot.source) ? false : !project.base_folder || too_many_refs(analysis, *spot.source)) return;
  auto now = whole(project.schema),
       before = is_target(analysis, *spot.source) ? std::string() : whole(project.base_schema);
  if (now == before) return;
  auto known = psl::merge_damage(before);
  for (const auto& wrong : psl::merge_damage(now)) {
    if (wrong.kind != kind || std::find(known.begin(), known.end(), wrong) != known.end()) continue;
    Hit hit;
    hit.place = place_in(spot, wrong);
    hit.message = wrong.declaration + ": " + wrong.message;
    hit.why = why;
    hit.help = help;
    hit.key = wrong.declaration + "/" + wrong.member;
    hits.push_back(hit);
  }
}

}  // namespace

std::vector<Hit> damage_hits(const Analysis& analysis, psl::Wrong::Kind kind, const std::string& why,
                             const std::string& help) {
  std::vector<Hit> hits;
  for (const auto& spot : all_projects(analysis)) look_at(analysis, spot, kind, why, help, hits);
  return hits;
}

}  // namespace tributary
