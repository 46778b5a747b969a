#include "cli/command.hpp"

namespace tributary::cli {

// The first is what runs without a command.
std::vector<Command> all_commands() {
  return {
      status_command(),      //
      plan_command(),        //
      check_command(),       //
      drift_command(),       //
      ledger_command(),      //
      new_command(),         //
      rehearse_command(),    //
      checklist_command(),   //
      report_command(),      //
      message_command(),     //
      merge_command(),       //
      undo_command(),        //
      restamp_command(),     //
      backup_command(),      //
      runbook_command(),     //
      hook_command(),        //
      schema_command(),      //
      explain_command(),     //
      doctor_command(),      //
      init_command(),        //
      help_command(),        //
      completion_command(),  //
  };
}

}  // namespace tributary::cli
