// A document that lists the rows of other branches is read before somebody resets or merges; one that says less than
// the ledger does is worse than none.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& [name, file] : analysis.old_drift_sections) {
    const auto* source = analysis.workspace.find(name);
    if (!source) continue;
    Hit hit;
    hit.place = place_of_file({source, nullptr, nullptr}, file);
    hit.message = fmt::format("The section about drift in {} of {} is out of date", file, source->name);
    hit.why = "The ledgers hold other rows today than it says.";
    hit.help = "tributary drift --into " + text::shell_word(join_path(source->path, file));
    hit.key = file;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule drift_section_outdated = {"drift-section-outdated",
                                            Severity::warning,
                                            Needs::ledger,
                                            Group::ledger,
                                            {Topic::drift_notes},
                                            "The document's section about drift does not say what the ledgers do",
                                            look};
}
}  // namespace tributary
