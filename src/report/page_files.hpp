#pragma once
// The files of src/report/page/, compiled in (scripts/embed-page.cmake).
#include <string>

namespace tributary {

const std::string& page_file(const std::string& name);  ///< "page.js"; throws std::logic_error where there is none

}  // namespace tributary
