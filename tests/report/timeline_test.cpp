#include <doctest/doctest.h>

#include "report/demo.hpp"
#include "tributary/timeline.hpp"

using namespace tributary;
using namespace tributary::testing;

namespace {

// "main: 20251014220648_init [americano]; …": lanes as one line each.
std::string in_words(const Timeline& timeline) {
  std::string out;
  for (const auto& lane : timeline.lanes) {
    out += lane.kind == TimelineLane::Kind::nobody ? "nobody:" : lane.source + ":";
    if (lane.left_out) out += " (" + std::to_string(lane.left_out) + " more)";
    for (const auto& mark : lane.marks) {
      out += " " + mark.migration.substr(0, 14);
      for (const auto& row : mark.rows) out += "[" + timeline.databases[row.database] + "]";
      if (mark.conflict) out += "!";
      if (mark.late) out += "~";
    }
    out += "\n";
  }
  return out;
}

Answer planned() {
  auto answer = demo_planned("plan");
  answer.sequence->chronology = {
      {"apps/web", "20251014220648_init", {}},
      {"apps/web", "20251016000000_create_vector_indexes", {"epic3"}},
      {"apps/web", "20251016044654_add_mission_analytics_models", {}},
      {"apps/web", "20251016164000_add_search_analytics_tracking", {"epic3"}},
      {"apps/web", "20251016223131_add_validation_response_fields", {"epic4"}},
  };
  return answer;
}

}  // namespace

TEST_CASE("a timeline has the target and each step as a lane, with the databases that applied a migration") {
  CHECK(in_words(timeline(planned())) ==
        "main: 20251014220648[americano] 20251016044654\n"
        "epic3: 20251016000000~ 20251016164000\n"
        "epic4: 20251016223131[americano]\n");
}

TEST_CASE("two migrations that clash are marked, one that only orders rows is not") {
  auto answer = planned();
  Clash clash;
  clash.here = {"epic3", "apps/web", "20251016164000_add_search_analytics_tracking", "", 0, 0, ""};
  clash.there = {"epic4", "apps/web", "20251016223131_add_validation_response_fields", "", 0, 0, ""};
  answer.analysis.relations.clashes = {clash};
  CHECK(in_words(timeline(answer)) ==
        "main: 20251014220648[americano] 20251016044654\n"
        "epic3: 20251016000000~ 20251016164000!\n"
        "epic4: 20251016223131[americano]!\n");
  answer.analysis.relations.clashes[0].at_most = Severity::info;
  CHECK_FALSE(has(in_words(timeline(answer)), "!"));
}

TEST_CASE("a row that no folder explains has a lane of its own, a migration that the target took out has none") {
  auto answer = planned();
  auto row = ledger_row("20250101000000_of_nobody", "failed");
  answer.analysis.databases->front().rows.push_back(row);
  auto drawn = timeline(answer);
  CHECK(drawn.lanes.back().kind == TimelineLane::Kind::nobody);
  CHECK(drawn.lanes.back().marks[0].rows[0].state == TimelineRow::State::failed);
  answer.analysis.workspace.sources[1].projects[0].stale = {row.migration_name};
  CHECK(timeline(answer).lanes.size() == 3);
}

TEST_CASE("an arrow leads from the migration that makes an object to the one that needs it") {
  auto answer = planned();
  Unmet unmet;
  unmet.kind = Unmet::Kind::elsewhere;
  unmet.here = {"epic4", "apps/web", "20251016223131_add_validation_response_fields", "", 0, 0, ""};
  unmet.maker = Place{"epic3", "apps/web", "20251016000000_create_vector_indexes", "", 0, 0, ""};
  answer.analysis.relations.unmet = {unmet};
  auto drawn = timeline(answer);
  REQUIRE(drawn.arrows.size() == 1);
  CHECK(drawn.arrows[0].from == TimelineArrow::End{1, 0});
  CHECK(drawn.arrows[0].to == TimelineArrow::End{2, 0});
  // Without it, from the last of the one to the first of the other.
  answer.analysis.relations.unmet.clear();
  CHECK(timeline(answer).arrows[0].from == TimelineArrow::End{1, 1});
}

