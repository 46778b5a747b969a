#pragma once
// The parts of what `status` says.
#include <string>

#include "report/text.hpp"

namespace tributary {

/// Everything about each source that was asked about, or that has something to tell.
void write_status_details(Page& page, const Answer& answer);
/// What needs attention, worst first, a line each.
void write_notices(Page& page, const Answer& answer);
/// "apps/web/.env:3: …", without its hint.
std::string in_words(const Obstacle& obstacle);
void write_obstacles(Page& page, const std::vector<Obstacle>& obstacles);

bool several_projects(const Workspace& workspace);
bool asked_about(const Answer& answer, const std::string& source);  ///< true where nobody in particular was asked about

}  // namespace tributary
