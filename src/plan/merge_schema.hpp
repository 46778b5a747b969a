#pragma once
// What merges do to the target's schema files: written as a whole, merged by declaration over each source's merge base.
#include <string>
#include <vector>

#include "psl/merge_files.hpp"
#include "tributary/plan.hpp"

namespace tributary::plan {

/// Adds the edits, conflicts and notes to the plan: onto the target's files as they are on disk, one source after the
/// other. A result that would lack something of its inputs is refused as a collision. `merge_driver`: git merges
/// schemas by declaration here.
void merge_schemas(const Workspace& workspace, const std::vector<const Source*>& sources, bool merge_driver,
                   MergePlan& plan);

/// What can be read of a schema, by path in the project.
psl::Files schema_texts(const std::vector<SchemaFile>& schema, const std::string& project);

/// What git merges the source's schema over once `merged` are in: the merge base with the target, and what the source
/// has from them as a branch that stands on theirs.
psl::Files base_of_merge(const Workspace& workspace, const Source& source, const Project& project,
                         const std::vector<const Source*>& merged);

/// From the project's folder, so that projects that moved are compared file by file.
std::string path_in_project(const std::string& path, const std::string& project);

}  // namespace tributary::plan
