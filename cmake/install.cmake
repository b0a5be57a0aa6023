# cmake --install: the program, the libraries of the three layers with their headers, and a CMake package.
#
#   bin/innosalvage                               share/man/man1/innosalvage.1
#   lib/libinnosalvage_{parser,salvage,exporters}.a     share/bash-completion/completions/innosalvage
#   include/innosalvage/{parser,salvage,exporters}/…    share/doc/innosalvage/
#   lib/cmake/innosalvage/                        find_package(innosalvage), targets innosalvage::parser and so on
#
# The include folder of a consumer is include/innosalvage, so that code reads the same inside and outside of this
# project: #include "parser/bytes.h". The targets set it.
include(CMakePackageConfigHelpers)

set(layers innosalvage_parser innosalvage_salvage innosalvage_exporters)
foreach(layer IN LISTS layers)
  string(REPLACE innosalvage_ "" name ${layer})
  set_target_properties(${layer} PROPERTIES EXPORT_NAME ${name})
endforeach()

# Two components: `tool` for those who salvage, `development` for those who build on the libraries.
install(TARGETS innosalvage RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tool)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
install(TARGETS ${layers} EXPORT innosalvageTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/innosalvage)

set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/innosalvage)
install(EXPORT innosalvageTargets NAMESPACE innosalvage:: DESTINATION ${package_folder})
configure_package_config_file(cmake/innosalvageConfig.cmake.in innosalvageConfig.cmake
  INSTALL_DESTINATION ${package_folder} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(innosalvageConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/innosalvageConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/innosalvageConfigVersion.cmake
  DESTINATION ${package_folder})

# Debian has manual pages packed, without a time in them; man reads both.
find_program(GZIP gzip)
foreach(page IN ITEMS innosalvage.1 innosalvage-cluster.1)
  set(manual ${CMAKE_CURRENT_SOURCE_DIR}/docs/man/${page})
  if(GZIP)
    execute_process(COMMAND ${GZIP} -9nc ${manual} OUTPUT_FILE ${CMAKE_CURRENT_BINARY_DIR}/${page}.gz
                    COMMAND_ERROR_IS_FATAL ANY)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manual})
    set(manual ${CMAKE_CURRENT_BINARY_DIR}/${page}.gz)
  endif()
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT tool)
endforeach()
install(FILES tools/completion/innosalvage.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME innosalvage COMPONENT tool)
install(FILES LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT tool OPTIONAL)
install(PROGRAMS tools/cluster/innosalvage-cluster DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT tool)
install(FILES docs/report.md docs/report.schema.json DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT tool)
