#include "tributary/checklist.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "report/json.hpp"
#include "report/markdown.hpp"
#include "report/page.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

Ink ink_of(ItemState state) {
  switch (state) {
    case ItemState::done:
      return Ink::green;
    case ItemState::fails:
      return Ink::red;
    case ItemState::needs_person:
      return Ink::yellow;
    case ItemState::not_checked:
      return Ink::cyan;
  }
  return Ink::plain;
}

const char* word_of(ItemState state) {
  switch (state) {
    case ItemState::done:
      return "done";
    case ItemState::fails:
      return "FAILS";
    case ItemState::needs_person:
      return "person?";
    case ItemState::not_checked:
      return "not checked";
  }
  return "";
}

std::string sums(const Checklist& checklist) {
  std::vector<std::string> parts;
  auto add = [&](ItemState state, const std::string& words) {
    if (auto count = checklist.count(state)) parts.push_back(fmt::format("{} {}", count, words));
  };
  auto persons = checklist.count(ItemState::needs_person);
  add(ItemState::fails, checklist.count(ItemState::fails) == 1 ? "fails" : "fail");
  add(ItemState::needs_person, persons == 1 ? "needs a person" : "need a person");
  add(ItemState::not_checked, "not checked");
  add(ItemState::done, "done");
  return text::join(parts, ", ");
}

void write_item(Page& page, const ChecklistItem& item) {
  constexpr int margin = 15;
  page.line({{fmt::format("{:<13}", word_of(item.state)), ink_of(item.state)},
             {item.title, Ink::bold},
             {"  " + item.id, Ink::dim}},
            2);
  bool calm = item.state == ItemState::done && !page.style().quiet;
  std::size_t shown = calm && item.evidence.size() > 3 ? 2 : item.evidence.size();
  for (std::size_t i = 0; i < shown; ++i) page.paragraph(item.evidence[i], margin, {}, Ink::dim);
  page.more(item.evidence.size() - shown, margin);
  if (item.state == ItemState::done) return;
  for (const auto& command : item.next) page.command(command, margin);
}

std::string text_of(const Checklist& checklist, const Style& style) {
  Page page(style);
  page.line({{checklist.title, Ink::bold}});
  page.paragraph("looked at: " + text::join(checklist.looked_at, "; "), 0, {}, Ink::dim);
  std::string phase;
  page.blank();
  for (const auto& item : checklist.items) {
    if (item.phase != phase) page.heading(phase = item.phase);
    write_item(page, item);
  }
  page.blank();
  bool whole = checklist.count(ItemState::done) == checklist.items.size();
  page.line({{sums(checklist), whole               ? Ink::green
                               : checklist.fails() ? Ink::red
                                                   : Ink::yellow},
             {checklist.fails() ? " (exit 1)" : "", Ink::dim}});
  return page.take();
}

std::string item_markdown(const ChecklistItem& item) {
  auto out = fmt::format("- [{}] **{}**", item.state == ItemState::done ? "x" : " ", markdown_text(item.title));
  if (item.state != ItemState::done)
    out += std::string(" (") +
           (item.state == ItemState::fails          ? "fails"
            : item.state == ItemState::needs_person ? "needs a person"
                                                    : "not checked") +
           ")";
  for (const auto& line : item.evidence) out += "\n  - " + markdown_text(line);
  if (item.state != ItemState::done)
    for (const auto& command : item.next) out += "\n  - next: " + markdown_code(command);
  return out + "\n";
}

std::string markdown_of(const Checklist& checklist) {
  auto out = fmt::format("## {}\n\n{}. Looked at: {}.\n", markdown_text(checklist.title), sums(checklist),
                         markdown_text(text::join(checklist.looked_at, "; ")));
  std::string phase = "-";
  for (const auto& item : checklist.items) {
    if (item.phase != phase) out += item.phase.empty() ? "\n" : "\n### " + item.phase + "\n\n";
    phase = item.phase;
    out += item_markdown(item);
  }
  return out;
}

Json json_item(const ChecklistItem& item) {
  return {{"id", item.id},
          {"title", json_text(item.title)},
          {"phase", json_or_null(item.phase)},
          {"state", item_state_name(item.state)},
          {"evidence", json_names(item.evidence)},
          {"next", item.state == ItemState::done ? Json::array() : json_names(item.next)},
          {"tick", item.tick ? Json{{"by", json_text(item.tick->by)}, {"at", json_text(item.tick->at)}} : Json()}};
}

std::string json_of(const Checklist& checklist, const std::string& version) {
  Json items = Json::array();
  for (const auto& item : checklist.items) items.push_back(json_item(item));
  return dump({{"tributary", json_text(version)},
               {"format", 1},
               {"command", "checklist"},
               {"exit", checklist.fails() ? 1 : 0},
               {"list", json_text(checklist.list)},
               {"title", json_text(checklist.title)},
               {"looked_at", json_names(checklist.looked_at)},
               {"items", items},
               {"summary",
                {{"done", checklist.count(ItemState::done)},
                 {"fails", checklist.count(ItemState::fails)},
                 {"needs_person", checklist.count(ItemState::needs_person)},
                 {"not_checked", checklist.count(ItemState::not_checked)}}}});
}

}  // namespace

std::string render_checklist(const Checklist& checklist, const std::string& version, Format format,
                             const Style& style) {
  if (format == Format::json) return json_of(checklist, version);
  if (format == Format::markdown) return markdown_of(checklist);
  if (format == Format::text) return text_of(checklist, style);
  throw Error("'checklist' has no such format", "--format", "use text, json or markdown");
}

}  // namespace tributary
