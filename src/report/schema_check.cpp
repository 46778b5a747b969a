#include "tributary/schema_check.hpp"

#include <fmt/format.h>

#include "report/json.hpp"
#include "report/page.hpp"

namespace tributary {
namespace {

Json to_json(const SchemaCheck& check, const std::string& version) {
  Json findings = Json::array();
  for (const auto& problem : check.problems)
    findings.push_back({{"rule", check.rule},
                        {"severity", "error"},
                        {"kind", problem.kind},
                        {"code", problem.code},
                        {"message", json_text(problem.message)},
                        {"file", json_text(problem.file)},
                        {"line", problem.line},
                        {"column", problem.column}});
  Json not_checked = Json::array();
  if (!check.not_checked.empty())
    not_checked.push_back({{"rule", check.rule}, {"source", nullptr}, {"because", json_text(check.not_checked)}});
  return {{"tributary", version},
          {"format", 1},
          {"command", "schema check"},
          {"exit", check.problems.empty() ? 0 : 1},
          {"prisma", {{"major", check.major}, {"from", json_text(check.from)}}},
          {"files", json_names(check.files)},
          {"findings", findings},
          {"not_checked", not_checked},
          {"summary", {{"errors", check.problems.size()}, {"warnings", 0}, {"infos", 0}}}};
}

std::string verdict(const SchemaCheck& check) {
  auto prisma = fmt::format("Prisma {} ({})", check.major, check.from);
  if (!check.not_checked.empty()) return fmt::format("not checked: {}", check.not_checked);
  auto files = check.files.size() == 1 ? check.files[0] : fmt::format("{} files", check.files.size());
  if (check.problems.empty()) return fmt::format("{}: {} takes it", files, prisma);
  auto count = check.problems.size();
  return fmt::format("{} {} for {}", count, count == 1 ? "problem" : "problems", prisma);
}

}  // namespace

std::string render_schema_check(const SchemaCheck& check, const std::string& version, Format format,
                                const Style& style) {
  if (format == Format::json) return dump(to_json(check, version));
  Page page(style);
  for (const auto& problem : check.problems) {
    page.line({{fmt::format("{}:{}:{}", problem.file, problem.line, problem.column), Ink::bold},
               {fmt::format("  {} ({})", problem.kind, problem.code), Ink::dim}});
    page.paragraph(problem.message, 2);
  }
  if (style.quiet && check.problems.empty()) return page.take();
  if (!check.problems.empty()) page.blank();
  page.paragraph(verdict(check), 0, {}, check.problems.empty() ? Ink::green : Ink::red);
  return page.take();
}

}  // namespace tributary
