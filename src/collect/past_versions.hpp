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
};

class PastVersions {
 public:
  PastVersions(const Objects& objects, ProjectSearch search, ContentStore& store)
      : finder_(objects, std::move(search), store) {}

  PastVersion at(const std::string& commit, const std::string& project);
  std::vector<std::string> paths_at(const std::string& commit);  ///< of its projects
  const psl::Holdings& holdings(const PastVersion& version);
  const psl::Holdings& holdings(const std::vector<SchemaFile>& schema);
  /// Whether a side has a line that neither the result nor `now` has a like one of; where not, nothing is missing, and
  /// no schema need be read to know it.
  bool may_miss(const std::vector<PastVersion>& sides, const PastVersion& result, const Project& now);
  const psl::Vocabulary& vocabulary() const { return vocabulary_; }

 private:
  CommitProjectFinder finder_;
  psl::Vocabulary vocabulary_;
  const psl::LineStarts& starts(const SchemaFile& file);
  std::map<std::string, std::shared_ptr<const psl::Holdings>> by_blobs_;
  std::map<std::string, psl::LineStarts> starts_;  // by blob
};

}  // namespace tributary
