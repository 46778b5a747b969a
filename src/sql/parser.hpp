#pragma once
// The only door to libpg_query (the parser of PostgreSQL 15).
#include <functional>
#include <memory>
#include <string>

#include "sql/tree.hpp"

namespace tributary::sql {

/// Either a tree or why there is none.
struct Parsed {
  std::unique_ptr<Tree> tree;
  std::string error;
  std::size_t character = 0;  ///< 1-based, where the parser stopped; 0 = it does not say
  bool not_read = false;      ///< we gave up, whatever a server may make of it
};

/// `sql` must hold no NUL (the parser would stop there without a word) and be UTF-8, and must outlive the tree.
Parsed parse(const std::string& sql);
/// One CREATE FUNCTION, CREATE PROCEDURE or DO of PL/pgSQL.
Parsed parse_plpgsql(const std::string& sql);

/// The parser's own stack check is compiled out of the library, and its output routines recurse: on a thread with 64 MB
/// of stack, chains within `longest_chain` are safe. Each calling thread has one such thread; calls do not nest.
void on_deep_stack(const std::function<void()>& work);
constexpr std::size_t longest_chain = 20'000;

}  // namespace tributary::sql
