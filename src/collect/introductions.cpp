#include "collect/introductions.hpp"

#include <set>

#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::set<std::string> shallow_boundary(const Repository& repository) {
  std::set<std::string> commits;
  if (!repository.shallow) return commits;
  if (auto file = read_file(repository.common_dir + "/shallow"); file.bytes)
    for (auto& line : text::lines(*file.bytes)) commits.insert(std::move(line));
  return commits;
}

}  // namespace

bool reaches(const Repository& repository, const std::string& commit, const std::string& tip) {
  return commit == tip || run_git(repository.common_dir, {"merge-base", "--is-ancestor", commit, tip}).status == 0;
}

std::map<std::string, std::vector<Introduction>> introductions(const Repository& repository,
                                                               const std::vector<std::string>& folders,
                                                               const std::vector<std::string>& tips) {
  std::map<std::string, std::vector<Introduction>> found;
  if (folders.empty()) return found;
  std::vector<std::string> arguments = {
      "log",          "--full-history",  "--topo-order",    "--raw",      "-r",        "-z",    "--no-abbrev",
      "--no-renames", "--diff-filter=A", "--format=%x01%H", "--branches", "--remotes", "--tags"};
  for (const auto& tip : tips)
    if (parse_object_id(tip)) arguments.push_back(tip);
  arguments.push_back("--");
  for (const auto& folder : folders) arguments.push_back(":(top,literal)" + folder);
  const auto boundary = shallow_boundary(repository);
  const auto words = text::split(run_git(repository.common_dir, arguments).out, '\0');
  std::string commit;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    while (!word.empty() && word[0] == '\n') word.remove_prefix(1);
    if (!word.empty() && word[0] == '\x01') commit = std::string(word.substr(1, 40));
    if (word.size() <= 97 || word[0] != ':' || i + 1 >= words.size()) continue;
    auto& added = found[words[++i]];
    if (!boundary.count(commit)) added.push_back({commit, std::string(word.substr(56, 40))});
  }
  return found;
}

std::string introduced_by(const Repository& repository, const std::vector<Introduction>& added, const std::string& blob,
                          const std::string& tip) {
  for (bool same_blob : {true, false})
    for (auto at = added.rbegin(); at != added.rend(); ++at)
      if ((at->blob == blob) == same_blob && reaches(repository, at->commit, tip)) return at->commit;
  return {};
}

}  // namespace tributary
