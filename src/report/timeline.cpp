#include "tributary/timeline.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tributary {
namespace {

using Key = std::pair<std::string, std::string>;  // project of the target, migration

constexpr std::size_t of_target_always = 12;
constexpr std::size_t of_target_at_most = 40;

std::string target_project(const Workspace& workspace, const ProjectRef& ref) {
  if (const auto* source = workspace.find(ref.source))
    for (const auto& project : source->projects)
      if (project.path == ref.project && !project.target_path.empty()) return project.target_path;
  return ref.project;
}

// Everything that is said of one migration, whichever lane it comes to stand in.
struct Known {
  std::map<Key, std::vector<TimelineRow>> rows;
  std::set<Key> conflicts, late;
  std::map<std::string, std::vector<TimelineRow>> unclaimed;  // by name: rows that no source's folder explains
};

TimelineRow row_of(std::size_t database, const LedgerRow& row) {
  using State = TimelineRow::State;
  auto state = row.failed() ? State::failed : row.rolled_back() ? State::rolled_back : State::applied;
  return {database, row.finished_at.value_or(row.started_at), state};
}

std::set<Key> all_folders(const Workspace& workspace, const Sequence& sequence) {
  std::set<Key> all;
  for (const auto& entry : sequence.chronology) all.emplace(entry.project, entry.migration);
  for (const auto& step : sequence.steps)
    for (const auto& added : step.adds) all.emplace(added.project, added.migration);
  for (const auto& source : workspace.sources)
    for (const auto& project : source.projects)
      for (const auto& name : project.stale)
        all.emplace(project.target_path.empty() ? project.path : project.target_path, name);
  return all;
}

void add_ledger(Known& known, std::size_t index, const Database& database, const Workspace& workspace,
                const std::set<Key>& folders) {
  std::set<std::string> projects;
  for (const auto& consumer : database.consumers) projects.insert(target_project(workspace, consumer));
  for (const auto& [name, newest] : database.newest_rows()) {
    auto row = row_of(index, *newest);
    bool claimed = false;
    for (const auto& project : projects)
      if (Key key{project, name}; folders.count(key)) known.rows[key].push_back(row), claimed = true;
    if (!claimed) known.unclaimed[name].push_back(row);
  }
}

void add_conflicts(Known& known, const Workspace& workspace, const std::vector<Clash>& clashes) {
  for (const auto& clash : clashes) {
    if (clash.at_most < Severity::warning) continue;
    for (const auto* place : {&clash.here, &clash.there})
      known.conflicts.emplace(target_project(workspace, {place->source, place->project}), place->migration);
  }
}

// An own migration that Prisma lists before one of the target's: databases that have that one run it afterwards.
void add_late(Known& known, const Analysis& analysis, const Sequence& sequence) {
  std::set<std::string> behind;  // projects that have a migration of the target behind the entry at hand
  for (auto entry = sequence.chronology.rbegin(); entry != sequence.chronology.rend(); ++entry)
    if (entry->own_of.empty())
      behind.insert(entry->project);
    else if (behind.count(entry->project))
      known.late.emplace(entry->project, entry->migration);
  for (const auto& history : analysis.histories)
    for (const auto& name : history.applied_out_of_order)
      known.late.emplace(target_project(analysis.workspace, history.consumer), name);
}

TimelineMark mark_of(const Known& known, const std::string& project, const std::string& migration) {
  Key key{project, migration};
  auto rows = known.rows.find(key);
  return {project, migration, rows == known.rows.end() ? std::vector<TimelineRow>() : rows->second,
          known.conflicts.count(key) > 0, known.late.count(key) > 0};
}

// The newest, and what lies among other sources' migrations or collides with them.
TimelineLane target_lane(const Known& known, const std::string& name, const Sequence& sequence) {
  TimelineLane lane{TimelineLane::Kind::target, name, {}, 0};
  bool among = false;
  std::vector<std::pair<TimelineMark, bool>> all;  // with: lies behind an own migration
  for (const auto& entry : sequence.chronology) {
    if (entry.own_of.empty())
      all.emplace_back(mark_of(known, entry.project, entry.migration), among);
    else
      among = true;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto newer = all.size() - i - 1;
    const auto& [mark, behind] = all[i];
    bool wanted = newer < of_target_always || mark.conflict || (behind && newer < of_target_at_most);
    if (wanted)
      lane.marks.push_back(mark);
    else
      ++lane.left_out;
  }
  return lane;
}

TimelineLane source_lane(const Known& known, const Step& step) {
  TimelineLane lane{TimelineLane::Kind::source, step.source, {}, 0};
  for (const auto& added : step.adds) lane.marks.push_back(mark_of(known, added.project, added.migration));
  std::stable_sort(lane.marks.begin(), lane.marks.end(),
                   [](const auto& a, const auto& b) { return a.migration < b.migration; });
  return lane;
}

// Where a source's migration stands: in its own lane, else in that of another holder.
const TimelineArrow::End* find_mark(const std::map<Key, TimelineArrow::End>& by_source,
                                    const std::map<std::string, TimelineArrow::End>& by_name, const Place& place) {
  if (auto own = by_source.find({place.source, place.migration}); own != by_source.end()) return &own->second;
  auto any = by_name.find(place.migration);
  return any == by_name.end() ? nullptr : &any->second;
}

struct Marks {
  std::map<Key, TimelineArrow::End> by_source;        // source, migration
  std::map<std::string, TimelineArrow::End> by_name;  // the first lane that has it
  std::map<std::string, std::size_t> lanes;           // by source
};

Marks marks_of(const Timeline& timeline) {
  Marks marks;
  for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
    const auto& lane = timeline.lanes[i];
    if (lane.kind != TimelineLane::Kind::nobody) marks.lanes.emplace(lane.source, i);
    for (std::size_t j = 0; j < lane.marks.size(); ++j) {
      marks.by_source.emplace(Key{lane.source, lane.marks[j].migration}, TimelineArrow::End{i, j});
      marks.by_name.emplace(lane.marks[j].migration, TimelineArrow::End{i, j});
    }
  }
  return marks;
}

