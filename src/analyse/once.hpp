#pragma once
// What several rules work out of one analysis is worked out once while analyse() runs.
#include <map>
#include <memory>
#include <string>

#include "tributary/analyse.hpp"

namespace tributary {

class Once {
 public:
  /// Until it dies, and for this analysis alone, what is asked for on this thread is kept.
  explicit Once(const Analysis& analysis) : analysis_(&analysis), before_(current_) { current_ = this; }
  ~Once() { current_ = before_; }
  Once(const Once&) = delete;
  Once& operator=(const Once&) = delete;

  /// What `make` returns, kept under `key` where there is a Once for this analysis. A key stands for one type.
  template <class Make>
  static auto get(const Analysis& analysis, const std::string& key, const Make& make) {
    using Value = const decltype(make());
    auto* once = current_ && current_->analysis_ == &analysis ? current_ : nullptr;
    if (!once) return std::shared_ptr<Value>(std::make_shared<Value>(make()));
    auto& kept = once->kept_[key];
    if (!kept) kept = std::make_shared<Value>(make());
    return std::static_pointer_cast<Value>(kept);
  }

 private:
  const Analysis* analysis_;
  Once* before_;
  std::map<std::string, std::shared_ptr<const void>> kept_;
  static thread_local inline Once* current_ = nullptr;
};

}  // namespace tributary
