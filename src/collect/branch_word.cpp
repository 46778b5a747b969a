#include "collect/branch_word.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

constexpr int most_steps = 400;

std::string text_of_link(const std::string& path) {
  std::error_code problem;
  return std::filesystem::read_symlink(path, problem).string();
}

// The links that `file` is reached through, each by its own path from the root, until one leaves the worktree.
std::set<std::string> links_on_the_way(const std::string& root, const std::string& file) {
  std::set<std::string> links;
  auto steps = text::split(file, '/');
  std::deque<std::string> ahead(steps.begin(), steps.end());
  std::string at;
  for (int left = most_steps; left > 0 && !ahead.empty(); --left) {
    auto step = ahead.front();
    ahead.pop_front();
    if (step.empty() || step == ".") continue;
    if (step == "..") {
      if (at.empty()) break;
      at = at.find('/') == at.npos ? std::string() : parent_path(at);
      continue;
    }
    auto path = join_path(at, step);
    if (kind_of(join_path(root, path)) != FileKind::link) {
      at = path;
      continue;
    }
    links.insert(path);
    auto behind = text_of_link(join_path(root, path));
    if (behind.starts_with('/')) break;
    auto more = text::split(behind, '/');
    ahead.insert(ahead.begin(), more.begin(), more.end());
  }
  return links;
}

bool holds_link(const Tree& tree, const std::string& path, const std::string& id) {
  return tree.kind(path) == FileKind::link && tree.id(path) == id;
}

bool is_link_of_a_branch(const Tree& tree, const CommittedFiles& committed, const std::string& path) {
  auto id = git_blob_id(text_of_link(join_path(tree.root, path)));
  if (committed.target && holds_link(*committed.target, path, id)) return false;
  return std::any_of(committed.here.begin(), committed.here.end(),
                     [&](const Tree& here) { return holds_link(here, path, id); });
}

// A link may leave the worktree and come back into it: "/proc/self/cwd/x", "../repository/x".
std::set<std::string> places_of(const Tree& tree, const std::string& file) {
  std::set<std::string> places = {file};
  auto root = real_path(tree.root) + "/", real = real_path(join_path(tree.root, file));
  if (real.starts_with(root)) places.insert(real.substr(root.size()));
  return places;
}

}  // namespace

bool only_a_branch_says(const Tree& tree, const ProjectSearch& search, const std::string& file, const SaysIt& says_it) {
  if (!search.committed) return false;
  const auto& committed = *search.committed;
  for (const auto& link : links_on_the_way(tree.root, file))
    if (is_link_of_a_branch(tree, committed, link)) return true;
  const auto places = places_of(tree, file);
  auto says = [&](const Tree& there) {
    return std::any_of(places.begin(), places.end(), [&](const std::string& place) {
      auto text = there.read(place);
      return text.bytes && says_it(*text.bytes);
    });
  };
  if (committed.target && says(*committed.target)) return false;
  return std::any_of(committed.here.begin(), committed.here.end(), says);
}

}  // namespace tributary
