#pragma once
// The JSON of contract.md: what is not there is null, what a command does not say is left out.
#include <nlohmann/json.hpp>

#include "tributary/rehearse.hpp"
#include "tributary/report.hpp"

namespace tributary {

using Json = nlohmann::ordered_json;

Json json_text(const std::string& bytes);     ///< a string that is always there
Json json_or_null(const std::string& bytes);  ///< "" becomes null
Json json_names(const std::vector<std::string>& names);

Json json_source(const Answer& answer, const Source& source);
Json json_finding(const Answer& answer, const Finding& finding);
/// What each environment has, and what a deploy would do there.
Json json_environments(const Answer& answer);
Json json_databases(const Answer& answer);
Json json_ledger(const History& history);
Json json_sequence(const Answer& answer);  ///< one with a sequence
Json json_rehearsal(const Rehearsal& rehearsal);
Json json_edits(const std::vector<Edit>& edits);

/// Two blanks of indentation, one final line end; controls and bidi marks as \u escapes, so that a terminal is safe.
std::string dump(const Json& json);

std::string render_json(const Answer& answer);
std::string render_json_error(const Error& error);

}  // namespace tributary
