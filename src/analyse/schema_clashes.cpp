#include "analyse/schema_clashes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analyse/once.hpp"
#include "analyse/schemas.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"
#include "psl/line_merge.hpp"
#include "psl/merge_files.hpp"
#include "psl/one_thing.hpp"

namespace tributary {
namespace {

struct SchemaClash {
  std::optional<psl::Wrong::Kind> wrong;
  Hit hit;
};

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

// Where that side itself speaks of it: the merged file may be the other side's.
Place place_in(const SchemaSpot& spot, const std::string& merged_file, const psl::Conflict& conflict) {
  auto at = [&](const std::string& file, int line) {
    return place_of_file({spot.source, spot.project, nullptr}, file, line);
  };
  auto line_in = [&](const std::string& text) { return psl::line_of(text, conflict.declaration, conflict.member); };
  if (int line = line_in(text_of(spot.texts, merged_file))) return at(merged_file, line);
  for (const auto& [file, text] : spot.texts)
    if (int line = line_in(text)) return at(file, line);
  return at(spot.texts.count(merged_file) || spot.texts.empty() ? merged_file : spot.texts.begin()->first, 0);
}

// What git's merge by line would hold twice although neither side does; nothing where it stops at a conflict.
std::set<psl::Wrong> twice_by_line(const std::string& base, const std::string& ours, const std::string& theirs) {
  std::set<psl::Wrong> out;
  if (ours == base || theirs == base || ours == theirs) return out;
  auto merged = psl::merge_lines(base, ours, theirs, {});
  if (!merged.clean) return out;
  for (auto& wrong : psl::merge_damage(merged.text))
    if (wrong.kind == psl::Wrong::Kind::declared_twice) out.insert(std::move(wrong));
  for (const auto* side : {&ours, &theirs})
    for (const auto& wrong : psl::merge_damage(out.empty() ? std::string() : *side)) out.erase(wrong);
  return out;
}

class Merging {
 public:
  explicit Merging(const SchemaSpot& target) : target_(target), merged_(target.texts) {}

  void add(const SchemaSpot& spot, std::vector<SchemaClash>& clashes) {
    auto merged =
        psl::merge_files(base_of(spot), merged_, spot.texts, {"what is merged before", "base", spot.source->name});
    add_twice_by_line(spot, merged, clashes);
    std::set<std::string> conflicting;
    for (const auto& [file, conflict] : merged.conflicts) {
      clashes.push_back({conflict.wrong, hit_of(spot, file, conflict)});
      conflicting.insert(file);
    }
    if (!conflicting.empty()) left_out_.insert(spot.source->name);
    for (const auto& file : conflicting)
      if (auto before = merged_.find(file); before != merged_.end()) merged.files[file] = before->second;
    merged_ = std::move(merged.files);
    before_.push_back({&spot, merged_with_target(spot)});
  }

 private:
  // By declaration it stands once; git, which merges by line, keeps both without a conflict.
  void add_twice_by_line(const SchemaSpot& spot, const psl::MergedFiles& merged, std::vector<SchemaClash>& clashes) {
    for (const auto& [file, text] : spot.texts) {
      auto twice = twice_by_line(text_of(base_of(spot), file), text_of(merged_, file), text);
      for (const auto& wrong : psl::merge_damage(twice.empty() ? std::string() : text_of(merged.files, file)))
        twice.erase(wrong);
      for (const auto& wrong : twice)
        clashes.push_back({psl::Wrong::Kind::declared_twice, twice_by_line_hit(spot, file, wrong)});
    }
  }

