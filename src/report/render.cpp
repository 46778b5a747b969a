#include <fmt/format.h>

#include "report/json.hpp"
#include "report/text.hpp"

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
  }
  return "text";
}

bool has_format(const std::string& command, Format format) {
  if (format == Format::text || format == Format::json || command == "check") return true;
  return format == Format::markdown && (command == "plan" || command == "drift");
}

void refuse(const std::string& command, Format format) {
  throw Error(fmt::format("'{}' has no format '{}'", command, format_name(format)), "--format",
              has_format(command, Format::markdown) ? "use text, json or markdown" : "use text or json");
}

std::string render_text(const Answer& answer, const Style& style) {
  Page page(style);
  if (answer.command == "status") write_status(page, answer);
  return page.take();
}

}  // namespace

std::string render(const Answer& answer, Format format, const Style& style) {
  if (!has_format(answer.command, format)) refuse(answer.command, format);
  switch (format) {
    case Format::json:
      return render_json(answer);
    default:
      return render_text(answer, style);
  }
}

std::string render_error(const Error& error, Format format, const Style& style) {
  if (format == Format::json) return render_json_error(error);
  Page page(style);
  write_error(page, error);
  return page.take();
}

}  // namespace tributary
