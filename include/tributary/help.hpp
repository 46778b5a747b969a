#pragma once
// What `explain` and `doctor` say, rendered by src/report.
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// A page of docs/rules or docs/messages.
struct HelpPage {
  enum class Kind { rule, message };
  Kind kind = Kind::rule;
  std::string id;     ///< the rule's id, or the page's name such as "p3005"
  std::string title;  ///< its first heading, without the #
  std::string text;   ///< Markdown, without that heading
  bool operator==(const HelpPage&) const = default;
};

/// One thing that `doctor` looked at.
struct Checkup {
  enum class State { good, remark, problem };
  State state = State::good;
  std::string topic;  ///< "git", "hooks", "database of epic3"…
  std::string sentence;
  std::string hint;  ///< what to do; "" = nothing
  bool operator==(const Checkup&) const = default;
};

/// Whole pages (one or more that fit).
std::string render_pages(const std::vector<HelpPage>& pages, const std::string& version, Format format,
                         const Style& style);
/// Only their names and titles.
std::string render_page_list(const std::vector<HelpPage>& pages, const std::string& version, Format format,
                             const Style& style);
std::string render_checkups(const std::vector<Checkup>& checkups, const std::string& version, Format format,
                            const Style& style);

}  // namespace tributary
