#include "support/json_schema.hpp"

#include "base/process.hpp"
#include "support/places.hpp"

namespace tributary::testing {

std::string complaint_of_schema(const std::string& json) {
  ProcessOptions options;
  options.input = json;
  auto result = run_process({repository_root() + "/scripts/validate-json"}, options);
  return result.status == 0 ? "" : "exit " + std::to_string(result.status) + ": " + result.out + result.err;
}

}  // namespace tributary::testing
