# Compiler flags travel as one INTERFACE target, linked PRIVATE: users of the installed library don't inherit them.
add_library(innosalvage_flags INTERFACE)
target_compile_options(innosalvage_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC 12 sees overlapping copies in std::string's own code (GCC bug 105651).
  target_compile_options(innosalvage_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND (INNOSALVAGE_SANITIZE OR INNOSALVAGE_SANITIZE_THREADS))
  # What sanitizers add makes GCC doubt members of std::optional that were set.
  target_compile_options(innosalvage_flags INTERFACE -Wno-maybe-uninitialized)
endif()
target_compile_definitions(innosalvage_flags INTERFACE _GLIBCXX_ASSERTIONS)
if(INNOSALVAGE_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()
if(INNOSALVAGE_SANITIZE_THREADS)
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
endif()
if(INNOSALVAGE_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()
if(INNOSALVAGE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
# Hardening as Debian builds its packages (dpkg-buildflags): any bytes end in a report, also where we erred. Not with
# sanitizers: they do not see what the checked copies of libc's functions do.
if(NOT INNOSALVAGE_SANITIZE AND NOT INNOSALVAGE_SANITIZE_THREADS AND NOT INNOSALVAGE_FUZZ
   AND (CMAKE_BUILD_TYPE STREQUAL "Release" OR CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo"))
  add_compile_options(-fstack-protector-strong -D_FORTIFY_SOURCE=2)
  add_link_options(-Wl,-z,relro -Wl,-z,now)
endif()
