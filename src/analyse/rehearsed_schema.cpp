#include "analyse/rehearsed_schema.hpp"

#include <algorithm>

#include "analyse/schemas.hpp"
#include "catalog/expected.hpp"
#include "prisma/default_schema.hpp"
#include "psl/merge_files.hpp"
#include "tributary/rehearse.hpp"

namespace tributary {
namespace {

using catalog::Described;
using catalog::Gap;

const Run* fresh_run(const Rehearsal& rehearsal, const std::string& project) {
  for (const auto& run : rehearsal.runs)
    if (run.order.kind == Order::Kind::fresh && run.order.project == project && run.ok && run.structure) return &run;
  return nullptr;
}

// What a source declares is in the structure only where its scripts were executed, too.
bool was_executed(const Run& run, const Project& project) {
  const auto& steps = run.order.migrations;
  return std::all_of(project.own.begin(), project.own.end(), [&](const std::string& name) {
    return std::any_of(steps.begin(), steps.end(), [&](const Replayed& step) { return step.ref.migration == name; });
  });
}

Described described(const SchemaTexts& texts, int major, const std::string& schema) {
  std::vector<catalog::SchemaText> files;
  for (const auto& [path, text] : texts) files.push_back({path, text});
  return expected_structure(files, {major, schema});
}

// The merged project has the newest that anybody brings, also with nothing but a script.
int newest_major(const Analysis& analysis, const SchemaSpot& target, const Run& run) {
  int newest = target.project->prisma.major;
  for (const auto& source : analysis.workspace.sources)
    for (const auto& project : source.projects)
      if (project.target_path == target.project->path && !project.own.empty() && was_executed(run, project))
        newest = std::max(newest, project.prisma.major);
  return newest;
}

// A conflict keeps what was merged before: schema-conflict speaks of it. Files that one side has moved are one file.
SchemaTexts merged(const SchemaSpot& target, const std::vector<SchemaSpot>& sources) {
  auto texts = target.texts;
  for (const auto& spot : sources) {
    auto one = psl::merge_files(spot.merged_over, texts, spot.texts);
    for (const auto& [file, conflict] : one.conflicts)
      if (auto before = texts.find(file); before != texts.end()) one.files[file] = before->second;
    texts = std::move(one.files);
  }
  return texts;
}

// All that a schema says of a model's table or of an enum, but for the lines where it does.
Described only(Described schema, const Gap& gap) {
  auto other = [&](const auto& one) { return one.declared.model != gap.model; };
  std::erase_if(schema.tables, other);
  std::erase_if(schema.enums, other);
  return schema;
}

bool is_newly_declared(const Described& base, const Described& now, const Gap& gap, const std::string& schema) {
  return !schema_against_structure(only(now, gap), only(base, gap), schema).gaps.empty();
}

// Where that schema itself speaks of it: the merged text has lines of its own.
catalog::Declared declared_in(const Described& schema, const Gap& gap) {
  for (const auto& table : schema.tables) {
    if (table.declared.model != gap.model) continue;
    for (const auto& column : table.columns)
      if (!gap.declared.field.empty() && column.declared.field == gap.declared.field) return column.declared;
    for (const auto& key : table.foreign_keys)
      if (!gap.declared.field.empty() && key.declared.field == gap.declared.field) return key.declared;
    return table.declared;
  }
  return gap.declared;
}

bool is_detail(const Gap& gap) {
  if (gap.model.empty() || gap.kind == Gap::Kind::extra) return false;
  auto kind = gap.object.kind;
  if (kind == ObjectKind::column) return gap.kind == Gap::Kind::different;
  return kind == ObjectKind::index || kind == ObjectKind::constraint;
}

class Judging {
 public:
  Judging(const Analysis& analysis, const SchemaSpot& target, const Run& run) : target_(target) {
    sources_ = changed_schemas(analysis, target);
    std::erase_if(sources_, [&](const SchemaSpot& spot) { return !was_executed(run, *spot.project); });
    major_ = newest_major(analysis, target, run);
    schema_ = prisma::default_schema(analysis.workspace, *target.project);
    for (const auto& spot : sources_)
      sides_.push_back({described(spot.base, major_, schema_), described(spot.texts, major_, schema_)});
  }

  void judge(const Catalog& structure, std::vector<Otherwise>& out) const {
    auto expected = described(merged(target_, sources_), major_, schema_);
    if (!expected.opaque.empty() || expected.tables.empty()) return;
    auto found = catalog::found_structure(structure, expected.schemas, {major_, schema_});
    for (auto& gap : schema_against_structure(expected, found, schema_).gaps) {
      if (!is_detail(gap)) continue;
      auto at = std::find_if(out.begin(), out.end(), [&](const Otherwise& one) { return one.model == gap.model; });
      auto whose = source_of(gap);
      gap.declared =
          declared_in(whose < sources_.size() ? sides_[whose].second : described(target_.texts, major_, schema_), gap);
      if (at == out.end()) {
        out.push_back({spot_of(whose), gap.model, {}, {}});
        at = out.end() - 1;
      }
      at->gaps.push_back(std::move(gap));
    }
    for (auto& one : out) one.statements = statements(expected, found, one.model);
  }

 private:
  // The number of the source that declares it newly; one past the last: the target.
  std::size_t source_of(const Gap& gap) const {
    std::size_t i = 0;
    while (i < sources_.size() && !is_newly_declared(sides_[i].first, sides_[i].second, gap, schema_)) ++i;
    return i;
  }
  Spot spot_of(std::size_t source) const {
    const auto& spot = source < sources_.size() ? sources_[source] : target_;
    return {spot.source, spot.project, nullptr};
  }

  std::vector<std::string> statements(const Described& expected, const Described& found,
                                      const std::string& model) const {
    auto wanted = found;
    for (auto& table : wanted.tables)
      if (const auto* declared = expected.table(table.schema, table.name);
          declared && declared->declared.model == model)
        table = *declared;
    return schema_against_structure(wanted, found, schema_).statements;
  }

  const SchemaSpot& target_;
  std::vector<SchemaSpot> sources_;
  std::vector<std::pair<Described, Described>> sides_;  // of each source: at its merge base, now
  int major_ = 7;
  std::string schema_;
};

}  // namespace

std::vector<Otherwise> rehearsed_otherwise(const Analysis& analysis) {
  std::vector<Otherwise> out;
  if (!analysis.rehearsal) return out;
  for (const auto& target : target_schemas(analysis)) {
    const auto* run = fresh_run(*analysis.rehearsal, target.project->path);
    if (!run) continue;
    std::vector<Otherwise> of_project;
    Judging(analysis, target, *run).judge(*run->structure, of_project);
    for (auto& one : of_project) out.push_back(std::move(one));
  }
  return out;
}

}  // namespace tributary
