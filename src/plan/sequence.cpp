#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "plan/deploy.hpp"
#include "plan/merged.hpp"
#include "plan/needs.hpp"
#include "plan/own.hpp"
#include "plan/reasons.hpp"
#include "tributary/plan.hpp"

namespace tributary {
namespace {

using namespace plan;

void add_own(Step& step, StepFacts& facts, Merged& merged) {
  for (auto i : facts.candidate->own) {
    const auto& folder = facts.folders->all[i];
    if (const auto* earlier = merged.add(*facts.folders, i, step.source)) {
      auto& list = earlier->folder == i ? facts.duplicates : facts.clashes;
      list.push_back(fmt::format("{} (by {})", folder.name, earlier->source));
      continue;
    }
    step.adds.push_back({folder.project, folder.name});
    const auto& newest = merged.newest_of_target(folder.project);
    if (newest.empty() || !merged.before(folder.project, folder.name, newest)) continue;
    facts.late.push_back(folder.name);
    facts.newest_in_target = newest;
  }
}

std::set<std::string> projects_added_to(const Step& step) {
  std::set<std::string> projects;
  for (const auto& add : step.adds) projects.insert(add.project);
  return projects;
}

void add_ledgers(Step& step, const std::vector<Deployment>& deployments, const std::vector<Database>& databases,
                 const Merged& merged) {
  auto touched = projects_added_to(step);
  for (const auto& deployment : deployments) {
    if (!touched.count(deployment.project)) continue;
    Applies applies{
        deployment.database->id, deployment.project, would_run(deployment, merged.names(deployment.project)), {}};
    for (const auto& add : step.adds)
      if (add.project == deployment.project && deployment.applied.count(add.migration))
        applies.already.push_back(add.migration);
    step.reasons.push_back(ledger_reason(step, applies, deployment));
    if (stops(deployment)) step.notable.push_back(step.reasons.back());
    step.applies.push_back(std::move(applies));
  }
  if (touched.empty()) return;
  for (const auto& database : databases)
    if (database.state != Database::State::ok) step.reasons.push_back(silent_database_reason(database));
}

// One project's folder as it will be, every name with the step that adds it; where each step's additions begin and end.
struct Line {
  std::vector<std::pair<const std::string*, const Merged::Addition*>> names;
  std::map<std::string, std::pair<std::size_t, std::size_t>> span_of;  // by source: first, last

  Line(const Merged& merged, const std::string& project) {
    for (const auto& name : merged.names(project)) {
      const auto* addition = merged.addition(project, name);
      if (addition) {
        auto [at, fresh] = span_of.try_emplace(addition->source, names.size(), names.size());
        at->second.second = names.size();
      }
      names.emplace_back(&name, addition);
    }
  }
};
using Lines = std::map<std::string, Line>;  // by project

// A branch whose migrations are months apart lies around those of hundreds of others.
constexpr std::size_t most_interleaves = 100;

// Every migration is added by one step, so each appears once however many sources hold it.
void find_interleaves(Step& step, const Lines& lines) {
  for (const auto& project : projects_added_to(step)) {
    const auto& line = lines.at(project);
    auto span = line.span_of.find(step.source);
    if (span == line.span_of.end()) continue;
    for (auto i = span->second.first; i < span->second.second; ++i) {
      const auto& [name, addition] = line.names[i];
      if (!addition || addition->source == step.source) continue;
      if (step.interleaves.size() < most_interleaves)
        step.interleaves.push_back({addition->source, project, *name});
      else
        ++step.interleaves_left_out;
    }
  }
}

std::vector<UnionEntry> chronology(const Merged& merged, const Folders& folders) {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> owners;
  for (const auto& candidate : folders.candidates)
    for (auto i : candidate.own)
      owners[{folders.all[i].project, folders.all[i].name}].push_back(candidate.source->name);
  std::vector<UnionEntry> out;
  for (const auto& [project, names] : merged.all())
    for (const auto& name : names) {
      auto own_of = owners.find({project, name});
      out.push_back({project, name, own_of == owners.end() ? std::vector<std::string>{} : own_of->second});
    }
  return out;
}

// The plan while it is made: candidates become steps, in order.
struct Planning {
  const std::vector<Database>& databases;
  Folders folders;
  Needs needs;
  std::vector<Deployment> ledgers;
  Merged merged;
  std::vector<bool> placed;
  std::vector<StepFacts> facts;
  Sequence sequence;

