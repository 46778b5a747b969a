#include "cli/schema_format.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/rewrite.hpp"
#include "cli/schema_files.hpp"
#include "psl/format.hpp"
#include "tributary/error.hpp"
#include "tributary/schema_format.hpp"

namespace tributary::cli {
namespace {

const std::string usage = "tributary schema format FILE...";

SchemaFormat format_files(const SchemaFiles& files, bool gate) {
  for (const auto& file : files.texts)
    if (!text::is_utf8(file.text))
      throw Error("the schema is not UTF-8, and formatting it would lose bytes", file.path, "save it as UTF-8");
  SchemaFormat out;
  out.gate = gate;
  out.check = files.check;
  if (out.check.not_checked.empty())
    out.check.problems = schema_problems(files, psl::format_refused(files.texts, files.major()));
  auto formatted = psl::formatted(files.texts, files.major());
  for (std::size_t i = 0; i < formatted.size(); ++i)
    out.files.push_back({files.check.files[i], formatted[i].text, formatted[i].text != files.texts[i].text});
  return out;
}

// What a link in the folder leads out of it is nobody's who asked for the folder.
void refuse_links_out(const std::vector<std::string>& paths, const SchemaFiles& files) {
  for (const auto& path : paths) {
    if (path == "-" || kind_behind(path) != FileKind::folder) continue;
    auto folder = real_path(path) + "/";
    for (const auto& file : files.check.files)
      if (file.starts_with(path) && std::count(paths.begin(), paths.end(), file) == 0 &&
          kind_of(file) == FileKind::link && !real_path(file).starts_with(folder))
        throw Error("a symbolic link leads out of the folder and is not written through", file,
                    "name the file itself to format it");
  }
}

void write_files(const Session& session, const SchemaFiles& files, const FormatArgs& args, SchemaFormat& format) {
  auto changed = std::count_if(format.files.begin(), format.files.end(), [](const auto& file) { return file.changed; });
  if (changed == 0 || args.dry_run) return;
  if (!may_go_on(session, args.yes, fmt::format("Rewrite {} {}?", changed, changed == 1 ? "file" : "files"))) return;
  std::vector<Rewrite> rewrites;
  for (std::size_t i = 0; i < format.files.size(); ++i)
    if (format.files[i].changed) rewrites.push_back({format.files[i].file, files.texts[i].text, format.files[i].text});
  rewrite("schema format", rewrites);
  format.written = true;
}

void refuse_standard_input(const SchemaFiles& files) {
  for (const auto& file : files.check.files)
    if (file == "-") throw Error("standard input cannot be written", "--write", usage + " --write");
}

}  // namespace

int format_schema(const Session& session, const std::vector<std::string>& paths, const FormatArgs& args) {
  auto files = read_schema_files(paths, args.prisma, usage);
  if (args.write) refuse_standard_input(files), refuse_links_out(paths, files);
  auto format = format_files(files, args.check);
  if (args.write && !format.failed()) write_files(session, files, args, format);
  bool text_wanted = !args.check && !args.write && format.files.size() == 1;
  if (session.globals.format == Format::json)
    session.ui.print(schema_format_json(format, TRIBUTARY_VERSION));
  else if (!format.check.problems.empty())
    session.ui.error(schema_format_page(format, TRIBUTARY_VERSION, session.ui.error_style()));
  else
    session.ui.print(text_wanted ? format.files[0].text
                                 : schema_format_page(format, TRIBUTARY_VERSION, session.ui.style()));
  if (!format.check.not_checked.empty())
    session.ui.note("not checked whether Prisma takes it: " + format.check.not_checked);
  return format.failed() ? 1 : 0;
}

}  // namespace tributary::cli
