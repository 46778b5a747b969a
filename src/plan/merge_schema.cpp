#include "plan/merge_schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "plan/own.hpp"
#include "plan/reasons.hpp"
#include "psl/merge.hpp"
#include "psl/outline.hpp"
#include "values/stacked.hpp"

namespace tributary::plan {
namespace {

constexpr auto link_words = "{} is a symbolic link in {}, and `git merge` joins what is behind it";

/// "" = none.
std::string link_in(const std::vector<SchemaFile>& schema) {
  for (const auto& file : schema)
    if (file.is_link) return file.path;
  return "";
}

bool readable(const std::vector<SchemaFile>& schema) {
  return std::all_of(schema.begin(), schema.end(), [](const SchemaFile& file) { return file.text != nullptr; });
}

std::vector<std::string_view> views(const psl::Files& files) {
  std::vector<std::string_view> out;
  for (const auto& [path, text] : files) out.push_back(text);
  return out;
}

/// "+6 models, +1 enum"; "" = none comes or goes.
std::string growth(const std::string& before, const std::string& after) {
  auto old = psl::outline(before), now = psl::outline(after);
  std::vector<std::string> parts;
  for (const char* kind : {"model", "enum", "view", "type"})
    if (int more = now.count(kind) - old.count(kind); more != 0)
      parts.push_back(fmt::format("{:+} {}{}", more, kind, more == 1 || more == -1 ? "" : "s"));
  return text::join(parts, ", ");
}

/// One project's schema in the target, as the merges so far leave it.
struct Merged {
  std::string project;                       ///< the target's path of it
  std::map<std::string, std::string> blobs;  ///< on disk, by path in the project
  psl::Files before, now;
  std::vector<std::string> sources;
  std::vector<const Source*> all;           ///< whose schema `now` holds
  std::map<std::string, psl::Files> taken;  ///< by source: its own texts, of which nothing is missing in `now`
  bool unreadable = false;
  std::string link;        ///< "" = no file of the target's is one
  bool undecided = false;  ///< there are markers in it
};

class Schemas {
 public:
  Schemas(const Workspace& workspace, MergePlan& plan)
      : workspace_(workspace), target_(workspace.target_source()), plan_(plan) {}

  void take(const Source& source, const Project& project) {
    auto theirs = schema_texts(project.schema, project.path), base = schema_texts(project.base_schema, project.path);
    if (theirs.empty() || theirs == base) return;
    auto& merged = merged_for(project);
    base = base_of_merge(workspace_, source, project, merged.all);
    if (theirs == merged.now) {
      merged.all.push_back(&source);
      merged.taken[source.name] = theirs;
      return;
    }
    if (auto why = why_not(source, project, base, merged); !why.empty()) {
      plan_.schema_notes.push_back(fmt::format("The schema of {} is not merged: {}.", source.name, why));
      return;
    }
    auto result = psl::merge_files(base, merged.now, theirs, {target_.name, "base", source.name});
    for (const auto& [file, conflict] : result.conflicts) tell(merged, source, file, conflict);
    merged.undecided = !result.conflicts.empty();
    if (!merged.undecided && loses(base, merged, theirs, result.files, source)) return;
    if (!merged.undecided) merged.all.push_back(&source);
    if (!merged.undecided) merged.taken[source.name] = std::move(theirs);
    if (result.files == merged.now) return;
    merged.now = std::move(result.files);
    merged.sources.push_back(source.name);
  }

  void finish() {
    for (const auto& entry : merged_) {
      const auto& merged = entry.second;
      for (const auto& [path, text] : merged.now) write(merged, path, text);
      for (const auto& [path, text] : merged.before)
        if (!merged.now.count(path))
          plan_.edits.push_back({Edit::Kind::remove, text::join(merged.sources, ", "), place(merged, path),
                                 merged.blobs.at(path), std::nullopt});
      // What an earlier merge has left uncommitted there is committed with this one.
      for (const auto& [path, text] : merged.now) add_file(place(merged, path));
      for (const auto& [source, theirs] : merged.taken)
        if (theirs != merged.now) tell_git(merged, source, theirs);
    }
  }

 private:
  Merged& merged_for(const Project& project) {
    auto [at, fresh] = merged_.try_emplace(project_key(project));
    auto& merged = at->second;
    if (!fresh) return merged;
    merged.project = project_key(project);
    for (const auto& candidate : target_.projects)
      if (candidate.path == merged.project)
        for (const auto& file : candidate.schema) {
          merged.blobs[path_in_project(file.path, candidate.path)] = file.blob;
          merged.unreadable = merged.unreadable || !file.text;
        }
    for (const auto& candidate : target_.projects)
      if (candidate.path == merged.project) {
        merged.before = schema_texts(candidate.schema, candidate.path);
        merged.link = link_in(candidate.schema);
      }
    for (const auto& [path, text] : merged.before)
      if (!psl::conflict_marker_lines(text).empty())
        plan_.collisions.push_back(place(merged, path) + " still holds conflict markers: decide there first");
    merged.now = merged.before;
    return merged;
  }

