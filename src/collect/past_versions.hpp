#pragma once
// The schema and the migrations of any commit, each distinct schema read and counted once.
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collect/ref_projects.hpp"
#include "psl/inventory.hpp"

namespace tributary {

/// One project as one commit has it.
struct PastVersion {
  std::string commit;
  const Project* project = nullptr;  ///< null: no such project there; lives as long as the PastVersions
  std::shared_ptr<const psl::Holdings> holdings;
};

class PastVersions {
 public:
  PastVersions(const Objects& objects, ProjectSearch search, ContentStore& store)
      : finder_(objects, std::move(search), store) {}

  PastVersion at(const std::string& commit, const std::string& project);
  std::vector<std::string> paths_at(const std::string& commit);  ///< of its projects
  std::shared_ptr<const psl::Holdings> holdings(const std::vector<SchemaFile>& schema);
  const psl::Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  CommitProjectFinder finder_;
  psl::Vocabulary vocabulary_;
  std::map<std::string, std::shared_ptr<const psl::Holdings>> by_blobs_;
};

}  // namespace tributary
