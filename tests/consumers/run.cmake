# Configures, builds and tests one of the projects beside this file, in an empty folder.
#
# cmake -D consumer=find_package|fetch_content -D source=... -D build=... -D compiler=...
#       -D generator=... -P run.cmake
cmake_minimum_required(VERSION 3.25)

set(folder ${build}/consumers/${consumer})
file(REMOVE_RECURSE ${folder})

# run(COMMAND...): stops with its output when it fails.
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGV " " command)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
endfunction()

find_program(ccache ccache)
if(ccache)
  set(ENV{CMAKE_CXX_COMPILER_LAUNCHER} ${ccache})
endif()
set(options "")
if(consumer STREQUAL find_package)
  run(${CMAKE_COMMAND} --install ${build} --prefix ${folder}/prefix)
  list(APPEND options -D CMAKE_PREFIX_PATH=${folder}/prefix)
elseif(NOT DEFINED ENV{HEDDLE_NIGHTLY})
  list(APPEND options -D HEDDLE_MAIN=OFF)
endif()
run(${CMAKE_COMMAND} -S ${source}/tests/consumers/${consumer} -B ${folder}/build -G ${generator}
    -D CMAKE_CXX_FLAGS=-O0 -D CMAKE_CXX_COMPILER=${compiler} ${options})
run(${CMAKE_COMMAND} --build ${folder}/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${folder}/build --output-on-failure --no-tests=error)
