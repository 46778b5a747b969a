#pragma once
#include <string>

#include "tributary/report.hpp"

namespace tributary {

/// Foreign text as Markdown prose: markup, pipes, HTML and mentions are escaped; underscores inside words are left.
std::string markdown_text(const std::string& text);
/// Foreign text as a code span, whatever backticks it holds.
std::string markdown_code(const std::string& text);

std::string markdown_check(const Answer& answer);
std::string markdown_plan(const Answer& answer);
std::string markdown_drift(const Answer& answer);
std::string markdown_rehearse(const Answer& answer);

}  // namespace tributary
