#pragma once
// The one way to the outside: results to stdout or --output, progress and errors to stderr.
#include <string>

#include "tributary/report.hpp"

namespace tributary::cli {

struct UiOptions {
  enum class Color { automatic, always, never } color = Color::automatic;
  bool quiet = false, verbose = false;
  std::string output;  ///< --output; "" = stdout
};

class Ui {
 public:
  explicit Ui(UiOptions options) : options_(std::move(options)) {}

  /// How results may look: colour only on a terminal (or as --color says; NO_COLOR and TERM=dumb turn it off); the
  /// terminal's width, and neither wrapped nor cut in a pipe or file.
  Style style() const;
  Style error_style() const;

  /// A whole result. To --output it is all or nothing: written beside the file and renamed over it. A reader that went
  /// away (EPIPE) is no error; a full disk is. Throws Error.
  void print(const std::string& text) const;
  void error(const std::string& text) const;     ///< to stderr, always
  void note(const std::string& text) const;      ///< a line for people on stderr, unless --quiet
  void progress(const std::string& text) const;  ///< a line that the next one replaces, only on a terminal

  bool shows_progress() const;                      ///< whether anybody sees progress()
  bool can_ask() const;                             ///< somebody sits at a terminal
  bool confirm(const std::string& question) const;  ///< true only for y or yes

 private:
  UiOptions options_;
};

}  // namespace tributary::cli
