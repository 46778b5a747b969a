# cmake -DPAGE=<src/report/page> -DOUT=<file.cpp> -P embed-page.cmake: the parts of the page that `report` writes, as a C++ file.
file(GLOB parts ${PAGE}/*)
list(SORT parts)
set(body "")
foreach(part ${parts})
  get_filename_component(name ${part} NAME)
  file(READ ${part} text)
  string(APPEND body "      {\"${name}\", R\"~~~~(${text})~~~~\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${OUT} @ONLY NEWLINE_STYLE LF CONTENT [=[
#include "report/page_files.hpp"

#include <map>
#include <stdexcept>

namespace tributary {

const std::string& page_file(const std::string& name) {
  static const std::map<std::string, std::string> files = {
@body@  };
  auto found = files.find(name);
  if (found == files.end()) throw std::logic_error("no file " + name + " in src/report/page");
  return found->second;
}

}  // namespace tributary
]=])
