#pragma once
#include <string>
#include <string_view>

#include "tributary/report.hpp"

namespace tributary {

/// Foreign text as Markdown prose: markup, pipes, HTML and mentions are escaped; underscores inside words are left.
std::string markdown_text(const std::string& text);
/// Foreign text as a code span, whatever backticks it holds.
std::string markdown_code(const std::string& text);

/// The first line of what `check` writes: by it a CI finds its comment of the last run, and replaces it.
inline constexpr std::string_view comment_marker = "<!-- tributary check -->";

std::string markdown_check(const Answer& answer);
std::string markdown_plan(const Answer& answer);
std::string markdown_drift(const Answer& answer);
std::string markdown_rehearse(const Answer& answer);

}  // namespace tributary
