// Epics that edit one schema.prisma mostly add different things, which a merge by declaration keeps without asking.
// What is left are real conflicts: one field changed in two ways, a model deleted here and used there, two models on
// one table. They are known before anybody merges: each source is merged in memory onto the target and the sources
// before it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/rules.hpp"
#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "psl/merge_files.hpp"

namespace tributary {
namespace {

using Key = std::pair<std::string, std::string>;  // declaration, member

std::set<Key> keys_of(const psl::MergedFiles& merged) {
  std::set<Key> keys;
  for (const auto& [file, conflict] : merged.conflicts) keys.emplace(conflict.declaration, conflict.member);
  return keys;
}

// A source that has been merged in memory already, for finding out whom a later one conflicts with.
struct Before {
  const SchemaSpot* spot = nullptr;
  SchemaTexts with_target;
};

int line_of(const SchemaTexts& texts, const std::string& file, const psl::Conflict& conflict) {
  auto text = texts.find(file);
  return text == texts.end() ? 0 : psl::line_of(text->second, conflict.declaration, conflict.member);
}

class Merging {
 public:
  explicit Merging(const SchemaSpot& target) : target_(target), merged_(target.texts) {}

  void add(const SchemaSpot& spot, std::vector<Hit>& hits) {
    auto merged =
        psl::merge_files(spot.base, merged_, spot.texts, {"what is merged before", "base", spot.source->name});
    std::set<std::string> conflicting;
    for (const auto& [file, conflict] : merged.conflicts) {
      hits.push_back(hit_of(spot, file, conflict));
      conflicting.insert(file);
    }
    for (const auto& file : conflicting)
      if (auto before = merged_.find(file); before != merged_.end()) merged.files[file] = before->second;
    merged_ = std::move(merged.files);
    before_.push_back({&spot, merged_with_target(spot)});
  }

 private:
  SchemaTexts merged_with_target(const SchemaSpot& spot) const {
    auto merged = psl::merge_files(spot.base, target_.texts, spot.texts);
    for (const auto& [file, conflict] : merged.conflicts)
      if (auto before = target_.texts.find(file); before != target_.texts.end()) merged.files[file] = before->second;
    return merged.files;
  }

  // The target where the conflict is with it; else the earliest source that brings it about.
  const SchemaSpot& partner(const SchemaSpot& spot, const Key& key) const {
    auto conflicts_with = [&](const SchemaTexts& texts) {
      return keys_of(psl::merge_files(spot.base, texts, spot.texts)).count(key) > 0;
    };
    if (conflicts_with(target_.texts)) return target_;
    for (const auto& before : before_)
      if (conflicts_with(before.with_target)) return *before.spot;
    return target_;
  }

  Hit hit_of(const SchemaSpot& spot, const std::string& file, const psl::Conflict& conflict) const {
    const auto& other = partner(spot, {conflict.declaration, conflict.member});
    Hit hit;
    hit.place = place_of_file({spot.source, spot.project, nullptr}, file, line_of(spot.texts, file, conflict));
    hit.related = {place_of_file({other.source, other.project, nullptr}, file, line_of(other.texts, file, conflict))};
    auto what = conflict.declaration.empty() ? file : conflict.declaration;
    if (!conflict.member.empty()) what += ", " + conflict.member;
    hit.message = fmt::format("{} conflicts with {}: {}", what, other.source->name, conflict.why);
    hit.why = "A merge by declaration keeps all the rest; this one place needs a person's decision.";
    hit.help = fmt::format("Agree with {} on one of the two and commit it here; `git show {}:{}` shows the other side",
                           other.source->name, other.source->commit.substr(0, 12), file);
    hit.key = file + ":" + conflict.declaration + ":" + conflict.member;
    hit.counts_for_earlier_as_warning = true;
    return hit;
  }

  const SchemaSpot& target_;
  SchemaTexts merged_;
  std::vector<Before> before_;
};

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& target : target_schemas(analysis)) {
    Merging merging(target);
    auto spots = changed_schemas(analysis, target);
    for (const auto& spot : spots) merging.add(spot, hits);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule schema_conflict = {
    "schema-conflict",
    Severity::error,
    Needs::schemas,
    "schema",
    "The schema cannot be merged with the target or an earlier source without a decision",
    look};
}
}  // namespace tributary
