#pragma once
// One writer a command; each ends with its summary line.
#include <map>

#include "report/page.hpp"
#include "tributary/report.hpp"

namespace tributary {

void write_status(Page& page, const Answer& answer);
void write_plan(Page& page, const Answer& answer);
void write_check(Page& page, const Answer& answer);
/// What deploys would do: check --pending.
void write_pending(Page& page, const Answer& answer);
void write_rehearse(Page& page, const Answer& answer);
/// What executing the plan has shown; nothing where it was not executed.
void write_rehearsal(Page& page, const Answer& answer);
void write_report(Page& page, const Answer& answer);
void write_drift(Page& page, const Answer& answer);
void write_merge(Page& page, const Answer& answer);
void write_restamp(Page& page, const Answer& answer);
void write_new(Page& page, const Answer& answer);    ///< the SQL, and what stands against it
void write_edits(Page& page, const Answer& answer);  ///< undo and what else changes files
void write_error(Page& page, const Error& error);

/// By source: the judged sources' findings stand together, in the order in which they first appear.
void write_findings(Page& page, const Workspace& workspace, const std::vector<Finding>& findings);
void write_notes(Page& page, const Answer& answer);
void write_next(Page& page, const std::vector<std::string>& commands);
/// Long command sequences said already, and for whom.
using Said = std::map<std::vector<std::string>, std::string>;
/// The sentences of a forecast that ask for attention, each with the commands to type instead.
void write_forecast(Page& page, const History& history, int indent, Said& said);
Ink ink_of(Severity severity);
Ink ink_of(const History& history);
std::string short_commit(const std::string& commit);
/// "feature/epic-3 (commit 1a2b3c4d)", "refs/tags/v1 (…)", "nobody in this repository".
std::string owner_in_words(const std::optional<Owner>& owner, const std::string& taken_out_by = {});

}  // namespace tributary