// From the very migration where the SQL says which, else from the last of the one source to the first of the other.
void add_arrows(Timeline& timeline, const Analysis& analysis, const Sequence& sequence) {
  auto marks = marks_of(timeline);
  std::map<Key, std::vector<std::pair<TimelineArrow::End, TimelineArrow::End>>> exact;
  for (const auto& unmet : analysis.relations.unmet) {
    if (!unmet.maker || unmet.kind != Unmet::Kind::elsewhere) continue;
    const auto* from = find_mark(marks.by_source, marks.by_name, *unmet.maker);
    const auto* to = find_mark(marks.by_source, marks.by_name, unmet.here);
    if (from && to && from->lane != to->lane) exact[{unmet.here.source, unmet.maker->source}].emplace_back(*from, *to);
  }
  std::set<std::pair<TimelineArrow::End, TimelineArrow::End>> drawn;
  for (const auto& step : sequence.steps)
    for (const auto& need : step.needs) {
      auto to = marks.lanes.find(step.source), from = marks.lanes.find(need.source);
      if (to == marks.lanes.end() || from == marks.lanes.end()) continue;
      auto ends = exact[{step.source, need.source}];
      const auto& before = timeline.lanes[from->second].marks;
      if (ends.empty() && !before.empty() && !timeline.lanes[to->second].marks.empty())
        ends = {{{from->second, before.size() - 1}, {to->second, 0}}};
      for (const auto& end : ends)
        if (drawn.insert(end).second) timeline.arrows.push_back({end.first, end.second, need.because, need.hard});
    }
}

}  // namespace

Timeline timeline(const Answer& answer) {
  const auto& analysis = answer.analysis;
  const auto& sequence = answer.sequence ? *answer.sequence : analysis.sequence;
  Timeline out;
  Known known;
  auto folders = all_folders(analysis.workspace, sequence);
  for (const auto& database : analysis.databases.value_or(std::vector<Database>())) {
    if (database.state != Database::State::ok) continue;
    add_ledger(known, out.databases.size(), database, analysis.workspace, folders);
    out.databases.push_back(database.id);
  }
  add_conflicts(known, analysis.workspace, analysis.relations.clashes);
  add_conflicts(known, analysis.workspace, analysis.relations.late);
  add_late(known, analysis, sequence);
  out.lanes.push_back(target_lane(known, analysis.workspace.target.name, sequence));
  for (const auto& step : sequence.steps) out.lanes.push_back(source_lane(known, step));
  if (!known.unclaimed.empty()) {
    TimelineLane nobody{TimelineLane::Kind::nobody, "", {}, 0};
    for (const auto& [name, rows] : known.unclaimed) nobody.marks.push_back({"", name, rows, false, false});
    out.lanes.push_back(nobody);
  }
  add_arrows(out, analysis, sequence);
  return out;
}

}  // namespace tributary
