// `schema merge`: the semantic merge of schema.prisma on its own, and as git's merge driver. `schema check`: what
// Prisma would refuse. `schema format`: what `prisma format` writes.
#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "base/process.hpp"
#include "cli/command.hpp"
#include "cli/schema_check.hpp"
#include "cli/schema_format.hpp"
#include "psl/merge.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct SchemaArgs {
  std::string verb, into, path, prisma;
  std::vector<std::string> files;
  FormatArgs format;
};

struct Versions {
  std::string base, ours, theirs;
};

std::string read_version(const std::string& file) {
  auto read = read_file(file);
  if (!read.bytes)
    throw Error("cannot read this version of the schema: " + read.problem, file, "give three files: BASE OURS THEIRS");
  return *read.bytes;
}

Versions read_versions(const SchemaArgs& args) {
  if (args.files.size() != 3)
    throw Error("schema merge takes three files", {}, "tributary schema merge BASE OURS THEIRS");
  return {read_version(args.files[0]), read_version(args.files[1]), read_version(args.files[2])};
}

// Written beside and renamed: a full disk must not leave half a schema where OURS was.
void write_result(const std::string& file, const std::string& text) {
  UiOptions to_file;
  to_file.output = file;
  Ui(to_file).print(text);
}

void print_conflicts(const psl::Merged& merged, const SchemaArgs& args) {
  auto name = args.path.empty() ? args.into.empty() ? args.files.at(1) : args.into : args.path;
  for (const auto& conflict : merged.conflicts) {
    auto where = conflict.line > 0 ? fmt::format("{}:{}", name, conflict.line) : name;
    auto what = conflict.declaration + (conflict.member.empty() ? "" : ", " + conflict.member);
    std::cerr << printable(fmt::format("{}: {}{}{}", where, what, what.empty() ? "" : ": ", conflict.why)) << "\n";
  }
}

int merge(const SchemaArgs& args) {
  auto versions = read_versions(args);
  auto merged = psl::merge(versions.base, versions.ours, versions.theirs, {"ours", "base", "theirs"});
  if (args.into.empty())
    std::cout << merged.text;
  else
    write_result(args.into, merged.text);
  print_conflicts(merged, args);
  return merged.conflicts.empty() ? 0 : 1;
}

// git takes a driver's failure for a conflict but leaves OURS without a marker, so that the next `git add` drops all of
// THEIRS. Whatever keeps us from merging, a line merge with markers is left instead.
int merge_lines_instead(const SchemaArgs& args, const std::string& because) {
  std::cerr << "tributary: " << printable(because) << "; merging by line instead\n";
  auto merged = run_process({"git", "merge-file", "--diff3", "-L", "ours", "-L", "base", "-L", "theirs",
                             args.files.at(1), args.files.at(0), args.files.at(2)});
  if (merged.status != 0 && merged.status > 127) return 2;
  return 1;
}

int run_merge(const SchemaArgs& args) {
  if (args.into.empty()) return merge(args);
  try {
    return merge(args);
  } catch (const std::exception& error) {
    return merge_lines_instead(args, error.what());
  }
}

}  // namespace

Command schema_command() {
  auto args = std::make_shared<SchemaArgs>();
  return {"schema",
          "the Prisma schema language on its own: a merge by declaration, a check, a formatter",
          {},
          [args](Options& options) {
            auto merge =
                options.subcommand("merge", args->verb, "merge three versions of a schema; also git's merge driver");
            merge.words("BASE OURS THEIRS", args->files, "the three versions, as files", 3);
            merge.value("--into", args->into, "FILE", "write the result there instead of to the terminal (git: %A)");
            merge.value("--path", args->path, "PATH", "the schema's name in messages (git: %P)");
            auto check = options.subcommand("check", args->verb, "the errors of prisma validate, for PostgreSQL");
            check.words("FILE", args->files, "the schema's files, a folder with them, or - for standard input", 1);
            check.choice("--prisma", args->prisma, {"6", "7"},
                         "the major version that judges (else as the nearest project)");
            auto format = options.subcommand("format", args->verb, "the schema as prisma format writes it");
            format.words("FILE", args->files, "the schema's files, a folder with them, or - for standard input", 1);
            format.flag("--check", args->format.check, "only say which files differ; exit 1 where one does");
            format.flag("--write", args->format.write, "rewrite the files that differ");
            format.flag("-n,--dry-run", args->format.dry_run, "with --write: only say which would be written");
            format.flag("-y,--yes", args->format.yes, "do not ask");
            format.choice("--prisma", args->format.prisma, {"6", "7"},
                          "the major version to follow (else as the nearest project)");
          },
          [args](const Session& session) {
            if (args->verb == "check") return check_schema(session, args->files, args->prisma);
            if (args->verb == "format") return format_schema(session, args->files, args->format);
            return run_merge(*args);
          }};
}

}  // namespace tributary::cli
