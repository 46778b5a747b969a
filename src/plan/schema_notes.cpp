#include <fmt/format.h>

#include <map>

#include "base/text.hpp"
#include "plan/merge_schema.hpp"
#include "plan/next.hpp"
#include "plan/own.hpp"
#include "plan/reasons.hpp"
#include "psl/merge_files.hpp"

namespace tributary::plan {
namespace {

using Blobs = std::map<std::string, std::string>;  // path -> blob

// Paths from the project's folder, so that projects that moved are compared file by file.
Blobs blobs_of(const std::vector<SchemaFile>& schema, const std::string& project) {
  Blobs out;
  for (const auto& file : schema) out[path_in_project(file.path, project)] = file.blob;
  return out;
}

std::vector<std::string> differing(const Blobs& a, const Blobs& b) {
  std::vector<std::string> out;
  for (const auto& [path, blob] : a)
    if (auto other = b.find(path); other == b.end() || other->second != blob) out.push_back(path);
  for (const auto& [path, blob] : b)
    if (!a.count(path)) out.push_back(path);
  return out;
}

std::vector<std::string> from_root(const std::vector<std::string>& paths, const std::string& project) {
  std::vector<std::string> out;
  for (const auto& path : paths) out.push_back(project == "." ? path : project + "/" + path);
  return out;
}

std::string quoted(const std::vector<std::string>& paths) {
  std::vector<std::string> out;
  for (const auto& path : paths) out.push_back(text::shell_word(path));
  return text::join(out, " ");
}

struct Difference {
  const Source* source;
  std::vector<std::string> files;  ///< from the root
  std::string also_changed_by;     ///< the target, or a source merged before; "" = only this source changed it
  bool merging;
};

// The target's schema as the merges before leave it, merged by declaration in memory.
class Foretold {
 public:
  explicit Foretold(const Project* target) {
    if (target) texts_ = schema_texts(target->schema, target->path);
  }

  /// The places that a merge of this project by declaration leaves to a person: "model Course, name (…)"; empty = none.
  std::vector<std::string> merge(const Workspace& workspace, const Source& source, const Project& project) {
    std::vector<std::string> places;
    auto base = base_of_merge(workspace, source, project, merged_);
    auto merged = psl::merge_files(base, texts_, schema_texts(project.schema, project.path),
                                   {"what is merged before", "base", source.name});
    for (const auto& [path, conflict] : merged.conflicts) {
      places.push_back(fmt::format("{}{} ({})", conflict.declaration.empty() ? path : conflict.declaration,
                                   conflict.member.empty() ? "" : ", " + conflict.member, conflict.why));
      if (auto before = texts_.find(path); before != texts_.end()) merged.files[path] = before->second;
    }
    texts_ = std::move(merged.files);
    if (places.empty()) merged_.push_back(&source);
    return places;
  }

 private:
  std::vector<const Source*> merged_;
  std::map<std::string, std::string> texts_;
};

std::string by_declaration(const std::string& merge, const std::string& resolved,
                           const std::vector<std::string>& places) {
  if (places.empty()) return fmt::format("{} joins it by declaration, without a conflict", merge);
  return fmt::format("{} joins it by declaration and stops for your decision at {}; then type {}", merge,
                     some_of(places), resolved);
}

std::string how_to_join(const Difference& d, const std::string& git, bool driver,
                        const std::vector<std::string>& places) {
  auto resolved = fmt::format("{0} add -- {1} && {0} commit --no-edit", git, quoted(d.files));
  if (d.merging)
    return fmt::format("the merge in progress carries it: join what conflicts there, then type {}", resolved);
  auto merge = fmt::format("{} merge {}", git, text::shell_word(merge_word(*d.source)));
  if (d.also_changed_by.empty()) return fmt::format("{} brings it as it is", merge);
  if (driver) return fmt::format("{} changes it too; {}", d.also_changed_by, by_declaration(merge, resolved, places));
  return fmt::format(
      "{} changes it too. With the merge driver of `tributary hook install`, {}. Without it git merges by line: where "
      "it "
      "stops, join both in the file and type {}; where it does not, look whether every model of both is still there",
      d.also_changed_by, by_declaration(merge, resolved, places), resolved);
}

}  // namespace

std::vector<std::string> schema_notes(const Workspace& workspace, const MergePlan& plan,
                                      const std::vector<const Source*>& sources, bool driver) {
  std::vector<std::string> notes;
  std::map<std::string, Foretold> foretold;       // by project
  std::map<std::string, std::string> changed_by;  // project -> the first source merged before that changes its schema
  const auto& target = workspace.target_source();
  for (const auto* source : sources)
    for (const auto& project : source->projects) {
      const Project* ours = nullptr;
      for (const auto& candidate : target.projects)
        if (candidate.path == project_key(project)) ours = &candidate;
      auto theirs = blobs_of(project.schema, project.path);
      auto base = blobs_of(project.base_schema, project.path);
      auto here = ours ? blobs_of(ours->schema, ours->path) : Blobs{};
      auto files = differing(theirs, here);
      bool base_known = !base.empty() || !ours;
      if (files.empty() || (base_known && theirs == base)) continue;
      auto places = foretold.try_emplace(project_key(project), ours).first->second.merge(workspace, *source, project);
      auto& earlier = changed_by[project_key(project)];
      Difference d{source, from_root(files, project_key(project)), earlier, false};
      if (!base_known || here != base) d.also_changed_by = ours ? target.name : earlier;
      for (const auto& head : workspace.target.merging) d.merging = d.merging || head == source->commit;
      if (earlier.empty()) earlier = source->name;
      notes.push_back(fmt::format("{} has another {}: {}.", source->name, some_of(d.files),
                                  how_to_join(d, "git -C " + text::shell_word(plan.root), driver, places)));
    }
  return notes;
}

}  // namespace tributary::plan
