#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include <set>

#include "base/text.hpp"
#include "report/demo.hpp"
#include "support/json_schema.hpp"
#include "tributary/page.hpp"
#include "tributary/timeline.hpp"

using namespace tributary;
using namespace tributary::testing;
using Json = nlohmann::ordered_json;

namespace {

// What stands in the page's data element.
Json data_of(const std::string& page) {
  const std::string open = "<script type=\"application/json\" id=\"data\">";
  auto at = page.find(open) + open.size();
  return Json::parse(page.substr(at, page.find("</script>", at) - at));
}

Json json_of(const Answer& answer) {
  return Json::parse(render(answer, Format::json, {}));
}

}  // namespace

TEST_CASE("the page holds the JSON of the same answer, its own script and style, and a policy against all else") {
  auto page = render(demo_planned("report"), Format::html, {});
  CHECK(page.starts_with("<!doctype html>\n<!-- tributary report -->\n"));
  CHECK(has(page, "content=\"default-src 'none'; script-src 'sha256-"));
  auto data = data_of(page), json = json_of(demo_planned("report"));
  json.erase("chronology");
  json["checklists"] = Json::array();
  CHECK(data == json);
  CHECK(count(page, "<script") == 2);
  CHECK(count(page, "<style") == 1);
  for (auto part : {"http://localhost", "https://", "src=", "style=\"", "onclick", "innerHTML"})
    CHECK_MESSAGE(!has(page, part), part);
}

TEST_CASE("no name leaves the page's data or its image") {
  const std::string evil = "</script><script>alert(1)</script><!-- \"'&\n\r\x1b[31m\xff\xe2\x80\xae../{{data}}";
  auto answer = demo_planned("report");
  answer.analysis.workspace.target.name = evil;
  answer.sequence->steps[0].source = evil;
  answer.sequence->steps[0].adds[0].migration = evil + std::string(10000, 'x');
  answer.verdict.findings[0].message = evil;
  answer.analysis.databases->front().id = evil;
  auto page = render(answer, Format::html, {});
  CHECK(count(page, "<script") == 2);
  CHECK(count(page, "</script") == 2);
  for (auto part : {"alert(1)</", "\x1b", "\xff", "\xe2\x80\xae"}) CHECK_FALSE(has(page, part));
  CHECK(has(data_of(page)["findings"][0]["message"].get<std::string>(), "</script><script>alert(1)</script><!--"));
}

TEST_CASE("checklists stand in the page and in the JSON, each as checklist itself prints it") {
  Checklist list;
  list.list = "weekly", list.title = "The weekly meeting";
  list.items = {{"told", "the teams were told </script>", "", ItemState::needs_person, {"nobody said so"}, {}, "", {}}};
  auto json = render_report(demo_planned("report"), {list}, Format::json, {});
  CHECK(Json::parse(json)["checklists"][0] == Json::parse(render_checklist(list, "0.2.0", Format::json, {})));
  CHECK(complaint_of_schema(json) == "");
  CHECK(data_of(render_report(demo_planned("report"), {list}, Format::html, {}))["checklists"] ==
        Json::parse(json)["checklists"]);
  CHECK(render_report(demo_planned("report"), {list}, Format::mermaid, {}) ==
        render(demo_planned("report"), Format::mermaid, {}));
}

TEST_CASE("thousands of findings are cut, and the page says by how many") {
  auto answer = demo_planned("report");
  answer.verdict.findings.assign(9000, late_migration());
  auto page = render(answer, Format::html, {});
  CHECK(page.size() < 3'000'000);
  auto data = data_of(page);
  CHECK(data["findings"].size() + data["findings_left_out"].get<std::size_t>() == 9000);
  CHECK(json_of(answer)["findings"].size() == 9000);
  CHECK_FALSE(data.contains("not_checked_left_out"));
}

TEST_CASE("of thousands of rules that could not look some are named, and the page says how many are not") {
  auto answer = demo_planned("report");
  answer.verdict.not_checked.clear();
  for (int i = 0; i < 9000; ++i)
    answer.verdict.not_checked.push_back({"structure-drift", "epic" + std::to_string(i), std::string(300, 'x')});
  auto data = data_of(render(answer, Format::html, {}));
  CHECK(data["not_checked"].size() + data["not_checked_left_out"].get<std::size_t>() == 9000);
}

