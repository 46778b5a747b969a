#include "cli/copies_before.hpp"

#include <algorithm>

#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/merge_place.hpp"
#include "tributary/copy.hpp"

namespace tributary::cli {
namespace {

const std::string copying = "merge ";

bool holds(const std::string& folder, const std::string& commit, const Edit& edit) {
  auto there = run_git(folder, {"rev-parse", "--verify", "--quiet", "--end-of-options", commit + ":" + edit.to});
  return there.status == 0 && text::trim(there.out) == edit.blob;
}

}  // namespace

std::string copy_command(const std::vector<std::string>& sources) {
  return copying + text::join(sources, " ");
}

std::string copies_that_come(const std::string& common_dir, const std::string& root,
                             const std::vector<std::string>& commits) {
  auto last = root.empty() ? std::nullopt : last_entry(common_dir);
  if (!last || last->root != root || !last->command.starts_with(copying)) return {};
  for (const auto& source : text::split(last->command.substr(copying.size()), ' '))
    if (std::find(commits.begin(), commits.end(), rev(common_dir, source + "^{commit}")) == commits.end()) return {};
  for (const auto& edit : last->edits) {
    if (edit.kind == Edit::Kind::write) continue;  // the schema is merged anew
    bool comes = std::any_of(commits.begin(), commits.end(),
                             [&](const std::string& commit) { return holds(root, commit, edit); });
    if (edit.kind != Edit::Kind::copy || !comes || holds(root, "HEAD", edit)) return {};
  }
  return last->command;
}

}  // namespace tributary::cli
