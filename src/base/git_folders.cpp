#include "base/git_folders.hpp"

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string line_with(const std::string& text, std::string_view word) {
  for (const auto& line : text::lines(text))
    if (line.find(word) != line.npos) return text::trim(line);
  return {};
}

[[noreturn]] void refused(const std::string& folder, const ProcessResult& result) {
  if (result.status == 127) throw Error("git is not installed", "PATH", "install git 2.36 or newer");
  auto says = text::trim(result.err);
  if (says.find("dubious ownership") != says.npos)
    throw Error("git refuses this repository, because it belongs to another user", folder,
                line_with(says, "safe.directory"));
  if (says.find("unknown repository extension") != says.npos || says.find("repository version") != says.npos)
    throw Error("git cannot read this repository: " + text::replace_all(says, "\n", " "), folder,
                "a newer git made it; tributary reads neither extensions.refStorage=reftable nor objectFormat=sha256");
  if (says.find("not a git repository") != says.npos)
    throw Error("not a git repository", folder, "run tributary inside a repository, or name one with --repo DIR");
  throw Error("git cannot open this folder: " + text::replace_all(says, "\n", " "), folder,
              "run tributary inside a repository, or name one with --repo DIR");
}

}  // namespace

std::string ask_git(const std::string& folder, const std::vector<std::string>& arguments) {
  auto result = run_git(folder, arguments);
  if (result.status != 0) refused(folder, result);
  if (!result.out.empty() && result.out.back() == '\n') result.out.pop_back();
  return std::move(result.out);
}

std::string common_dir_of(const std::string& folder) {
  return ask_git(folder, {"rev-parse", "--path-format=absolute", "--git-common-dir"});
}

std::string git_dir_of(const std::string& worktree) {
  auto dot_git = join_path(worktree, ".git");
  if (kind_behind(dot_git) == FileKind::folder) return dot_git;
  auto link = text::trim(read_file(dot_git).bytes.value_or(""));
  constexpr std::string_view prefix = "gitdir: ";
  if (!link.starts_with(prefix)) return {};
  auto target = link.substr(prefix.size());
  return target.starts_with('/') ? target : join_path(worktree, target);
}

}  // namespace tributary
