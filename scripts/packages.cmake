# What is installed, and how packages are made of it: `scripts/package` calls cpack and packs for npm.
set_target_properties(tributary PROPERTIES INSTALL_RPATH "$ORIGIN/../lib/tributary")
if(TRIBUTARY_PORTABLE)
  # RPATH, not RUNPATH: the libraries beside the program find each other by it.
  target_link_options(tributary PRIVATE -static-libstdc++ -static-libgcc -Wl,--disable-new-dtags -Wl,--build-id=none)
endif()
install(TARGETS tributary)
# git finds `git tributary` as git-tributary in PATH.
install(CODE "file(CREATE_LINK tributary \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/git-tributary\" SYMBOLIC)")

# Man pages and completions come from the program's own declarations.
set(manual ${PROJECT_BINARY_DIR}/generated/manual)
add_custom_command(OUTPUT ${manual}/man1/tributary.1 DEPENDS tributary ${PROJECT_SOURCE_DIR}/scripts/write-manual
  COMMAND ${PROJECT_SOURCE_DIR}/scripts/write-manual $<TARGET_FILE:tributary> ${manual})
add_custom_target(manual ALL DEPENDS ${manual}/man1/tributary.1)
install(DIRECTORY ${manual}/man1 DESTINATION share/man)
install(FILES ${manual}/tributary.bash DESTINATION share/bash-completion/completions RENAME tributary)
install(FILES ${manual}/_tributary DESTINATION share/zsh/vendor-completions)
install(FILES ${manual}/tributary.fish DESTINATION share/fish/vendor_completions.d)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION share/doc/tributary)

if(TRIBUTARY_PORTABLE)
  # Whatever of the shared objects is not glibc's goes beside the program.
  install(CODE [[
    file(GET_RUNTIME_DEPENDENCIES EXECUTABLES "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/bin/tributary" RESOLVED_DEPENDENCIES_VAR found
      PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv)\\.so" POST_EXCLUDE_REGEXES "/ld-linux")
    list(SORT found)
    foreach(library ${found})
      file(INSTALL ${library} DESTINATION "${CMAKE_INSTALL_PREFIX}/lib/tributary" TYPE SHARED_LIBRARY FOLLOW_SYMLINK_CHAIN)
    endforeach()
    file(WRITE "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/doc/tributary/libraries.txt" "")
    foreach(library ${found})
      file(APPEND "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share/doc/tributary/libraries.txt" "${library}\n")
    endforeach()
  ]])
  install(CODE "execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/write-licences \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/tributary\" COMMAND_ERROR_IS_FATAL ANY)")
endif()

set(CPACK_GENERATOR TGZ DEB)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "the tributary authors <tributary@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "brings parallel Prisma migrations of git worktrees back to main")
set(CPACK_PACKAGE_FILE_NAME tributary-${PROJECT_VERSION}-linux-x64)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= 2.36), git")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "postgresql")
set(CPACK_DEBIAN_PACKAGE_SECTION vcs)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
include(CPack)
