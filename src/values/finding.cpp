#include "tributary/finding.hpp"

namespace tributary {

const char* severity_name(Severity severity) {
  switch (severity) {
    case Severity::off:
      return "off";
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return "error";
}

const char* group_name(Group group) {
  switch (group) {
    case Group::none:
      return "";
    case Group::names:
      return "names and folders";
    case Group::sources:
      return "between sources and target";
    case Group::schema:
      return "schema";
    case Group::sql:
      return "SQL";
    case Group::hazards:
      return "hazards";
    case Group::ledger:
      return "ledger";
    case Group::environments:
      return "environments";
  }
  return "";
}

}  // namespace tributary
