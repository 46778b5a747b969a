#include "analyse/schema_validity.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "prisma/version.hpp"

namespace tributary {
namespace {

using psl::PrismaMajor;

// A range allows several majors, and without a package.json nothing is known at all.
bool certain(const PrismaVersion& version) {
  bool range = version.from.ends_with("package.json") && !version.from.ends_with("node_modules/prisma/package.json");
  return !version.assumed() && !range;
}

PrismaMajor major_of(const PrismaVersion& version, const std::vector<psl::SchemaText>& texts) {
  if (!certain(version)) return psl::major_that_fits(texts);
  return version.major <= 6 ? PrismaMajor::six : PrismaMajor::seven;
}

// Preview features come and go with every version.
bool is_forgiven(const psl::Invalid& invalid, const PrismaVersion& version) {
  if (invalid.kind == "unknown-preview-feature") return true;
  if (psl::is_new_in_six(invalid) && version.major < 6) return true;
  return prisma::may_know_other_words(version) && psl::is_of_the_version(invalid);
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
    return fmt::format("the schema language of Prisma {} is not known; that of 3 to 7 is", project.prisma.major);
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
  std::erase_if(known->second, [&](const psl::Invalid& one) { return is_forgiven(one, project.prisma); });
  return known->second;
}

}  // namespace tributary
