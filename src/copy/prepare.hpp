#pragma once
// From planned edits to moves: everything new is staged first, so that the worktree only ever sees renames.
#include <map>
#include <string>
#include <vector>

#include "copy/journal.hpp"

namespace tributary::copy {

struct Prepared {
  std::vector<Edit> edits;                   ///< those that change something
  std::vector<Move> moves;                   ///< in order
  std::map<std::string, std::size_t> files;  ///< path in the stage -> edit whose content it gets
  std::map<std::string, mode_t> modes;       ///< path in the stage -> permissions it must have; others get the umask's
  std::vector<std::string> folders;          ///< to make in the stage
  std::vector<std::string> parents;          ///< folders of root, standing now, that the moves reach into
};

/// Reads only. A copy that stands already byte for byte is left out. Throws Error: a path that leaves root, a link on
/// the way, something different where an edit would write, content that is not what a rename or remove expects.
Prepared prepare(const Tree& root, const std::vector<Edit>& edits, const ContentOf& content);

/// The edit's bytes; throws Error where they are not what was planned.
std::string content_of(const Edit& edit, const ContentOf& content);

}  // namespace tributary::copy
