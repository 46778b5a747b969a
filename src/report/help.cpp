#include "tributary/help.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/json.hpp"
#include "report/page.hpp"

namespace tributary {
namespace {

const char* kind_name(HelpPage::Kind kind) {
  return kind == HelpPage::Kind::rule ? "rule" : "message";
}

const char* state_name(Checkup::State state) {
  switch (state) {
    case Checkup::State::good:
      return "ok";
    case Checkup::State::remark:
      return "remark";
    case Checkup::State::problem:
      return "problem";
  }
  return "problem";
}

Span mark(Checkup::State state) {
  switch (state) {
    case Checkup::State::good:
      return {"ok       ", Ink::green};
    case Checkup::State::remark:
      return {"remark   ", Ink::yellow};
    case Checkup::State::problem:
      return {"problem  ", Ink::red};
  }
  return {};
}

// Markdown as it stands, but for headings (bold), code (never wrapped) and paragraphs (wrapped to the terminal).
void write_markdown(Page& page, const std::string& markdown) {
  bool code = false;
  std::string paragraph;
  auto flush = [&] {
    if (!paragraph.empty()) page.paragraph(paragraph);
    paragraph.clear();
  };
  for (const auto& line : text::lines(markdown)) {
    bool fence = line.rfind("```", 0) == 0;
    if (fence || code || line.empty() || line[0] == '#' || line[0] == '|') flush();
    if (fence)
      code = !code;
    else if (code)
      page.line({{line, Ink::cyan}}, 2);
    else if (line.empty())
      page.blank();
    else if (line[0] == '#')
      page.line({{text::trim(line.substr(line.find_first_not_of('#'))), Ink::bold}});
    else if (line[0] == '|')
      page.line({{line}});
    else if (line.rfind("- ", 0) == 0)
      flush(), paragraph = line;
    else
      paragraph += (paragraph.empty() ? "" : " ") + text::trim(line);
  }
  flush();
}

Json head(const char* command, const std::string& version) {
  return {{"tributary", json_text(version)}, {"format", 1}, {"command", command}, {"exit", 0}};
}

}  // namespace

std::string render_pages(const std::vector<HelpPage>& pages, const std::string& version, Format format,
                         const Style& style) {
  if (format == Format::json) {
    auto out = head("explain", version);
    out["pages"] = Json::array();
    for (const auto& page : pages)
      out["pages"].push_back({{"kind", kind_name(page.kind)},
                              {"id", json_text(page.id)},
                              {"title", json_text(page.title)},
                              {"text", json_text(page.text)}});
    return dump(out);
  }
  Page out(style);
  for (const auto& page : pages) {
    out.blank();
    out.line({{page.title, Ink::bold}});
    out.blank();
    write_markdown(out, page.text);
  }
  return out.take();
}

std::string render_page_list(const std::vector<HelpPage>& pages, const std::string& version, Format format,
                             const Style& style) {
  if (format == Format::json) {
    auto out = head("explain", version);
    out["pages"] = Json::array();
    for (const auto& page : pages)
      out["pages"].push_back(
          {{"kind", kind_name(page.kind)}, {"id", json_text(page.id)}, {"title", json_text(page.title)}});
    return dump(out);
  }
  Page out(style);
  for (auto kind : {HelpPage::Kind::rule, HelpPage::Kind::message}) {
    out.heading(kind == HelpPage::Kind::rule ? "Rules" : "Messages of Prisma and PostgreSQL");
    Table table;
    table.columns = {{""}, {""}};
    for (const auto& page : pages)
      if (page.kind == kind) table.rows.push_back({{page.id, Ink::bold}, {page.title}});
    out.table(table);
  }
  out.blank();
  out.line({{"tributary explain ID, or paste a message between quotes; - reads it from standard input"}});
  return out.take();
}

std::string render_checkups(const std::vector<Checkup>& checkups, const std::string& version, Format format,
                            const Style& style) {
  if (format == Format::json) {
    auto out = head("doctor", version);
    out["checks"] = Json::array();
    for (const auto& checkup : checkups)
      out["checks"].push_back({{"state", state_name(checkup.state)},
                               {"topic", json_text(checkup.topic)},
                               {"sentence", json_text(checkup.sentence)},
                               {"hint", json_or_null(checkup.hint)}});
    return dump(out);
  }
  Page out(style);
  for (const auto& checkup : checkups) {
    if (style.quiet && checkup.state == Checkup::State::good) continue;
    out.line({mark(checkup.state), {checkup.topic, Ink::bold}});
    out.paragraph(checkup.sentence, 9);
    if (!checkup.hint.empty()) out.paragraph(checkup.hint, 9, {"do: ", Ink::cyan});
  }
  auto problems = std::count_if(checkups.begin(), checkups.end(),
                                [](const Checkup& checkup) { return checkup.state == Checkup::State::problem; });
  out.blank();
  auto remarks = std::count_if(checkups.begin(), checkups.end(),
                               [](const Checkup& checkup) { return checkup.state == Checkup::State::remark; });
  auto also = remarks == 0 ? std::string() : fmt::format("{} {}", remarks, remarks == 1 ? "remark" : "remarks");
  auto words = problems ? std::to_string(problems) + (problems == 1 ? " problem" : " problems") : "";
  out.line({{problems  ? words + (remarks ? ", " + also : "")
             : remarks ? "no problem, " + also
                       : "nothing is missing",
             problems  ? Ink::red
             : remarks ? Ink::yellow
                       : Ink::green}});
  return out.take();
}

}  // namespace tributary