TEST_CASE("the light is red for a blocked step or a deploy that fails, and amber where nobody looked") {
  auto answer = demo_planned("report");
  answer.verdict = {};
  auto light = [](const Answer& one) { return json_of(one)["headline"]["light"]; };
  auto sentence = [](const Answer& one) { return json_of(one)["headline"]["sentence"].get<std::string>(); };
  CHECK(light(answer) == "amber");  // the plan was not executed
  CHECK(sentence(answer) == "2 ready, 0 blocked; americano has nothing to deploy");
  answer.refused["epic4"] = late_migration();
  CHECK(light(answer) == "red");
  CHECK(sentence(answer) == "1 ready, 1 blocked; americano has nothing to deploy");
  answer.refused.clear();
  answer.analysis.rehearsal = std::make_shared<const Rehearsal>(without_epic4());
  CHECK(sentence(answer) == "1 ready, 1 blocked; americano has nothing to deploy");
  answer.analysis.rehearsal = nullptr;
  answer.analysis.histories[0].forecast.deploy = {"`migrate deploy` stops with P3018", 1, {}};
  CHECK(light(answer) == "red");
  CHECK(sentence(answer) == "2 ready, 0 blocked; americano cannot deploy: `migrate deploy` stops with P3018");
  answer.analysis.databases = std::nullopt;
  CHECK(light(answer) == "amber");
  CHECK(sentence(answer) == "2 ready, 0 blocked; no database was asked");
}

TEST_CASE("a step says what to type, or what stands against it: a rule, or the rehearsal") {
  auto answer = demo_planned("report");
  answer.sequence->steps[0].source = "it's";
  auto step = json_of(answer)["sequence"][0];
  CHECK(step["command"] == "tributary merge 'it'\"'\"'s'");
  CHECK(step["blocked"].is_null());
  answer.analysis.rehearsal = std::make_shared<const Rehearsal>(without_epic4());
  step = json_of(answer)["sequence"][1];
  CHECK(step["command"].is_null());
  CHECK(step["blocked"]["because"] == "it fails behind epic3 and before it");
  CHECK_FALSE(step.contains("refused"));
  answer.refused["epic4"] = late_migration();
  step = json_of(answer)["sequence"][1];
  CHECK(step["blocked"]["because"] == late_migration().message);
  CHECK(step["refused"]["rule"] == "late-migration");
  CHECK(complaint_of_schema(render(answer, Format::json, {})) == "");
}

TEST_CASE("the page's script hides what a terminal would not show, but for tabs and line ends") {
  auto page = render(demo_planned("report"), Format::html, {});
  auto at = page.find("const unsafe = /[") + 17;
  std::set<char32_t> unsafe;
  std::vector<char32_t> ends;  // of ranges, in pairs
  auto characters = page.substr(at, page.find("]/gu", at) - at);
  for (std::size_t i = 0; i < characters.size();) {
    bool braced = characters[i + 2] == '{';
    ends.push_back(std::stoul(characters.substr(i + 2 + braced), nullptr, 16));
    i = braced ? characters.find('}', i) + 1 : i + 6;
    if (i < characters.size() && characters[i] == '-')
      ++i;
    else if (ends.size() % 2)
      ends.push_back(ends.back());
  }
  for (std::size_t i = 0; i < ends.size(); i += 2)
    for (auto code = ends[i]; code <= ends[i + 1]; ++code) unsafe.insert(code);
  for (char32_t code = 0; code < 0x110000; ++code)
    if (text::is_unsafe(code) != (unsafe.count(code) > 0 || code == '\t' || code == '\n')) FAIL_CHECK(int(code));
}

TEST_CASE("what was rolled back and applied since is applied, in the grid and along the timeline") {
  auto answer = demo_planned("report");
  const std::string name = "20251016000000_create_vector_indexes";
  auto& rows = answer.analysis.databases->front().rows;
  rows.push_back(ledger_row(name, "rolled back"));
  auto states = [&] {
    std::string grid, drawn;
    auto data = json_of(answer);
    for (const auto& one : data["grid"]["migrations"])
      if (one["migration"] == name) grid = one["states"];
    for (const auto& lane : timeline(answer).lanes)
      for (const auto& mark : lane.marks)
        for (const auto& row : mark.rows)
          if (mark.migration == name) drawn += row.state == TimelineRow::State::rolled_back ? 'r' : 'a';
    return grid + drawn;
  };
  CHECK(states() == "rr");
  rows.push_back(ledger_row(name, "applied"));
  CHECK(states() == "aa");
}

