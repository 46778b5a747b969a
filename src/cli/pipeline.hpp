#pragma once
// The stages in their order, with the loops back written out: what every command shares.
#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

CollectOptions collect_options(const Session& session, const Config& config);

/// Whether the scripts are read: `status` is asked often and says nothing that needs it. `counted`: and the databases
/// are asked what the rules about hazards want counted.
enum class Sql { left, read, counted };

/// worktrees, refs -> Workspace -> Databases -> Histories -> Sequence; what could not be had is absent.
Analysis survey(const Session& session, const Config& config, Sql sql = Sql::read);
/// The same from a Workspace that is there already.
Analysis survey(const Session& session, const Config& config, Workspace workspace, Sql sql = Sql::read);

/// What a deploy would do in each database that has something pending: counts the rows and reads the structure that it
/// hangs on.
void look_at_pending(const Session& session, const Config& config, Analysis& analysis);

/// Reads the structure of each database that answered: for the commands whose rules look at it.
void add_structures(const Session& session, const Config& config, Analysis& analysis);

/// By source, those that bring nothing too: the first error for which `merge SOURCE` would refuse it, once the steps
/// before it are merged.
std::map<std::string, Finding> refused_steps(const Verdict& verdict, const Sequence& sequence);
/// Each exported variable that hides a file's other value, in a sentence: what is said of databases is not of those.
std::vector<std::string> overriding_notes(const Workspace& workspace);

/// " --offline": what the run was given of the options that say what is looked at, for a line to type next.
std::string given_options(const Session& session);
/// The lines of tributary's among `commands`, with them; other programs' are left as they are.
void give_options(const Session& session, std::vector<std::string>& commands);

/// An Answer with everything that is the same for each command.
Answer answer_for(const std::string& command, Analysis analysis, Verdict verdict);

/// Prints what `text` makes of each format that was asked for, each to its place.
void deliver(const Session& session, const std::function<std::string(Format, const Style&)>& text);
/// Renders and prints, the lines to type next with the options that were given; returns the answer's exit code.
int finish(const Session& session, Answer answer);

}  // namespace tributary::cli
