#include "cli/schema_files.hpp"

#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/files.hpp"
#include "prisma/version.hpp"
#include "tributary/analyse.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

psl::SchemaText read_schema(const std::string& path, const std::string& usage) {
  if (path == "-")
    return {"standard input", {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()}};
  auto read = read_file(path);
  if (!read.bytes) throw Error("cannot read the schema: " + read.problem, path, usage);
  return {path, *read.bytes};
}

// A folder stands for the *.prisma files in it and in the folders below, as with Prisma's --schema.
void add_files(const std::string& path, const std::string& usage, std::vector<std::string>& into) {
  if (path == "-" || kind_behind(path) != FileKind::folder) return into.push_back(path);
  auto names = list_folder(path);
  if (!names) throw Error("cannot list the folder", path, usage);
  for (const auto& name : *names) {
    auto inside = join_path(path, name);
    bool folder = kind_of(inside) == FileKind::folder;
    if (folder && name != "node_modules" && name[0] != '.') add_files(inside, usage, into);
    if (!folder && name.ends_with(".prisma")) into.push_back(inside);
  }
}

// The major that judges, and where it was read.
void choose_prisma(const std::string& wanted, const std::string& beside, SchemaFiles& files) {
  auto& check = files.check;
  check.rule = rule_about(Topic::refused).id;
  if (!wanted.empty()) {
    check.major = wanted == "6" ? 6 : 7;
    check.from = "--prisma";
    return;
  }
  auto version = beside == "-" ? prisma::newest_known() : prisma_near(parent_path(beside));
  if (version.assumed()) {
    check.major = static_cast<int>(psl::major_that_fits(files.texts));
    check.from = fmt::format("assumed; --prisma {} for the other", check.major == 6 ? 7 : 6);
    return;
  }
  if (!prisma::schema_is_known(version))
    throw Error("Prisma " + std::to_string(version.major) + " is not one of those that can be checked", version.from,
                "add --prisma 6 or --prisma 7");
  check.major = version.major < 6 ? 6 : version.major;
  check.from = version.from;
  if (version.major == check.major) return;
  check.from += fmt::format(" says {}", prisma::version_text(version));
  files.older = true;
}

std::string reason_not_to_look(const std::vector<psl::SchemaText>& texts) {
  auto provider = psl::datasource_provider(texts);
  static const std::vector<std::string> others = {"mysql", "sqlite", "sqlserver", "mongodb", "cockroachdb"};
  for (const auto& other : others)
    if (provider == other) return "the provider is " + provider + ", and only postgresql is known here";
  return {};
}

}  // namespace

SchemaFiles read_schema_files(const std::vector<std::string>& paths, const std::string& prisma,
                              const std::string& usage) {
  SchemaFiles out;
  for (const auto& path : paths) add_files(path, usage, out.check.files);
  if (out.check.files.empty()) throw Error("there is no *.prisma file", paths[0], usage);
  for (const auto& file : out.check.files) out.texts.push_back(read_schema(file, usage));
  choose_prisma(prisma, out.check.files[0], out);
  out.check.not_checked = reason_not_to_look(out.texts);
  return out;
}

std::vector<SchemaProblem> schema_problems(const SchemaFiles& files, const std::vector<psl::Invalid>& found) {
  std::vector<SchemaProblem> out;
  for (const auto& invalid : found) {
    if (files.older && (psl::is_of_the_version(invalid) || psl::is_new_in_six(invalid))) continue;
    out.push_back({invalid.kind, invalid.code, invalid.message, files.texts[invalid.file].path, invalid.position.line,
                   invalid.position.column});
  }
  return out;
}

}  // namespace tributary::cli
