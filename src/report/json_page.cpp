#include "report/json_page.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "base/text.hpp"
#include "psl/outline.hpp"
#include "report/code_frame.hpp"

namespace tributary {
namespace {

constexpr std::size_t conflicts_at_most = 300;
constexpr int lines_around = 4;
constexpr std::size_t line_at_most = 400;  // bytes

std::string cut(std::string_view line) {
  return text::to_utf8(line.substr(0, line_at_most)) + (line.size() > line_at_most ? " …" : "");
}

Json excerpt(const std::vector<std::string_view>& lines, int line) {
  Json out = Json::array();
  int first = std::max(1, line - lines_around), last = std::max(line, 1) + lines_around;
  for (int n = first; n <= last && n <= static_cast<int>(lines.size()); ++n)
    out.push_back({{"line", n}, {"text", json_text(cut(lines[static_cast<std::size_t>(n) - 1]))}});
  return out;
}

Json side(const Workspace& workspace, const Place& place, TextLines& lines) {
  const auto* text = text_behind(workspace, place);
  return {{"source", json_or_null(place.source)},
          {"migration", json_or_null(place.migration)},
          {"file", json_or_null(place.file)},
          {"line", place.line ? Json(place.line) : Json()},
          {"text", text ? excerpt(lines.of(*text), place.line) : Json::array()}};
}

const Place* other_side(const Finding& finding) {
  for (const auto& place : finding.related)
    if (place.source != finding.place.source && (!place.migration.empty() || !place.file.empty())) return &place;
  return nullptr;
}

using Blocks = std::map<std::pair<std::string, std::string>, std::string>;  // keyword, name -> text

Blocks blocks_of(const std::string& schema) {
  Blocks out;
  for (const auto& block : psl::outline(schema).blocks)
    out.emplace(std::pair(block.keyword, block.name), schema.substr(block.begin, block.end - block.begin));
  return out;
}

struct Sided {
  std::string source;
  Blocks blocks;
};

// The sources' own versions of a schema, each read once.
std::vector<Sided> sides_of(const Answer& answer, const std::string& project) {
  std::vector<Sided> out;
  for (const auto& name : answer.merge->sources) {
    const auto* source = answer.analysis.workspace.find(name);
    const auto* theirs = source ? project_for(*source, project) : nullptr;
    if (!theirs) continue;
    Sided sided{name, {}};
    for (const auto& file : theirs->schema)
      if (file.text) sided.blocks.merge(blocks_of(*file.text));
    out.push_back(std::move(sided));
  }
  return out;
}

Json declaration(const std::pair<std::string, std::string>& name, const std::string* before, const std::string* after,
                 const std::vector<Sided>& sides) {
  Json theirs = Json::array();
  for (const auto& sided : sides)
    if (auto block = sided.blocks.find(name); block != sided.blocks.end() && (!before || block->second != *before))
      theirs.push_back({{"source", json_text(sided.source)}, {"text", json_text(text::to_utf8(block->second))}});
  auto text = [](const std::string* one) { return one ? json_text(text::to_utf8(*one)) : Json(); };
  return {{"name", json_text(name.first + " " + name.second)},
          {"status", !before  ? "added"
                     : !after ? "removed"
                              : "changed"},
          {"before", text(before)},
          {"after", text(after)},
          {"sides", theirs}};
}

Json declarations(const std::string& before, const std::string& after, const std::vector<Sided>& sides) {
  Json out = Json::array();
  auto old = blocks_of(before), now = blocks_of(after);
  for (const auto& [name, text] : now) {
    auto was = old.find(name);
    if (was == old.end() || was->second != text)
      out.push_back(declaration(name, was == old.end() ? nullptr : &was->second, &text, sides));
  }
  for (const auto& [name, text] : old)
    if (!now.count(name)) out.push_back(declaration(name, &text, nullptr, sides));
  return out;
}

}  // namespace

Json json_conflicts(const Answer& answer) {
  Json out = Json::array();
  const auto& workspace = answer.analysis.workspace;
  TextLines lines;
  for (const auto& finding : answer.verdict.findings) {
    const auto* other = other_side(finding);
    if (!other || finding.severity < Severity::warning || out.size() == conflicts_at_most) continue;
    out.push_back({{"finding", json_finding(answer, finding)},
                   {"left", side(workspace, finding.place, lines)},
                   {"right", side(workspace, *other, lines)}});
  }
  return out;
}

Json json_merged_schemas(const Answer& answer) {
  Json out = Json::array();
  if (!answer.merge) return out;
  for (const auto& project : answer.analysis.workspace.target_source().projects) {
    std::vector<Sided> sides;
    for (const auto& file : project.schema)
      for (const auto& edit : answer.merge->edits) {
        if (edit.kind != Edit::Kind::write || edit.to != file.path || !edit.content || !file.text) continue;
        if (sides.empty()) sides = sides_of(answer, project.path);
        auto problem = psl::outline(*edit.content).problem;
        out.push_back({{"project", json_text(project.path)},
                       {"file", json_text(file.path)},
                       {"problem", json_or_null(problem)},
                       {"declarations", declarations(*file.text, *edit.content, sides)}});
      }
  }
  return out;
}

Json json_page(const Answer& answer) {
  auto top = headline(answer);
  Json points = Json::array();
  for (const auto& point : top.points)
    points.push_back({{"light", light_name(point.light)}, {"text", json_text(point.text)}});
  Json notes = Json::array();
  if (answer.merge)
    for (const auto* list : {&answer.merge->collisions, &answer.merge->schema_conflicts, &answer.merge->schema_notes})
      for (const auto& one : *list) notes.push_back(json_text(one));
  return {{"headline", {{"light", light_name(top.light)}, {"sentence", json_text(top.sentence)}, {"points", points}}},
          {"grid", json_grid(answer)},
          {"conflicts", json_conflicts(answer)},
          {"schemas", json_merged_schemas(answer)},
          {"schema_remarks", notes}};
}

}  // namespace tributary
