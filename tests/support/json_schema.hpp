#pragma once
#include <string>

namespace tributary::testing {

/// What docs/schema/output.schema.json has against `json`, keys it does not describe included; "" = nothing.
std::string complaint_of_schema(const std::string& json);

}  // namespace tributary::testing
