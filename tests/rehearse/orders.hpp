#pragma once
// Orders in a few words, and a server that the tests of one process share.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "tributary/rehearse.hpp"

namespace tributary::testing {

using Scripts = std::vector<std::pair<std::string, std::string>>;  ///< migration -> SQL

inline Replayed replayed(const std::string& name, const std::string& sql, bool new_deploy = false) {
  auto script = std::make_shared<Script>();
  script->blob = git_blob_id(sql);
  script->text = sql;
  return {{".", name}, "", script, "", new_deploy};
}

inline Order order_of(const std::string& name, const Scripts& scripts) {
  Order order;
  order.name = name;
  order.project = ".";
  for (const auto& [migration, sql] : scripts) order.migrations.push_back(replayed(migration, sql));
  return order;
}

inline RehearseOptions quick_options() {
  RehearseOptions options;
  options.script_deadline_ms = 20'000;
  return options;
}

/// Started at first use, gone at exit.
inline const ScratchServer& shared_scratch() {
  static ScratchServer server(quick_options());
  return server;
}

inline Run run_one(const std::string& sql, const RehearseOptions& options = quick_options()) {
  return rehearse(shared_scratch(), {order_of("one", {{"1_one", sql}})}, options).runs.at(0);
}

}  // namespace tributary::testing
