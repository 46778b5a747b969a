#include "cli/with_prisma.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "prisma/url.hpp"

namespace tributary::cli {
namespace {

constexpr int deadline_ms = 60'000;

// node_modules of the project's folder or of one above it, as Node looks for packages, but never outside the worktree.
std::string installed_cli(const std::string& root, const std::string& project) {
  for (auto folder = project == "." ? root : join_path(root, project);; folder = parent_path(folder)) {
    auto cli = join_path(folder, "node_modules/prisma/build/index.js");
    if (kind_of(cli) == FileKind::file) return cli;
    if (folder == root || folder.size() <= root.size()) return "";
  }
}

// A single file is named; the files of a folder Prisma finds by its own configuration.
std::vector<std::string> command_for(const std::string& root, const std::string& cli, const Project& project) {
  std::vector<std::string> command = {"node", cli, "validate"};
  if (project.schema.size() == 1) command.insert(command.end(), {"--schema", join_path(root, project.schema[0].path)});
  return command;
}

PrismaAnswer ask(const Session& session, const Source& source, const Project& project) {
  if (source.kind == Source::Kind::ref) return {{}, false, "", "", 0, "a ref has no files that could be run"};
  if (source.missing) return {{}, false, "", "", 0, "the worktree is gone"};
  auto cli = installed_cli(source.path, project.path);
  if (cli.empty()) return {{}, false, "", "", 0, "no prisma in its node_modules: npm install brings it"};
  session.ui.progress("running prisma validate in " + printable(source.name) + "…");
  ProcessOptions options;
  options.folder = project.path == "." ? source.path : join_path(source.path, project.path);
  options.deadline_ms = deadline_ms;
  options.set = {{"NO_COLOR", "1"}, {"CHECKPOINT_DISABLE", "1"}, {"PRISMA_HIDE_UPDATE_MESSAGE", "1"}, {"CI", "1"}};
  options.unset = {"FORCE_COLOR"};
  auto ran = run_process(command_for(source.path, cli, project), options);
  if (ran.status == 127) return {{}, false, "", "", 0, "node is not installed"};
  if (ran.status == -1)
    return {{}, false, "", "", 0, fmt::format("its Prisma did not end in {} s", deadline_ms / 1000)};
  return read_prisma_answer(ran.status, ran.out, ran.err, project.path);
}

// "  -->  prisma/schema.prisma:14"
void read_place(const std::string& line, const std::string& folder, PrismaAnswer& answer) {
  auto colon = line.rfind(':');
  auto begin = line.find_first_not_of(' ', line.find("-->") + 3);
  if (colon == line.npos || begin == line.npos || colon <= begin) return;
  auto file = line.substr(begin, colon - begin);
  answer.line = std::atoi(line.c_str() + colon + 1);
  answer.file = file.starts_with('/') || folder == "." ? file : join_path(folder, file);
  if (file.starts_with('/') || file.starts_with("..")) answer.file.clear();
}

std::string first_line_of(const std::string& text) {
  for (const auto& line : text::lines(text))
    if (auto words = text::trim(line); !words.empty()) return words;
  return "it said nothing";
}

}  // namespace

PrismaAnswer read_prisma_answer(int status, const std::string& out, const std::string& err, const std::string& folder) {
  PrismaAnswer answer;
  if (status == 0) {
    answer.accepts = out.find("is valid") != out.npos;
    if (!answer.accepts) answer.not_run = "its Prisma gave no verdict: " + prisma::without_secrets(first_line_of(out));
    return answer;
  }
  bool verdict = err.find("Prisma schema validation") != err.npos && err.find("P1012") != err.npos;
  bool variable = err.find("Environment variable not found") != err.npos;
  for (const auto& line : text::lines(err)) {
    auto words = text::trim(line);
    if (words.starts_with("error: ") && answer.message.empty())
      answer.message = prisma::without_secrets(words.substr(7));
    if (words.starts_with("-->") && answer.line == 0) read_place(words, folder, answer);
  }
  if (verdict && !variable && !answer.message.empty()) return answer;
  auto why = answer.message.empty() ? prisma::without_secrets(first_line_of(err)) : answer.message;
  return {{}, false, "", "", 0, fmt::format("its Prisma did not come to the schema: {}", why)};
}

std::vector<PrismaAnswer> ask_prisma(const Session& session, const Workspace& workspace,
                                     const std::vector<std::string>& judged) {
  std::vector<PrismaAnswer> answers;
  for (const auto& source : workspace.sources) {
    if (!judged.empty() && std::find(judged.begin(), judged.end(), source.name) == judged.end()) continue;
    for (const auto& project : source.projects) {
      bool postgres = project.provider.empty() || project.provider == "postgresql";
      if (project.schema.empty() || !postgres) continue;
      answers.push_back(ask(session, source, project));
      answers.back().project = {source.name, project.path};
    }
  }
  session.ui.progress("");
  return answers;
}

}  // namespace tributary::cli
