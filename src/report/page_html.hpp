#pragma once
// `report`: one page that needs no network and no other file.
#include <string>
#include <vector>

#include "tributary/checklist.hpp"

namespace tributary {

/// The JSON of the same answer, embedded, with the page's own script and style sheets: a policy inside forbids all
/// else. Long lists are cut to keep it under three megabytes; it says so where they are.
std::string render_html(const Answer& answer, const std::vector<Checklist>& checklists);
std::string render_html_error(const Error& error);

}  // namespace tributary
