#include "sql/parser.hpp"

#include <pg_query.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <string_view>
#include <utility>

namespace tributary::sql {
namespace {

constexpr std::size_t stack_bytes = 64u << 20;
constexpr std::size_t deepest_tree = 2 * longest_chain;

Parsed failed(const PgQueryError& error) {
  return {nullptr, error.message ? error.message : "the parser gives no reason",
          error.cursorpos > 0 ? static_cast<std::size_t>(error.cursorpos) : 0};
}

Parsed grown(const char* json, const std::string& sql) {
  auto tree = std::make_unique<Tree>(json, sql);
  if (!tree->root()) return {nullptr, "the parser's answer cannot be read", 0, true};
  if (tree->depth() > deepest_tree) return {nullptr, "nested too deeply", 0, true};
  return {std::move(tree), "", 0};
}

// The server's scanner reads a run of operator characters to its end for every `/*`, + and - in it: what a person
// writes costs nothing, 100,000 of them would cost minutes.
bool scanned_in_time(const std::string& sql) {
  constexpr std::string_view operators = "~!@#^&|`?+-*/%<>=";
  constexpr std::size_t most_steps = 200'000'000;
  std::size_t steps = 0;
  for (std::size_t at = 0; (at = sql.find_first_of(operators, at)) != sql.npos;) {
    auto end = std::min(sql.find_first_not_of(operators, at), sql.size());
    std::size_t starts = 0;
    if (sql.compare(at, 2, "--") != 0)
      for (auto i = at; i < end; ++i) starts += sql[i] == '+' || sql[i] == '-' || sql.compare(i, 2, "/*") == 0;
    steps += starts * (end - at);
    at = end;
  }
  return steps <= most_steps;
}

/// A thread with a deep stack that works for one other thread, for as long as that lives: the library makes a
/// thread-local key at each thread's first parse, of which a process has 1,024, and TLS needs one too.
class DeepThread {
 public:
  DeepThread() {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_bytes);
    auto failed = pthread_create(&thread_, &attributes, loop, this);
    pthread_attr_destroy(&attributes);
    if (failed) throw std::bad_alloc();
  }
  ~DeepThread() {
    if (::getpid() != process_) return;
    give(nullptr);
    pthread_join(thread_, nullptr);
  }
  DeepThread(const DeepThread&) = delete;
  DeepThread& operator=(const DeepThread&) = delete;

  bool of_this_process() const { return ::getpid() == process_; }

  void run(const std::function<void()>& work) {
    give(&work);
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_; });
    if (auto thrown = std::exchange(thrown_, nullptr)) std::rethrow_exception(thrown);
  }

 private:
  void give(const std::function<void()>* work) {
    std::lock_guard lock(mutex_);
    work_ = work, waiting_ = true;
    changed_.notify_all();
  }

  static void* loop(void* self) {
    static_cast<DeepThread*>(self)->work_on();
    return nullptr;
  }
  void work_on() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return waiting_; });
      if (!work_) return;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        (*work_)();
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      thrown_ = thrown, waiting_ = false;
      changed_.notify_all();
    }
  }

  pid_t process_ = ::getpid();  ///< a fork has the object and not the thread
  pthread_t thread_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  const std::function<void()>* work_ = nullptr;  ///< null and waiting: the end
  bool waiting_ = false;
  std::exception_ptr thrown_;
};

}  // namespace

Parsed parse(const std::string& sql) {
  if (!scanned_in_time(sql)) return {nullptr, "too many operator characters in a row", 0, true};
  auto result = pg_query_parse(sql.c_str());
  auto parsed = result.error ? failed(*result.error) : grown(result.parse_tree, sql);
  pg_query_free_parse_result(result);
  return parsed;
}

Parsed parse_plpgsql(const std::string& sql) {
  if (!scanned_in_time(sql)) return {nullptr, "too many operator characters in a row", 0, true};
  auto result = pg_query_parse_plpgsql(sql.c_str());
  auto parsed = result.error ? failed(*result.error) : grown(result.plpgsql_funcs, sql);
  pg_query_free_plpgsql_parse_result(result);
  return parsed;
}

void on_deep_stack(const std::function<void()>& work) {
  thread_local std::unique_ptr<DeepThread> deep;
  if (deep && !deep->of_this_process()) (void)deep.release();
  if (!deep) deep = std::make_unique<DeepThread>();
  deep->run(work);
}

}  // namespace tributary::sql