  // Candidates are numbered chronologically: whoever has a lower number and is not placed yet would begin earlier.
  std::vector<std::string> passed_over(std::size_t candidate) const {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < candidate; ++i)
      if (!placed[i] && folders.candidates[i].own.front() != folders.candidates[candidate].own.front())
        out.push_back(folders.candidates[i].source->name);
    return out;
  }

  void place(std::size_t candidate, const std::vector<std::string>& circle) {
    StepFacts fact;
    fact.candidate = &folders.candidates[candidate];
    fact.folders = &folders;
    fact.earlier_firsts = passed_over(candidate);
    Step step;
    step.number = static_cast<int>(sequence.steps.size()) + 1;
    step.source = fact.candidate->source->name;
    std::copy_if(circle.begin(), circle.end(), std::back_inserter(fact.together),
                 [&](const std::string& name) { return name != step.source; });
    step.needs = needs_of(folders, needs, candidate);
    add_own(step, fact, merged);
    add_ledgers(step, ledgers, databases, merged);
    placed[candidate] = true;
    facts.push_back(std::move(fact));
    sequence.steps.push_back(std::move(step));
  }

  void place_all() {
    for (const auto& circle : merge_order(folders, needs)) {
      std::vector<std::string> names;
      for (auto member : circle) names.push_back(folders.candidates[member].source->name);
      for (auto member : circle) place(member, names);
      if (names.size() > 1) sequence.together.push_back(names);
    }
  }

  // Interleaving is known only when every step has its additions; what the databases say ends the reasons.
  void explain() {
    Lines lines;
    for (const auto& entry : merged.all()) lines.try_emplace(entry.first, merged, entry.first);
    for (std::size_t i = 0; i < facts.size(); ++i) {
      auto& step = sequence.steps[i];
      find_interleaves(step, lines);
      auto reasons = reasons_for(step, facts[i]);
      auto notable = notable_reasons(step, facts[i]);
      step.notable.insert(step.notable.begin(), notable.begin(), notable.end());
      step.reasons.insert(step.reasons.begin(), reasons.begin(), reasons.end());
    }
  }
};

// What a merge of a source without migrations changes all the same, as far as Prisma looks at it.
std::vector<std::string> changed_files(const Source& source, const Source& target) {
  std::vector<std::string> files;
  for (const auto& project : source.projects) {
    const auto* there = project_for(target, project.target_path);
    auto blob_in = [](const std::vector<SchemaFile>& schema, const std::string& path) {
      for (const auto& file : schema)
        if (file.path == path) return file.blob;
      return std::string();
    };
    for (const auto& file : project.schema) {
      auto base = blob_in(project.base_schema, file.path);
      bool differs = there && blob_in(there->schema, file.path) != file.blob;
      if (differs && base != file.blob && !(base.empty() && project.base_schema.empty())) files.push_back(file.path);
    }
    if (!there || !project.folder || !there->folder || !project.base_folder) continue;
    const auto& lock = project.folder->lock_file;
    if (lock != there->folder->lock_file && lock != project.base_folder->lock_file)
      files.push_back(project.migrations_dir + "/migration_lock.toml");
  }
  return files;
}

// Behind the others: no migration waits for them.
void add_steps_without_migrations(const Workspace& workspace, Sequence& sequence) {
  const auto* target = workspace.find(workspace.target.name);
  if (!target) return;
  std::vector<std::string> nothing;
  for (const auto& name : sequence.nothing_to_merge) {
    const auto* source = workspace.find(name);
    auto files = source && source != target ? changed_files(*source, *target) : std::vector<std::string>();
    if (files.empty()) {
      nothing.push_back(name);
      continue;
    }
    Step step;
    step.number = static_cast<int>(sequence.steps.size()) + 1;
    step.source = name;
    step.reasons = {fmt::format("It brings no migration; it changes {}.", some_of(files))};
    sequence.steps.push_back(std::move(step));
  }
  sequence.nothing_to_merge = std::move(nothing);
}

}  // namespace

Sequence propose_sequence(const Workspace& workspace, const std::vector<Database>& databases,
                          const std::vector<KnownNeed>& known) {
  auto folders = own_folders(workspace);
  auto needs = gather_needs(folders, known);
  std::vector<bool> placed(folders.candidates.size(), false);
  Planning planning{
      databases, std::move(folders), std::move(needs), deployments(workspace, databases), Merged(workspace), placed, {},
      {}};
  planning.place_all();
  planning.explain();
  planning.sequence.chronology = chronology(planning.merged, planning.folders);
  planning.sequence.nothing_to_merge = planning.folders.without_own;
  add_steps_without_migrations(workspace, planning.sequence);
  return std::move(planning.sequence);
}

}  // namespace tributary
