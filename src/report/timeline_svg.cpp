#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/count.hpp"
#include "report/escape.hpp"
#include "report/formats.hpp"
#include "report/page_files.hpp"
#include "report/timeline_scale.hpp"

namespace tributary {
namespace {

constexpr double gutter = 190, top = 34, lane_height = 58, database_height = 30, radius = 7;
constexpr std::size_t databases_at_most = 6;  // as many as there are colours

std::string cut(const std::string& foreign, std::size_t characters) {
  auto safe = printable(foreign);
  std::size_t at = 0, count = 0;
  while (at < safe.size() && count < characters) at += character_at(safe, at).length, ++count;
  return xml_safe(at < safe.size() ? safe.substr(0, at) + "…" : safe);
}

// Of a name that begins with a stamp: what comes after it.
std::string description(const std::string& migration) {
  bool stamped = migration.size() > 15 && migration[14] == '_' &&
                 std::all_of(migration.begin(), migration.begin() + 14, [](char c) { return c >= '0' && c <= '9'; });
  return stamped ? migration.substr(15) : migration;
}

std::string text_at(double x, double y, const std::string& css, const std::string& escaped) {
  return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\" class=\"{}\">{}</text>", x, y, css, escaped);
}

struct Drawing {
  const Timeline& timeline;
  TimelineScale scale;
  std::size_t databases = 0;
  double width = 0, height = 0;

  double lane_y(std::size_t lane) const { return top + lane_height * (static_cast<double>(lane) + 0.5); }
  double database_y(std::size_t database) const {
    return top + lane_height * static_cast<double>(timeline.lanes.size()) + 22 +
           database_height * (static_cast<double>(database) + 0.5);
  }
  double x(TimelineArrow::End end) const { return scale.marks[end.lane][end.mark]; }
};

Drawing drawing_of(const Timeline& timeline) {
  auto databases = std::min(timeline.databases.size(), databases_at_most);
  Drawing drawing{timeline, scale_of(timeline, gutter + 24, databases), databases, 0, 0};
  drawing.width = drawing.scale.right + 150;
  drawing.height = databases ? drawing.database_y(databases) + 14
                             : top + lane_height * static_cast<double>(timeline.lanes.size()) + 10;
  return drawing;
}

const char* state_word(TimelineRow::State state) {
  return state == TimelineRow::State::failed        ? "failed"
         : state == TimelineRow::State::rolled_back ? "rolled back"
                                                    : "applied";
}

std::string title(const Drawing& drawing, const TimelineLane& lane, const TimelineMark& mark) {
  auto out = mark.migration + (lane.source.empty() ? ", in no source" : " of " + lane.source);
  for (const auto& row : mark.rows)
    out += fmt::format("; {} in {} {}", state_word(row.state), drawing.timeline.databases[row.database],
                       row.at.substr(0, 19));
  if (mark.rows.empty()) out += "; applied nowhere";
  if (mark.conflict) out += "; conflict";
  if (mark.late) out += "; late or out of order";
  return "<title>" + xml_safe(printable(out)) + "</title>";
}

// One slice for each database that applied it.
std::string slices(const TimelineMark& mark, double x, double y, std::size_t databases) {
  std::vector<const TimelineRow*> rows;
  for (const auto& row : mark.rows)
    if (row.database < databases) rows.push_back(&row);
  auto css = [](const TimelineRow& row) {
    return row.state == TimelineRow::State::applied ? fmt::format("db{}", row.database) : std::string("unfinished");
  };
  if (rows.size() == 1)
    return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"{}\"/>", x, y, radius, css(*rows[0]));
  std::string out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto angle = [&](std::size_t n) {
      return 2 * 3.14159265 * static_cast<double>(n) / static_cast<double>(rows.size());
    };
    out += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}A{} {} 0 0 1 {:.1f} {:.1f}Z\" class=\"{}\"/>", x, y,
                       x + radius * std::sin(angle(i)), y - radius * std::cos(angle(i)), radius, radius,
                       x + radius * std::sin(angle(i + 1)), y - radius * std::cos(angle(i + 1)), css(*rows[i]));
  }
  return out;
}

std::string name_beside(const Drawing& drawing, std::size_t lane, std::size_t index, double x, double y) {
  // Every second name stands below, so that each has the room of two.
  const auto& places = drawing.scale.marks[lane];
  auto end = index + 2 < places.size() ? places[index + 2] : drawing.width;
  auto room = static_cast<std::size_t>(std::max(0.0, (end - x) / 6.4 - 1));
  if (room < 5) return {};
  return text_at(
      x - radius, index % 2 ? y + 22 : y - 12, "name",
      cut(description(drawing.timeline.lanes[lane].marks[index].migration), std::min<std::size_t>(room, 34)));
}

