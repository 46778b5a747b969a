#pragma once
// What lies where, in which order, and who collides with whom: a lane for each source with its migrations by their
// stamps, and when each database applied them. Pure.
#include <cstddef>
#include <string>
#include <vector>

#include "tributary/report.hpp"

namespace tributary {

/// A row of a ledger for one mark.
struct TimelineRow {
  enum class State { applied, failed, rolled_back };
  std::size_t database = 0;  ///< in Timeline::databases
  std::string at;            ///< finished, else started: ISO 8601 in UTC
  State state = State::applied;
  bool operator==(const TimelineRow&) const = default;
};

/// One migration. Where several sources hold it, it stands in the lane of the one that the sequence lets add it.
struct TimelineMark {
  std::string project, migration;
  std::vector<TimelineRow> rows;  ///< the newest of each database that has one
  bool conflict = false;          ///< gets into the way of another source's, or of the target's
  bool late = false;              ///< sorts before one that the target has, or was applied out of order
  bool operator==(const TimelineMark&) const = default;
};

struct TimelineLane {
  enum class Kind { target, source, nobody };  ///< nobody: rows of ledgers whose folder no source has
  Kind kind = Kind::source;
  std::string source;               ///< "" of nobody
  std::vector<TimelineMark> marks;  ///< in the order of their names
  std::size_t left_out = 0;         ///< older migrations of the target that concern nothing here
  bool operator==(const TimelineLane&) const = default;
};

/// That `to` needs `from`.
struct TimelineArrow {
  struct End {
    std::size_t lane = 0, mark = 0;
    auto operator<=>(const End&) const = default;
  };
  End from, to;
  std::string because;
  bool hard = false;  ///< the SQL needs it; else a stack or the stamps ask for it
  bool operator==(const TimelineArrow&) const = default;
};

struct Timeline {
  std::vector<std::string> databases;  ///< ids of those whose ledgers were read
  std::vector<TimelineLane> lanes;     ///< the target, the sources in the order of their merges, nobody
  std::vector<TimelineArrow> arrows;
  bool operator==(const Timeline&) const = default;
};

/// Of Answer::analysis alone: whatever the command.
Timeline timeline(const Answer& answer);

/// A flowchart for Markdown, without its fence. At most about sixty migrations: what is left out is counted.
std::string mermaid(const Timeline& timeline);

/// An image of its own; with `style` false for a page that holds the style sheet (timeline.css) already.
std::string svg(const Timeline& timeline, bool style = true);

}  // namespace tributary
