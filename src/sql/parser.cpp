#include "sql/parser.hpp"

#include <pg_query.h>
#include <pthread.h>

#include <exception>
#include <new>

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
  auto result = pg_query_parse(sql.c_str());
  auto parsed = result.error ? failed(*result.error) : grown(result.parse_tree, sql);
  pg_query_free_parse_result(result);
  return parsed;
}

Parsed parse_plpgsql(const std::string& sql) {
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
