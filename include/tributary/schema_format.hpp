#pragma once
// What `schema format` says.
#include <string>
#include <vector>

#include "tributary/schema_check.hpp"

namespace tributary {

struct FormattedFile {
  std::string file;  ///< as it was named on the command line
  std::string text;  ///< as Prisma would write it
  bool changed = false;
  bool operator==(const FormattedFile&) const = default;
};

struct SchemaFormat {
  SchemaCheck check;  ///< of the formatted schema: with a problem Prisma writes nothing, nor do we
  std::vector<FormattedFile> files;
  bool gate = false;  ///< --check: a file that would change is a failure
  bool written = false;
  bool operator==(const SchemaFormat&) const = default;
  bool failed() const;
};

std::string schema_format_json(const SchemaFormat& format, const std::string& version);
/// One line for each file that changes, and a verdict; problems as `schema check` prints them.
std::string schema_format_page(const SchemaFormat& format, const std::string& version, const Style& style);

}  // namespace tributary
