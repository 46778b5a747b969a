#include "collect/ref_projects.hpp"

#include "base/text.hpp"

namespace tributary {
namespace {

enum class Ask { kind, kind_behind, list, read, id };

struct Question {
  Ask ask = Ask::kind;
  std::string path;
  bool operator==(const Question&) const = default;
};

// What tells two trees apart for one question: contents by their ids, so that nothing is read to compare.
std::string answer(const Tree& tree, const Question& question) {
  switch (question.ask) {
    case Ask::kind:
      return std::string(1, static_cast<char>('0' + static_cast<int>(tree.kind(question.path))));
    case Ask::kind_behind:
      return std::string(1, static_cast<char>('0' + static_cast<int>(tree.kind_behind(question.path))));
    case Ask::id:
      return tree.id(question.path);
    case Ask::read: {
      if (tree.kind(question.path) == FileKind::file) return tree.id(question.path);
      auto read = tree.read(question.path);
      return read.bytes ? "=" + *read.bytes : "!" + read.problem;
    }
    case Ask::list:
      break;
  }
  std::string names;
  for (const auto& entry : tree.list(question.path)) {
    names += static_cast<char>('0' + static_cast<int>(entry.kind));
    names += entry.name;
    names += '\0';
  }
  return names;
}

struct Asked {
  Question question;
  std::string answer;
};

bool below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() && path[folder.size()] == '/' && path.compare(0, folder.size(), folder) == 0;
}

// Records questions in order, each once. What lies below a folder whose id was asked is settled by that id, unless a
// link leads out of it: then kind_behind or read differ from kind, and those are recorded.
class Recorder {
 public:
  explicit Recorder(const Tree& tree) : tree_(tree) {}

  void note(Ask ask, const std::string& path) {
    Question question{ask, path};
    // The id, asked before, tells what reading a regular file gives.
    if (ask == Ask::read && seen_.count({static_cast<int>(Ask::id), path}) && tree_.kind(path) == FileKind::file)
      return;
    bool may_leave = (ask == Ask::kind_behind || ask == Ask::read) && tree_.kind(path) == FileKind::link;
    if (!may_leave)
      for (const auto& folder : settled_)
        if (below(path, folder)) return;
    if (!seen_.emplace(std::make_pair(static_cast<int>(ask), path)).second) return;
    asked.push_back({question, answer(tree_, question)});
    if (ask == Ask::id && tree_.kind(path) == FileKind::folder) settled_.push_back(path);
  }

  std::vector<Asked> asked;

 private:
  const Tree& tree_;
  std::vector<std::string> settled_;
  std::set<std::pair<int, std::string>> seen_;
};

Tree recording(const Tree& tree, const std::shared_ptr<Recorder>& recorder) {
  Tree out = tree;
  out.kind = [&tree, recorder](const std::string& path) { return recorder->note(Ask::kind, path), tree.kind(path); };
  out.kind_behind = [&tree, recorder](const std::string& path) {
    return recorder->note(Ask::kind_behind, path), tree.kind_behind(path);
  };
  out.list = [&tree, recorder](const std::string& path) { return recorder->note(Ask::list, path), tree.list(path); };
  out.read = [&tree, recorder](const std::string& path) { return recorder->note(Ask::read, path), tree.read(path); };
  out.id = [&tree, recorder](const std::string& path) { return recorder->note(Ask::id, path), tree.id(path); };
  return out;
}

}  // namespace

// A question that comes next, and a node for each answer met so far; or the end, with the projects.
struct CommitProjectFinder::Node {
  std::optional<Question> question;
  std::map<std::string, std::unique_ptr<Node>> answers;
  std::shared_ptr<const CommitProjects> projects;

  Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() {  // as long as a tree has folders: one after another, not one inside another
    std::vector<std::unique_ptr<Node>> open;
    auto take = [&open](Node& node) {
      for (auto& entry : node.answers) open.push_back(std::move(entry.second));
      node.answers.clear();
    };
    for (take(*this); !open.empty();) {
      auto node = std::move(open.back());
      open.pop_back();
      if (node) take(*node);
    }
  }
};

CommitProjectFinder::CommitProjectFinder(const Objects& objects, ProjectSearch search, ContentStore& store)
    : objects_(objects), search_(std::move(search)), store_(store), known_(std::make_unique<Node>()) {}
CommitProjectFinder::~CommitProjectFinder() = default;

CommitProjectFinder::Found CommitProjectFinder::of_commit(const std::string& commit) {
  auto id = parse_object_id(commit);
  if (!id) return nullptr;
  auto [at, fresh] = by_commit_.emplace(*id, nullptr);
  if (!fresh) return at->second;
  if (auto root = objects_.tree_of(*id)) at->second = of_tree(*root);
  return at->second;
}

CommitProjectFinder::Found CommitProjectFinder::of_tree(const ObjectId& root) {
  auto signature = objects_.tree_signature(root, touched_);
  if (auto known = by_signature_.find(signature); known != by_signature_.end()) return known->second;
  auto commit = commit_tree(objects_, root);
  auto found = recall(commit);
  if (!found) found = search(commit);
  auto before = touched_.size();
  touched_.insert(commit.touched->begin(), commit.touched->end());
  if (touched_.size() != before) by_signature_.clear(), signature = objects_.tree_signature(root, touched_);
  if (!signature.empty() && commit.missing->empty()) by_signature_.emplace(std::move(signature), found);
  return found;
}

CommitProjectFinder::Found CommitProjectFinder::recall(const CommitTree& commit) const {
  const Node* node = known_.get();
  while (node && node->question) {
    auto next = node->answers.find(answer(commit.tree, *node->question));
    node = next == node->answers.end() ? nullptr : next->second.get();
  }
  return node && commit.missing->empty() ? node->projects : nullptr;
}

CommitProjectFinder::Found CommitProjectFinder::search(const CommitTree& commit) {
  auto recorder = std::make_shared<Recorder>(commit.tree);
  auto found = std::make_shared<CommitProjects>();
  found->projects = find_projects(recording(commit.tree, recorder), search_, store_);
  for (const auto& path : *commit.missing)
    found->obstacles.push_back({path, 0, "this folder's tree is not in the object database",
                                "in a partial clone, `git fetch --refetch` without --filter brings everything"});
  if (!commit.missing->empty()) return found;
  Node* node = known_.get();
  for (const auto& [question, given] : recorder->asked) {
    if (node->question != question) node->answers.clear(), node->question = question;
    node->projects = nullptr;
    auto& next = node->answers[given];
    if (!next) next = std::make_unique<Node>();
    node = next.get();
  }
  node->question.reset();
  node->answers.clear();
  node->projects = found;
  return found;
}

}  // namespace tributary
