#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "collect/repository.hpp"
#include "tributary/collect.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string shown(const Source& source) {
  if (!source.path.empty()) return source.name + " (" + source.path + ")";
  return source.name == source.ref || source.ref.empty() ? source.name : source.name + " (" + source.ref + ")";
}

// The worktree that a folder stands in; of two, the inner one. null: none.
const Source* worktree_around(const Workspace& workspace, const std::string& folder) {
  auto here = real_path(folder);
  if (here.empty()) here = absolute_path(folder);
  const Source* best = nullptr;
  std::size_t deepest = 0;
  for (const auto& source : workspace.sources) {
    if (source.path.empty()) continue;
    auto root = real_path(source.path);
    if (root.empty()) root = source.path;
    if (!(here + "/").starts_with(root + "/") || root.size() < deepest) continue;
    best = &source, deepest = root.size();
  }
  return best;
}

// "." and what else can only be a path; a bare word that happens to be a folder is none.
bool is_path(const std::string& words) {
  return words == "." || words == ".." || words.starts_with("./") || words.starts_with("../") || words.starts_with("/");
}

bool is_path_of(const Source& source, const std::string& words) {
  if (source.path.empty() || words.empty()) return false;
  auto path = absolute_path(words);
  if (auto real = real_path(path); !real.empty()) path = real;
  auto root = real_path(source.path);
  if (root.empty()) root = source.path;
  return path == root;
}

bool answers_to(const Source& source, const std::string& words) {
  if (source.branch == words || source.ref == words || short_ref(source.ref) == words) return true;
  if (!source.path.empty() && file_name(source.path) == words) return true;
  if (std::find(source.folded.begin(), source.folded.end(), words) != source.folded.end()) return true;
  for (const auto& ref : source.folded)
    if (short_ref(ref) == words) return true;
  return is_path_of(source, words) || (words.size() >= 7 && source.commit.rfind(words, 0) == 0);
}

}  // namespace

const Source& resolve_source(const Workspace& workspace, const std::string& words) {
  if (const auto* exact = workspace.find(words); exact && !words.empty()) return *exact;
  // HEAD is the worktree that is stood in, as everywhere in git; so is a folder inside one.
  if (words == "HEAD" || is_path(words))
    if (const auto* here = worktree_around(workspace, words == "HEAD" ? "." : words)) return *here;
  std::vector<const Source*> fitting;
  for (const auto& source : workspace.sources)
    if (!words.empty() && answers_to(source, words)) fitting.push_back(&source);
  if (fitting.size() == 1) return *fitting[0];
  std::vector<std::string> choices;
  for (const auto* source : fitting) choices.push_back(shown(*source));
  if (fitting.empty())
    for (const auto& source : workspace.sources) choices.push_back(source.name);
  if (choices.size() > 20) choices.resize(20), choices.push_back("…");
  throw Error(fitting.empty() ? "there is no source " + words : words + " may be any of several sources",
              workspace.common_dir,
              "name one of: " + text::join(choices, ", ") +
                  (fitting.empty() ? "; a branch that is checked out nowhere needs --refs" : ""));
}

}  // namespace tributary
