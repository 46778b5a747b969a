#pragma once
#include "cli/rehearsing.hpp"
#include "tributary/report.hpp"

namespace tributary::cli {

struct PlannedArgs {
  bool rehearse = false;
  RehearseArgs rehearsal;
};

/// The sequence with what refuses its steps, and, where asked for, corrected by what a rehearsal showed.
/// `structures`: the databases are read for the rules that look at those.
Answer planned_answer(const Session& session, const Config& config, const std::string& command, PlannedArgs args,
                      bool structures = false);

void declare_rehearsal(Options& options, PlannedArgs& args, const char* what_for);

}  // namespace tributary::cli
