#include "cli/with_prisma.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/files.hpp"
#include "base/text.hpp"
#include "prisma/url.hpp"

namespace tributary::cli {
namespace {

constexpr std::size_t longest_reason = 300;

}  // namespace

// As Node looks for packages, but never outside the worktree.
std::string installed_prisma(const std::string& root, const std::string& project) {
  for (auto folder = project == "." ? root : join_path(root, project);; folder = parent_path(folder)) {
    auto cli = join_path(folder, "node_modules/prisma/build/index.js");
    if (kind_behind(cli) == FileKind::file) return cli;
    if (folder == root || folder.size() <= root.size()) return "";
  }
}

// Named to the CLI in any case: by itself it may find another schema than the one that was judged here.
std::string schema_for_prisma(const Project& project) {
  if (project.schema.size() == 1) return project.schema.front().path;
  auto folder = parent_path(project.schema.front().path);
  auto holds = [&](const SchemaFile& file) { return folder == "." || file.path.starts_with(folder + "/"); };
  while (!std::all_of(project.schema.begin(), project.schema.end(), holds)) folder = parent_path(folder);
  return folder;
}

namespace {

std::vector<Secret> passwords_of(const Session& session, const Project& project) {
  std::vector<Secret> out;
  auto add = [&](const std::string& text) {
    if (auto password = prisma::parse_url(text).password; !password.empty()) out.push_back(Secret(password));
  };
  if (project.database) add(project.database->url.reveal());
  for (const auto& [name, value] : session.environment)
    if (value.find("://") != value.npos) add(value);
  return out;
}

PrismaAnswer said_nothing(std::string why) {
  PrismaAnswer answer;
  answer.not_run = std::move(why);
  return answer;
}

PrismaAnswer ask(const Session& session, const Source& source, const Project& project) {
  if (source.kind == Source::Kind::ref) return said_nothing("a ref has no files that could be run");
  if (source.missing) return said_nothing("the worktree is gone");
  auto cli = installed_prisma(source.path, project.path);
  if (cli.empty()) return said_nothing("no prisma in its node_modules: npm install brings it");
  session.ui.progress("running prisma validate in " + printable(source.name) + "…");
  return run_prisma({cli, source.path, project.path, join_path(source.path, schema_for_prisma(project)),
                     passwords_of(session, project)});
}

bool of_a_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// As a word of its own only: a password "post" would else be cut out of every "postgresql".
std::string without_word(std::string text, const std::string& word) {
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at)) {
    auto end = at + word.size();
    bool inside = (at > 0 && of_a_word(text[at - 1]) && of_a_word(word.front())) ||
                  (end < text.size() && of_a_word(text[end]) && of_a_word(word.back()));
    if (!inside) text.replace(at, word.size(), "***");
    at += inside ? 1 : 3;
  }
  return text;
}

std::string shown(std::string words, const PrismaCall& call) {
  for (const auto& password : call.passwords) words = without_word(std::move(words), password.reveal());
  words = prisma::without_secrets(words);
  if (words.size() <= longest_reason) return words;
  auto end = longest_reason;
  while (end > 0 && (static_cast<unsigned char>(words[end]) & 0xc0) == 0x80) --end;
  return words.substr(0, end) + "…";
}

// "  -->  prisma/schema.prisma:14": from where it runs, or absolute where the schema is not below that.
void read_place(const std::string& line, const PrismaCall& call, PrismaAnswer& answer) {
  auto colon = line.rfind(':');
  auto begin = line.find_first_not_of(' ', line.find("-->") + 3);
  if (colon == line.npos || begin == line.npos || colon <= begin) return;
  auto file = line.substr(begin, colon - begin);
  if (!file.starts_with('/'))
    file = join_path(call.folder == "." ? call.root : join_path(call.root, call.folder), file);
  file = absolute_path(file);
  if (!file.starts_with(call.root + "/")) return;
  answer.file = file.substr(call.root.size() + 1);
  answer.line = std::atoi(line.c_str() + colon + 1);
}

// "TypeError: …", "Error: …"
bool names_an_error(const std::string& line) {
  auto name = line.substr(0, line.find(": "));
  return name.size() < line.size() && name.ends_with("Error") && std::all_of(name.begin(), name.end(), of_a_word);
}

bool is_chatter(const std::string& line) {
  auto starts = [&](const char* words) { return line.starts_with(words); };
  return starts("Loaded Prisma config") || starts("Prisma schema loaded") || starts("Prisma config detected") ||
         starts("Environment variables loaded") || starts("warn");
}

// Why a program of Node stopped: behind the line of source that it shows, which of a packed program is a whole file.
std::string reason_in(const std::string& said) {
  std::string first;
  for (const auto& line : text::lines(said)) {
    auto words = text::trim(line);
    if (names_an_error(words)) return words.starts_with("Error: ") ? words.substr(7) : words;
    if (first.empty() && !is_chatter(words)) first = words;
  }
  return first.empty() ? "it said nothing" : first;
}

// What `env("DATABASE_URL")` gives is no matter of the schema.
bool is_of_environment(const std::string& error) {
  for (const char* words : {"Environment variable not found", "the URL must start with the protocol", "nonempty URL"})
    if (error.find(words) != error.npos) return true;
  return false;
}

PrismaAnswer refusal(const std::string& said, const PrismaCall& call) {
  PrismaAnswer answer;
  for (const auto& line : text::lines(said)) {
    auto words = text::trim(line);
    if (words.starts_with("error: ")) {
      if (!answer.message.empty()) break;
      answer.message = words.substr(7);
    }
    if (words.starts_with("-->") && answer.line == 0) read_place(words, call, answer);
  }
  return answer;
}

}  // namespace

std::string reason_of_prisma(const std::string& said, const PrismaCall& call) {
  return shown(reason_in(said), call);
}

PrismaAnswer read_prisma_answer(const ProcessResult& ran, const PrismaCall& call) {
  if (ran.status > 128) return said_nothing(fmt::format("its Prisma was ended by signal {}", ran.status - 128));
  if (ran.status == 0) {
    PrismaAnswer answer;
    answer.accepts = ran.out.find("is valid") != ran.out.npos;
    if (!answer.accepts) answer.not_run = "its Prisma gave no verdict: " + shown(reason_in(ran.out), call);
    return answer;
  }
  auto answer = refusal(ran.err, call);
  bool verdict = ran.err.find("Prisma schema validation") != ran.err.npos && ran.err.find("P1012") != ran.err.npos;
  bool environment = is_of_environment(answer.message);
  answer.message = shown(answer.message, call);
  if (verdict && !answer.message.empty() && !environment) return answer;
  auto why = answer.message.empty() ? shown(reason_in(ran.err), call) : answer.message;
  return said_nothing("its Prisma did not come to the schema: " + why);
}

PrismaAnswer run_prisma(const PrismaCall& call) {
  ProcessOptions options;
  options.folder = call.folder == "." ? call.root : join_path(call.root, call.folder);
  options.deadline_ms = call.deadline_ms;
  options.set = {{"NO_COLOR", "1"}, {"CHECKPOINT_DISABLE", "1"}, {"PRISMA_HIDE_UPDATE_MESSAGE", "1"}, {"CI", "1"}};
  options.unset = {"FORCE_COLOR"};
  auto ran = run_process({"node", call.cli, "validate", "--schema", call.schema}, options);
  if (ran.status == 127) return said_nothing("node is not installed");
  if (ran.status == -1) return said_nothing(fmt::format("its Prisma did not end in {} s", call.deadline_ms / 1000.0));
  return read_prisma_answer(ran, call);
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
