#include "collect/repository.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/git_folders.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

std::string without_line_end(std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

// `git config -z` ends each entry with NUL and puts a line end between key and value; a key alone means true.
std::map<std::string, std::string> read_config(const std::string& common_dir) {
  std::map<std::string, std::string> config;
  for (const auto& entry :
       text::split(run_git(common_dir, {"config", "-z", "--get-regexp", "^(core|extensions)\\."}).out, '\0')) {
    auto end = entry.find('\n');
    if (!entry.empty()) config[entry.substr(0, end)] = end == entry.npos ? "true" : entry.substr(end + 1);
  }
  return config;
}

void refuse_unreadable_formats(const std::string& common_dir, const std::map<std::string, std::string>& config) {
  static const std::vector<std::string> readable = {"noop", "worktreeconfig", "partialclone", "relativeworktrees",
                                                    "preciousobjects"};
  auto version = config.find("core.repositoryformatversion");
  if (version == config.end() || version->second == "0") return;  // git itself ignores the others then
  for (const auto& [key, value] : config) {
    if (key.rfind("extensions.", 0) != 0) continue;
    auto extension = key.substr(11);
    bool known = std::find(readable.begin(), readable.end(), extension) != readable.end();
    bool usual = (extension == "objectformat" && value == "sha1") || (extension == "refstorage" && value == "files");
    if (known || usual) continue;
    throw Error("tributary cannot read repositories with extensions." + extension + "=" + value, common_dir,
                "it reads SHA-1 objects and refs kept in files; a clone in that format can be made with `git clone`");
  }
}

bool is_folder_with(const std::string& worktree, const std::string& common_dir) {
  return real_path(git_dir_of(worktree)) == common_dir;
}

// The main worktree is the folder above .git; or core.worktree; or, with a separate git directory, only known to who
// stands in it: git records nothing (its own `worktree list` then prints the git directory).
std::string find_main_worktree(const Repository& repository, const std::string& folder) {
  if (repository.bare) return {};
  if (auto set = repository.config.find("core.worktree"); set != repository.config.end()) {
    auto path = set->second.rfind('/', 0) == 0 ? set->second : repository.common_dir + "/" + set->second;
    return absolute_path(path);
  }
  auto above = parent_path(repository.common_dir);
  if (file_name(repository.common_dir) == ".git" || is_folder_with(above, repository.common_dir)) return above;
  auto top = run_git(folder, {"rev-parse", "--show-toplevel"});
  auto here = without_line_end(top.out);
  return top.status == 0 && is_folder_with(here, repository.common_dir) ? here : std::string();
}

void read_refs(Repository& repository) {
  auto listed =
      run_git(repository.common_dir, {"for-each-ref", "--format=%(objectname)%00%(refname)%00%(upstream)%00%(symref)"});
  for (const auto& line : text::split(listed.out, '\n')) {
    auto fields = text::split(line, '\0');
    if (fields.size() != 4) continue;
    Ref ref;
    ref.name = fields[1], ref.upstream = fields[2], ref.points_to = fields[3];
    if (auto id = parse_object_id(fields[0])) ref.id = *id;
    repository.refs.emplace_hint(repository.refs.end(), ref.name, ref);
  }
  for (const auto& line : text::lines(listed.err))
    if (!line.empty())
      repository.obstacles.push_back({"", 0, "git: " + line, "`git for-each-ref` and `git fsck` tell more"});
}

// git's own answer where the configuration does not say it in a plain word.
bool is_bare(const std::string& common_dir, const std::map<std::string, std::string>& config) {
  auto says = config.find("core.bare");
  if (says != config.end() && says->second == "true") return true;
  if (says != config.end() && says->second == "false") return false;
  return ask_git(common_dir, {"rev-parse", "--is-bare-repository"}) == "true";
}

}  // namespace

Repository open_repository(const std::string& folder) {
  auto common_dir = common_dir_of(folder);
  if (auto real = real_path(common_dir); !real.empty()) common_dir = real;
  auto config = read_config(common_dir);
  refuse_unreadable_formats(common_dir, config);
  Repository repository{common_dir, false, false, false, {}, std::move(config), {}, {}, Objects(common_dir)};
  repository.bare = is_bare(common_dir, repository.config);
  repository.shallow = kind_behind(common_dir + "/shallow") == FileKind::file;
  repository.partial = repository.config.count("extensions.partialclone") > 0;
  repository.main_worktree = find_main_worktree(repository, folder);
  read_refs(repository);
  return repository;
}

Repository open_again(const Workspace& workspace) {
  Repository repository{workspace.common_dir,         workspace.bare, workspace.shallow, false, {}, {}, {}, {},
                        Objects(workspace.common_dir)};
  read_refs(repository);
  return repository;
}

const Ref* Repository::find_ref(const std::string& name) const {
  auto found = refs.find(name);
  return found == refs.end() ? nullptr : &found->second;
}

std::string short_ref(const std::string& name) {
  for (std::string_view prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"})
    if (name.rfind(prefix, 0) == 0) return name.substr(prefix.size());
  return name;
}

std::string branch_of_ref(const std::string& name) {
  if (name.rfind("refs/heads/", 0) == 0) return name.substr(11);
  if (name.rfind("refs/remotes/", 0) != 0) return {};
  auto slash = name.find('/', 13);
  return slash == name.npos ? std::string() : name.substr(slash + 1);
}

}  // namespace tributary
