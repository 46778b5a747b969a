#include "analyse/look.hpp"

#include <doctest/doctest.h>

namespace tributary::testing {

Analysis analysis_of(const Workspace& workspace, const std::vector<std::string>& order) {
  Analysis analysis;
  analysis.workspace = workspace;
  analysis.databases.emplace();
  analysis.now = 1763467200;  // 2025-11-18 12:00:00 UTC
  int number = 0;
  for (const auto& source : order) {
    Step step;
    step.number = ++number;
    step.source = source;
    for (const auto& project : workspace.find(source)->projects)
      for (const auto& name : project.own) step.adds.push_back({project.path, name});
    analysis.sequence.steps.push_back(step);
  }
  return analysis;
}

Analysis with_sql(Analysis analysis) {
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& migration : project.folder->migrations)
        if (migration.script)
          analysis.changes[migration.script->blob] =
              std::make_shared<const ScriptChanges>(read_changes(migration.script->text));
  look_along_paths(analysis.workspace, analysis.changes);
  analysis.relations = relate(analysis.workspace, analysis.changes);
  return analysis;
}

Analysis own_names(const std::vector<std::string>& names) {
  auto init = migration("20240101000001_init");
  std::vector<Migration> all = {init};
  for (const auto& name : names) all.push_back(migration(name));
  return analysis_of(workspace().target("main", {init}).source("feature", all).build(), {"feature"});
}

std::vector<Finding> findings_of(const Analysis& analysis, const std::string& rule) {
  REQUIRE_MESSAGE(find_rule(rule), "no rule ", rule);
  auto all = analyse(analysis).findings;
  std::erase_if(all, [&](const Finding& finding) { return finding.rule != rule; });
  return all;
}

std::vector<std::string> found(const Analysis& analysis, const std::string& rule) {
  std::vector<std::string> lines;
  for (const auto& finding : findings_of(analysis, rule))
    lines.push_back(std::string(severity_name(finding.severity)) + " " + finding.place.source + " " +
                    finding.place.migration + ": " + finding.message);
  return lines;
}

}  // namespace tributary::testing
