#include "collect/past_walk.hpp"

#include <algorithm>

#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<std::string> lines_of(const Repository& repository, const std::vector<std::string>& arguments) {
  auto listed = run_git(repository.common_dir, arguments);
  return listed.status == 0 ? text::lines(listed.out) : std::vector<std::string>();
}

std::vector<std::string> range(std::vector<std::string> arguments, const std::string& tip, const std::string& without) {
  arguments.push_back(tip);
  if (!without.empty()) arguments.push_back("^" + without);
  return arguments;
}

// `git merge --squash` writes "Squashed commit of the following:" and then the commits, newest first.
std::string named_in_message(const std::string& message) {
  auto at = message.find("Squashed commit of the following:");
  if (at == message.npos) return {};
  auto commit = message.find("\ncommit ", at);
  auto id = commit == message.npos ? std::string() : message.substr(commit + 8, 40);
  return parse_object_id(id) ? id : std::string();
}

// A forge ends the subject of a squash merge with the number of the pull request: "Add courses (#12)".
std::string pull_request_head(const Repository& repository, const std::string& message) {
  auto subject = message.substr(0, message.find('\n'));
  auto at = subject.rfind("(#");
  if (at == subject.npos || !subject.ends_with(")")) return {};
  auto number = subject.substr(at + 2, subject.size() - at - 3);
  if (number.empty() || number.find_first_not_of("0123456789") != number.npos) return {};
  for (const auto& name : {"refs/pull/" + number + "/head", "refs/remotes/origin/pr/" + number})
    if (const auto* ref = repository.find_ref(name)) return ref->id.hex();
  return {};
}

void add_squashes(const Repository& repository, const std::string& tip, const std::string& without, std::size_t most,
                  std::vector<PastMerge>& merges) {
  auto arguments =
      range({"log", "--first-parent", "--no-merges", "--max-count=" + std::to_string(most), "-E",
             "--grep=^Squashed commit of the following:", "--grep=\\(#[0-9]+\\)$", "-z", "--format=%H %P%n%B"},
            tip, without);
  auto log = run_git(repository.common_dir, arguments);
  for (const auto& entry : text::split(log.out, '\0')) {
    auto end = entry.find('\n');
    if (end != 81) continue;  // of a root commit, which joined nothing
    auto message = entry.substr(end + 1);
    auto squashed = named_in_message(message);
    if (squashed.empty()) squashed = pull_request_head(repository, message);
    auto id = parse_object_id(squashed);
    if (id && repository.objects.commit_behind(*id))
      merges.push_back({entry.substr(0, 40), {entry.substr(41, 40), squashed}, true});
  }
}

}  // namespace

std::vector<PastMerge> merges_behind(const Repository& repository, const std::string& tip, const std::string& without,
                                     std::size_t most) {
  std::vector<PastMerge> merges;
  auto arguments = range({"rev-list", "--merges", "--parents", "--max-count=" + std::to_string(most)}, tip, without);
  for (const auto& line : lines_of(repository, arguments)) {
    auto ids = text::split(line, ' ');
    merges.push_back({ids.at(0), {ids.begin() + 1, ids.end()}, false});
  }
  add_squashes(repository, tip, without, most, merges);
  return merges;
}

std::vector<std::string> all_merge_bases(const Repository& repository, const std::string& a, const std::string& b) {
  return lines_of(repository, {"merge-base", "--all", a, b});
}

std::vector<std::string> changed_since(const Repository& repository, const std::string& merge, const std::string& tip,
                                       const std::vector<std::string>& pathspecs) {
  auto all = lines_of(repository, {"rev-list", "--ancestry-path", "^" + merge, tip});
  std::vector<std::string> changing = {"rev-list", "--full-history", "^" + merge, tip, "--"};
  changing.insert(changing.end(), pathspecs.begin(), pathspecs.end());
  std::set<std::string> wanted;
  for (auto& id : lines_of(repository, changing)) wanted.insert(std::move(id));
  for (auto& id : lines_of(repository, {"rev-list", "--merges", "^" + merge, tip})) wanted.insert(std::move(id));
  std::erase_if(all, [&](const std::string& id) { return !wanted.count(id); });
  return all;
}

std::string subject_of(const Repository& repository, const std::string& commit) {
  return text::trim(run_git(repository.common_dir, {"log", "-1", "--format=%s", commit}).out);
}

}  // namespace tributary
