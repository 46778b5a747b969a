#include "collect/sources.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

// "*" means branches, remote branches and tags; other namespaces (refs/pull, refs/stash) only by their full name.
bool selected(const std::string& ref, const std::vector<std::string>& globs) {
  auto name = short_ref(ref);
  bool ordinary = name != ref;
  for (const auto& glob : globs) {
    bool full = glob.rfind("refs/", 0) == 0;
    if (full ? text::glob(glob, ref) : ordinary && (text::glob(glob, name) || text::glob(glob, ref.substr(5))))
      return true;
  }
  return false;
}

// What was meant: names that begin as the glob does, the longest common beginning first.
std::string nearest(const Repository& repository, const std::string& glob) {
  std::vector<std::pair<std::size_t, std::string>> names;
  for (const auto& [ref, target] : repository.refs) {
    auto name = short_ref(ref);
    if (name == ref || !target.points_to.empty()) continue;
    std::size_t common = 0;
    while (common < name.size() && common < glob.size() && name[common] == glob[common]) ++common;
    names.emplace_back(common, name);
  }
  std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  if (names.size() > 5) names.resize(5);
  std::vector<std::string> out;
  for (const auto& name : names) out.push_back(name.second);
  return out.empty() ? "there are no branches yet" : "the nearest names are " + text::join(out, ", ");
}

// A slip of the pen must not open a gate.
void require_matches(const Repository& repository, const std::vector<std::string>& globs) {
  for (const auto& glob : globs)
    if (std::none_of(repository.refs.begin(), repository.refs.end(),
                     [&](const auto& ref) { return selected(ref.first, {glob}); }))
      throw Error("--refs " + glob + " matches no branch and no tag", repository.common_dir, nearest(repository, glob));
}

// Branches with commits that neither the target nor a source has. One process, however many there are.
std::size_t left_out(const Repository& repository, const Workspace& workspace) {
  std::vector<std::string> arguments = {"for-each-ref", "--format=%(objectname)%(symref)"};
  for (const auto& source : workspace.sources)
    if (!source.commit.empty()) arguments.push_back("--no-merged=" + source.commit);
  if (workspace.target.commit.empty()) return 0;
  if (const auto* upstream = repository.find_ref(workspace.target.upstream))
    arguments.push_back("--no-merged=" + upstream->id.hex());
  arguments.insert(arguments.end(), {"refs/heads", "refs/remotes"});
  auto listed = run_git(repository.common_dir, arguments);
  if (listed.status != 0) return 0;
  std::set<std::string> tips;  // a branch and its remote twin are one
  for (const auto& line : text::lines(listed.out))
    if (line.size() == 40) tips.insert(line);
  return tips.size();
}

int namespace_rank(const std::string& ref) {
  if (ref.rfind("refs/heads/", 0) == 0) return 0;
  if (ref.rfind("refs/remotes/", 0) == 0) return 1;
  return ref.rfind("refs/tags/", 0) == 0 ? 2 : 3;
}

// Something that may become or already is a source, best first: worktrees, branches, remote branches, tags.
struct Tip {
  std::string ref;  ///< "" for a detached worktree
  int source = -1;  ///< index of an existing source; -1: a ref that may become one
  ObjectId commit;
  int number = -1;      ///< in the unmerged graph; -1: contained in the target
  int folds_into = -1;  ///< index of another tip; -1: stays
};

Source source_of(const Tip& tip) {
  Source source;
  source.kind = Source::Kind::ref;
  source.ref = tip.ref;
  source.branch = branch_of_ref(tip.ref);
  source.commit = tip.commit.hex();
  return source;
}

class Folding {
 public:
  Folding(const Repository& repository, Workspace& workspace) : repository_(repository), workspace_(workspace) {}

  // The target's upstream is no source of its own (Target::behind_upstream speaks of it); what it contains folds with
  // it.
  void add_worktrees() {
    if (const auto* upstream = repository_.find_ref(workspace_.target.upstream))
      if (auto commit = repository_.objects.commit_behind(upstream->id)) tips_.push_back({upstream->name, 0, *commit});
    for (std::size_t i = 1; i < workspace_.sources.size(); ++i)
      if (auto id = parse_object_id(workspace_.sources[i].commit))
        tips_.push_back({workspace_.sources[i].ref, static_cast<int>(i), *id});
  }

