#pragma once
// Why a step stands where it does, in sentences.
#include <string>
#include <vector>

#include "plan/deploy.hpp"
#include "plan/own.hpp"
#include "tributary/plan.hpp"

namespace tributary::plan {

/// What is known of one step before its sentences are written.
struct StepFacts {
  const Candidate* candidate = nullptr;
  const Folders* folders = nullptr;
  std::vector<std::string>
      earlier_firsts;                   ///< sources with an earlier first own migration that come later all the same
  std::vector<std::string> duplicates;  ///< "NAME (by SOURCE)": byte-equal folders that an earlier step adds
  std::vector<std::string> clashes;     ///< likewise, with other content
  std::vector<std::string> late;        ///< additions that Prisma lists before the target's newest
  std::string newest_in_target;         ///< "" = the target has no migrations in these projects
  std::vector<std::string> together;    ///< the other members of its circle
};

std::vector<std::string> reasons_for(const Step& step, const StepFacts& facts);
/// Of these what is no matter of course: another order than the stamps', what is late, what is there twice.
std::vector<std::string> notable_reasons(const Step& step, const StepFacts& facts);
/// What is applied in a database already and what deploy would still run there after this step.
std::string ledger_reason(const Step& step, const Applies& applies, const Deployment& deployment);
/// For databases that did not answer.
std::string silent_database_reason(const Database& database);

/// "a, b and 3 more": at most `most` names.
std::string some_of(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace tributary::plan
