#pragma once
// What `report` writes: its answer, and the checklists beside it. Pure.
#include <string>
#include <vector>

#include "tributary/checklist.hpp"
#include "tributary/report.hpp"

namespace tributary {

/// Html and json hold the checklists; svg, mermaid and text have no room for them.
std::string render_report(const Answer& answer, const std::vector<Checklist>& checklists, Format format,
                          const Style& style);

}  // namespace tributary