  Hit twice_by_line_hit(const SchemaSpot& spot, const std::string& file, const psl::Wrong& wrong) const {
    auto with = [&](const SchemaTexts& texts) {
      return twice_by_line(spot.base_text(file), text_of(texts, file), text_of(spot.texts, file)).count(wrong) > 0;
    };
    const auto& other = partner(spot, with);
    psl::Conflict twice{wrong.declaration, wrong.member, wrong.message, 0, wrong.kind};
    Hit hit;
    hit.place = place_in(spot, file, twice);
    hit.related = {place_in(other, file, twice)};
    hit.subject = what_of(file, twice);
    hit.message = fmt::format("merged by line with {}, {} stands there twice, and git sees no conflict in it",
                              other.source->name, hit.subject);
    hit.help = fmt::format("tributary merge {} keeps one, as does git with `tributary hook install`; or merge {} here",
                           text::shell_word(spot.source->name), other.source->name);
    hit.key = "line/" + file + ":" + wrong.declaration + ":" + wrong.member;
    hit.at_most = Severity::warning;
    return hit;
  }

  // A branch below whose files were left out is not what this one is merged over.
  const SchemaTexts& base_of(const SchemaSpot& spot) const {
    const auto& below = spot.source->contains;
    bool out = std::any_of(below.begin(), below.end(), [&](const auto& name) { return left_out_.count(name) > 0; });
    return out ? spot.base : spot.merged_over;
  }

  static bool stands_on(const SchemaSpot& spot, const SchemaSpot& lower) {
    const auto& below = spot.source->contains;
    return std::find(below.begin(), below.end(), lower.source->name) != below.end();
  }

  SchemaTexts merged_with_target(const SchemaSpot& spot) const {
    auto merged = psl::merge_files(spot.base, target_.texts, spot.texts);
    for (const auto& [file, conflict] : merged.conflicts)
      if (auto before = target_.texts.find(file); before != target_.texts.end()) merged.files[file] = before->second;
    return merged.files;
  }

  // The target where the conflict is with it; else the earliest source that brings it about.
  template <class ConflictsWith>
  const SchemaSpot& partner(const SchemaSpot& spot, ConflictsWith conflicts_with) const {
    if (conflicts_with(target_.texts)) return target_;
    for (const auto& before : before_)
      if (!stands_on(spot, *before.spot) && conflicts_with(before.with_target)) return *before.spot;
    return target_;
  }

  Hit hit_of(const SchemaSpot& spot, const std::string& file, const psl::Conflict& conflict) const {
    Key key{conflict.declaration, conflict.member};
    const auto& other = partner(spot, [&](const SchemaTexts& texts) {
      return keys_of(psl::merge_files(spot.base, texts, spot.texts)).count(key) > 0;
    });
    Hit hit;
    hit.place = place_in(spot, file, conflict);
    hit.related = {place_in(other, file, conflict)};
    hit.subject = what_of(file, conflict);
    hit.message = message_of(hit, *other.source, conflict);
    hit.why = conflict.wrong ? "Each side is in order; what the merge makes of both is not, and no line collides."
                             : "A merge by declaration keeps all the rest; this one place needs a person's decision.";
    hit.help = fmt::format("Agree with {} on one of the two and commit it here; `git show {}:{}` shows the other side",
                           other.source->name, other.source->commit.substr(0, 12), hit.related[0].file);
    if (conflict.wrong == psl::Wrong::Kind::table_mapped_twice)
      hit.help = one_name_help(spot, other, conflict) + hit.help;
    hit.key = file + ":" + conflict.declaration + ":" + conflict.member;
    hit.counts_for_earlier_as_warning = true;
    return hit;
  }

  static std::string what_of(const std::string& file, const psl::Conflict& conflict) {
    auto what = conflict.declaration.empty() ? file : conflict.declaration;
    return conflict.member.empty() ? what : what + ", " + conflict.member;
  }

  // The resolution, as far as schemas tell it; the code that says the name is the person's.
  static std::string one_name_help(const SchemaSpot& spot, const SchemaSpot& other, const psl::Conflict& conflict) {
    auto one = psl::one_thing(whole(spot.texts), whole(other.texts), conflict.declaration);
    if (!one) return {};
    auto help =
        fmt::format("It is one {} under two names. Keep {} and take {} out", one->keyword, one->keep, one->drop);
    std::vector<std::string> fields;
    for (const auto& field : one->fields)
      fields.push_back(field.dropped + (field.kept.empty() ? "" : " (" + field.kept + " is the same)"));
    if (!fields.empty()) help += ", with the fields that lead to it: " + list(fields, 6);
    return help + fmt::format("; code that says {} says {} then. ", one->drop, one->keep);
  }

