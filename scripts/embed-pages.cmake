# cmake -DDOCS=<docs folder> -DOUT=<file.cpp> -P embed-pages.cmake: the pages of `tributary explain` as a C++ file.
set(body "")
foreach(kind rule message)
  file(GLOB pages ${DOCS}/${kind}s/*.md)
  list(SORT pages)
  foreach(page ${pages})
    get_filename_component(id ${page} NAME_WE)
    file(READ ${page} text)
    string(APPEND body "    {HelpPage::Kind::${kind}, \"${id}\", R\"page(${text})page\"},\n")
  endforeach()
endforeach()
file(CONFIGURE OUTPUT ${OUT} @ONLY NEWLINE_STYLE LF CONTENT [=[
#include "cli/pages.hpp"

namespace tributary::cli {

const std::vector<EmbeddedPage>& embedded_pages() {
  static const std::vector<EmbeddedPage> pages = {
@body@  };
  return pages;
}

}  // namespace tributary::cli
]=])
