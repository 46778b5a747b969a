#pragma once
// The section about drift that a team keeps in a document of its own, between two markers.
#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "cli/config.hpp"
#include "tributary/analyse.hpp"

namespace tributary::cli {

/// Where the section stands in a document, in bytes: the lines between the markers.
struct DriftSection {
  std::size_t begin = 0, end = 0;
  std::size_t marker = 0;  ///< where the line of the first marker begins
  std::string source;      ///< what the first marker says it is about; "" = every source
  bool operator==(const DriftSection&) const = default;
};

/// nullopt: no markers. Throws Error: one marker without the other, two sections.
std::optional<DriftSection> find_drift_section(const std::string& document, const std::string& file);

/// The two lines that a document needs.
std::string drift_markers(const std::string& source);

/// The document with the section anew, everything else byte for byte; its line ends are the document's.
std::string with_drift_section(const std::string& document, const DriftSection& section, const std::string& source,
                               const std::string& text);

/// What the section must say of `source` ("" = every source). Throws Error where a ledger could not be read: half the
/// truth must not take the place of a whole one.
std::string drift_section_text(const Analysis& analysis, const std::string& source);

/// The documents that the configuration names whose section says something else today: the target's,
/// and a source's own that is about that source. Empty where a ledger could not be read.
std::vector<SourceFile> old_drift_sections(const Analysis& analysis, const Config& config);

/// Rewrites the section of `file`; asks first. Returns a sentence that says what was done or would be.
std::string rewrite_drift_section(const Session& session, const Analysis& analysis, const std::string& file,
                                  const std::string& source, bool dry_run, bool yes);

}  // namespace tributary::cli
