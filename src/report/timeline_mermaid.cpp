#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/count.hpp"
#include "report/escape.hpp"
#include "report/formats.hpp"
#include "tributary/timeline.hpp"

namespace tributary {
namespace {

constexpr std::size_t marks_at_most = 60;
constexpr std::size_t arrows_at_most = 60;
constexpr std::size_t label_at_most = 60;  // characters

// Mermaid's own entities, so that no name ends a label, begins Markdown or a fence, or is taken for HTML.
std::string label(const std::string& foreign) {
  auto safe = printable(foreign);
  std::string out;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < safe.size(); ++characters) {
    if (characters == label_at_most) return out + "…";
    auto c = character_at(safe, at);
    bool plain = c.code >= 0x80 || (c.code >= '0' && c.code <= '9') || (c.code >= 'a' && c.code <= 'z') ||
                 (c.code >= 'A' && c.code <= 'Z') ||
                 std::string_view(" _-./").find(static_cast<char>(c.code)) != std::string_view::npos;
    out += plain ? safe.substr(at, c.length) : fmt::format("#{};", static_cast<unsigned>(c.code));
    at += c.length;
  }
  return out.empty() ? " " : out;
}

std::string lane_title(const TimelineLane& lane) {
  if (lane.kind == TimelineLane::Kind::nobody) return "in no source";
  return label(lane.source) + (lane.kind == TimelineLane::Kind::target ? " (target)" : "");
}

std::string applied_in(const Timeline& timeline, const TimelineMark& mark) {
  std::vector<std::string> names;
  for (const auto& row : mark.rows)
    names.push_back(label(timeline.databases[row.database]) + (row.state == TimelineRow::State::failed ? " failed"
                                                               : row.state == TimelineRow::State::rolled_back
                                                                   ? " rolled back"
                                                                   : ""));
  return text::join(names, ", ");
}

std::string id(const TimelineArrow::End& end) {
  return fmt::format("m{}_{}", end.lane, end.mark);
}

// What of a lane is drawn: what collides, is late or is at an arrow's end first, then the newest.
std::vector<std::size_t> chosen(const Timeline& timeline, std::size_t lane, std::size_t room) {
  const auto& marks = timeline.lanes[lane].marks;
  std::vector<std::size_t> all(marks.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  auto important = [&](std::size_t i) {
    return marks[i].conflict || marks[i].late ||
           std::any_of(timeline.arrows.begin(), timeline.arrows.end(), [&](const TimelineArrow& arrow) {
             return arrow.from == TimelineArrow::End{lane, i} || arrow.to == TimelineArrow::End{lane, i};
           });
  };
  if (all.size() > room) {
    std::stable_partition(all.begin(), all.end(), important);
    auto first = std::find_if_not(all.begin(), all.end(), important);
    std::reverse(first, all.end());
    all.resize(room);
    std::sort(all.begin(), all.end());
  }
  return all;
}

std::string node(const Timeline& timeline, TimelineArrow::End end) {
  const auto& mark = timeline.lanes[end.lane].marks[end.mark];
  auto applied = applied_in(timeline, mark);
  auto out =
      fmt::format("    {}[\"{}{}\"]\n", id(end), label(mark.migration), applied.empty() ? "" : "<br/>in " + applied);
  std::vector<std::string> classes;
  if (!mark.rows.empty()) classes.push_back("applied");
  if (mark.late) classes.push_back("late");
  if (mark.conflict) classes.push_back("conflict");
  for (const auto& one : classes) out += fmt::format("    class {} {}\n", id(end), one);
  return out;
}

struct Drawn {
  std::string text;
  std::vector<TimelineArrow::End> marks;
};

void draw_lane(Drawn& drawn, const Timeline& timeline, std::size_t index, std::size_t room) {
  const auto& lane = timeline.lanes[index];
  auto shown = chosen(timeline, index, room);
  auto left_out = lane.left_out + lane.marks.size() - shown.size();
  if (shown.empty() && left_out == 0) return;
  drawn.text += fmt::format("  subgraph l{}[\"{}\"]\n    direction LR\n", index, lane_title(lane));
  std::string before;
  if (left_out) {
    before = fmt::format("m{}_more", index);
    drawn.text += fmt::format("    {}([\"{} more\"])\n", before, left_out);
  }
  for (auto i : shown) {
    TimelineArrow::End end{index, i};
    drawn.text += node(timeline, end);
    if (!before.empty()) drawn.text += fmt::format("    {} --- {}\n", before, id(end));
    before = id(end);
    drawn.marks.push_back(end);
  }
  drawn.text += "  end\n";
}

}  // namespace

std::string mermaid(const Timeline& timeline) {
  Drawn drawn{std::string(mermaid_begins), {}};
  auto lanes = std::max<std::size_t>(1, timeline.lanes.size());
  auto room = std::max<std::size_t>(1, marks_at_most / lanes);
  for (std::size_t i = 0; i < timeline.lanes.size() && i < marks_at_most; ++i) {
    // A merge adds to the target's newest: of those a few say enough.
    bool target = timeline.lanes[i].kind == TimelineLane::Kind::target;
    draw_lane(drawn, timeline, i, target ? std::min<std::size_t>(room, 4) : room);
  }
  if (timeline.lanes.size() > marks_at_most)
    drawn.text += fmt::format("  more[\"{} more\"]\n", counted(timeline.lanes.size() - marks_at_most, "source"));
  auto is_drawn = [&](const TimelineArrow::End& end) {
    return std::find(drawn.marks.begin(), drawn.marks.end(), end) != drawn.marks.end();
  };
  std::size_t arrows = 0;
  for (const auto& arrow : timeline.arrows)
    if (is_drawn(arrow.from) && is_drawn(arrow.to) && arrows++ < arrows_at_most)
      drawn.text += fmt::format("  {} {}|then| {}\n", id(arrow.from), arrow.hard ? "==>" : "-.->", id(arrow.to));
  return drawn.text +
         "  classDef applied fill:#cfe8d5,color:#10331b\n"
         "  classDef late stroke-dasharray:5 4\n"
         "  classDef conflict stroke:#c62828,stroke-width:3px\n";
}

}  // namespace tributary
