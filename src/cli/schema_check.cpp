#include "cli/schema_check.hpp"

#include "cli/schema_files.hpp"

namespace tributary::cli {

int check_schema(const Session& session, const std::vector<std::string>& paths, const std::string& prisma) {
  auto files = read_schema_files(paths, prisma, "tributary schema check FILE...");
  auto& check = files.check;
  if (check.not_checked.empty()) check.problems = schema_problems(files, psl::validate(files.texts, files.major()));
  session.ui.print(render_schema_check(check, TRIBUTARY_VERSION, session.globals.format, session.ui.style()));
  return check.problems.empty() ? 0 : 1;
}

}  // namespace tributary::cli
