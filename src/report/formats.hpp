#pragma once
// `check` for machines other than ours, and Markdown for people who read it elsewhere.
#include <string>
#include <string_view>

#include "tributary/report.hpp"

namespace tributary {

std::string render_markdown(const Answer& answer);  ///< check, plan, drift
std::string render_sarif(const Answer& answer);     ///< SARIF 2.1.0
std::string render_junit(const Answer& answer);
std::string render_github(const Answer& answer);  ///< workflow commands: one annotation a line
std::string render_gitlab(const Answer& answer);  ///< Code Quality report

/// The line by which `report` knows a page or an image of its own.
inline constexpr std::string_view xml_marker = "<!-- tributary report -->\n";

/// RFC 3986: a path's bytes, those outside the unreserved set and `/` percent-encoded.
std::string uri_path(const std::string& path);

/// How every drawing of `report` in Mermaid begins: anybody's flowchart begins with the first of the two lines.
inline constexpr std::string_view mermaid_begins = "flowchart LR\n  %% tributary report\n";

}  // namespace tributary
