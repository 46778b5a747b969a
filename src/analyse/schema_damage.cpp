#include "analyse/schema_damage.hpp"

#include <map>
#include <set>

#include "analyse/merge_result.hpp"
#include "analyse/once.hpp"
#include "analyse/schema_clashes.hpp"
#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "base/digest.hpp"
#include "psl/tree.hpp"

namespace tributary {
namespace {

std::string whole(const std::vector<SchemaFile>& files) {
  std::string text;
  for (const auto& file : files)
    if (file.text) text += *file.text + "\n";
  return text;
}

std::shared_ptr<const std::vector<psl::Wrong>> damage_of(const Analysis& analysis, const std::string& text) {
  return Once::get(analysis, "damage " + git_blob_id(text), [&] { return psl::merge_damage(text); });
}

// Where each declaration stands; of two with one name the last, which is the one that came second.
std::map<std::string, Place> places_of(const Spot& spot) {
  std::map<std::string, Place> places;
  for (const auto& file : spot.project->schema) {
    if (!file.text) continue;
    psl::SyntaxTree tree(*file.text);
    for (const auto& item : tree.items())
      if (item.kind == psl::Item::Kind::block)
        places[item.keyword + " " + item.name] = place_of_file(spot, file.path, tree.line(item.name_range.begin));
  }
  return places;
}

void look_at(const Analysis& analysis, const Spot& spot, psl::Wrong::Kind kind, const std::string& why,
             const std::string& help, std::vector<Hit>& hits) {
  const auto& project = *spot.project;
  if (is_target(analysis, *spot.source) ? false : !project.base_folder || too_many_refs(analysis, *spot.source)) return;
  auto now = whole(project.schema),
       before = is_target(analysis, *spot.source) ? std::string() : whole(project.base_schema);
  if (now == before) return;
  auto known_list = damage_of(analysis, before);
  std::set<psl::Wrong> known(known_list->begin(), known_list->end());
  std::map<std::string, Place> places;
  auto damage = damage_of(analysis, now);
  for (const auto& wrong : *damage) {
    if (wrong.kind != kind || known.count(wrong)) continue;
    if (places.empty()) places = places_of(spot);
    auto found = places.find(wrong.declaration);
    Hit hit;
    hit.place = found != places.end() ? found->second
                                      : place_of_file(spot, project.schema.empty() ? "" : project.schema[0].path);
    hit.message = wrong.declaration + ": " + wrong.message;
    hit.why = why;
    hit.help = help;
    hit.key = wrong.declaration + "/" + wrong.member;
    hits.push_back(hit);
  }
}

// Git merges file by file: a model that two branches put into two files stands twice in a result without a conflict.
void look_at_result(const Merge& merge, psl::Wrong::Kind kind, const std::string& why, const std::string& help,
                    std::vector<Hit>& hits) {
  if (!merge.result || !merge.source.project) return;
  std::set<psl::Wrong> known;
  for (const auto* side : {merge.target.project, merge.source.project})
    for (auto& wrong : psl::merge_damage(side ? whole(side->schema) : std::string())) known.insert(std::move(wrong));
  Spot spot{merge.source.incoming, merge.result, nullptr};
  std::map<std::string, Place> places;
  for (const auto& wrong : psl::merge_damage(whole(merge.result->schema))) {
    if (wrong.kind != kind || known.count(wrong)) continue;
    if (places.empty()) places = places_of(spot);
    Hit hit;
    hit.place = places[wrong.declaration];
    hit.message = wrong.declaration + " in the merge's result: " + wrong.message;
    hit.why = why;
    hit.help = help;
    hit.key = "result/" + wrong.declaration + "/" + wrong.member;
    hits.push_back(hit);
  }
}

}  // namespace

std::vector<Hit> damage_hits(const Analysis& analysis, psl::Wrong::Kind kind, const std::string& why,
                             const std::string& help) {
  std::vector<Hit> hits;
  for (const auto& spot : all_projects(analysis)) look_at(analysis, spot, kind, why, help, hits);
  for (const auto& merge : merges_of(analysis)) look_at_result(merge, kind, why, help, hits);
  for (auto& hit : schema_clashes(analysis, kind)) {
    hit.why = why;
    hits.push_back(std::move(hit));
  }
  return hits;
}

}  // namespace tributary
