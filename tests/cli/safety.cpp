#include "cli/safety.hpp"

#include <sys/stat.h>

#include <filesystem>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary::testing {
namespace {

namespace fs = std::filesystem;

void add(std::vector<Words>& commands, const Words& words, const Words& formats, bool all) {
  for (const auto& format : formats) {
    commands.push_back(words);
    commands.back().insert(commands.back().end(), {"--format", format});
    if (!all) return;
  }
}

std::string state_of(const fs::path& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return "gone";
  auto mode = std::to_string(info.st_mode);
  std::error_code problem;
  if (S_ISLNK(info.st_mode)) return mode + " -> " + fs::read_symlink(path, problem).string();
  if (S_ISREG(info.st_mode)) return mode + " " + read_file(path.string()).bytes.value_or("?");
  return mode;
}

bool is_final(char c) {
  return c >= '@' && c <= '~';
}

// The length of an SGR sequence (ESC [ digits and ; m) at `at`; 0 = there is none.
std::size_t colour_at(const std::string& text, std::size_t at) {
  if (text.compare(at, 2, "\x1b[") != 0) return 0;
  std::size_t end = at + 2;
  while (end < text.size() && !is_final(text[end])) ++end;
  return end < text.size() && text[end] == 'm' ? end + 1 - at : 0;
}

}  // namespace

std::vector<Words> reading_commands(bool all_formats) {
  std::vector<Words> commands;
  add(commands, {"status"}, {"text", "json"}, all_formats);
  add(commands, {"status", "--refs"}, {"text", "json"}, all_formats);
  add(commands, {"plan", "--chronology"}, {"text", "json", "markdown"}, all_formats);
  add(commands, {"check"}, {"text", "json", "markdown", "sarif", "junit", "github", "gitlab"}, all_formats);
  add(commands, {"drift"}, {"text", "json", "markdown"}, all_formats);
  add(commands, {"doctor"}, {"text", "json"}, all_formats);
  return commands;
}

std::vector<Words> dry_commands() {
  return {{"merge", "epic", "--dry-run", "--force", "--allow-dirty"},
          {"merge", "epic", "--dry-run", "--force", "--allow-dirty", "--format", "json"},
          {"undo", "--dry-run"},
          {"init", "--dry-run"},
          {"hook", "install", "--dry-run"},
          {"hook", "uninstall", "--dry-run"}};
}

std::vector<std::pair<std::string, std::vector<Words>>> commands_beside_a_database(const std::string& folder,
                                                                                   const std::string& database) {
  const std::string schema = "prisma/schema.prisma", late = "20250101000011_add_lessons";
  return {{"status", {{"status"}, {"status", "--refs"}}},
          {"plan", {{"plan", "--chronology"}, {"plan", "--rehearse"}}},
          {"check", {{"check"}, {"check", "--pending"}, {"check", "epic", "--rehearse", "--require", "database"}}},
          {"drift", {{"drift"}, {"drift", "epic", "--into", folder + "/drift.md", "--yes"}}},
          {"new", {{"new", "add_lessons", "--empty", "--dry-run"}}},
          {"ledger", {{"ledger"}, {"ledger", "--since", "2024"}}},
          {"rehearse", {{"rehearse"}, {"rehearse", "--continue", "--create-missing-roles"}}},
          {"checklist",
           {{"checklist", "epic", "--rehearse"},
            {"checklist", "--env", database, "--run"},
            {"checklist", "--weekly", "--tick", "leads-met", "--by", "Ann"}}},
          {"report", {{"report", "-o", folder + "/page.html"}, {"report", "--rehearse", "--format", "svg"}}},
          {"message",
           {{"message", "planned"},
            {"message", "applied"},
            {"message", "merged", "epic"},
            {"message", "rolled-back", "20240101000000_init", "--database", database}}},
          {"merge", {{"merge", "epic", "--yes", "--force"}}},
          {"undo", {{"undo", "--yes"}}},
          {"restamp", {{"restamp", late, "--plan-ledger", "--dry-run"}, {"restamp", "epic", "--yes"}}},
          {"backup", {{"backup", "--to", folder + "/backup", "--yes"}}},
          {"runbook",
           {{"runbook", "rollback", "--to", "20240101000000_init", "--database", database},
            {"runbook", "rollback", "--to", "20240101000000_init", "--print", "forward-fix", "--database", database},
            {"runbook", "rollback", "--to", "20240101000000_init", "--print", "message", "--database", database}}},
          {"hook",
           {{"hook", "install", "--yes"},
            {"hook", "run", "pre-commit"},
            {"hook", "run", "pre-merge-commit"},
            {"hook", "uninstall", "--yes"}}},
          {"schema",
           {{"schema", "check", schema}, {"schema", "format", schema}, {"schema", "merge", schema, schema, schema}}},
          {"explain", {{"explain", "P3009"}}},
          {"help", {{"help"}, {"help", "merge"}, {"help", "check", "--man"}}},
          {"completion", {{"completion", "bash"}, {"completion", "zsh"}, {"completion", "fish"}}},
          {"doctor", {{"doctor"}}},
          {"init", {{"init", "--dry-run"}}}};
}

std::vector<std::string> names_of_commands() {
  auto help = run_tributary({"--help"}, "/");
  std::vector<std::string> names;
  bool listed = false;
  for (const auto& line : text::lines(help.out)) {
    if (line.starts_with("Subcommands:"))
      listed = true;
    else if (listed && line.starts_with("  ") && line.size() > 2 && line[2] != ' ')
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    else if (listed && line.empty())
      break;
  }
  return names;
}

std::map<std::string, std::string> tree_of(const std::string& folder) {
  std::map<std::string, std::string> tree;
  auto entries = fs::recursive_directory_iterator(folder);
  for (auto at = fs::begin(entries); at != fs::end(entries); ++at) {
    auto path = fs::relative(at->path().parent_path(), folder) / at->path().filename();
    if (path.lexically_normal() == ".git/tributary") {
      at.disable_recursion_pending();
      continue;
    }
    tree[path.lexically_normal().string()] = state_of(at->path());
  }
  return tree;
}

std::string first_difference(const std::map<std::string, std::string>& before,
                             const std::map<std::string, std::string>& after) {
  for (const auto& [path, state] : before)
    if (auto now = after.find(path); now == after.end() || now->second != state)
      return path + (now == after.end() ? " is gone" : " has changed");
  for (const auto& [path, state] : after)
    if (!before.count(path)) return path + " is new";
  return {};
}

std::size_t obeyed_by_terminals(const std::string& text, bool colours) {
  static const Words characters = {"\xC2\x9B",     "\xE2\x80\xAE", "\xE2\x80\xAA", "\xE2\x81\xA6",
                                   "\xE2\x80\x8B", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xEF\xBB\xBF"};
  for (const auto& character : characters)
    if (auto at = text.find(character); at != text.npos) return at;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto byte = static_cast<unsigned char>(text[at]);
    if (colours)
      if (auto length = colour_at(text, at)) {
        at += length - 1;
        continue;
      }
    if ((byte < 0x20 && byte != '\n') || byte == 0x7F) return at;
  }
  return text::is_utf8(text) ? text.npos : 0;
}

std::string joined(const Words& words) {
  return text::join(words, " ");
}

bool contains(const std::string& text, const std::string& what) {
  return text.find(what) != text.npos;
}

}  // namespace tributary::testing
