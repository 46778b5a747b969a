#include "analyse/schema_validity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "prisma/version.hpp"

namespace tributary {
namespace {

using psl::PrismaMajor;

// A range allows several majors, and without a package.json nothing is known at all.
bool certain(const PrismaVersion& version) {
  bool range = version.from.ends_with("package.json") && !version.from.ends_with("node_modules/prisma/package.json");
  return version.from != "assumed" && !range;
}

bool has_url(const std::vector<psl::SchemaText>& texts) {
  return std::any_of(texts.begin(), texts.end(), [](const psl::SchemaText& file) {
    psl::SyntaxTree tree(file.text);
    for (const auto& item : tree.items())
      for (const auto& member : item.members)
        if (item.keyword == "datasource" && member.name == "url") return true;
    return false;
  });
}

// 6 wants the URL in the schema and 7 refuses it there, so the schema itself tells where nothing else does.
PrismaMajor major_of(const PrismaVersion& version, const std::vector<psl::SchemaText>& texts) {
  if (certain(version)) return version.major == 6 ? PrismaMajor::six : PrismaMajor::seven;
  return has_url(texts) ? PrismaMajor::six : PrismaMajor::seven;
}

// What another version of Prisma may know; preview features come and go with every one.
bool is_of_the_version(const psl::Invalid& invalid, const PrismaVersion& version) {
  static constexpr std::array<std::string_view, 8> words = {
      "unknown-attribute", "unknown-argument",   "unknown-function",       "unknown-native-type",
      "unknown-property",  "unknown-index-type", "unknown-operator-class", "unknown-action"};
  if (invalid.kind == "unknown-preview-feature") return true;
  return prisma::may_know_more_words(version) && std::find(words.begin(), words.end(), invalid.kind) != words.end();
}

std::vector<psl::SchemaText> texts_of(const std::vector<SchemaFile>& schema) {
  std::vector<psl::SchemaText> texts;
  for (const auto& file : schema)
    if (file.text) texts.push_back({file.path, *file.text});
  return texts;
}

std::string key_of(const PrismaVersion& version, const std::vector<SchemaFile>& schema) {
  std::string key = fmt::format("{}.{} {}", version.major, version.minor, certain(version));
  for (const auto& file : schema)
    key += "\n" + file.path + "\n" + (!file.blob.empty() || !file.text ? file.blob : *file.text);
  return key;
}

}  // namespace

std::string why_not_validated(const Project& project) {
  if (project.provider != "postgresql")
    return project.provider.empty()
               ? "the schema has no datasource that is known"
               : fmt::format("the provider is {}; only PostgreSQL's schemas are checked", project.provider);
  if (!prisma::schema_is_known(project.prisma))
    return fmt::format("the schema language of Prisma {} is not known; that of 6 and 7 is", project.prisma.major);
  for (const auto& file : project.schema)
    if (!file.text) return file.path + " could not be read";
  return "";
}

const std::vector<psl::Invalid>& SchemaValidity::problems(const Project& project,
                                                          const std::vector<SchemaFile>& schema) {
  auto [known, fresh] = known_.try_emplace(key_of(project.prisma, schema));
  if (!fresh || schema.empty()) return known->second;
  auto texts = texts_of(schema);
  known->second = psl::validate(texts, major_of(project.prisma, texts));
  std::erase_if(known->second, [&](const psl::Invalid& one) { return is_of_the_version(one, project.prisma); });
  return known->second;
}

}  // namespace tributary
