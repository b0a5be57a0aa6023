# cpack -G DEB: the program as a package for Debian 12, its dependencies found from what it links (dpkg-shlibdeps).
#
#   cmake --preset release && cmake --build --preset release && (cd build/release && cpack -G DEB)
#
# The package holds the component `tool` alone; the libraries stay with cmake --install.
set(CPACK_PACKAGE_NAME innosalvage)
set(CPACK_PACKAGE_VENDOR innosalvage)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "salvages rows from corrupted InnoDB data files")
set(CPACK_PACKAGE_DESCRIPTION
    "Reads damaged tablespaces of MySQL 5.0 to 9 and MariaDB 10 to 11, and images
of the drives they were on. Tells what is hurt, writes what survived as SQL
that loads, and names the keys of what is lost. Inputs are never written to.")
set(CPACK_STRIP_FILES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL tool)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)

set(INNOSALVAGE_PACKAGE_MAINTAINER "innosalvage maintainers <maintainers@innosalvage.invalid>" CACHE STRING
    "Name and address in the Debian package")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "${INNOSALVAGE_PACKAGE_MAINTAINER}")
set(CPACK_DEBIAN_PACKAGE_SECTION database)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libtsk19)  # loaded by name, tools/sleuth_kit.h
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "parallel, slurm-client")
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

# What policy asks for beside the program: copyright and changelog in Debian's places. A fixed date: same source, same package.
set(debian ${CMAKE_CURRENT_BINARY_DIR}/debian)
file(READ ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE license LIMIT 200)
if(NOT license MATCHES "Apache License[ \n]+Version 2.0")
  message(FATAL_ERROR "LICENSE is not what cmake/package.cmake says it is; mend both")
endif()
file(WRITE ${debian}/copyright
"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: innosalvage

Files: *
Copyright: 2024 The innosalvage authors
License: Apache-2.0
 On Debian systems the full text of the Apache License, Version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
")
file(WRITE ${debian}/changelog
"innosalvage (${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium

  * What changed is told in the project's CHANGELOG.md.

 -- ${INNOSALVAGE_PACKAGE_MAINTAINER}  Sat, 01 Jun 2024 00:00:00 +0000
")
# This package is built from the project's own tree and closes no bug of Debian's.
file(WRITE ${debian}/overrides "innosalvage: initial-upload-closes-no-bugs\n")
install(FILES ${debian}/overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides RENAME innosalvage COMPONENT tool)
if(GZIP)
  execute_process(COMMAND ${GZIP} -9nc ${debian}/changelog OUTPUT_FILE ${debian}/changelog.Debian.gz
                  COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${debian}/copyright ${debian}/changelog.Debian.gz DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT tool)
endif()
include(CPack)