TEST_CASE("of a long history only what is new or lies among the sources' migrations is drawn") {
  auto answer = planned();
  for (int i = 0; i < 500; ++i)
    answer.sequence->chronology.insert(answer.sequence->chronology.begin(),
                                       UnionEntry{"apps/web", std::to_string(20240101000000 + i) + "_old", {}});
  auto drawn = timeline(answer);
  CHECK(drawn.lanes[0].marks.size() == 12);
  CHECK(drawn.lanes[0].left_out == 490);
  CHECK(has(svg(drawn), ">490 older migrations<"));
  CHECK(has(mermaid(drawn), "498 more"));
}

TEST_CASE("Mermaid text: lanes, what was applied, what is late, and the need between two sources") {
  CHECK(mermaid(timeline(planned())) == R"~(flowchart LR
  %% tributary report
  subgraph l0["main (target)"]
    direction LR
    m0_0["20251014220648_init<br/>in americano"]
    class m0_0 applied
    m0_1["20251016044654_add_mission_analytics_models"]
    m0_0 --- m0_1
  end
  subgraph l1["epic3"]
    direction LR
    m1_0["20251016000000_create_vector_indexes"]
    class m1_0 late
    m1_1["20251016164000_add_search_analytics_tracking"]
    m1_0 --- m1_1
  end
  subgraph l2["epic4"]
    direction LR
    m2_0["20251016223131_add_validation_response_fields<br/>in americano"]
    class m2_0 applied
  end
  m1_1 -.->|then| m2_0
  classDef applied fill:#cfe8d5,color:#10331b
  classDef late stroke-dasharray:5 4
  classDef conflict stroke:#c62828,stroke-width:3px
)~");
}

TEST_CASE("no name leaves its label, in Mermaid text or in an image") {
  auto answer = planned();
  const std::string evil = "20251016000001_x\"]; click m0_0 `</text><script>alert(1)</script>\n\x1b[31m\xff&#60;";
  answer.sequence->steps[0].source = evil;
  answer.sequence->steps[0].adds[0].migration = evil + std::string(10000, 'y');
  answer.analysis.databases->front().id = evil;
  auto text = mermaid(timeline(answer));
  for (auto part : {"<script", "click m0_0 `", "\x1b", "\"];", "\xff", "&#60"}) CHECK_FALSE(has(text, part));
  CHECK(text.size() < 3000);
  for (auto entity : {"#34;", "#59;", "#60;"}) CHECK(has(text, entity));
  auto image = svg(timeline(answer));
  for (auto part : {"<script", "\x1b", "\xff"}) CHECK_FALSE(has(image, part));
  CHECK(has(image, "&lt;script&gt;"));
  CHECK(count(image, "<g") == count(image, "</g>"));
  CHECK(count(image, "<text") == count(image, "</text>"));
}

TEST_CASE("an image has no mark outside of itself, however many sources there are") {
  auto answer = planned();
  answer.sequence->steps.clear();
  for (int i = 0; i < 50; ++i) {
    Step step;
    step.number = i + 1;
    step.source = "epic" + std::to_string(i);
    for (int k = 0; k < 20; ++k)
      step.adds.push_back({"apps/web", std::to_string(20260000000000 + i * 10 + k * 1000000) + "_m"});
    answer.sequence->steps.push_back(step);
  }
  auto image = svg(timeline(answer));
  CHECK(count(image, "class=\"mark") == 1002);
  CHECK(image.size() < 700'000);
  CHECK_FALSE(has(image, "cx=\"-"));
  CHECK(mermaid(timeline(answer)).size() < 20'000);
}

TEST_CASE("nothing at all is a lane without marks") {
  Answer answer;
  answer.analysis.workspace.target.name = "main";
  CHECK(in_words(timeline(answer)) == "main:\n");
  CHECK(has(svg(timeline(answer)), "0 migrations in 1 lane"));
  CHECK(has(mermaid(timeline(answer)), "flowchart LR\n"));
}
