#include <fmt/format.h>

#include "report/formats.hpp"
#include "report/json.hpp"
#include "report/page_html.hpp"
#include "report/text.hpp"
#include "tributary/timeline.hpp"

namespace tributary {
namespace {

const char* format_name(Format format) {
  switch (format) {
    case Format::text:
      return "text";
    case Format::json:
      return "json";
    case Format::markdown:
      return "markdown";
    case Format::sarif:
      return "sarif";
    case Format::junit:
      return "junit";
    case Format::github:
      return "github";
    case Format::gitlab:
      return "gitlab";
    case Format::html:
      return "html";
    case Format::svg:
      return "svg";
    case Format::mermaid:
      return "mermaid";
  }
  return "text";
}

bool has_format(const std::string& command, Format format) {
  if (format == Format::text || format == Format::json) return true;
  bool drawn = format == Format::html || format == Format::svg || format == Format::mermaid;
  if (drawn || command == "report") return drawn && command == "report";
  if (command == "check") return true;
  return format == Format::markdown && (command == "plan" || command == "drift" || command == "rehearse");
}

void refuse(const std::string& command, Format format) {
  throw Error(fmt::format("'{}' has no format '{}'", command, format_name(format)), "--format",
              command == "report"                     ? "use html, svg, mermaid, text or json"
              : has_format(command, Format::markdown) ? "use text, json or markdown"
                                                      : "use text or json");
}

std::string render_text(const Answer& answer, const Style& style) {
  Page page(style);
  if (answer.command == "status")
    write_status(page, answer);
  else if (answer.command == "plan")
    write_plan(page, answer);
  else if (answer.command == "check")
    write_check(page, answer);
  else if (answer.command == "rehearse")
    write_rehearse(page, answer);
  else if (answer.command == "drift")
    write_drift(page, answer);
  else if (answer.command == "report")
    write_report(page, answer);
  else if (answer.command == "merge")
    write_merge(page, answer);
  else if (answer.command == "new")
    write_new(page, answer);
  else if (answer.restamp)
    write_restamp(page, answer);
  else
    write_edits(page, answer);
  return page.take();
}

}  // namespace

std::string render(const Answer& answer, Format format, const Style& style) {
  if (!has_format(answer.command, format)) refuse(answer.command, format);
  switch (format) {
    case Format::json:
      return render_json(answer);
    case Format::markdown:
      return render_markdown(answer);
    case Format::sarif:
      return render_sarif(answer);
    case Format::junit:
      return render_junit(answer);
    case Format::github:
      return render_github(answer);
    case Format::gitlab:
      return render_gitlab(answer);
    case Format::html:
      return render_html(answer, {});
    case Format::svg:
      return svg(timeline(answer));
    case Format::mermaid:
      return mermaid(timeline(answer));
    case Format::text:
      return render_text(answer, style);
  }
  return {};
}

bool is_own_report(const std::string& bytes) {
  // The first line of an image names its size, that of JSON the version.
  auto behind_line = [&](std::string_view line) {
    auto end = bytes.starts_with(line) ? bytes.find('\n', line.size()) : bytes.npos;
    return end == bytes.npos ? std::string_view() : std::string_view(bytes).substr(end + 1);
  };
  return behind_line("<!doctype html>").starts_with(xml_marker) || behind_line("<svg ").starts_with(xml_marker) ||
         behind_line("{\n  \"tributary\": \"").starts_with("  \"format\": 1,\n  \"command\": \"report\",\n") ||
         bytes.starts_with(mermaid_begins);
}

std::string render_error(const Error& error, Format format, const Style& style) {
  if (format == Format::json) return render_json_error(error);
  if (format == Format::html) return render_html_error(error);
  Page page(style);
  write_error(page, error);
  return page.take();
}

}  // namespace tributary
