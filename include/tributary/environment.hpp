#pragma once
// Where a folder is deployed to beside what its worktree points at: staging, production.
#include <memory>
#include <string>
#include <vector>

#include "tributary/ledger.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

struct Catalog;  // tributary/catalog.hpp

/// A configured or found environment. Nothing has been connected to.
struct Environment {
  std::string name;                  ///< "staging", "epic3.staging"
  DatabaseAddress address;           ///< `problem` says why there is none
  std::vector<std::string> sources;  ///< whose folders are deployed there; empty = the target's
  std::string project;               ///< the project's path; "" = every one
  int rank = 0;                      ///< a deploy goes through lower ranks first; equal ones stand beside each other
  bool is_protected = false;         ///< holds what must not be lost: production
  bool operator==(const Environment&) const = default;
};

/// What was found in it for one project of one source.
struct EnvironmentLook {
  std::string name;
  int rank = 0;
  bool is_protected = false;
  ProjectRef consumer;
  std::string from;     ///< "environment: STAGING_URL", "apps/web/.env.staging: DATABASE_URL"
  std::string problem;  ///< why nothing is known; "" = the rest is filled
  Database database;
  History history;                           ///< its forecast says what a deploy of the consumer's folder does there
  std::shared_ptr<const Catalog> structure;  ///< null: was not read
  bool operator==(const EnvironmentLook&) const = default;
};

}  // namespace tributary
