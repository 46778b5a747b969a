#pragma once
#include <string>
#include <utility>

namespace tributary {

/// A text that must not be printed, such as a database URL with its password. It has no formatter, no stream operator
/// and no conversion, so that printing it does not compile; only src/inspect, src/rehearse and src/cli call reveal().
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  const std::string& reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string text_;
};

}  // namespace tributary