  std::string why_not(const Source& source, const Project& project, const psl::Files& base,
                      const Merged& merged) const {
    if (merged.unreadable || !readable(project.schema)) return "a file of it could not be read";
    if (!merged.link.empty()) return fmt::format(link_words, merged.link, target_.name);
    if (auto link = link_in(project.schema); !link.empty()) return fmt::format(link_words, link, source.name);
    if (merged.undecided) return "what was merged before it waits for a decision";
    if (base.empty() && !merged.now.empty() && source.merge_base.empty())
      return fmt::format("its merge base with {} is not known; `git merge` joins the two", target_.name);
    return "";
  }

  void tell(const Merged& merged, const Source& source, const std::string& file, const psl::Conflict& conflict) {
    auto what = conflict.declaration.empty() ? std::string("the file") : conflict.declaration;
    if (!conflict.member.empty()) what += ", " + conflict.member;
    auto at = merged.before.find(file);
    int line = at == merged.before.end() ? 0 : psl::line_of(at->second, conflict.declaration, conflict.member);
    auto where = place(merged, file) + (line ? ":" + std::to_string(line) : "");
    plan_.schema_conflicts.push_back(fmt::format("{}: {} of {}: {}", where, what, source.name, conflict.why));
  }

  bool loses(const psl::Files& base, const Merged& merged, const psl::Files& theirs, const psl::Files& result,
             const Source& source) {
    std::vector<std::string> lost;
    for (const auto& one : psl::lost_declarations(views(base), views(merged.now), views(theirs), views(result)))
      lost.push_back(one.declaration + (one.member.empty() ? "" : "." + one.member));
    if (lost.empty()) return false;
    plan_.collisions.push_back(
        fmt::format("merged with {}, the schema would lack {}, which nobody deleted", source.name, some_of(lost)));
    return true;
  }

  static std::string place(const Merged& merged, const std::string& path) {
    return merged.project == "." ? path : join_path(merged.project, path);
  }

  // Files that both sides have are named; where theirs has more, git would bring those too: the schema's folder then.
  void tell_git(const Merged& merged, const std::string& source, const psl::Files& theirs) {
    auto& specs = plan_.schemas_merged[source];
    bool same_files =
        theirs.size() == merged.now.size() &&
        std::all_of(theirs.begin(), theirs.end(), [&](const auto& file) { return merged.now.count(file.first) > 0; });
    if (same_files && theirs.size() <= 3) {
      for (const auto& [path, text] : theirs) specs.push_back(place(merged, path));
      return;
    }
    std::set<std::string> folders;
    for (const auto* files : {&merged.now, &theirs})
      for (const auto& [path, text] : *files) folders.insert(parent_path(place(merged, path)));
    auto shared = *folders.begin();
    for (const auto& folder : folders)
      while (shared != "." && folder != shared && !folder.starts_with(shared + "/")) shared = parent_path(shared);
    specs.push_back(shared == "." ? "*.prisma" : shared + "/*.prisma");
  }

  void add_file(const std::string& path) {
    auto& files = plan_.schema_files;
    if (std::find(files.begin(), files.end(), path) == files.end()) files.push_back(path);
  }

  void write(const Merged& merged, const std::string& path, const std::string& text) {
    auto before = merged.before.find(path);
    if (before != merged.before.end() && before->second == text) return;
    Edit edit{Edit::Kind::write, text::join(merged.sources, ", "), place(merged, path), git_blob_id(text), text};
    if (before != merged.before.end()) edit.replaces = merged.blobs.at(path);
    edit.what = growth(before == merged.before.end() ? "" : before->second, text);
    plan_.edits.push_back(std::move(edit));
    add_file(place(merged, path));
  }

  const Workspace& workspace_;
  const Source& target_;
  MergePlan& plan_;
  std::map<std::string, Merged> merged_;
};

}  // namespace

psl::Files schema_texts(const std::vector<SchemaFile>& schema, const std::string& project) {
  psl::Files texts;
  for (const auto& file : schema)
    if (file.text) texts[path_in_project(file.path, project)] = *file.text;
  return texts;
}

psl::Files base_of_merge(const Workspace& workspace, const Source& source, const Project& project,
                         const std::vector<const Source*>& merged) {
  auto base = schema_texts(project.base_schema, project.path);
  for (const auto* lower : common_sources(workspace, source, merged))
    for (const auto& below : lower->projects)
      if (project_key(below) == project_key(project) && below.base_folder)
        base =
            psl::merge_files(schema_texts(below.base_schema, below.path), base, schema_texts(below.schema, below.path))
                .files;
  return base;
}

std::string path_in_project(const std::string& path, const std::string& project) {
  auto prefix = project == "." ? std::string() : project + "/";
  return path.compare(0, prefix.size(), prefix) == 0 ? path.substr(prefix.size()) : path;
}

void merge_schemas(const Workspace& workspace, const std::vector<const Source*>& sources, bool merge_driver,
                   MergePlan& plan) {
  Schemas schemas(workspace, plan);
  for (const auto* source : sources)
    for (const auto& project : source->projects) schemas.take(*source, project);
  schemas.finish();
  if (merge_driver) plan.schemas_merged.clear();
  if (plan.schemas_merged.empty()) return;
  plan.schema_notes.push_back(
      "Git merges schemas by line here; `tributary hook install` lets a plain `git merge` do so by declaration, as "
      "tributary does.");
}

}  // namespace tributary::plan
