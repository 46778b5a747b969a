#include "collect/ci_names.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "tributary/collect.hpp"

namespace tributary {
namespace {

// Of merge requests first: there the other variables name the result of the merge, or a number.
constexpr const char* variables[] = {
    "GITHUB_HEAD_REF",                      // GitHub Actions, pull requests
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",  // GitLab
    "BITBUCKET_BRANCH",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",  // Azure Pipelines: refs/heads/NAME
    "CHANGE_BRANCH",                    // Jenkins, pull requests
    "BUILDKITE_BRANCH",
    "CI_COMMIT_BRANCH",
    "CI_COMMIT_REF_NAME",
    "BUILD_SOURCEBRANCH",  // Azure: refs/heads/NAME, refs/pull/1/merge
    "BRANCH_NAME",         // Jenkins
    "GIT_BRANCH",          // Jenkins: origin/NAME
    "GITHUB_REF_NAME",     // "12/merge" in a pull request, which GITHUB_HEAD_REF has named already
};

// What git would take for the name of a branch, and nothing that plays with a terminal.
bool is_branch_name(const std::string& name) {
  if (name.empty() || name.size() > 250 || name[0] == '-' || name.find("..") != name.npos) return false;
  for (unsigned char c : name)
    if (c <= ' ' || c == 0x7f || std::string_view("~^:?*[\\").find(static_cast<char>(c)) != std::string_view::npos)
      return false;
  return text::is_utf8(name);
}

std::string value_of(const std::map<std::string, std::string>& environment, const std::string& variable) {
  auto found = environment.find(variable);
  return found == environment.end() ? std::string() : found->second;
}

// It stands in Markdown: no blank, quote or bracket may end the link, and no name and password stand in it.
bool is_plain_url(const std::string& url) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:%+";
  return (url.starts_with("https://") || url.starts_with("http://")) && url.size() < 500 &&
         url.find_first_not_of(allowed) == std::string::npos;
}

}  // namespace

std::string files_url_by_ci(const std::map<std::string, std::string>& environment) {
  auto server = value_of(environment, "GITHUB_SERVER_URL"), repository = value_of(environment, "GITHUB_REPOSITORY");
  if (!server.empty() && !repository.empty()) {
    auto url = server + "/" + repository + "/blob/";
    return is_plain_url(url) ? url : "";
  }
  auto project = value_of(environment, "CI_PROJECT_URL");
  return is_plain_url(project) ? project + "/-/blob/" : "";
}

std::string branch_by_ci(const std::map<std::string, std::string>& environment) {
  for (const std::string variable : variables) {
    auto found = environment.find(variable);
    if (found == environment.end()) continue;
    auto name = found->second;
    if (name.starts_with("refs/") && !name.starts_with("refs/heads/")) continue;
    if (name.starts_with("refs/heads/")) name = name.substr(11);
    if (variable == "GIT_BRANCH" && name.starts_with("origin/")) name = name.substr(7);
    if (is_branch_name(name)) return name;
  }
  return {};
}

void name_by_ci(std::vector<Source>& worktrees, const std::string& repository,
                const std::map<std::string, std::string>& environment) {
  auto branch = branch_by_ci(environment);
  auto here = real_path(repository);
  if (branch.empty() || here.empty()) return;
  Source* best = nullptr;
  for (auto& source : worktrees) {
    auto root = source.path.empty() ? std::string() : real_path(source.path);
    bool inside = !root.empty() && (here + "/").starts_with(root + "/");
    if (inside && (!best || root.size() > real_path(best->path).size())) best = &source;
  }
  if (best && best->detached) best->named_by_ci = branch;
}

}  // namespace tributary
