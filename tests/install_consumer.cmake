# Installs the build tree BUILD below SCRATCH, builds tests/consumer against that alone, runs it, and looks at the rest
# of what was installed. SOURCE is the source tree.
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "ended with ${status}: ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(prefix ${SCRATCH}/prefix)
file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${SOURCE}/tests/consumer -B ${SCRATCH}/build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}" -DCMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${SCRATCH}/build)
run(${SCRATCH}/build/consumer ${SOURCE}/testdata/sample/shop/orders.ibd)
if(NOT output MATCHES "page 0: FSP_HDR" OR NOT output MATCHES "CREATE TABLE `orders`")
  message(FATAL_ERROR "the consumer printed:\n${output}")
endif()

run(${prefix}/bin/innosalvage --version)
foreach(file IN ITEMS share/man/man1/innosalvage.1* share/bash-completion/completions/innosalvage
                      share/doc/innosalvage/LICENSE share/doc/innosalvage/CHANGELOG.md include/innosalvage/parser/bytes.h)
  file(GLOB found ${prefix}/${file})
  if(NOT found)
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

# Nothing that is installed may remember where it was built.
file(GLOB package ${prefix}/lib*/cmake/innosalvage/*.cmake ${prefix}/lib*/*/cmake/innosalvage/*.cmake)
foreach(file IN LISTS package)
  file(READ ${file} text)
  foreach(place IN ITEMS ${SOURCE}/ ${BUILD}/)
    string(FIND "${text}" "${place}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} names ${place}")
    endif()
  endforeach()
endforeach()
file(REMOVE_RECURSE ${SCRATCH})