  static std::string whole(const SchemaTexts& texts) {
    std::string out;
    for (const auto& [file, text] : texts) out += text + "\n";
    return out;
  }

  static std::string message_of(const Hit& hit, const Source& other, const psl::Conflict& conflict) {
    using Kind = psl::Wrong::Kind;
    const auto& what = hit.subject;
    auto both = hit.place.file == hit.related[0].file
                    ? std::string()
                    : fmt::format(" ({} here, {} there)", hit.place.file, hit.related[0].file);
    if (conflict.wrong == Kind::invalid)
      return fmt::format("merged with {}, Prisma refuses {}: {}{}", other.name, what, conflict.why, both);
    if (conflict.wrong == Kind::declared_twice || conflict.wrong == Kind::table_mapped_twice)
      return fmt::format("merged with {}, {}: {}{}", other.name, what, conflict.why, both);
    return fmt::format("{} conflicts with {}: {}{}", what, other.name, conflict.why, both);
  }

  const SchemaSpot& target_;
  SchemaTexts merged_;
  std::vector<Before> before_;
  std::set<std::string> left_out_;
};

// The first file with git's markers in it; "" = none.
std::string file_with_markers(const SchemaTexts& texts) {
  for (const auto& [file, text] : texts)
    if (!psl::conflict_marker_lines(text).empty() && text.find("\n<<<<<<< ") != text.npos) return file;
  return "";
}

// Nothing can be merged with such a target, and that is none of the sources' doing.
SchemaClash target_has_markers(const SchemaSpot& target, const SchemaSpot& spot, const std::string& file) {
  int line = psl::conflict_marker_lines(text_of(target.texts, file)).front();
  Hit hit;
  hit.place = place_of_file({spot.source, spot.project, nullptr}, file);
  hit.related = {place_of_file({target.source, target.project, nullptr}, file, line)};
  hit.message = fmt::format("{}:{} of {} holds conflict markers: no schema can be merged with it until they are gone",
                            file, line, target.source->name);
  hit.why = "Whatever stands between them is no schema; this source has no part in it.";
  hit.help = fmt::format("Resolve them in {}, not here", target.source->name);
  hit.key = "markers/" + file;
  return {std::nullopt, hit};
}

std::vector<SchemaClash> clashes_of(const Analysis& analysis) {
  std::vector<SchemaClash> clashes;
  for (const auto& target : target_schemas(analysis)) {
    Merging merging(target);
    auto spots = changed_schemas(analysis, target);
    auto broken = file_with_markers(target.texts);
    for (const auto& spot : spots)
      broken.empty() ? merging.add(spot, clashes) : clashes.push_back(target_has_markers(target, spot, broken));
  }
  return clashes;
}

// The rules look at the result itself then.
bool result_is_known(const Analysis& analysis, const Hit& hit) {
  const auto& incoming = analysis.workspace.incoming;
  return analysis.workspace.result && std::count(incoming.begin(), incoming.end(), hit.place.source) > 0;
}

}  // namespace

std::vector<Hit> schema_decisions(const Analysis& analysis) {
  using Kind = psl::Wrong::Kind;
  auto hits = schema_clashes(analysis, std::nullopt);
  for (auto kind : {Kind::dangling, Kind::column_mapped_twice})
    for (auto& hit : schema_clashes(analysis, kind)) hits.push_back(std::move(hit));
  return hits;
}

std::vector<Hit> schema_clashes(const Analysis& analysis, std::optional<psl::Wrong::Kind> kind) {
  std::vector<Hit> hits;
  auto all = Once::get(analysis, "schema clashes", [&] { return clashes_of(analysis); });
  for (const auto& clash : *all)
    if (clash.wrong == kind && !(kind && result_is_known(analysis, clash.hit))) hits.push_back(clash.hit);
  return hits;
}

}  // namespace tributary
