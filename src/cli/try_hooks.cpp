#include "cli/try_hooks.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/settings.hpp"
#include "tributary/hooks.hpp"

namespace tributary::cli {
namespace {

using State = Checkup::State;

constexpr int deadline_ms = 120'000;
constexpr const char* bad_branch = "tributary-trial";

class Clone {
 public:
  Clone() {
    auto pattern = (std::filesystem::temp_directory_path() / "tributary-trial-XXXXXX").string();
    if (::mkdtemp(pattern.data())) folder_ = pattern;
  }
  ~Clone() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  Clone(const Clone&) = delete;
  Clone& operator=(const Clone&) = delete;

  std::string root() const { return join_path(folder_, "clone"); }
  bool made() const { return !folder_.empty(); }

  bool copy_of(const std::string& common_dir) const {
    return run_git_as_person(
               "/", {"-c", "core.hooksPath=/dev/null", "clone", "-q", "--shared", "--no-checkout", common_dir, root()},
               deadline_ms)
               .status == 0;
  }

  ProcessResult git_with_hooks(const std::vector<std::string>& arguments) const {
    return run_git_as_person(root(), arguments, deadline_ms);
  }
  bool git(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"-c", "core.hooksPath=/dev/null"});
    return git_with_hooks(std::move(arguments)).status == 0;
  }

 private:
  std::string folder_;
};

// The target's first folder of migrations; "" = it has none.
std::string migrations_of(const Workspace& workspace) {
  for (const auto& project : workspace.target_source().projects)
    if (project.provider == "postgresql" && !project.migrations_dir.empty()) return project.migrations_dir;
  return {};
}

// main and a branch, both gone on, the branch with a script that fails on every database.
bool prepare(const Clone& clone, const Workspace& workspace, const std::string& migrations, const std::string& hooks) {
  const auto& target = workspace.target;
  bool ready = clone.copy_of(workspace.common_dir);
  ready = ready && clone.git({"checkout", "-q", "-B", target.branch, target.commit}) &&
          clone.git({"config", "user.name", "tributary"}) &&
          clone.git({"config", "user.email", "tributary@localhost"}) &&
          clone.git({"config", "core.hooksPath", hooks}) && clone.git({"checkout", "-q", "-b", bad_branch});
  if (!ready) return false;
  auto folder = join_path(clone.root(), join_path(migrations, "99991231235959_tributary_trial"));
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  std::ofstream(folder + "/migration.sql") << "ALTER TABLE \"tributary_no_such_table\" ADD COLUMN \"x\" TEXT;\n";
  return clone.git({"add", "-f", "-A", "--", migrations}) &&
         clone.git({"commit", "-q", "--no-verify", "-m", "trial"}) && clone.git({"checkout", "-q", target.branch}) &&
         clone.git({"commit", "-q", "--no-verify", "--allow-empty", "-m", "goes on"});
}

}  // namespace

Checkup try_hooks(const std::string& folder, const Workspace& workspace) {
  auto migrations = migrations_of(workspace);
  if (migrations.empty() || workspace.target.commit.empty())
    return {State::remark, "hooks tried", "the target has no migrations of PostgreSQL to try a merge with", ""};
  auto hooks = find_hook_folder(folder).path;
  Clone clone;
  if (!clone.made() || !prepare(clone, workspace, migrations, hooks))
    return {State::remark, "hooks tried", "no clone could be made to try a merge in", "git clone tells why"};
  auto merged = clone.git_with_hooks({"merge", "-q", "--no-ff", "-m", "trial", bad_branch});
  bool went_through = clone.git({"merge-base", "--is-ancestor", bad_branch, "HEAD"});
  auto said = merged.out + merged.err;
  if (went_through)
    return {State::problem, "hooks tried",
            "a merge whose migration fails on every database went through with the hooks of " + hooks,
            "tributary hook install"};
  if (said.find("tributary refused") == said.npos)
    return {State::remark, "hooks tried",
            "the bad merge was stopped, and not by tributary: " + text::lines(text::trim(said) + "\n").front(), ""};
  return {State::good, "hooks tried", "a bad merge in a scratch clone is refused by the hooks of " + hooks, ""};
}

}  // namespace tributary::cli
