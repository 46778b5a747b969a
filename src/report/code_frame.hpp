#pragma once
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// The line a place is about between its neighbours: "  11 | …", "> 12 | …", "  13 | …". Empty where the place has no
/// line, or its text is not at hand.
std::vector<std::string> code_frame(const Workspace& workspace, const Place& place);

}  // namespace tributary
