#include "tributary/schema_format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/json.hpp"
#include "report/page.hpp"

namespace tributary {
namespace {

std::size_t changed_files(const SchemaFormat& format) {
  return static_cast<std::size_t>(
      std::count_if(format.files.begin(), format.files.end(), [](const FormattedFile& file) { return file.changed; }));
}

}  // namespace

bool SchemaFormat::failed() const {
  return !check.problems.empty() || (gate && changed_files(*this) > 0);
}

std::string schema_format_json(const SchemaFormat& format, const std::string& version) {
  auto json = Json::parse(render_schema_check(format.check, version, Format::json, {}));
  json["command"] = "schema format";
  json["exit"] = format.failed() ? 1 : 0;
  json["written"] = format.written;
  json["formatted"] = Json::array();
  for (const auto& file : format.files)
    json["formatted"].push_back({{"file", json_text(file.file)}, {"changed", file.changed}, {"text", file.text}});
  return dump(json);
}

std::string schema_format_page(const SchemaFormat& format, const std::string& version, const Style& style) {
  if (!format.check.problems.empty()) return render_schema_check(format.check, version, Format::text, style);
  Page page(style);
  for (const auto& file : format.files)
    if (file.changed) page.line({{file.file, Ink::bold}, {format.written ? "  written" : "  would change", Ink::dim}});
  auto changed = changed_files(format);
  if (changed == 0 && !style.quiet) page.paragraph("formatted as Prisma would", 0, {}, Ink::green);
  return page.take();
}

}  // namespace tributary
