// `schema merge`: the semantic merge of schema.prisma on its own, and as git's merge driver. `schema check`: what
// Prisma would refuse. `schema format`: what `prisma format` writes.
#include <iostream>
#include <memory>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "cli/command.hpp"
#include "cli/schema_check.hpp"
#include "cli/schema_format.hpp"
#include "psl/merge.hpp"
#include "tributary/error.hpp"
#include "tributary/schema_merge.hpp"

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

// A file, else a version that git names: COMMIT:PATH, :PATH.
std::string read_version(const Session& session, const std::string& file) {
  auto read = read_file(file);
  if (kind_of(file) == FileKind::absent && file.find(':') != file.npos) {
    auto version = run_git(session.globals.repository, {"cat-file", "blob", file});
    if (version.status == 0) return version.out;
    read.problem = text::trim(version.err);
  }
  if (!read.bytes)
    throw Error("cannot read this version of the schema: " + read.problem, file,
                "give three files, or COMMIT:PATH as git names them: BASE OURS THEIRS");
  return *read.bytes;
}

Versions read_versions(const Session& session, const SchemaArgs& args) {
  if (args.files.size() != 3)
    throw Error("schema merge takes three files", {}, "tributary schema merge BASE OURS THEIRS");
  return {read_version(session, args.files[0]), read_version(session, args.files[1]),
          read_version(session, args.files[2])};
}

// Written beside and renamed: a full disk must not leave half a schema where OURS was.
void write_result(const std::string& file, const std::string& text) {
  UiOptions to_file;
  to_file.output = file;
  Ui(to_file).print(text);
}

SchemaMergeAnswer answer_of(const psl::Merged& merged, const SchemaArgs& args) {
  SchemaMergeAnswer answer;
  answer.version = TRIBUTARY_VERSION;
  answer.file = args.path.empty() ? args.into.empty() ? args.files.at(1) : args.into : args.path;
  answer.into = args.into;
  if (args.into.empty()) answer.result = merged.text;
  for (const auto& conflict : merged.conflicts)
    answer.decisions.push_back({conflict.declaration, conflict.member, conflict.why, conflict.line});
  return answer;
}

int merge(const Session& session, const SchemaArgs& args) {
  auto versions = read_versions(session, args);
  auto merged = psl::merge(versions.base, versions.ours, versions.theirs, {"ours", "base", "theirs"});
  if (!args.into.empty()) write_result(args.into, merged.text);
  auto answer = answer_of(merged, args);
  if (session.globals.format == Format::json) {
    session.ui.print(render_schema_merge_json(answer));
  } else {
    if (args.into.empty()) session.ui.print(merged.text);
    session.ui.error(render_schema_decisions(answer, session.ui.error_style()));
  }
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

int run_merge(const Session& session, const SchemaArgs& args) {
  if (args.into.empty()) return merge(session, args);
  try {
    return merge(session, args);
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
            merge.words("BASE OURS THEIRS", args->files, "the three versions, as files or COMMIT:PATH", 3);
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
            return run_merge(session, *args);
          }};
}

}  // namespace tributary::cli