  void add_refs(const std::vector<std::string>& globs) {
    std::set<std::string> taken;
    for (const auto& source : workspace_.sources) taken.insert(source.ref);
    if (!tips_.empty() && tips_[0].source == 0)
      upstream_selected_ = selected(tips_[0].ref, globs), taken.insert(tips_[0].ref);
    std::vector<Tip> found;
    for (const auto& [name, ref] : repository_.refs) {
      if (!ref.points_to.empty() || !selected(name, globs)) continue;
      if (taken.count(name)) continue;
      if (auto commit = repository_.objects.commit_behind(ref.id)) {
        found.push_back({name, -1, *commit});
      } else {
        workspace_.obstacles.push_back(
            {"", 0, name + " does not lead to a commit that is here", "`git fsck` tells more"});
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Tip& a, const Tip& b) { return namespace_rank(a.ref) < namespace_rank(b.ref); });
    tips_.insert(tips_.end(), found.begin(), found.end());
  }

  void walk() {
    std::vector<ObjectId> commits;
    for (const auto& tip : tips_) commits.push_back(tip.commit);
    auto target = parse_object_id(workspace_.target.commit);
    graph_ = walk_commits(repository_, commits, target);
    for (auto& tip : tips_) tip.number = graph_.find(tip.commit);
    if (target) find_merge_bases(*target);
  }

  void fold() {
    fold_equals_and_ancestors();
    fold_upstreams();
  }

  void fill() {
    for (std::size_t i = 0; i < tips_.size(); ++i) {
      auto& tip = tips_[i];
      if (tip.source >= 0 || tip.folds_into >= 0) continue;
      if (tip.number < 0) {
        ++workspace_.refs_contained;
      } else {
        tip.source = static_cast<int>(workspace_.sources.size());
        workspace_.sources.push_back(source_of(tip));
      }
    }
    if (upstream_selected_) {
      if (tips_[0].number < 0)
        ++workspace_.refs_contained;
      else
        workspace_.sources.front().folded.push_back(tips_[0].ref);
    }
    for (const auto& tip : tips_)
      if (tip.folds_into >= 0) source_at(final_tip(tip.folds_into)).folded.push_back(tip.ref);
    for (const auto& tip : tips_)
      if (tip.source >= 0) source_at(tip).merge_base = base_of(tip);
  }

  // Only worktrees can be below another source: a ref that is below one has folded.
  void find_stacks() {
    std::vector<int> below;
    for (const auto& tip : tips_)
      if (tip.source >= 0 && tip.number >= 0 &&
          workspace_.sources[static_cast<std::size_t>(tip.source)].kind == Source::Kind::worktree)
        below.push_back(tip.source);
    std::vector<std::vector<bool>> reached(graph_.commits.size());
    std::map<int, std::vector<std::size_t>> at;
    for (const auto& tip : tips_)
      for (std::size_t b = 0; b < below.size(); ++b)
        if (tip.source == below[b] && tip.number >= 0) at[tip.number].push_back(b);
    if (below.empty()) return;
    for (std::size_t i = graph_.commits.size(); i-- > 0;) {
      auto& here = reached[i];
      here.assign(below.size(), false);
      for (int parent : graph_.parents[i]) {
        if (parent < 0) continue;
        const auto& parents = reached[static_cast<std::size_t>(parent)];
        for (std::size_t b = 0; b < below.size(); ++b)
          if (parents[b]) here[b] = true;
        for (auto b : at.count(parent) ? at[parent] : std::vector<std::size_t>()) here[b] = true;
      }
    }
    for (const auto& tip : tips_) {
      if (tip.source < 0 || tip.number < 0) continue;
      for (std::size_t b = 0; b < below.size(); ++b)
        if (reached[static_cast<std::size_t>(tip.number)][b]) stacks_.emplace_back(tip.source, below[b]);
    }
  }

  const std::vector<std::pair<int, int>>& stacks() const { return stacks_; }

 private:
  Source& source_at(const Tip& tip) { return workspace_.sources[static_cast<std::size_t>(tip.source)]; }

  const Tip& final_tip(int index) const {
    while (tips_[static_cast<std::size_t>(index)].folds_into >= 0)
      index = tips_[static_cast<std::size_t>(index)].folds_into;
    return tips_[static_cast<std::size_t>(index)];
  }

  // Every commit learns the best tip among its descendants, children before parents; a tip with one folds into it.
  void fold_equals_and_ancestors() {
    constexpr int nobody = -1;
    std::vector<int> at(graph_.commits.size(), nobody), above(graph_.commits.size(), nobody);
    auto better = [](int a, int b) { return a == nobody ? b : b == nobody ? a : std::min(a, b); };
    for (std::size_t i = 0; i < tips_.size(); ++i) {
      auto& tip = tips_[i];
      if (tip.number < 0) continue;
      auto& first = at[static_cast<std::size_t>(tip.number)];
      if (first == nobody)
        first = static_cast<int>(i);
      else if (tip.source < 0)
        tip.folds_into = first;
    }
    for (std::size_t c = 0; c < graph_.commits.size(); ++c)
      for (int parent : graph_.parents[c])
        if (parent >= 0)
          above[static_cast<std::size_t>(parent)] =
              better(above[static_cast<std::size_t>(parent)], better(above[c], at[c]));
    for (auto& tip : tips_)
      if (tip.number >= 0 && tip.source < 0 && tip.folds_into < 0)
        tip.folds_into = above[static_cast<std::size_t>(tip.number)];
  }

