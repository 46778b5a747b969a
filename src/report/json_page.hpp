#pragma once
// What `report` says beside the keys of the other commands: the headline, migrations by databases, conflicts side by
// side, and the merged schema by declaration.
#include <string>
#include <vector>

#include "report/json.hpp"

namespace tributary {

enum class Light { green, amber, red };
const char* light_name(Light light);

/// The traffic light, and why: one sentence, then each point by itself.
struct Headline {
  struct Point {
    Light light = Light::green;
    std::string text;
    std::string brief = {};  ///< as the sentence says it; "" = as the point does
  };
  Light light = Light::green;
  std::string sentence;
  std::vector<Point> points;
};
Headline headline(const Answer& answer);

Json json_grid(const Answer& answer);
Json json_conflicts(const Answer& answer);
Json json_merged_schemas(const Answer& answer);
/// All of these.
Json json_page(const Answer& answer);

}  // namespace tributary
