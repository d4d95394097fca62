# heddle_discover_tests(TARGET [PREFIX text] [OPTIONS option...] [LABELS label...] [TIMEOUT seconds])
#
# Adds one CTest test for every model of TARGET, a program that links heddle::main: it runs
# `TARGET check MODEL OPTIONS...`. The models are listed after each build of TARGET, so that new
# ones need no new run of CMake. A test's name is PREFIX (default: the target's name and a dot)
# and the model's.

set(_HEDDLE_LIST_MODELS ${CMAKE_CURRENT_LIST_FILE} CACHE INTERNAL "")

if(NOT CMAKE_SCRIPT_MODE_FILE)
  function(heddle_discover_tests target)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "PREFIX;TIMEOUT" "OPTIONS;LABELS")
    if(NOT DEFINED arg_PREFIX)
      set(arg_PREFIX ${target}.)
    endif()
    set(properties "")
    if(DEFINED arg_LABELS)
      string(APPEND properties " LABELS [==[${arg_LABELS}]==]")
    endif()
    if(DEFINED arg_TIMEOUT)
      string(APPEND properties " TIMEOUT ${arg_TIMEOUT}")
    endif()
    list(TRANSFORM arg_OPTIONS REPLACE "(.+)" "[==[\\1]==]")
    list(JOIN arg_OPTIONS " " options)

    set(base ${CMAKE_CURRENT_BINARY_DIR}/${target}_models)
    add_custom_command(TARGET ${target} POST_BUILD BYPRODUCTS ${base}.cmake
      COMMAND ${CMAKE_COMMAND} -D program=$<TARGET_FILE:${target}> -D output=${base}.cmake
        -D prefix=${arg_PREFIX} -D "options=${options}" -D "properties=${properties}"
        -P ${_HEDDLE_LIST_MODELS}
      VERBATIM)
    file(WRITE ${base}_include.cmake "if(EXISTS [==[${base}.cmake]==])
  include([==[${base}.cmake]==])
else()
  add_test([==[${target}_NOT_BUILT]==] [==[${target}_NOT_BUILT]==])
endif()
")
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${base}_include.cmake)
  endfunction()
  return()
endif()

# As a script, after a build: writes the tests of `program` to `output`.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${program} list --json OUTPUT_VARIABLE models RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "`${program} list --json` failed: ${result}")
endif()
string(JSON list ERROR_VARIABLE not_an_object GET "${models}" models)
if(not_an_object)
  set(list "${models}")
endif()
string(JSON length LENGTH "${list}")
set(tests "")
if(length GREATER 0)
  math(EXPR last "${length} - 1")
  foreach(index RANGE ${last})
    string(JSON name GET "${list}" ${index} name)
    set(test "[==[${prefix}${name}]==]")
    string(APPEND tests
      "add_test(${test} [==[${program}]==] check [==[${name}]==] ${options})\n")
    if(properties)
      string(APPEND tests "set_tests_properties(${test} PROPERTIES${properties})\n")
    endif()
  endforeach()
endif()
file(WRITE ${output} "${tests}")
