#include "cli/hook_events.hpp"

#include <algorithm>
#include <optional>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

std::string first_line(const ProcessResult& result) {
  return result.status == 0 ? text::trim(result.out) : std::string();
}

bool is_object_id(const std::string& text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

bool on_branch(const HookCall& call, const std::string& branch) {
  return first_line(run_git(call.folder, {"symbolic-ref", "-q", "HEAD"})) == "refs/heads/" + branch;
}

// GIT_INDEX_FILE may be relative to the worktree's top, where hooks run.
std::string index_file(const HookCall& call) {
  auto named = call.environment.find("GIT_INDEX_FILE");
  return named == call.environment.end() || named->second.empty() ? std::string() : absolute_path(named->second);
}

// The tree the merge would leave; "" where it conflicts: what it leaves is judged by the commit that ends it. nullopt
// where git is too old to say.
std::optional<std::string> predicted_tree(const HookCall& call, const std::string& commit) {
  if (run_git(call.folder, {"merge-base", "--is-ancestor", "HEAD", commit}).status == 0) return commit;
  auto merged = run_git_without_filters(call.folder, {"merge-tree", "--write-tree", "HEAD", commit});
  if (merged.status == 0) return text::lines(merged.out).at(0);
  return merged.status == 1 ? std::optional<std::string>("") : std::nullopt;
}

// ORIG_HEAD is written before a fast-forward, a squash or a true merge has moved anything.
std::vector<MergeInProgress> before_anything_moves(const HookCall& call) {
  bool writes_orig_head = false;
  for (const auto& line : text::lines(call.input)) writes_orig_head = writes_orig_head || line.ends_with(" ORIG_HEAD");
  auto incoming = incoming_of(call.environment);
  if (call.arguments.empty() || call.arguments[0] != "prepared" || !writes_orig_head || incoming.size() != 1) return {};
  auto tree = predicted_tree(call, incoming[0].commit);
  if (!tree) return {};
  return {{"", incoming, *tree, ""}};
}

std::vector<MergeInProgress> before_merge_commit(const HookCall& call) {
  auto incoming = incoming_of(call.environment);
  if (incoming.empty()) return {};
  return {{"", incoming, "INDEX", index_file(call)}};
}

std::string file_in_git_dir(const HookCall& call, const char* name) {
  auto path = first_line(run_git(call.folder, {"rev-parse", "--path-format=absolute", "--git-path", name}));
  auto read = read_file(path);
  return read.bytes ? *read.bytes : std::string();
}

// MERGE_HEAD holds one commit a line. SQUASH_MSG is the only trace of a squash: it lists the squashed commits, newest
// first.
std::vector<MergeInProgress> before_commit(const HookCall& call) {
  std::vector<Incoming> incoming;
  for (const auto& line : text::lines(file_in_git_dir(call, "MERGE_HEAD")))
    if (is_object_id(text::trim(line))) incoming.push_back({text::trim(line), ""});
  if (incoming.empty())
    for (const auto& line : text::lines(file_in_git_dir(call, "SQUASH_MSG")))
      if (line.starts_with("commit ") && is_object_id(line.substr(7, 40))) {
        incoming.push_back({line.substr(7, 40), ""});
        break;
      }
  if (incoming.empty()) return {};
  return {{"", incoming, "INDEX", index_file(call)}};
}

// "<local ref> <local commit> <remote ref> <remote commit>" a line; all zeros: deleted here, or new there.
std::vector<MergeInProgress> before_push(const HookCall& call, const std::string& target) {
  std::vector<MergeInProgress> merges;
  for (const auto& line : text::lines(call.input)) {
    auto words = text::split(line, ' ');
    if (words.size() != 4 || words[2] != "refs/heads/" + target) continue;
    auto zero = [](const std::string& id) { return id.find_first_not_of('0') == id.npos; };
    if (zero(words[1]) || zero(words[3])) continue;
    if (run_git(call.folder, {"cat-file", "-e", words[3] + "^{commit}"}).status != 0)
      throw Error("the remote's " + target + " is at a commit that is not here", words[3],
                  "git fetch, then push again");
    auto name = words[0].starts_with("refs/heads/") ? words[0].substr(11) : words[0];
    merges.push_back({words[3], {{words[1], name}}, words[1], ""});
  }
  return merges;
}

}  // namespace

std::vector<Incoming> incoming_of(const std::map<std::string, std::string>& environment) {
  constexpr std::string_view prefix = "GITHEAD_";
  std::vector<Incoming> incoming;
  for (const auto& [name, value] : environment)
    if (name.starts_with(prefix) && is_object_id(name.substr(prefix.size())))
      incoming.push_back({name.substr(prefix.size()), is_object_id(value) ? std::string() : value});
  return incoming;
}

std::vector<MergeInProgress> merges_of(const HookCall& call, const std::string& target) {
  if (call.hook == "pre-push") return before_push(call, target);
  if (!on_branch(call, target)) return {};
  if (call.hook == "reference-transaction") return before_anything_moves(call);
  if (call.hook == "pre-merge-commit") return before_merge_commit(call);
  if (call.hook == "pre-commit") return before_commit(call);
  return {};
}

// The index remembers a conflict after `git add`, until the commit is made: "<mode> <object> <stage>\t<path>".
bool schema_conflict_resolved(const HookCall& call) {
  if (call.hook != "pre-commit") return false;
  auto resolved = run_git_on_index(call.folder, index_file(call), {"ls-files", "-z", "--resolve-undo"});
  auto entries = text::split(resolved.status == 0 ? resolved.out : std::string(), '\0');
  return std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.ends_with(".prisma"); });
}

}  // namespace tributary::cli
