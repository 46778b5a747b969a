#include "report/timeline_scale.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace tributary {
namespace {

constexpr double between_marks = 19;
constexpr double between_ticks = 76;

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::string digits_of(const std::string& text) {
  std::string digits;
  for (char c : text)
    if (digit(c) && digits.size() < 14) digits += c;
  return digits;
}

// The 14 digits a name begins with; names without stand behind all others.
std::string stamp_of(const std::string& migration) {
  auto stamp = migration.substr(0, 14);
  bool whole = stamp.size() == 14 && std::all_of(stamp.begin(), stamp.end(), digit);
  return whole ? stamp : std::string();
}

// Seconds, near enough for a drawing: it grows with the digits, whatever month they spell.
double seconds(const std::string& moment) {
  auto part = [&](std::size_t at, std::size_t length) { return std::atof(moment.substr(at, length).c_str()); };
  if (moment.size() < 14) return 0;
  double days = (part(0, 4) * 12 + part(4, 2)) * 31 + part(6, 2);
  return ((days * 24 + part(8, 2)) * 60 + part(10, 2)) * 60 + part(12, 2);
}

double weight(const std::string& before, const std::string& after) {
  if (after.empty()) return 2;
  return 1 + std::log2(1 + std::max(0.0, seconds(after) - seconds(before)) / 60) / 4;
}

std::string day_of(const std::string& moment) {
  return moment.empty() ? "no stamp" : moment.substr(0, 4) + "-" + moment.substr(4, 2) + "-" + moment.substr(6, 2);
}

// Moments in their order, "" last.
struct Later {
  bool operator()(const std::string& a, const std::string& b) const {
    return a.empty() || b.empty() ? !a.empty() : a < b;
  }
};

void add_tick(std::vector<DayTick>& ticks, double x, const std::string& moment) {
  auto day = day_of(moment);
  if (ticks.empty() || (ticks.back().text != day && x - ticks.back().x >= between_ticks)) ticks.push_back({x, day});
}

using Moments = std::map<std::string, double, Later>;  // x of each

Moments stamps_of(const Timeline& timeline) {
  Moments all;
  for (const auto& lane : timeline.lanes)
    for (const auto& mark : lane.marks) all[stamp_of(mark.migration)] = 0;
  return all;
}

double unit_for(const Moments& moments) {
  double sum = 0;
  const std::string* before = nullptr;
  for (const auto& [moment, x] : moments) {
    if (before) sum += weight(*before, moment);
    before = &moment;
  }
  return std::clamp(640 / std::max(1.0, sum), 1.0, 60.0);
}

void place_marks(TimelineScale& scale, const Timeline& timeline) {
  auto moments = stamps_of(timeline);
  auto unit = unit_for(moments);
  std::map<std::string, std::vector<std::pair<std::size_t, std::size_t>>, Later> at;
  scale.marks.resize(timeline.lanes.size());
  for (std::size_t i = 0; i < timeline.lanes.size(); ++i) {
    scale.marks[i].resize(timeline.lanes[i].marks.size());
    for (std::size_t j = 0; j < timeline.lanes[i].marks.size(); ++j)
      at[stamp_of(timeline.lanes[i].marks[j].migration)].emplace_back(i, j);
  }
  std::vector<double> last(timeline.lanes.size(), scale.left - between_marks);
  double x = scale.left;
  const std::string* before = nullptr;
  for (const auto& [moment, marks] : at) {
    if (before) x += weight(*before, moment) * unit;
    for (const auto& mark : marks) x = std::max(x, last[mark.first] + between_marks);
    for (const auto& [lane, index] : marks) {
      auto here = std::max(x, last[lane] + between_marks);  // two of one stamp
      scale.marks[lane][index] = last[lane] = here;
      scale.right = std::max(scale.right, here);
    }
    add_tick(scale.days, x, moment);
    before = &moment;
  }
}

// The axis of times applied is as long as that of the stamps.
void place_rows(TimelineScale& scale, const Timeline& timeline, std::size_t databases) {
  Moments moments;
  for (const auto& lane : timeline.lanes)
    for (const auto& mark : lane.marks)
      for (const auto& row : mark.rows)
        if (row.database < databases) moments[digits_of(row.at)] = 0;
  double sum = 0;
  const std::string* before = nullptr;
  for (auto& [moment, x] : moments) {
    if (before) sum += weight(*before, moment);
    x = sum;
    before = &moment;
  }
  auto length = scale.right - scale.left;
  for (auto& [moment, x] : moments) {
    x = scale.left + (sum > 0 ? x / sum * length : 0);
    add_tick(scale.applied_days, x, moment);
  }
  for (const auto& lane : timeline.lanes) {
    auto& of_lane = scale.rows.emplace_back();
    for (const auto& mark : lane.marks) {
      auto& of_mark = of_lane.emplace_back();
      for (const auto& row : mark.rows) of_mark.push_back(row.database < databases ? moments[digits_of(row.at)] : 0);
    }
  }
}

}  // namespace

TimelineScale scale_of(const Timeline& timeline, double left, std::size_t databases) {
  TimelineScale scale;
  scale.left = left;
  scale.right = left + 600;
  place_marks(scale, timeline);
  place_rows(scale, timeline, databases);
  return scale;
}

}  // namespace tributary
