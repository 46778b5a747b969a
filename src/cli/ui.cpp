#include "cli/ui.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string_view>

#include "base/files.hpp"
#include "base/text.hpp"
#include "copy/replace_file.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

bool variable_is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value;
}

bool colour_on(int descriptor, UiOptions::Color wanted) {
  if (wanted != UiOptions::Color::automatic) return wanted == UiOptions::Color::always;
  const char* terminal = std::getenv("TERM");
  return ::isatty(descriptor) && !variable_is_set("NO_COLOR") && !(terminal && std::strcmp(terminal, "dumb") == 0);
}

int terminal_width(int descriptor) {
  winsize size{};
  if (!::isatty(descriptor) || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

// 0, or the errno that stopped it.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

[[noreturn]] void cannot_write(const std::string& file, int because) {
  throw Error(std::string("cannot write the result: ") + std::strerror(because), file,
              "name another file with --output, or leave it out to print to the terminal");
}

// A pipe or device such as /dev/stdout or a process substitution cannot be renamed over: it is written to.
void write_in_place(const std::string& path, const std::string& text) {
  int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) cannot_write(path, errno);
  int problem = write_all(file, text);
  if (::close(file) != 0 && !problem) problem = errno;
  if (problem && problem != EPIPE) cannot_write(path, problem);
}

}  // namespace

Style Ui::style() const {
  bool to_file = !options_.output.empty();
  auto color = to_file && options_.color == UiOptions::Color::automatic ? UiOptions::Color::never : options_.color;
  return {colour_on(STDOUT_FILENO, color), to_file ? 0 : terminal_width(STDOUT_FILENO), options_.quiet,
          options_.verbose};
}

Style Ui::error_style() const {
  return {colour_on(STDERR_FILENO, options_.color), terminal_width(STDERR_FILENO), options_.quiet, options_.verbose};
}

void Ui::print(const std::string& text) const {
  if (options_.output.empty()) {
    int problem = write_all(STDOUT_FILENO, text);
    if (problem && problem != EPIPE) cannot_write("standard output", problem);
    return;
  }
  // Through a link, the file it points at is replaced and the link stays.
  auto kind = kind_behind(options_.output);
  if (kind == FileKind::folder) cannot_write(options_.output, EISDIR);
  if (kind == FileKind::other) return write_in_place(options_.output, text);
  auto behind = kind == FileKind::file ? real_path(options_.output) : options_.output;
  if (int problem = rewrite_file(behind, text)) cannot_write(behind, problem);
}

void Ui::error(const std::string& text) const {
  write_all(STDERR_FILENO, text);
}

void Ui::note(const std::string& text) const {
  if (!options_.quiet) write_all(STDERR_FILENO, text + "\n");
}

bool Ui::shows_progress() const {
  return !options_.quiet && ::isatty(STDERR_FILENO);
}

void Ui::progress(const std::string& text) const {
  if (!shows_progress()) return;
  write_all(STDERR_FILENO, text.empty() ? "\r\x1b[K" : "\r\x1b[K" + text);
}

bool Ui::can_ask() const {
  return ::isatty(STDIN_FILENO) && ::isatty(STDERR_FILENO);
}

bool Ui::confirm(const std::string& question) const {
  write_all(STDERR_FILENO, question + " [y/N] ");
  std::string answer;
  if (!std::getline(std::cin, answer)) return false;
  answer = text::lower(text::trim(answer));
  return answer == "y" || answer == "yes";
}

}  // namespace tributary::cli
