#pragma once
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// The text a place lies in: its file of the schema, else its migration's script; null: not at hand.
const std::string* text_behind(const Workspace& workspace, const Place& place);

/// The line a place is about between its neighbours: "  11 | …", "> 12 | …", "  13 | …". Empty where the place has no
/// line, or its text is not at hand.
std::vector<std::string> code_frame(const Workspace& workspace, const Place& place);

}  // namespace tributary
