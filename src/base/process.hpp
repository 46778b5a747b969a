#pragma once
// Runs other programs without a shell.
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

struct ProcessResult {
  int status = 0;  ///< exit code; 128+N after signal N; 127 where the program was not found; -1 after the deadline
  std::string out, err;
};

struct ProcessOptions {
  std::string folder;                          ///< working directory; "" = ours
  std::string_view input;                      ///< its standard input; nothing else is ever connected to it
  bool clear_environment = false;              ///< start from nothing instead of from ours
  std::vector<std::string> unset;              ///< variables to remove
  std::map<std::string, std::string> set;      ///< variables to add
  int deadline_ms = 0;                         ///< then it and its process group are killed; 0 = wait for ever
  std::function<void(std::string_view)> seen;  ///< called with each piece of both outputs as it comes; may be empty
};

/// Runs argv[0] (looked up in PATH) and collects both outputs. Throws Error only where no process can be made.
ProcessResult run_process(const std::vector<std::string>& argv, const ProcessOptions& options = {});

/// git with every variable removed that could point it elsewhere (`git rev-parse --local-env-vars`), and with no
/// prompt, pager, fsmonitor, hook, optional lock or lazy fetch. `arguments` start after `git -C folder`.
ProcessResult run_git(const std::string& folder, const std::vector<std::string>& arguments,
                      std::string_view input = {});
/// The same with every clean and smudge filter of git's configuration taken for absent: for commands that would run
/// them on a file's content. Line ends are still converted.
ProcessResult run_git_without_filters(const std::string& folder, const std::vector<std::string>& arguments,
                                      std::string_view input = {});
/// The same against another index; `index_file` is absolute, "" = the worktree's own.
ProcessResult run_git_on_index(const std::string& folder, const std::string& index_file,
                               const std::vector<std::string>& arguments);
/// The same but with the user's own hooks path left alone: only to ask git where hooks are.
ProcessResult run_git_as_configured(const std::string& folder, const std::vector<std::string>& arguments);
/// run_git; throws Error with git's own message unless it exits with 0. Returns its output.
std::string git(const std::string& folder, const std::vector<std::string>& arguments, std::string_view input = {});
/// git as a person runs it there, with the repository's hooks, filters and identity and what is exported or given with
/// `git -c` beside it; what points git elsewhere (in a hook of another repository) is removed.
ProcessResult run_git_as_person(const std::string& folder, const std::vector<std::string>& arguments,
                                int deadline_ms = 0);

/// This program's own file; "tributary" where the system does not say.
std::string own_binary();

}  // namespace tributary
