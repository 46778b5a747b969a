# Writes OUT, the source file of version_text(): VERSION, the commit of SOURCE (none where it is no checkout), BUILD and LIBRARIES.
# Written only where it differs, so that nothing is compiled again for an unchanged commit.
execute_process(COMMAND git -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(commit)
  set(commit "commit ${commit}, ")
endif()
set(text "#include \"cli/version.hpp\"\n\nstd::string tributary::cli::version_text() {\n  return \"tributary ${VERSION}\\n${commit}${BUILD}\\n${LIBRARIES}\";\n}\n")
set(before "")
if(EXISTS ${OUT})
  file(READ ${OUT} before)
endif()
if(NOT before STREQUAL text)
  file(WRITE ${OUT} "${text}")
endif()
