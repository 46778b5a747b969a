#include "sql/parser.hpp"

#include <pg_query.h>
#include <pthread.h>

#include <algorithm>
#include <exception>
#include <new>
#include <string_view>

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
  if (!tree->root()) return {nullptr, "the parser's answer cannot be read", 0};
  if (tree->depth() > deepest_tree) return {nullptr, "nested too deeply", 0};
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

struct Work {
  const std::function<void()>& run;
  std::exception_ptr thrown;
};

void* run(void* given) {
  auto& work = *static_cast<Work*>(given);
  try {
    work.run();
  } catch (...) {
    work.thrown = std::current_exception();
  }
  return nullptr;
}

}  // namespace

Parsed parse(const std::string& sql) {
  if (!scanned_in_time(sql)) return {nullptr, "too many operator characters in a row", 0};
  auto result = pg_query_parse(sql.c_str());
  auto parsed = result.error ? failed(*result.error) : grown(result.parse_tree, sql);
  pg_query_free_parse_result(result);
  return parsed;
}

Parsed parse_plpgsql(const std::string& sql) {
  if (!scanned_in_time(sql)) return {nullptr, "too many operator characters in a row", 0};
  auto result = pg_query_parse_plpgsql(sql.c_str());
  auto parsed = result.error ? failed(*result.error) : grown(result.plpgsql_funcs, sql);
  pg_query_free_plpgsql_parse_result(result);
  return parsed;
}

void on_deep_stack(const std::function<void()>& work) {
  Work given{work, nullptr};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  auto failed = pthread_create(&thread, &attributes, run, &given);
  pthread_attr_destroy(&attributes);
  if (failed) throw std::bad_alloc();
  pthread_join(thread, nullptr);
  if (given.thrown) std::rethrow_exception(given.thrown);
}

}  // namespace tributary::sql