std::string draw_mark(const Drawing& drawing, std::size_t lane, std::size_t index) {
  const auto& of = drawing.timeline.lanes[lane];
  const auto& mark = of.marks[index];
  auto x = drawing.scale.marks[lane][index], y = drawing.lane_y(lane);
  auto out =
      fmt::format("<g class=\"mark{}{}\" data-source=\"{}\" data-migration=\"{}\">{}", mark.conflict ? " conflict" : "",
                  mark.late ? " late" : "", xml_safe(of.source), xml_safe(mark.migration), title(drawing, of, mark));
  for (std::size_t i = 0; i < mark.rows.size(); ++i)
    if (mark.rows[i].database < drawing.databases)
      out += fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" class=\"row\"/>", x, y,
                         drawing.scale.rows[lane][index][i], drawing.database_y(mark.rows[i].database));
  if (mark.conflict)
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"ring\"/>", x, y, radius + 4);
  out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"ground\"/>", x, y, radius);
  out += slices(mark, x, y, drawing.databases);
  out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" class=\"edge\"/>", x, y, radius);
  out += name_beside(drawing, lane, index, x, y);
  for (std::size_t i = 0; i < mark.rows.size(); ++i)
    if (mark.rows[i].database < drawing.databases)
      out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"4\" class=\"{}\"/>",
                         drawing.scale.rows[lane][index][i], drawing.database_y(mark.rows[i].database),
                         mark.rows[i].state == TimelineRow::State::applied ? fmt::format("db{}", mark.rows[i].database)
                                                                           : "unfinished");
  return out + "</g>\n";
}

std::string draw_lane(const Drawing& drawing, std::size_t index) {
  const auto& lane = drawing.timeline.lanes[index];
  auto y = drawing.lane_y(index);
  bool nobody = lane.kind == TimelineLane::Kind::nobody;
  auto out = fmt::format("<g class=\"lane\" data-source=\"{}\"><path d=\"M{} {:.0f}H{:.0f}\" class=\"line\"/>",
                         xml_safe(lane.source), gutter, y, drawing.width - 10);
  out += text_at(10, y + 4, lane.kind == TimelineLane::Kind::target ? "source target" : "source",
                 nobody ? "in no source" : cut(lane.source, 25));
  if (lane.left_out) out += text_at(10, y + 19, "note", counted(lane.left_out, "older migration"));
  out += "\n";
  for (std::size_t i = 0; i < lane.marks.size(); ++i) out += draw_mark(drawing, index, i);
  return out + "</g>\n";
}

std::string draw_arrow(const Drawing& drawing, const TimelineArrow& arrow) {
  auto x1 = drawing.x(arrow.from), y1 = drawing.lane_y(arrow.from.lane);
  auto x2 = drawing.x(arrow.to), y2 = drawing.lane_y(arrow.to.lane);
  auto down = y2 > y1 ? 1.0 : -1.0;
  y1 += down * (radius + 2), y2 -= down * (radius + 3);
  auto middle = (y1 + y2) / 2;
  return fmt::format(
      "<path d=\"M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}\" class=\"need{}\" "
      "marker-end=\"url(#tributary-arrow)\"><title>{}</title></path>\n",
      x1, y1, x1, middle, x2, middle, x2, y2, arrow.hard ? "" : " soft", xml_safe(printable(arrow.because)));
}

std::string draw_axes(const Drawing& drawing) {
  std::string out;
  auto bottom = top + lane_height * static_cast<double>(drawing.timeline.lanes.size());
  for (const auto& tick : drawing.scale.days)
    out += fmt::format("<path d=\"M{:.0f} {}V{:.0f}\" class=\"tick\"/>", tick.x, top - 8, bottom) +
           text_at(tick.x, top - 14, "axis", tick.text);
  out += text_at(10, top - 14, "axis", "stamp");
  if (!drawing.databases) return out + "\n";
  out += text_at(10, bottom + 16, "axis", "applied at");
  for (const auto& tick : drawing.scale.applied_days) out += text_at(tick.x, bottom + 16, "axis", tick.text);
  for (std::size_t i = 0; i < drawing.databases; ++i)
    out += fmt::format(
               "<path d=\"M{} {:.0f}H{:.0f}\" class=\"line\"/><rect x=\"10\" y=\"{:.0f}\" width=\"11\" height=\"11\" "
               "class=\"db{}\"/>",
               gutter, drawing.database_y(i), drawing.width - 10, drawing.database_y(i) - 6, i) +
           text_at(27, drawing.database_y(i) + 4, "source", cut(drawing.timeline.databases[i], 23));
  return out + "\n";
}

std::string summary(const Timeline& timeline) {
  std::size_t marks = 0, conflicts = 0, late = 0;
  for (const auto& lane : timeline.lanes)
    for (const auto& mark : lane.marks) ++marks, conflicts += mark.conflict, late += mark.late;
  return fmt::format("Timeline: {} in {}, {} in conflict, {} late or out of order", counted(marks, "migration"),
                     counted(timeline.lanes.size(), "lane"), conflicts, late);
}

}  // namespace

std::string svg(const Timeline& timeline, bool style) {
  auto drawing = drawing_of(timeline);
  auto out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" role=\"img\" aria-label=\"{2}\">\n",
      drawing.width, drawing.height, summary(timeline));
  if (style)
    out += std::string(xml_marker) + "<style>" + page_file("timeline.css") +
           "</style>\n<rect class=\"paper\" width=\"100%\" height=\"100%\"/>\n";
  out +=
      "<defs><marker id=\"tributary-arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" "
      "markerHeight=\"7\" "
      "orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8Z\" class=\"head\"/></marker></defs>\n";
  out += draw_axes(drawing);
  for (std::size_t i = 0; i < timeline.lanes.size(); ++i) out += draw_lane(drawing, i);
  for (const auto& arrow : timeline.arrows) out += draw_arrow(drawing, arrow);
  return out + "</svg>\n";
}

}  // namespace tributary
