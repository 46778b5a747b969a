#pragma once
// The target's folders as they grow step by step.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "plan/own.hpp"

namespace tributary::plan {

class Merged {
 public:
  explicit Merged(const Workspace& workspace);

  struct Addition {
    std::size_t folder = 0;  ///< index into Folders::all
    std::string source;
  };
  /// Adds a folder unless its name is there already through an earlier step, which is then returned; else null.
  const Addition* add(const Folders& folders, std::size_t folder, const std::string& source);
  const Addition* addition(const std::string& project, const std::string& name) const;  ///< null: the target's own

  const std::vector<std::string>& names(const std::string& project) const;  ///< in the listing order of its version
  const std::map<std::string, std::vector<std::string>>& all() const { return names_; }
  const std::string& newest_of_target(const std::string& project) const;  ///< "" = it had none
  bool before(const std::string& project, const std::string& a, const std::string& b) const;

 private:
  const Workspace& workspace_;
  mutable std::map<std::string, PrismaVersion> versions_;
  std::map<std::string, std::vector<std::string>> names_;
  std::map<std::string, std::string> newest_;
  std::map<std::pair<std::string, std::string>, Addition> additions_;
};

}  // namespace tributary::plan
