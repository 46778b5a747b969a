#pragma once
// What the promises are held against: every command in every format, and a worktree's bytes before and after.
#include <map>
#include <string>
#include <vector>

#include "support/temp_repo.hpp"

namespace tributary::testing {

using Words = std::vector<std::string>;

/// Every command that only reads, with each of its formats where `all_formats`.
std::vector<Words> reading_commands(bool all_formats);
/// The commands that write, in their dry form.
std::vector<Words> dry_commands();

/// Every command of the program by its name, with what it does beyond printing where it does something: what may ask a
/// database. Runs in this order leave the worktree as it was. `folder`: for what they write; it holds a drift.md.
std::vector<std::pair<std::string, std::vector<Words>>> commands_beside_a_database(const std::string& folder,
                                                                                   const std::string& database);
/// The names that `tributary --help` lists.
std::vector<std::string> names_of_commands();

/// Path -> kind, mode and bytes of everything below `folder`, untracked and .git included, links not followed. Leaves
/// out .git/tributary, where the journal is.
std::map<std::string, std::string> tree_of(const std::string& folder);
/// The first path that differs; "" = none.
std::string first_difference(const std::map<std::string, std::string>& before,
                             const std::map<std::string, std::string>& after);

/// Where a byte or character stands that a terminal would obey: control characters but the newline, bidirectional and
/// zero-width characters, bytes outside UTF-8. npos = nowhere. SGR colours pass where `colours`.
std::size_t obeyed_by_terminals(const std::string& text, bool colours = false);

std::string joined(const Words& words);
bool contains(const std::string& text, const std::string& what);

}  // namespace tributary::testing
