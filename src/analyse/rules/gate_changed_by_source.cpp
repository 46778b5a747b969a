// The gate judges by the configuration, baseline and commands of the target. A source that changes them would be judged
// by its own rules from the moment it is merged: somebody should look at that change, whatever else the source does.
#include <fmt/format.h>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& [name, file] : analysis.gate_changes) {
    const auto* source = analysis.workspace.find(name);
    if (!source) continue;
    Hit hit;
    hit.place = place_of_file({source, nullptr, nullptr}, file);
    hit.message = fmt::format("{} changes {}, by which the gate judges", source->name, file);
    hit.why = fmt::format("It was judged by what {} has; merged, its version judges everybody.",
                          analysis.workspace.target.name);
    hit.help = fmt::format("Have it reviewed: git diff {}...{} -- {}", text::shell_word(analysis.workspace.target.name),
                           text::shell_word(source->name), text::shell_word(file));
    hit.key = file;
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule gate_changed_by_source = {"gate-changed-by-source",
                                            Severity::warning,
                                            Needs::nothing,
                                            Group::sources,
                                            {},
                                            "A source changes the configuration that its gate judges by",
                                            look};
}
}  // namespace tributary
