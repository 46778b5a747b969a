#pragma once
// What to type after a merge by copy, and what to know of schema.prisma.
#include <string>
#include <vector>

#include "tributary/plan.hpp"

namespace tributary::plan {

/// What `git merge` takes for a source: its branch, remote branch or tag, else its commit; "" = it has no commit.
std::string merge_word(const Source& source);

/// Shell command lines for any folder: sources' uncommitted folders first, then the copies, then the merges.
std::vector<std::string> next_commands(const Workspace& workspace, const MergePlan& plan,
                                       const std::vector<const Source*>& sources, bool forced);

/// Whether `tributary merge --commit` of the plan's sources does all that next_commands() say: nothing of the sources
/// and of the target waits for a commit, and git brings each migration to where it was copied to. `copied_before`: what
/// does wait in the target is what the last run by copy, of these sources, has put there.
bool git_does_it_all(const Workspace& workspace, const MergePlan& plan, bool copied_before);

std::vector<std::string> notes_for(const Workspace& workspace, const Sequence& sequence, const MergePlan& plan,
                                   const std::vector<const Source*>& sources);

/// `driver`: git merges schemas by declaration in this repository.
std::vector<std::string> schema_notes(const Workspace& workspace, const MergePlan& plan,
                                      const std::vector<const Source*>& sources, bool driver);

}  // namespace tributary::plan
