#pragma once
// One repository: where git says it is, and its refs as they were when it was opened.
#include <map>
#include <string>
#include <vector>

#include "collect/objects.hpp"
#include "tributary/collect.hpp"

namespace tributary {

struct Ref {
  std::string name;       ///< full: "refs/heads/x"
  ObjectId id;            ///< of a tag object for annotated tags
  std::string upstream;   ///< full name; "" = none
  std::string points_to;  ///< full name that a symbolic ref points to; "" = an ordinary ref
};

struct Repository {
  std::string common_dir;  ///< absolute
  bool bare = false, shallow = false, partial = false;
  std::string main_worktree;                  ///< absolute; "" = bare, or not recorded (separate git directory)
  std::map<std::string, std::string> config;  ///< core.* and extensions.*, keys in lower case, of the common directory
  std::map<std::string, Ref> refs;
  std::vector<Obstacle> obstacles;
  Objects objects;

  const Ref* find_ref(const std::string& name) const;  ///< null: no such ref
};

/// Asks git whether this is a repository it accepts (ownership, safe.directory), then opens it. Throws Error.
Repository open_repository(const std::string& folder);

/// What collect() has opened before, with the refs of now; configuration and main worktree stay empty.
Repository open_again(const Workspace& workspace);

std::string short_ref(const std::string& name);  ///< "x" for refs/heads/x and refs/tags/x, "origin/x" for a remote's
std::string branch_of_ref(const std::string& name);  ///< "x" for refs/heads/x and refs/remotes/origin/x; "" for others

}  // namespace tributary
