#include "collect/package_json.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace tributary {
namespace {

using Json = nlohmann::json;

std::string text_at(const Json& object, const char* key) {
  auto found = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string range_of(const Json& package, const char* name) {
  for (const char* group : {"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"})
    if (package.contains(group))
      if (auto range = text_at(package[group], name); !range.empty()) return range;
  return {};
}

void add_schema_flags(const std::string& script, std::vector<std::string>& flags) {
  if (script.find("prisma") == script.npos) return;
  auto words = text::split(script, ' ');
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string value;
    if (words[i].starts_with("--schema=")) value = words[i].substr(9);
    if (words[i] == "--schema" && i + 1 < words.size()) value = words[i + 1];
    while (!value.empty() && (value.front() == '"' || value.front() == '\'')) value.erase(0, 1);
    while (!value.empty() && (value.back() == '"' || value.back() == '\'')) value.pop_back();
    if (!value.empty() && value.find('$') == value.npos) flags.push_back(value);
  }
}

}  // namespace

PackageJson read_package_json(std::string_view text) {
  PackageJson out;
  constexpr std::size_t largest = 4u << 20;
  if (text.size() > largest) {
    out.problem = "is too large, not read (over 4 MB)";
    return out;
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded() || !json.is_object()) {
    out.problem = "is not a JSON object";
    return out;
  }
  out.version = text_at(json, "version");
  if (auto prisma = json.find("prisma"); prisma != json.end() && prisma->is_object())
    if (auto schema = text_at(*prisma, "schema"); !schema.empty()) out.schema = schema;
  out.prisma_range = range_of(json, "prisma");
  if (out.prisma_range.empty()) out.prisma_range = range_of(json, "@prisma/client");
  if (auto scripts = json.find("scripts"); scripts != json.end() && scripts->is_object())
    for (const auto& script : *scripts)
      if (script.is_string()) add_schema_flags(script.get<std::string>(), out.schema_flags);
  return out;
}

}  // namespace tributary