  // A branch that is behind its upstream has folded into it by now; else the upstream folds into the branch.
  void fold_upstreams() {
    std::map<std::string, int> by_ref;
    for (std::size_t i = 0; i < tips_.size(); ++i)
      if (!tips_[i].ref.empty()) by_ref.emplace(tips_[i].ref, static_cast<int>(i));
    for (std::size_t i = 0; i < tips_.size(); ++i) {
      const auto* ref = repository_.find_ref(tips_[i].ref);
      if (!ref || ref->upstream.empty() || !stays(tips_[i])) continue;
      auto upstream = by_ref.find(ref->upstream);
      if (upstream == by_ref.end()) continue;
      auto& other = tips_[static_cast<std::size_t>(upstream->second)];
      if (other.source < 0 && other.number >= 0 && other.folds_into < 0 && &other != &tips_[i])
        other.folds_into = static_cast<int>(i);
    }
  }

  bool stays(const Tip& tip) const { return tip.folds_into < 0 && (tip.source >= 0 || tip.number >= 0); }

  void find_merge_bases(const ObjectId& target) {
    TargetHistory history(repository_, target);
    bases_ = merge_bases(graph_, history);
  }

  std::string base_of(const Tip& tip) const {
    if (workspace_.target.commit.empty() || tip.source == 0) return {};
    if (tip.number < 0) return tip.commit.hex();
    const auto& bases = bases_[static_cast<std::size_t>(tip.number)];
    return bases.size() == 1 ? bases[0].hex() : std::string();
  }

  const Repository& repository_;
  Workspace& workspace_;
  std::vector<Tip> tips_;
  CommitGraph graph_;
  std::vector<std::vector<ObjectId>> bases_;
  std::vector<std::pair<int, int>> stacks_;
  bool upstream_selected_ = false;
};

std::vector<std::string> name_choices(const Source& source) {
  std::vector<std::string> choices;
  bool ref = source.kind == Source::Kind::ref;
  if (ref && !source.ref.empty()) choices = {short_ref(source.ref), source.ref};
  if (!ref && !source.branch.empty()) choices.push_back(source.branch);
  if (!ref && !source.named_by_ci.empty()) choices.push_back(source.named_by_ci);
  if (!ref)
    choices.push_back(source.name), choices.push_back("worktrees/" + source.name), choices.push_back(source.path);
  if (choices.empty()) choices.push_back(source.commit);
  return choices;
}

}  // namespace

void add_refs(const Repository& repository, const std::vector<std::string>& globs, bool must_match,
              Workspace& workspace) {
  if (must_match) require_matches(repository, globs);
  if (globs.empty() && workspace.incoming.empty()) workspace.branches_left_out = left_out(repository, workspace);
  Folding folding(repository, workspace);
  folding.add_worktrees();
  folding.add_refs(globs);
  try {
    folding.walk();
  } catch (const Error& error) {
    workspace.obstacles.push_back(
        {"", 0, std::string("the branches' history cannot be walked, so merge bases are not known: ") + error.what(),
         "`git fsck` tells more"});
    name_sources(workspace.sources);
    return;
  }
  folding.fold();
  folding.fill();
  folding.find_stacks();
  name_sources(workspace.sources);
  for (const auto& [upper, lower] : folding.stacks())
    workspace.sources[static_cast<std::size_t>(upper)].contains.push_back(
        workspace.sources[static_cast<std::size_t>(lower)].name);
  for (auto& source : workspace.sources) {
    std::sort(source.contains.begin(), source.contains.end());
    std::sort(source.folded.begin(), source.folded.end());
  }
}

void name_sources(std::vector<Source>& sources) {
  std::set<std::string> taken;
  for (auto& source : sources) {
    auto choices = name_choices(source);
    auto free = std::find_if(choices.begin(), choices.end(),
                             [&](const std::string& name) { return !name.empty() && !taken.count(name); });
    auto name = free != choices.end() ? *free : choices.back();
    for (int n = 2; taken.count(name); ++n) name = choices.back() + "~" + std::to_string(n);
    taken.insert(source.name = name);
  }
}

void sort_sources(std::vector<Source>& sources) {
  std::stable_sort(sources.begin() + 1, sources.end(), [](const Source& a, const Source& b) {
    if (a.kind != b.kind) return a.kind == Source::Kind::worktree;
    return a.name < b.name;
  });
}

}  // namespace tributary