TEST_CASE("the grid says of each migration where it is applied, and lists rows that no folder explains") {
  auto answer = demo_planned("report");
  answer.analysis.databases->front().rows.push_back(ledger_row("20250101000000_of_nobody", "failed"));
  auto grid = json_of(answer)["grid"];
  std::string words;
  for (const auto& one : grid["migrations"])
    words += one["migration"].get<std::string>() + " " + one["states"].get<std::string>() +
             (one["known"].get<bool>() ? "" : " nobody") + "\n";
  CHECK(words ==
        "20251014220648_init a\n"
        "20251016000000_create_vector_indexes .\n"
        "20250101000000_of_nobody f nobody\n"
        "20251016223131_add_validation_response_fields a nobody\n");
}

TEST_CASE("a conflict shows the lines of both places, and what stands only in one source is none") {
  auto answer = demo_planned("report");
  CHECK(json_of(answer)["conflicts"].size() == 1);
  auto& epic = answer.analysis.workspace.sources[1].projects[0];
  auto folder = *epic.folder;
  auto script = std::make_shared<Script>();
  script->text = "one\ntwo\nthree <b>\nfour\n";
  for (auto& migration : folder.migrations)
    if (migration.name == answer.verdict.findings[0].place.migration) migration.script = script;
  epic.folder = std::make_shared<const MigrationsFolder>(folder);
  auto left = json_of(answer)["conflicts"][0]["left"];
  CHECK(left["line"] == 3);
  CHECK(left["text"][2]["text"] == "three <b>");
  answer.verdict.findings[0].related[0].source = "epic3";
  CHECK(json_of(answer)["conflicts"].empty());
}

TEST_CASE("the merged schema is shown by declaration, beside the sources' own") {
  auto answer = demo_planned("report");
  auto text = [](const char* one) { return std::make_shared<const std::string>(one); };
  answer.analysis.workspace.sources[0].projects[0].schema[0].text = text("model A {\n  id Int @id\n}\n");
  answer.analysis.workspace.sources[1].projects[0].schema[0].text =
      text("model A {\n  id Int @id\n}\n\nmodel B {\n  id Int @id\n}\n");
  CHECK(json_of(answer)["schemas"].empty());
  answer.merge = MergePlan{};
  answer.merge->sources = {"epic3"};
  Edit edit;
  edit.kind = Edit::Kind::write;
  edit.to = "apps/web/prisma/schema.prisma";
  edit.content = *answer.analysis.workspace.sources[1].projects[0].schema[0].text;
  answer.merge->edits = {edit};
  auto declarations = json_of(answer)["schemas"][0]["declarations"];
  REQUIRE(declarations.size() == 1);
  CHECK(declarations[0]["name"] == "model B");
  CHECK(declarations[0]["status"] == "added");
  CHECK(declarations[0]["sides"][0]["source"] == "epic3");
  CHECK(complaint_of_schema(render(answer, Format::json, {})) == "");
}

TEST_CASE("only what report itself wrote is its own") {
  for (auto format : {Format::html, Format::svg, Format::mermaid, Format::json})
    CHECK(is_own_report(render(demo_planned("report"), format, {})));
  for (auto other : {"<!doctype html>\n<p>mine", "flowchart of mine", "flowchart LR\n  a-->b\n", "<svg></svg>", "{}",
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\">\n<path/>\n</svg>\n",
                     "{\n  \"tributary\": {\"target\": \"main\"}\n}\n"})
    CHECK_FALSE(is_own_report(other));
  CHECK_FALSE(is_own_report(render(demo_planned("plan"), Format::json, {})));
}

TEST_CASE("as text, report is its headline and the points behind it") {
  CHECK(render(demo_planned("report"), Format::text, plain()) ==
        "amber  2 ready, 0 blocked; americano has nothing to deploy\n"
        "\n"
        "  green  2 ready, 0 blocked\n"
        "  green  americano has nothing to deploy\n"
        "  amber  1 warning\n"
        "  amber  1 rule could not look everywhere\n"
        "  amber  the plan was not executed (--rehearse does)\n");
}
