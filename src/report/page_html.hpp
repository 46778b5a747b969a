#pragma once
// `report`: one page that needs no network and no other file.
#include <string>

#include "tributary/report.hpp"

namespace tributary {

/// The JSON of the same answer, embedded, with the page's own script and style sheets: a policy inside forbids all
/// else. Long lists are cut to keep it under three megabytes; it says so where they are.
std::string render_html(const Answer& answer);
std::string render_html_error(const Error& error);

}  // namespace tributary
