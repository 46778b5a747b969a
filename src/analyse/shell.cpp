#include "analyse/shell.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

using Set = std::set<std::string>;

bool is_assignment(const std::string& word) {
  auto equals = word.find('=');
  if (equals == 0 || equals == std::string::npos || std::isdigit(static_cast<unsigned char>(word[0]))) return false;
  return std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals),
                     [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

class Cutter {
 public:
  Cutter(const std::string& line, int depth, std::map<std::string, std::string> exported)
      : line_(line), depth_(depth), exported_(std::move(exported)) {}

  std::vector<SimpleCommand> all() {
    for (at_ = 0; at_ < line_.size(); ++at_) read();
    end_command(false);
    return std::move(out_);
  }

 private:
  void read() {
    char c = line_[at_];
    if (c == '#' && !in_word_) {
      at_ = std::min(line_.find('\n', at_), line_.size()) - 1;
    } else if (c == '\\' && at_ + 1 < line_.size()) {
      if (line_[++at_] != '\n') word_ += line_[at_], in_word_ = true;
    } else if (c == '\'' || c == '"') {
      quoted(c);
    } else if (c == ' ' || c == '\t' || c == '\r') {
      end_word();
    } else if (c == '|' && line_.compare(at_, 2, "||") != 0) {
      end_command(true);
    } else if (std::string_view(";&|\n`()").find(c) != std::string_view::npos) {
      if (c == '(' && !word_.empty() && word_.back() == '$') word_.pop_back();
      redirects_ = redirects_ && c == '&';
      end_command(false);
    } else if (c == '<' || c == '>') {
      end_word();
      redirects_ = true;
    } else {
      word_ += c, in_word_ = true;
    }
  }

  void quoted(char quote) {
    in_word_ = true;
    for (++at_; at_ < line_.size() && line_[at_] != quote; ++at_) {
      bool escape = quote == '"' && line_[at_] == '\\' && at_ + 1 < line_.size() &&
                    std::string_view("\"\\$`").find(line_[at_ + 1]) != std::string_view::npos;
      if (escape) ++at_;
      word_ += line_[at_];
    }
  }

  void end_word() {
    if (in_word_ && redirects_)
      redirects_ = false;  // the file that is read or written
    else if (in_word_)
      words_.push_back(word_);
    word_.clear(), in_word_ = false;
  }

  void end_command(bool piped) {
    end_word();
    redirects_ = false;
    SimpleCommand command{{}, exported_, piped};
    std::size_t first = 0;
    static const Set before = {
        "if",  "then", "else", "elif",  "do",      "while",     "until",           "!",  "{",     "time",
        "env", "sudo", "exec", "nohup", "command", "cross-env", "cross-env-shell", "&&", "export"};
    bool exports = !words_.empty() && words_[0] == "export";
    for (; first < words_.size(); ++first) {
      const auto& word = words_[first];
      if (is_assignment(word)) {
        auto equals = word.find('=');
        command.environment[word.substr(0, equals)] = word.substr(equals + 1);
        if (exports || words_.size() == 1) exported_[word.substr(0, equals)] = word.substr(equals + 1);
      } else if (!before.count(word)) {
        break;
      }
    }
    command.words.assign(words_.begin() + static_cast<std::ptrdiff_t>(first), words_.end());
    words_.clear();
    if (command.words.empty()) return;
    auto inner = quoted_commands(command);
    out_.push_back(std::move(command));
    for (auto& one : inner) out_.push_back(std::move(one));
  }

  /// sh -c "…", eval "…", ssh host "…", concurrently "…" "…", dotenv -- "…".
  std::vector<SimpleCommand> quoted_commands(const SimpleCommand& command) const {
    static const Set run_all = {"eval", "ssh", "concurrently", "run-s", "start-server-and-test", "watch", "retry"};
    constexpr int deepest = 4;
    std::vector<SimpleCommand> out;
    if (depth_ >= deepest || only_speaks(command)) return out;
    bool each = run_all.count(file_name(command.words[0])) > 0;
    for (std::size_t i = 1; i < command.words.size(); ++i) {
      const auto &word = command.words[i], &before = command.words[i - 1];
      bool flag = before.size() > 1 && before[0] == '-' && before[1] != '-' && before.ends_with("c");
      bool told = flag || before == "--exec" || before == "--command" || before == "-C" || before == "-x" || each;
      if (!told || word.find(' ') == std::string::npos || runs_sql(command)) continue;
      for (auto& one : Cutter(word, depth_ + 1, command.environment).all()) out.push_back(std::move(one));
    }
    return out;
  }

  static bool runs_sql(const SimpleCommand& command) {
    return std::any_of(command.words.begin(), command.words.end(),
                       [](const std::string& word) { return file_name(word) == "psql"; });
  }

  const std::string& line_;
  int depth_;
  std::map<std::string, std::string> exported_;
  std::size_t at_ = 0;
  std::string word_;
  bool in_word_ = false, redirects_ = false;
  std::vector<std::string> words_;
  std::vector<SimpleCommand> out_;
};

bool is_prisma(const std::string& word) {
  auto name = file_name(word);
  if (name == "prisma" || name == "prisma.cmd" || name.starts_with("prisma@")) return true;
  return word.find("prisma/build/index.js") != std::string::npos;
}

}  // namespace

std::vector<SimpleCommand> simple_commands(const std::string& line) {
  return Cutter(line, 0, {}).all();
}

bool only_speaks(const SimpleCommand& command) {
  static const Set speakers = {"echo", "printf", "grep", "egrep", "fgrep", "rg",    "sed",   "awk",
                               "cat",  "git",    "gh",   "log",   "info",  "warn",  "error", "die",
                               "fail", "say",    "read", "which", "ls",    "cp",    "mv",    "rm",
                               "test", "[",      "[[",   "case",  "type",  "alias", "trap",  "figlet"};
  return !command.words.empty() && speakers.count(file_name(command.words[0])) > 0;
}

PrismaCall prisma_call(const SimpleCommand& command) {
  PrismaCall call;
  auto prisma = std::find_if(command.words.begin(), command.words.end(), is_prisma);
  if (prisma == command.words.end() || only_speaks(command)) return call;
  static const Set with_value = {"--schema", "--config", "--url", "--file", "--name", "-n"};
  for (auto word = prisma + 1; word != command.words.end(); ++word) {
    bool option = word->size() > 1 && (*word)[0] == '-';
    if (!option) call.words.push_back(*word);
    if (option) call.options.push_back(*word);
    if (with_value.count(*word) && word + 1 != command.words.end()) ++word;
  }
  return call;
}

}  // namespace tributary
