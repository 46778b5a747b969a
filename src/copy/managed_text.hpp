#pragma once
// Our lines in the files of hook managers: put in, found again, taken out. Pure.
#include <string>
#include <vector>

namespace tributary::copy {

/// Shell lines that run the guard for one event: missing program: a warning, and the commit goes on; refused: `exit 1`.
/// They never leave the script otherwise, and what reads the input behind them still finds it.
std::string guard_lines(const std::string& event);
/// The same in one line, for a configuration that holds commands. No single quotes in it.
std::string guard_line(const std::string& event);

/// Of a shell script: our block behind the lines that begin it; "" makes a script.
std::string with_block(const std::string& script, const std::string& event);
std::string without_block(const std::string& script, const std::string& event);

/// lefthook: a file of ours that its configuration extends.
std::string lefthook_text(const std::vector<std::string>& events);
std::string extended_by(const std::string& config, const std::string& file);
std::string no_longer_extended_by(const std::string& config, const std::string& file);

/// pre-commit: a local repository of hooks, and the hook types that `pre-commit install` installs.
std::string pre_commit_text(const std::vector<std::string>& events, const std::string& indent);
std::string with_pre_commit_block(const std::string& config, const std::vector<std::string>& events);
std::string without_pre_commit_block(const std::string& config);

/// simple-git-hooks, in package.json or a file of its own: a key per event. Throws Error where there is no such object.
bool has_simple_hooks(const std::string& json);
std::string with_simple_hook(const std::string& json, const std::string& event);
std::string without_simple_hook(const std::string& json, const std::string& event);

}  // namespace tributary::copy
